"""Operators on Python's values; what would be too large is refused before it is made."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from ..scope import MAXIMUM_SIZE, Scope
from ..tokens import NotationError

MAXIMUM_BITS = 10_000
_WIDE = re.compile(r"\d{4}|\*")
CONTAINERS = (list, tuple, dict, set, frozenset)


def measured(scope: Scope, value: Any) -> int:
    """The number of parts of a value, each counted as work: what stands in it twice is walked twice."""
    if isinstance(value, str | bytes):
        return 1 + len(value) // 100
    if not isinstance(value, CONTAINERS):
        return 1
    scope.tick()
    parts = [*value.keys(), *value.values()] if isinstance(value, Mapping) else list(value)
    total = 1
    for part in parts:
        total += measured(scope, part) if isinstance(part, CONTAINERS) else 1
    scope.tick(len(parts) // 10)
    return total


def hashed(scope: Scope, key: Any) -> Any:
    """A key that may be looked for."""
    if isinstance(key, tuple | frozenset):
        measured(scope, key)
    return key


def kept(scope: Scope, value: Any) -> Any:
    """A value that was just worked out, unless it is too large."""
    if isinstance(value, int) and not isinstance(value, bool):
        if value.bit_length() > MAXIMUM_BITS:
            raise NotationError("the number is too large")
    elif isinstance(value, Decimal):
        if value.is_finite() and abs(value.adjusted()) > 3000:
            raise NotationError("the number is too large")
    elif isinstance(value, set | frozenset):
        scope.tick(len(value) // 100)
    elif isinstance(value, str | bytes | list | tuple | dict):
        return scope.sized(value)
    return value


def _add(scope: Scope, left: Any, right: Any) -> Any:
    listed = isinstance(left, str | bytes | list | tuple) and type(left) is type(right)
    if listed and len(left) + len(right) > MAXIMUM_SIZE:
        raise NotationError("the result is too long")
    return left + right


def _multiply(scope: Scope, left: Any, right: Any) -> Any:
    for value, times in ((left, right), (right, left)):
        repeated = isinstance(value, str | bytes | list | tuple) and isinstance(times, int)
        if repeated and len(value) * max(times, 0) > MAXIMUM_SIZE:
            raise NotationError("the repetition is too long")
    return left * right


def _power(scope: Scope, left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() * max(right, 0) > MAXIMUM_BITS:
        raise NotationError("the power is too large")
    if isinstance(left, Decimal) and abs(right) > 1000:
        raise NotationError("the power is too large")
    return left**right


def _remainder(scope: Scope, left: Any, right: Any) -> Any:
    if isinstance(left, str):
        return formatted(scope, left, right)
    return left % right


def formatted(scope: Scope, text: str, inserted: Any) -> str:
    """Python's `text % values`; wide places are refused."""
    if any(_WIDE.search(place) for place in re.findall(r"%(?:\([^)]*\))?([-+ #0-9.*]*)", text)):
        raise NotationError("the place in the text is too wide")
    count = text.count("%") + 1
    largest = max((len(part) for part in _texts(inserted)), default=0)
    if measured(scope, inserted) + count * largest > MAXIMUM_SIZE:
        raise NotationError("the text is too long")
    return str(text % inserted)


def _texts(value: Any) -> list[str]:
    parts = value if isinstance(value, tuple) else value.values() if isinstance(value, dict) else (value,)
    return [part for part in parts if isinstance(part, str)]


def _shift(scope: Scope, left: Any, right: Any) -> Any:
    if right > MAXIMUM_BITS:
        raise NotationError("the number is too large")
    return left << right


_BINARY: dict[type[ast.operator], Callable[[Scope, Any, Any], Any]] = {
    ast.Add: _add,
    ast.Sub: lambda scope, left, right: left - right,
    ast.Mult: _multiply,
    ast.Div: lambda scope, left, right: left / right,
    ast.FloorDiv: lambda scope, left, right: left // right,
    ast.Mod: _remainder,
    ast.Pow: _power,
    ast.LShift: _shift,
    ast.RShift: lambda scope, left, right: left >> right,
    ast.BitOr: lambda scope, left, right: left | right,
    ast.BitXor: lambda scope, left, right: left ^ right,
    ast.BitAnd: lambda scope, left, right: left & right,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: lambda left, right: left is right,
    ast.IsNot: lambda left, right: left is not right,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_PLAIN = (bool, int, float, str, type(None), date, datetime, time, timedelta, Decimal)


def binary(scope: Scope, kind: type[ast.operator], left: Any, right: Any) -> Any:
    """The value of an operator between two values."""
    return kept(scope, _BINARY[kind](scope, left, right))


def compared(scope: Scope, kind: type[ast.cmpop], left: Any, right: Any) -> Any:
    """Whether a comparison holds."""
    if kind in (ast.In, ast.NotIn):
        hashed(scope, left)
        if isinstance(right, str | list | tuple):
            scope.tick(len(right) // 1000)
        if isinstance(left, CONTAINERS) and isinstance(right, list | tuple):
            measured(scope, right)
        if not isinstance(right, (*CONTAINERS, str, bytes, range)) and not hasattr(right, "__iter__"):
            raise TypeError(f"argument of type '{type(right).__name__}' is not iterable")
        return _COMPARISONS[kind](left, right)
    if isinstance(left, CONTAINERS) and isinstance(right, CONTAINERS) and kind not in (ast.Is, ast.IsNot):
        measured(scope, left)
        measured(scope, right)
    return _COMPARISONS[kind](left, right)
