"""Operators between values of JavaScript."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..scope import MAXIMUM_SIZE
from ..tokens import NotationError
from .classes import Class, is_instance
from .functions import Builtin, Defined
from .members import get_member, has_member
from .values import (
    Expression,
    Failure,
    alike,
    failure,
    is_nan,
    kind_of,
    number,
    primitive,
    same,
    text,
    to_int32,
    to_number,
)


def _divided(left: int | float, right: int | float) -> int | float:
    if right == 0:
        if left == 0 or is_nan(left):
            return math.nan
        return math.copysign(math.inf, left) * math.copysign(1, right)
    return left / right


def _remainder(left: int | float, right: int | float) -> int | float:
    if right == 0 or is_nan(left) or is_nan(right) or math.isinf(left):
        return math.nan
    if isinstance(left, int) and isinstance(right, int):
        found = abs(left) % abs(right)
        return -float(found) if left < 0 and found == 0 else -found if left < 0 else found
    return math.fmod(left, right)


def _power(left: int | float, right: int | float) -> int | float:
    if right == 0:
        return 1
    if isinstance(left, int) and isinstance(right, int) and right > 0 and abs(left).bit_length() * right <= 53:
        return int(left**right)
    try:
        found = math.pow(left, right)
    except OverflowError:
        return math.inf if left > 0 or right % 2 == 0 else -math.inf
    except ValueError:
        return math.inf if left == 0 else math.nan
    return math.nan if abs(left) == 1 and math.isinf(right) else found


def _product(left: int | float, right: int | float) -> int | float:
    found = left * right
    if found == 0 and isinstance(found, int) and (left < 0 or right < 0):
        return -0.0
    return found


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "-": lambda left, right: left - right,
    "*": _product,
    "/": _divided,
    "%": _remainder,
    "**": _power,
}


_BITS: dict[str, Callable[[Any, Any], int]] = {
    "&": lambda left, right: to_int32(left) & to_int32(right),
    "|": lambda left, right: to_int32(left) | to_int32(right),
    "^": lambda left, right: to_int32(left) ^ to_int32(right),
    "<<": lambda left, right: to_int32(to_int32(left) << (to_int32(right) & 31)),
    ">>": lambda left, right: to_int32(left) >> (to_int32(right) & 31),
    ">>>": lambda left, right: (to_int32(left) & 0xFFFFFFFF) >> (to_int32(right) & 31),
}
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _ordered(operator: str, left: Any, right: Any) -> bool:
    first, second = primitive(left, "number"), primitive(right, "number")
    if not (isinstance(first, str) and isinstance(second, str)):
        first, second = to_number(first), to_number(second)
    return bool(_ORDERS[operator](first, second))


def _instance(value: Any, kind: Any) -> bool:
    if isinstance(kind, Class):
        return is_instance(value, kind)
    name = kind.name if isinstance(kind, Builtin) else ""
    if isinstance(value, Failure):
        return name in (value.kind, "Error", "Object")
    if name == "Object":
        return kind_of(value) in ("object", "function") and value is not None
    if not name:
        raise failure("TypeError", "Right-hand side of 'instanceof' is not callable")
    wanted: dict[str, Any] = {"Array": list, "Function": Defined, "RegExp": Expression}
    if name in ("Date", "Map", "Set"):
        return type(value).__name__ == {"Date": "Moment"}.get(name, "Keyed") and (
            name == "Date" or value.single is (name == "Set")
        )
    return isinstance(value, wanted.get(name, ()))


def binary(machine: Any, operator: str, left: Any, right: Any) -> Any:
    """The value of an operator between two values."""
    if operator == "+":
        return _sum(machine, left, right)
    if operator in _ARITHMETIC:
        return number(_ARITHMETIC[operator](to_number(left), to_number(right)))
    if operator in ("==", "!="):
        return alike(left, right) is (operator == "==")
    if operator in ("===", "!=="):
        return same(left, right) is (operator == "===")
    if operator in _ORDERS:
        return _ordered(operator, left, right)
    if operator in _BITS:
        return number(_BITS[operator](left, right))
    if operator == "in":
        return has_member(machine, right, left)
    return _instance(left, right)


def written(machine: Any, value: Any) -> Any:
    """What the script's own `toString` of an object gives; other values as they are."""
    if isinstance(value, dict):
        own = get_member(machine, value, "toString")
        return machine.call(own, value, []) if isinstance(own, Defined) else value
    return value


def _sum(machine: Any, left: Any, right: Any) -> Any:
    if type(left) is not str or type(right) is not str:
        left, right = primitive(written(machine, left)), primitive(written(machine, right))
    if isinstance(left, str) or isinstance(right, str):
        first, second = text(left), text(right)
        if len(first) + len(second) > MAXIMUM_SIZE:
            raise NotationError("the text is too long")
        return machine.scope.sized(first + second)
    return number(to_number(left) + to_number(right))
