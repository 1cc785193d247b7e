"""Filters and sorts of callers as SQL conditions. Only fields that the actor may read on every record he sees."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as UUID_TYPE

from xieyun.kernel import json
from xieyun.kernel.actor import Actor
from xieyun.organization.selectors import node_ids_below
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.errors import FieldNotUsable, InvalidFilter
from xieyun.records.tables import record_table
from xieyun.records.values import Refused, read

LOCAL_OFFSET: Final = "+08:00"
MAXIMUM_DEPTH: Final = 5
MAXIMUM_CONDITIONS: Final = 50
MAXIMUM_VALUES: Final = 200
SYSTEM_FIELDS: Final[Mapping[str, Field]] = {
    field.code: field
    for field in (
        Field("status", "text", {"zh": "状态", "en": "Status"}),
        Field("owner", "person", {"zh": "填报人", "en": "Owner"}),
        Field("node", "node", {"zh": "部门", "en": "Department"}),
        Field("unit", "node", {"zh": "单位", "en": "Company"}),
        Field("created_at", "datetime", {"zh": "创建时间", "en": "Created"}),
        Field("updated_at", "datetime", {"zh": "修改时间", "en": "Changed"}),
        Field("process_instance_id", "lookup", {"zh": "流程", "en": "Process"}),
    )
}
SYSTEM_COLUMNS: Final[Mapping[str, str]] = {"owner": "owner_id", "node": "node_id", "unit": "unit_id"}
SORTABLE: Final = frozenset(
    {"text", "integer", "decimal", "money", "percent", "boolean", "choice", "date", "datetime", "serial_number"}
)
ORDERED: Final = SORTABLE - {"boolean", "choice"}
TEXTS: Final = frozenset({"text", "long_text", "serial_number"})
NOT_NULL: Final = frozenset({"status", "created_at", "updated_at"})
Level = Callable[[str], str]


_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def _condition(found: Any) -> sa.ColumnElement[bool]:
    """A comparison; SQLAlchemy types those of untyped columns as Any."""
    return cast(sa.ColumnElement[bool], found)


def everything(code: str) -> str:
    """The field level of a filter that a definition itself declares."""
    return "edit"


@dataclass(frozen=True)
class SortKey:
    """One column of the order."""

    code: str
    column: sa.Column[Any]
    descending: bool
    nullable: bool
    field: Field


def usable(object_type: ObjectType, code: str, level: Level) -> tuple[Field, sa.Column[Any]]:
    """The field and column of `code`. Raises FieldNotUsable when unknown, hidden or masked: alike."""
    table = record_table(object_type)
    system = SYSTEM_FIELDS.get(code)
    if system is not None:
        return system, table.c[SYSTEM_COLUMNS.get(code, code)]
    field = object_type.by_code.get(code)
    if field is None or field.is_lines or level(code) not in ("read", "edit"):
        raise FieldNotUsable(field=code[:60])
    return field, table.c[code]


def parse_filter(text: str | None) -> Any:
    """The JSON of a `filter` parameter. Raises InvalidFilter or MalformedJson."""
    return json.loads(text.encode(), maximum_bytes=20_000) if text else None


def condition(actor: Actor, object_type: ObjectType, declared: Any, level: Level) -> sa.ColumnElement[bool]:
    """The condition of a filter: `{"and": [...]}`, `{"or": [...]}` or `{"field", "op", "value"}`, nested.

    Raises InvalidFilter or FieldNotUsable.
    """
    budget = [MAXIMUM_CONDITIONS]
    return sa.true() if declared in (None, {}) else _node(actor, object_type, declared, level, 1, budget)


def _invalid(reason_zh: str, reason_en: str) -> InvalidFilter:
    return InvalidFilter(reason_zh=reason_zh, reason_en=reason_en)


def _node(
    actor: Actor, object_type: ObjectType, node: Any, level: Level, depth: int, budget: list[int]
) -> sa.ColumnElement[bool]:
    if depth > MAXIMUM_DEPTH:
        raise _invalid(f"嵌套超过 {MAXIMUM_DEPTH} 层", f"nested more than {MAXIMUM_DEPTH} levels")
    if not isinstance(node, Mapping):
        raise _invalid("条件须为对象", "a condition must be an object")
    for word, join in (("and", sa.and_), ("or", sa.or_)):
        if set(node) == {word} and isinstance(node[word], list):
            parts = [_node(actor, object_type, part, level, depth + 1, budget) for part in node[word]]
            return join(*parts) if parts else sa.true()
    budget[0] -= 1
    if budget[0] < 0:
        raise _invalid(f"超过 {MAXIMUM_CONDITIONS} 个条件", f"more than {MAXIMUM_CONDITIONS} conditions")
    if not {"field", "op"} <= set(node) <= {"field", "op", "value"} or not isinstance(node["field"], str):
        raise _invalid("条件须有 field、op 和 value", "a condition has field, op and value")
    field, column = usable(object_type, node["field"], level)
    return _compare(actor, field, column, str(node["op"]), node.get("value"))


def _compare(actor: Actor, field: Field, column: sa.Column[Any], op: str, value: Any) -> sa.ColumnElement[bool]:
    if op == "is_empty":
        return column.is_(None) if value in (None, True) else column.is_not(None)
    if op == "me" and field.type == "person":
        return column == actor.person_id if actor.person_id else sa.false()
    if op == "my_department" and field.type == "node":
        return _within(column, node_ids_below(actor.node_id)) if actor.node_id else sa.false()
    if op == "below" and field.type == "node":
        return _within(column, node_ids_below(_value(field, value)))
    if op in ("in", "between"):
        return _many(field, column, op, value)
    if op == "contains" and field.type in TEXTS:
        return column.ilike(f"%{_escaped(_text(value))}%", escape="\\")
    if op == "contains" and field.type == "attachment":
        return sa.false()
    wanted = _value(field, value)
    if op == "eq" and field.type != "attachment":
        return _condition(column == wanted)
    if op == "ne" and field.type != "attachment":
        return column.is_distinct_from(wanted)
    if op in _COMPARISONS and field.type in ORDERED:
        return _condition(_COMPARISONS[op](column, wanted))
    raise _invalid(f"字段 {field.code} 不支持运算 {op[:20]}", f"field {field.code} has no operator {op[:20]}")


def _many(field: Field, column: sa.Column[Any], op: str, value: Any) -> sa.ColumnElement[bool]:
    if not isinstance(value, list) or not value or len(value) > MAXIMUM_VALUES:
        raise _invalid(f"{op} 需要 1 至 {MAXIMUM_VALUES} 个值", f"{op} needs 1 to {MAXIMUM_VALUES} values")
    wanted = [_value(field, one) for one in value]
    if op == "in":
        return column.in_(wanted)
    if len(wanted) != 2 or field.type not in ORDERED:
        raise _invalid("between 需要两个值", "between needs two values")
    return column.between(wanted[0], wanted[1])


def _within(column: sa.Column[Any], ids: Sequence[Any]) -> sa.ColumnElement[bool]:
    return _condition(column == sa.func.any(sa.literal(list(ids), ARRAY(UUID_TYPE(as_uuid=True)))))


def _value(field: Field, value: Any) -> Any:
    if field.type == "choice" and isinstance(value, str):
        return value[:200]
    if field.type in TEXTS:
        return _text(value)
    if field.type == "datetime" and isinstance(value, str) and len(value) == len("2026-01-01"):
        value = f"{value}T00:00:00{LOCAL_OFFSET}"  # a day means its first instant here
    try:
        found = read(Field(field.code, field.type, field.title, scale=10, options=field.options), value)
    except Refused as refusal:
        raise _invalid(f"字段 {field.code} 的值无效", f"the value of {field.code} is not valid") from refusal
    if found is None:
        raise _invalid(f"字段 {field.code} 缺少值", f"field {field.code} needs a value")
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 500 or "\x00" in value:
        raise _invalid("需要文字", "text is needed")
    return value


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def parse_sort(object_type: ObjectType, sort: str | None, level: Level) -> list[SortKey]:
    """The order of `-amount,created_at`, newest first by default, always ended by the id.

    Empty values count as the largest, which is what an index does. Raises FieldNotUsable or InvalidFilter.
    """
    keys: list[SortKey] = []
    for part in (sort or "-created_at").split(","):
        descending = part.startswith("-")
        code = part.lstrip("-").strip()
        field, column = usable(object_type, code, level)
        if field.type not in SORTABLE or len(keys) >= 4 or any(key.code == code for key in keys):
            raise _invalid(f"不能按 {code[:40]} 排序", f"cannot sort by {code[:40]}")
        keys.append(SortKey(code, column, descending, code not in NOT_NULL, field))
    table = record_table(object_type)
    keys.append(SortKey("id", table.c.id, keys[-1].descending, False, Field("id", "lookup", {})))
    return keys
