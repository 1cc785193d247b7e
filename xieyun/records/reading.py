"""Reads the JSON of a definition into an ObjectType, collecting every fault with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from xieyun.kernel.errors import FieldError
from xieyun.records import naming
from xieyun.records.definitions import Check, Computed, Field, Numbering, ObjectType, Option, Rollup
from xieyun.records.errors import InvalidDefinition
from xieyun.rules import expressions
from xieyun.rules.errors import ExpressionError

TYPES: Final = frozenset(
    [
        "text",
        "long_text",
        "integer",
        "decimal",
        "money",
        "percent",
        "boolean",
        "choice",
        "date",
        "datetime",
        "person",
        "node",
        "lookup",
        "line_items",
        "attachment",
        "serial_number",
    ]
)
LINE_TYPES: Final = TYPES - {"line_items", "serial_number"}
NUMBER_TYPES: Final = frozenset({"integer", "decimal", "money", "percent"})
ROLLUPS: Final = frozenset({"sum", "count", "min", "max"})
BALANCES: Final = frozenset({"adjusted", "reserved", "consumed", "available"})
FIELD_KEYS: Final = frozenset(
    [
        "code",
        "type",
        "title",
        "required",
        "unique",
        "indexed",
        "help",
        "options",
        "scale",
        "min",
        "max",
        "max_length",
        "min_items",
        "max_items",
        "pattern",
        "pattern_help",
        "target",
        "display",
        "filter",
        "computed",
        "numbering",
        "fields",
        "default",
    ]
)
OBJECT_KEYS: Final = frozenset(
    [
        "code",
        "title",
        "start_title",
        "icon",
        "fields",
        "forms",
        "views",
        "title_field",
        "summary_fields",
        "process",
        "checks",
        "description",
    ]
)
MAXIMUM_FIELDS: Final = 300


class _Reader:
    """Collects faults, so that an author sees all of them at once."""

    def __init__(self) -> None:
        self.faults: list[FieldError] = []

    def fault(self, path: str, reason_zh: str, reason_en: str) -> None:
        self.faults.append(FieldError(path, "definition-fault", {"reason_zh": reason_zh, "reason_en": reason_en}))

    def title(self, path: str, value: Any) -> Mapping[str, str]:
        if isinstance(value, str) and value.strip():
            return {"zh": value, "en": value}
        if isinstance(value, Mapping) and value.get("zh") and set(value) <= {"zh", "en"}:
            return {"zh": str(value["zh"]), "en": str(value.get("en") or value["zh"])}
        self.fault(path, "需要标题：{zh: …, en: …}", "a title {zh: …, en: …} is needed")
        return {"zh": "?", "en": "?"}

    def keys(self, path: str, value: Mapping[str, Any], allowed: frozenset[str]) -> None:
        for key in sorted(set(value) - allowed):
            self.fault(f"{path}.{key}" if path else str(key), "不认识的属性", "unknown property")

    def expression(self, path: str, source: Any) -> expressions.Expression | None:
        try:
            return expressions.compile(str(source))
        except ExpressionError as error:
            self.fault(path, error.message_zh, error.message_en)
            return None


def read_definition(definition: Mapping[str, Any], version: int = 0) -> ObjectType:
    """The compiled object type. Raises InvalidDefinition with every fault and its place."""
    reader = _Reader()
    code = str(definition.get("code", ""))
    if not naming.OBJECT_CODE.fullmatch(code):
        reader.fault(
            "code", "代码须形如 expense.claim（小写字母、数字、连字符）", "a code like expense.claim is needed"
        )
    reader.keys("", definition, OBJECT_KEYS)
    fields = _fields(reader, "fields", definition.get("fields"), TYPES)
    by_code = {found.code: found for found in fields}
    _check_names(reader, definition, by_code)
    object_type = ObjectType(
        code=code,
        version=version,
        title=reader.title("title", definition.get("title")),
        fields=fields,
        definition=dict(definition),
        title_field=str(definition.get("title_field") or (fields[0].code if fields else "")),
        process=definition.get("process"),
        checks=_checks(reader, definition.get("checks"), by_code),
        summary_fields=tuple(definition.get("summary_fields") or ()),
        start_title=(reader.title("start_title", definition["start_title"]) if definition.get("start_title") else None),
        compute_order=_compute_order(reader, fields),
    )
    if reader.faults:
        raise InvalidDefinition(fields=reader.faults, code=code)
    return object_type


def _fields(reader: _Reader, path: str, declared: Any, types: frozenset[str]) -> tuple[Field, ...]:
    if not isinstance(declared, list) or not declared or len(declared) > MAXIMUM_FIELDS:
        reader.fault(path, f"需要 1 至 {MAXIMUM_FIELDS} 个字段", f"1 to {MAXIMUM_FIELDS} fields are needed")
        return ()
    fields: list[Field] = []
    for index, one in enumerate(declared):
        where = f"{path}[{index}]"
        if not isinstance(one, Mapping):
            reader.fault(where, "需要一个对象", "an object is needed")
            continue
        found = _field(reader, where, one, types)
        if any(other.code == found.code for other in fields):
            reader.fault(f"{where}.code", f"字段代码 {found.code} 重复", f"field code {found.code} is used twice")
        fields.append(found)
    return tuple(fields)


def _field(reader: _Reader, path: str, declared: Mapping[str, Any], types: frozenset[str]) -> Field:
    reader.keys(path, declared, FIELD_KEYS)
    code, kind = str(declared.get("code", "")), str(declared.get("type", ""))
    if not naming.FIELD_CODE.fullmatch(code) or code in naming.RESERVED:
        reader.fault(
            f"{path}.code",
            f"字段代码“{code}”须为小写字母、数字、下划线，且不是系统字段",
            f"field code “{code}” must be lower case letters, digits, underscores, and not a system field",
        )
    if kind not in types:
        reader.fault(f"{path}.type", f"不支持的类型“{kind}”", f"type “{kind}” is not supported")
    return Field(
        code=code,
        type=kind,
        title=reader.title(f"{path}.title", declared.get("title")),
        required=bool(declared.get("required", False)),
        unique=bool(declared.get("unique", False)),
        indexed=bool(declared.get("indexed", False)),
        help=reader.title(f"{path}.help", declared["help"]) if declared.get("help") else None,
        options=_options(reader, path, declared) if kind == "choice" else (),
        scale=_scale(reader, path, kind, declared.get("scale")),
        minimum=_bound(reader, f"{path}.min", kind, declared.get("min")),
        maximum=_bound(reader, f"{path}.max", kind, declared.get("max")),
        maximum_length=int(declared.get("max_length") or (10_000 if kind == "long_text" else 200)),
        minimum_items=int(declared.get("min_items") or 0),
        maximum_items=min(int(declared.get("max_items") or (200 if kind == "line_items" else 20)), 500),
        pattern=_pattern(reader, path, declared.get("pattern")),
        pattern_help=reader.title(f"{path}.pattern_help", declared["pattern_help"])
        if declared.get("pattern_help")
        else None,
        target=_target(reader, path, kind, declared.get("target")),
        display=tuple(declared.get("display") or ()),
        filter=declared.get("filter"),
        computed=_computed(reader, f"{path}.computed", declared.get("computed")),
        numbering=_numbering(reader, path, declared) if kind == "serial_number" else None,
        fields=_fields(reader, f"{path}.fields", declared.get("fields"), LINE_TYPES) if kind == "line_items" else (),
        default=declared.get("default"),
    )


def _options(reader: _Reader, path: str, declared: Mapping[str, Any]) -> tuple[Option, ...]:
    options = declared.get("options")
    if not isinstance(options, list) or not options:
        reader.fault(f"{path}.options", "选择字段需要选项", "a choice needs options")
        return ()
    return tuple(
        Option(str(option.get("code")), reader.title(f"{path}.options[{index}].title", option.get("title")))
        for index, option in enumerate(options)
    )


def _scale(reader: _Reader, path: str, kind: str, scale: Any) -> int:
    default = {"money": 2, "percent": 2, "decimal": 4}.get(kind, 0)
    if scale is None:
        return default
    if not isinstance(scale, int) or not 0 <= scale <= 10:
        reader.fault(f"{path}.scale", "小数位数为 0 至 10", "the scale is 0 to 10")
        return default
    return scale


def _bound(reader: _Reader, path: str, kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind not in NUMBER_TYPES:
        return str(value)
    try:
        return Decimal(str(value))
    except ArithmeticError:
        reader.fault(path, "需要一个数", "a number is needed")
        return None


def _pattern(reader: _Reader, path: str, pattern: Any) -> str:
    if not pattern:
        return ""
    try:
        re.compile(str(pattern))
    except re.error as error:
        reader.fault(f"{path}.pattern", f"正则表达式有误：{error}", f"the pattern is wrong: {error}")
    return str(pattern)


def _target(reader: _Reader, path: str, kind: str, target: Any) -> str:
    if kind == "lookup" and not naming.OBJECT_CODE.fullmatch(str(target)):
        reader.fault(f"{path}.target", "关联字段需要目标对象代码", "a lookup needs the code of its target")
    return str(target) if target else ""


def _computed(reader: _Reader, path: str, declared: Any) -> Computed | None:
    if declared is None:
        return None
    if isinstance(declared, Mapping) and set(declared) == {"expression"}:
        return Computed(expression=reader.expression(f"{path}.expression", declared["expression"]))
    if isinstance(declared, Mapping) and set(declared) == {"ledger"} and declared["ledger"] in BALANCES:
        return Computed(ledger=str(declared["ledger"]))
    rollup = declared.get("rollup") if isinstance(declared, Mapping) else None
    if isinstance(rollup, Mapping) and rollup.get("function") in ROLLUPS and rollup.get("lines"):
        return Computed(rollup=Rollup(str(rollup["lines"]), str(rollup["function"]), str(rollup.get("field") or "")))
    reader.fault(path, "需要 expression、rollup 或 ledger", "expression, rollup or ledger is needed")
    return None


def _numbering(reader: _Reader, path: str, declared: Mapping[str, Any]) -> Numbering | None:
    numbering = declared.get("numbering")
    if not isinstance(numbering, Mapping) or not numbering.get("prefix"):
        reader.fault(f"{path}.numbering", "流水号需要 numbering.prefix", "a serial number needs numbering.prefix")
        return None
    scope = str(numbering.get("scope") or "group")
    digits = int(numbering.get("digits") or 6)
    if scope not in ("group", "unit") or not 1 <= digits <= 12:
        reader.fault(f"{path}.numbering", "scope 为 group 或 unit，digits 为 1 至 12", "scope group|unit, digits 1–12")
    return Numbering(str(numbering["prefix"]), digits, scope)


def _checks(reader: _Reader, declared: Any, fields: Mapping[str, Field]) -> tuple[Check, ...]:
    checks: list[Check] = []
    for index, one in enumerate(declared or ()):
        compiled = reader.expression(f"checks[{index}].expression", one.get("expression"))
        if one.get("field") not in fields:
            reader.fault(f"checks[{index}].field", "没有这个字段", "no such field")
        message = reader.title(f"checks[{index}].message", one.get("message"))
        if compiled is not None:
            checks.append(Check(compiled, str(one.get("field")), message))
    return tuple(checks)


def _check_names(reader: _Reader, definition: Mapping[str, Any], fields: Mapping[str, Field]) -> None:
    """Every name of a field in forms, views, titles and rollups exists."""
    listed = {*naming.RECORD_COLUMNS, "owner", "node", "unit"}
    known: Callable[[Any], bool] = lambda code: code in fields or code in listed  # noqa: E731
    for path, code in _mentioned(definition):
        if not known(code):
            reader.fault(path, f"没有字段“{code}”", f"there is no field “{code}”")
    for index, found in enumerate(fields.values()):
        rollup = found.computed.rollup if found.computed else None
        if rollup is None:
            continue
        lines = fields.get(rollup.lines)
        missing = (
            lines is None or not lines.is_lines or (rollup.function != "count" and rollup.field not in lines.by_code)
        )
        if missing:
            reader.fault(f"fields[{index}].computed.rollup", "汇总的明细或字段不存在", "no such line items or field")


def _mentioned(definition: Mapping[str, Any]) -> list[tuple[str, Any]]:
    mentioned: list[tuple[str, Any]] = []
    if definition.get("title_field"):
        mentioned.append(("title_field", definition["title_field"]))
    mentioned += [(f"summary_fields[{i}]", code) for i, code in enumerate(definition.get("summary_fields") or ())]
    for index, view in enumerate(definition.get("views") or ()):
        mentioned += [(f"views[{index}].columns[{i}]", code) for i, code in enumerate(view.get("columns") or ())]
        mentioned += [
            (f"views[{index}].sort[{i}]", str(key).lstrip("-")) for i, key in enumerate(view.get("sort") or ())
        ]
    for index, form in enumerate(definition.get("forms") or ()):
        for place, section in enumerate(form.get("sections") or ()):
            where = f"forms[{index}].sections[{place}].fields"
            mentioned += [(f"{where}[{i}]", code) for i, code in enumerate(section.get("fields") or ())]
    return mentioned


def _compute_order(reader: _Reader, fields: tuple[Field, ...]) -> tuple[str, ...]:
    """The computed fields so that each comes after those it reads. A circle is a fault."""
    waiting = {
        found.code: found.computed.references for found in fields if found.computed and not found.computed.ledger
    }
    order: list[str] = []
    while waiting:
        ready = [code for code, reads in waiting.items() if not (reads - {code}) & set(waiting) and code not in reads]
        if not ready:
            circle = " → ".join(sorted(waiting))
            reader.fault("fields", f"计算字段互相引用：{circle}", f"computed fields refer to each other: {circle}")
            break
        order += ready
        for code in ready:
            del waiting[code]
    return tuple(order)
