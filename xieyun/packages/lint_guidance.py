"""Checks of what a process shows and asks beside its forms, against the object types and files of the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xieyun.kernel.actor import system_actor
from xieyun.kernel.errors import Problem
from xieyun.packages.declarations import Package
from xieyun.process.engine.definition import Node
from xieyun.process.engine.task_form import Figure, Related
from xieyun.records import filters
from xieyun.records.definitions import ObjectType
from xieyun.rules import expressions
from xieyun.rules.errors import ExpressionError

Fault = tuple[str, str]


def faults_of(package: Package, node: Node, kind: ObjectType | None, types: Any) -> Iterator[Fault]:
    """Yield (Chinese, English) for everything that a task's guidance names and that is not there."""
    if node.approval is None:
        return
    guidance = node.approval.guidance
    for regulation in guidance.regulations:
        if regulation.document and f"documents/{regulation.document}" not in package.files:
            yield f"没有文件 documents/{regulation.document}", f"no file documents/{regulation.document}"
    for figure in guidance.figures:
        yield from _figure(package, figure, types)
    for related in guidance.related:
        yield from _related(related, kind, types)
    for one in node.approval.opinions.audience:
        role = one.removeprefix("role:")
        if one.startswith(f"role:{package.code}.") and role not in package.roles:
            yield f"没有角色 {role}", f"no role {role}"


def _figure(package: Package, figure: Figure, types: Any) -> Iterator[Fault]:
    if figure.kind == "expression":
        yield from _expression(figure.expression)
    elif figure.kind == "ledger":
        if figure.ledger.startswith(f"{package.code}.") and figure.ledger not in package.ledgers:
            yield f"没有台账 {figure.ledger}", f"no ledger {figure.ledger}"
    else:
        source = types.find(figure.object_type)
        if source is None:
            yield f"没有对象 {figure.object_type}", f"no object type {figure.object_type}"
            return
        if figure.function != "count" and figure.field not in {one.code for one in source.stored}:
            yield f"没有字段 {figure.object_type}.{figure.field}", f"no field {figure.object_type}.{figure.field}"
        yield from _condition(source, figure.condition)


def _related(related: Related, kind: ObjectType | None, types: Any) -> Iterator[Fault]:
    code = related.object_type
    if related.field:
        field = kind.find(related.field) if kind is not None else None
        code = field.target if field is not None else ""
        if not code:
            yield f"没有关联字段 {related.field}", f"no lookup field {related.field}"
            return
    source = types.find(code)
    if source is None:
        yield f"没有对象 {code}", f"no object type {code}"
        return
    for path in related.fields:
        if source.find(path) is None:
            yield f"没有字段 {code}.{path}", f"no field {code}.{path}"
    yield from _condition(source, related.condition, related.sort)


def _condition(source: ObjectType, condition: Mapping[str, Any] | None, sort: str = "") -> Iterator[Fault]:
    """A filter whose expressions stand for values: fields and operators must fit, values are known only later."""
    for value in _expressions(condition):
        yield from _expression(value[1:])
    try:
        filters.condition(system_actor(), source, _without_expressions(source, condition), filters.everything)
        filters.parse_sort(source, sort or None, filters.everything)
    except Problem as problem:
        found = problem.as_json()
        yield str(found["detail_zh"]).rstrip("。"), str(found["detail_en"]).rstrip(".")


def _expressions(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        for value in part.values():
            yield from _expressions(value)
    elif isinstance(part, list):
        for value in part:
            yield from _expressions(value)
    elif isinstance(part, str) and part.startswith("="):
        yield part


def _without_expressions(source: ObjectType, part: Any) -> Any:
    """The filter with conditions on expressions reduced to their field, which must be there."""
    if isinstance(part, Mapping) and "field" in part and any(_expressions(part.get("value"))):
        return {"field": part["field"], "op": "is_empty", "value": True}
    if isinstance(part, Mapping):
        return {key: _without_expressions(source, value) for key, value in part.items()}
    if isinstance(part, list):
        return [_without_expressions(source, value) for value in part]
    return part


def _expression(source: str) -> Iterator[Fault]:
    try:
        expressions.compile(source)
    except ExpressionError as error:
        yield error.message_zh.rstrip("。"), error.message_en.rstrip(".")
