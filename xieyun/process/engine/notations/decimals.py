"""Exact decimals of Groovy and Java. Between two operations they are ordinary numbers, as variables hold them."""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Any

from . import values
from .tokens import NotationError

ROUNDING_MODES = {
    "HALF_UP": decimal.ROUND_HALF_UP, "HALF_DOWN": decimal.ROUND_HALF_DOWN, "HALF_EVEN": decimal.ROUND_HALF_EVEN,
    "UP": decimal.ROUND_UP, "DOWN": decimal.ROUND_DOWN, "CEILING": decimal.ROUND_CEILING,
    "FLOOR": decimal.ROUND_FLOOR,
}  # fmt: skip
_MAXIMUM_DIGITS = 100


def decimal_of(value: Any) -> int | float:
    """Return the number that a value or text writes. Raises NotationError when it writes none."""
    number = values.to_number(value)
    if number is None:
        raise NotationError(f"{values.text_of(value)[:40]!r} is no number")
    return number if isinstance(number, int) else float(number)


def exact(operator: str, left: float, right: float) -> int | float:
    """Return the sum, difference or product of two numbers as their decimals have it: 0.1 + 0.2 is 0.3."""
    first, second = Decimal(repr(left)), Decimal(repr(right))
    result = first + second if operator == "+" else first - second if operator == "-" else first * second
    return float(result)


def whole_quotient(left: int | float, right: int | float) -> int:
    """Return how often a number holds another, as Java counts it: towards zero. `right` is not 0."""
    quotient = abs(left) // abs(right)
    return int(quotient if (left < 0) == (right < 0) else -quotient)


def remainder(left: int | float, right: int | float) -> int | float:
    """Return what is left of a whole division, with the sign of the first number, as in Java. `right` is not 0."""
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def rounded(number: Any, digits: Any, way: str | None) -> int | float:
    """Return a number with so many digits after the point, rounded in one of the ways of `decimal`.

    Without a way it must not have more digits. Raises NotationError otherwise, and for too many digits.
    """
    if abs(int(digits)) > _MAXIMUM_DIGITS:
        raise NotationError("the number of digits is too large")
    value = Decimal(str(number))
    try:
        result = value.quantize(Decimal(1).scaleb(-int(digits)), rounding=way)
    except decimal.InvalidOperation as error:
        raise NotationError("the number is too large to be rounded") from error
    if way is None and result != value:
        raise NotationError("the number has more digits; say how it is rounded")
    return int(result) if int(digits) <= 0 else float(result)


def scaled(number: Any, digits: Any = 0, mode: Any = None) -> int | float:
    """Return what Java's `setScale` gives. Raises NotationError for a mode that is not understood, see `rounded`."""
    if mode is not None and mode not in ROUNDING_MODES:
        raise NotationError(f"the rounding {str(mode)[:30]!r} is not understood")
    return rounded(number, digits, ROUNDING_MODES.get(mode))
