"""Computed fields: formulas, rollups over line items, and checks over the whole record."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xieyun.records.definitions import Computed, Field, ObjectType, Rollup
from xieyun.records.lines import Draft, Line
from xieyun.records.values import Refused, read
from xieyun.rules.errors import ExpressionError

NUMBERS = frozenset({"integer", "decimal", "money", "percent"})


def compute(object_type: ObjectType, values: dict[str, Any], lines: Mapping[str, list[Line]]) -> None:
    """Set every computed field of the record and its rows from the values given.

    A formula over an empty field gives an empty result, as in a spreadsheet a person would expect.
    """
    for found in object_type.line_fields:
        _compute_rows(found, lines.get(found.code, []), values)
    for code in object_type.compute_order:
        found = object_type.by_code[code]
        if found.computed is not None:
            values[code] = _result(found, _value(found.computed, object_type, values, lines))


def _compute_rows(found: Field, rows: list[Line], values: Mapping[str, Any]) -> None:
    for row in rows:
        for inner in found.fields:
            if inner.computed is not None and inner.computed.expression is not None:
                row.values[inner.code] = _result(inner, _evaluate(inner.computed, {**row.values, "record": values}))


def _value(
    computed: Computed, object_type: ObjectType, values: Mapping[str, Any], lines: Mapping[str, list[Line]]
) -> Any:
    if computed.rollup is not None:
        return _roll_up(computed.rollup, lines.get(computed.rollup.lines, []))
    return _evaluate(computed, _data(computed, object_type, values, lines))


def _data(
    computed: Computed, object_type: ObjectType, values: Mapping[str, Any], lines: Mapping[str, list[Line]]
) -> dict[str, Any]:
    data = dict(values)
    for found in object_type.line_fields:
        if found.code in computed.references:
            data[found.code] = [row.values for row in lines.get(found.code, [])]
    return data


def _evaluate(computed: Computed, data: Mapping[str, Any]) -> Any:
    if computed.expression is None:
        return None
    try:
        return computed.expression.evaluate(data)
    except ExpressionError as fault:
        if fault.code == "expression-value":
            return None
        raise


def _roll_up(rollup: Rollup, rows: list[Line]) -> Any:
    if rollup.function == "count":
        return len(rows)
    found = [value for row in rows if (value := row.values.get(rollup.field)) is not None]
    if rollup.function == "sum":
        return sum(found, Decimal(0))
    if not found:
        return None
    return min(found) if rollup.function == "min" else max(found)


def _result(found: Field, value: Any) -> Any:
    """The result in the field's type; money is rounded half up, as on an invoice. Misfits become empty."""
    if value is None:
        return None
    if found.type in NUMBERS and isinstance(value, int | Decimal) and not isinstance(value, bool):
        scale = 0 if found.type == "integer" else found.scale
        rounded = Decimal(value).quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_UP)
        return int(rounded) if found.type == "integer" else rounded
    try:
        return read(found, value if not isinstance(value, int | Decimal) else str(value))
    except Refused:
        return None


def check(object_type: ObjectType, values: Mapping[str, Any], lines: Mapping[str, list[Line]], draft: Draft) -> None:
    """Note every check of the definition that is not true. A check over empty fields passes."""
    for rule in object_type.checks:
        data = dict(values)
        for found in object_type.line_fields:
            if found.code in rule.expression.references:
                data[found.code] = [row.values for row in lines.get(found.code, [])]
        try:
            holds = rule.expression.evaluate(data)
        except ExpressionError as fault:
            if fault.code != "expression-value":
                raise
            continue
        if holds is False:
            draft.fault(rule.field, "value-check", message_zh=rule.message["zh"], message_en=rule.message["en"])
