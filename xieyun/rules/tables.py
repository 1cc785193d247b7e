"""Readable decision tables: the shape package files and the browser edit, read into frozen rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from xieyun.rules import expressions
from xieyun.rules.errors import DecisionError, ExpressionError
from xieyun.rules.expressions import Expression

HIT_POLICIES: Final = ("first", "collect")
MAXIMUM_ROWS: Final = 2_000
MAXIMUM_COLUMNS: Final = 50
_CODE = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Input:
    """A column that is tested: its expression over the data; empty is refused unless `optional`."""

    code: str
    title: str
    compiled: Expression
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """A column that is answered."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """Tests by input (absent: any value), answers by output (zen source), and the reason as written."""

    tests: Mapping[str, str]
    answers: Mapping[str, str]
    because: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table: the first matching row answers, or all of them (`collect`)."""

    hit: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]


def read_table(declared: Mapping[str, Any]) -> Table:
    """The frozen table of a declaration. Raises DecisionError naming what is wrong and where."""
    hit = declared.get("hit", "first")
    if hit not in HIT_POLICIES:
        raise _shape(f"hit: {hit!r} (first, collect)")
    inputs = tuple(_input(column) for column in _columns(declared, "inputs"))
    outputs = tuple(Output(column["code"], _title(column)) for column in _columns(declared, "outputs"))
    rows = declared.get("rows")
    if not isinstance(rows, list) or not rows or len(rows) > MAXIMUM_ROWS:
        raise _shape(f"rows: 1–{MAXIMUM_ROWS}")
    return Table(hit, inputs, outputs, tuple(_row(number, row, inputs, outputs) for number, row in enumerate(rows, 1)))


def _shape(reason: str) -> DecisionError:
    return DecisionError("decision-shape", reason=reason)


def _columns(declared: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    columns = declared.get(kind)
    if not isinstance(columns, list) or not columns or len(columns) > MAXIMUM_COLUMNS:
        raise _shape(f"{kind}: 1–{MAXIMUM_COLUMNS}")
    codes = [column.get("code") if isinstance(column, dict) else None for column in columns]
    for code in codes:
        if not isinstance(code, str) or not _CODE.fullmatch(code) or codes.count(code) > 1:
            raise _shape(f"{kind}.code: {code!r}")
    return columns


def _title(column: Mapping[str, Any]) -> str:
    title = column.get("title", column["code"])
    return str(title.get("zh", column["code"])) if isinstance(title, dict) else str(title)


def _input(column: Mapping[str, Any]) -> Input:
    try:
        compiled = expressions.compile(str(column.get("expression", column["code"])))
    except ExpressionError as fault:
        raise _cell(0, _title(column), fault) from fault
    return Input(column["code"], _title(column), compiled, optional=bool(column.get("optional", False)))


def _row(number: int, row: Any, inputs: tuple[Input, ...], outputs: tuple[Output, ...]) -> Row:
    if not isinstance(row, dict) or set(row) - {"when", "then", "because"} or not isinstance(row.get("then"), dict):
        raise _shape(f"rows[{number - 1}]: when, then, because")
    when, then = row.get("when") or {}, row["then"]
    unknown = set(when) - {column.code for column in inputs} | set(then) - {column.code for column in outputs}
    if unknown:
        raise _shape(f"rows[{number - 1}]: {', '.join(sorted(unknown))}")
    titles = {column.code: column.title for column in inputs} | {column.code: column.title for column in outputs}
    tests = {code: _test(number, titles[code], test) for code, test in when.items()}
    answers = {code: _answer(number, titles[code], answer) for code, answer in then.items()}
    because = row.get("because")
    return Row(tests, answers, {"zh": because, "en": because} if isinstance(because, str) else because)


def _cell(number: int, column: str, fault: ExpressionError) -> DecisionError:
    return DecisionError(
        "decision-cell", row=number, column=column, reason_zh=fault.message_zh, reason_en=fault.message_en
    )


def _test(number: int, column: str, test: Any) -> str:
    """A text is a test (`< 5000`); any other value means: equal to it."""
    source = test if isinstance(test, str) else literal(test)
    try:
        return expressions.compile_cell(source)
    except ExpressionError as fault:
        raise _cell(number, column, fault) from fault


def _answer(number: int, column: str, answer: Any) -> str:
    """A value stands for itself; `{expression: ...}` is computed."""
    if isinstance(answer, dict) and set(answer) == {"expression"}:
        try:
            expressions.compile(answer["expression"])
        except ExpressionError as fault:
            raise _cell(number, column, fault) from fault
        return str(answer["expression"])
    return literal(answer)


def literal(value: Any) -> str:
    """The zen source of a plain value. Raises DecisionError for what has none."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal | float):
        return format(Decimal(str(value)), "f")
    if isinstance(value, list):
        return f"[{', '.join(literal(item) for item in value)}]"
    text = str(value)
    quote = '"' if "'" in text else "'"
    if quote in text:
        raise _shape(f"{text!r}: ' and \" together")
    return f"{quote}{text}{quote}"
