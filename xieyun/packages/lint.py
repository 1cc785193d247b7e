"""Checks of a package that need no database beyond the definitions already in force."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from xieyun.access.models import FieldLevel, Scope, SubjectKind
from xieyun.kernel.errors import FieldError
from xieyun.packages.declarations import Declaration, Package
from xieyun.packages.lint_guidance import faults_of
from xieyun.process.engine.definition import Definition
from xieyun.process.engine.errors import DefinitionError
from xieyun.process.engine.reading.reader import read_definition as read_process
from xieyun.records.definitions import ObjectType
from xieyun.records.errors import InvalidDefinition
from xieyun.records.ledger.declaration import read_ledger
from xieyun.records.reading import read_definition
from xieyun.rules.decisions import compile_table
from xieyun.rules.errors import ExpressionError

MANIFEST_KEYS: Final = frozenset({"id", "version", "title", "description", "requires", "processes", "demo"})
OBJECT_KEYS_OF_ROLE: Final = frozenset({"code", "name", "description", "permissions", "fields", "grants"})
# What programs may do with processes; any scope, it is always the group.
PLATFORM_OPERATIONS: Final = {"process.message": {"deliver"}, "process.signal": {"broadcast"}}
OPERATIONS: Final = frozenset({"read", "create", "update", "delete", "export", "adjust", "availability"})
_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,19}")
_VERSION: Final = re.compile(r"\d{1,5}\.\d{1,5}\.\d{1,5}")


@dataclass
class Types:
    """The object types of the package before those in force, for checks of references."""

    compiled: Mapping[str, ObjectType]
    installed: Any = None

    def find(self, code: str) -> ObjectType | None:
        """The object type, or None."""
        found = self.compiled.get(code)
        if found is None and self.installed is not None:
            found = self.installed.find(code)
        return found


def lint(package: Package, installed: Any = None) -> list[FieldError]:
    """Everything that is wrong, with file and place; empty for a sound package.

    `installed` (a catalogue) knows the object types of other packages.
    """
    faults = list(_manifest(package))
    compiled: dict[str, ObjectType] = {}
    for code, declared in package.objects.items():
        try:
            compiled[code] = read_definition(declared)
        except InvalidDefinition as error:
            faults += [FieldError(f"objects/{code}: {one.path}", one.code, one.params) for one in error.fields]
        if not code.startswith(f"{package.code}."):
            faults.append(
                _fault(f"objects/{code}", f"代码须以 {package.code}. 开头", f"must start with {package.code}.")
            )
    types = Types(compiled, installed)
    for section in (_targets, _ledgers, _decisions, _processes, _roles):
        faults += list(section(package, types))
    return faults


def _fault(path: str, zh: str, en: str) -> FieldError:
    return FieldError(path, "package-fault", {"reason_zh": zh, "reason_en": en})


def _manifest(package: Package) -> Iterator[FieldError]:
    manifest = package.manifest
    for key in sorted(set(manifest) - MANIFEST_KEYS):
        yield _fault(f"app.yaml: {key}", "不认识的属性", "unknown property")
    if not _ID.fullmatch(package.code):
        yield _fault("app.yaml: id", "须为小写字母、数字、连字符", "lower case letters, digits and hyphens are needed")
    if not _VERSION.fullmatch(package.version):
        yield _fault("app.yaml: version", "须形如 1.0.0", "a version like 1.0.0 is needed")
    title = manifest.get("title")
    if not isinstance(title, dict) or not title.get("zh"):
        yield _fault("app.yaml: title", "需要标题：{zh: …, en: …}", "a title {zh: …, en: …} is needed")


def _targets(package: Package, types: Types) -> Iterator[FieldError]:
    for code, kind in ((code, types.compiled.get(code)) for code in package.objects):
        for field in kind.fields if kind is not None else ():
            for one in (field, *field.fields):
                if one.type == "lookup" and types.find(one.target) is None:
                    yield _fault(
                        f"objects/{code}: {one.code}", f"没有对象 {one.target}", f"no object type {one.target}"
                    )


def _ledgers(package: Package, types: Types) -> Iterator[FieldError]:
    for code, declared in package.ledgers.items():
        try:
            read_ledger(declared, types)
        except InvalidDefinition as error:
            for one in error.fields:
                yield FieldError(f"ledgers.yaml: {code}: {one.path}", one.code, one.params)


def _decisions(package: Package, types: Types) -> Iterator[FieldError]:
    for code, declared in package.decisions.items():
        try:
            compile_table(declared)
        except ExpressionError as error:
            yield _fault(f"decisions/{code}", error.message_zh.rstrip("。"), error.message_en.rstrip("."))


def _processes(package: Package, types: Types) -> Iterator[FieldError]:
    declared = package.manifest.get("processes") or []
    for index, one in enumerate(declared):
        where = f"app.yaml: processes[{index}]"
        if one.get("file") not in package.processes:
            yield _fault(where, f"没有文件 processes/{one.get('file')}", f"no file processes/{one.get('file')}")
        if one.get("object_type") and types.find(str(one["object_type"])) is None:
            yield _fault(where, f"没有对象 {one['object_type']}", f"no object type {one['object_type']}")
    bound = {one.get("file"): types.find(str(one.get("object_type"))) for one in declared}
    for name, xml in package.processes.items():
        try:
            definition = read_process(xml)
        except DefinitionError as error:
            yield _fault(f"processes/{name}: {error.element_id or ''}", error.zh.rstrip("。"), error.en.rstrip("."))
            continue
        yield from _process(package, name, definition, bound.get(name), types)


def _process(
    package: Package, name: str, definition: Definition, kind: ObjectType | None, types: Types
) -> Iterator[FieldError]:
    for node in definition.activities.values():
        service = node.service
        if service is not None and service.kind == "decision" and service.reference is not None:
            reference = service.reference.text
            if reference.startswith(f"{package.code}.") and reference not in package.decisions:
                yield _fault(
                    f"processes/{name}: {node.id}", f"没有决策表 {reference}", f"no decision table {reference}"
                )
        for zh, en in faults_of(package, node, kind, types):
            yield _fault(f"processes/{name}: {node.id}", zh, en)
        for path in node.approval.fields if node.approval is not None and kind is not None else ():
            if kind is not None and kind.find(path) is None:
                yield _fault(f"processes/{name}: {node.id}", f"没有字段 {path}", f"no field {path}")


def _roles(package: Package, types: Types) -> Iterator[FieldError]:
    for code, role in package.roles.items():
        where = f"roles.yaml: {code}"
        for key in sorted(set(role) - OBJECT_KEYS_OF_ROLE):
            yield _fault(f"{where}: {key}", "不认识的属性", "unknown property")
        if not role.get("name"):
            yield _fault(where, "需要名称", "a name is needed")
        yield from _permissions(where, role, types)
        for index, grant in enumerate(role.get("grants") or ()):
            if grant.get("kind") not in SubjectKind.values or (grant["kind"] == "post" and not grant.get("post")):
                yield _fault(f"{where}: grants[{index}]", "kind 为 everyone 或 post", "kind is everyone or post")


def _permissions(where: str, role: Declaration, types: Types) -> Iterator[FieldError]:
    for object_type, scopes in (role.get("permissions") or {}).items():
        if object_type in PLATFORM_OPERATIONS:
            if set(scopes) - PLATFORM_OPERATIONS[object_type]:
                yield _fault(where, f"{object_type} 没有这样的权限", f"{object_type} has no such permission")
            continue
        if types.find(object_type) is None:
            yield _fault(where, f"没有对象 {object_type}", f"no object type {object_type}")
        for operation, scope in scopes.items():
            if operation not in OPERATIONS or scope not in Scope.values:
                yield _fault(
                    f"{where}: {object_type}", f"不认识的权限 {operation}: {scope}", f"unknown: {operation}: {scope}"
                )
    for object_type, levels in (role.get("fields") or {}).items():
        kind = types.find(object_type)
        for path, level in levels.items():
            if kind is None or kind.find(path) is None or level not in FieldLevel.values:
                yield _fault(f"{where}: {object_type}.{path}", "没有这个字段或级别", "no such field or level")
