"""`Math` and `Number`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..functions import drawing
from .numbers import parse_float, parse_whole
from .operators import binary
from .values import (
    is_nan,
    kind_of,
    number,
    to_number,
)


def _largest(choose: Callable[..., Any], nothing: float) -> Callable[..., Any]:
    def chosen(machine: Any, this: Any, *values: Any) -> Any:
        found = [to_number(value) for value in values]
        if any(is_nan(one) for one in found):
            return math.nan
        return choose(found) if found else nothing

    return chosen


def _real(function: Callable[[float], float]) -> Callable[..., Any]:
    def call(machine: Any, this: Any, value: Any) -> Any:
        try:
            return number(function(to_number(value)))
        except (ValueError, OverflowError):
            found = to_number(value)
            if function in (math.log, math.log2, math.log10) and found == 0:
                return -math.inf
            return math.inf if function is math.exp and found > 0 else math.nan

    return call


def _rounded(function: Callable[[float], int]) -> Callable[..., Any]:
    def call(machine: Any, this: Any, value: Any) -> Any:
        found = to_number(value)
        if not math.isfinite(found) or isinstance(found, int):
            return found
        result = function(found)
        return -0.0 if result == 0 and math.copysign(1, found) < 0 else number(result)

    return call


def _cube_root(value: float) -> float:
    nearest = round(math.cbrt(value))
    return nearest if nearest**3 == value else math.cbrt(value)


def _half_up(value: float) -> int:
    return math.floor(value) + (value - math.floor(value) >= 0.5)


def _is_whole(value: Any) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value == int(value)
    )


MATH = {
    "floor": _rounded(math.floor), "ceil": _rounded(math.ceil), "trunc": _rounded(math.trunc),
    "round": _rounded(_half_up),
    "abs": lambda machine, this, value: abs(to_number(value)),
    "max": _largest(max, -math.inf), "min": _largest(min, math.inf),
    "sqrt": _real(math.sqrt), "cbrt": _real(_cube_root), "exp": _real(math.exp), "log": _real(math.log),
    "log2": _real(math.log2), "log10": _real(math.log10), "sin": _real(math.sin), "cos": _real(math.cos),
    "tan": _real(math.tan), "atan": _real(math.atan),
    "pow": lambda machine, this, base, power: binary(machine, "**", base, power),
    "sign": lambda machine, this, value: (to_number(value) > 0) - (to_number(value) < 0),
    "hypot": lambda machine, this, *values: number(math.hypot(*[to_number(value) for value in values])),
    "random": lambda machine, this: drawing(machine.scope).random(),
    "PI": math.pi, "E": math.e, "LN2": math.log(2), "LN10": math.log(10), "SQRT2": math.sqrt(2),
}  # fmt: skip
NUMBER = {
    "isInteger": lambda machine, this, value: _is_whole(value),
    "isSafeInteger": lambda machine, this, value: _is_whole(value) and abs(value) < 2**53,
    "isFinite": lambda machine, this, value: kind_of(value) == "number" and math.isfinite(value),
    "isNaN": lambda machine, this, value: is_nan(value),
    "parseFloat": lambda machine, this, value: parse_float(value),
    "parseInt": lambda machine, this, value, base: parse_whole(value, base),
    "MAX_SAFE_INTEGER": 2**53 - 1, "MIN_SAFE_INTEGER": 1 - 2**53, "EPSILON": 2.0**-52,
    "MAX_VALUE": 1.7976931348623157e308,
    "MIN_VALUE": 5e-324, "POSITIVE_INFINITY": math.inf, "NEGATIVE_INFINITY": -math.inf, "NaN": math.nan,
}  # fmt: skip
