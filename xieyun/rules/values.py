"""Data on its way into zen and results on their way out: exact decimals, plain JSON types, limits."""

from __future__ import annotations

import datetime
import math
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import orjson

from xieyun.rules.errors import ExpressionError

MAXIMUM_MAGNITUDE: Final = Decimal("79228162514264337593543950335")
MAXIMUM_RESULT_ITEMS: Final = 10_000
MAXIMUM_RESULT_CHARACTERS: Final = 100_000
_PLACES: Final = Decimal(1).scaleb(-20)


def encode(data: Mapping[str, Any]) -> bytes:
    """`data` as JSON whose decimals keep every digit (zen reads them into a 96-bit decimal).

    Raises ExpressionError for NaN, infinities, too large numbers and types that have no meaning in a rule.
    """
    try:
        return orjson.dumps(data, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME)
    except (TypeError, ValueError) as fault:
        if isinstance(fault.__cause__, ExpressionError):
            raise fault.__cause__ from None
        if "64-bit" in str(fault):
            return encode(_wide(data))
        raise ExpressionError("expression-data", path="data", reason=str(fault)) from fault


def _wide(value: Any) -> Any:
    """Integers beyond 64 bits as decimals, which is how orjson can carry them."""
    if isinstance(value, int) and abs(value) >= 1 << 63:
        return Decimal(value)
    if isinstance(value, Mapping):
        return {key: _wide(item) for key, item in value.items()}
    return [_wide(item) for item in value] if isinstance(value, list | tuple) else value


def check_numbers(value: object, path: str = "") -> int:
    """The number of items in the longest list of `value`; raises ExpressionError for a number zen cannot hold."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ExpressionError("expression-data", path=path, reason="NaN / Infinity")
        if abs(value) > MAXIMUM_MAGNITUDE:
            raise ExpressionError("expression-data", path=path, reason="> 7.9e28")
        return 0
    if isinstance(value, int | Decimal):
        finite = not isinstance(value, Decimal) or value.is_finite()
        if not finite or abs(Decimal(value)) > MAXIMUM_MAGNITUDE:
            raise ExpressionError("expression-data", path=path, reason="> 7.9e28" if finite else "NaN / Infinity")
        return 0
    if isinstance(value, Mapping):
        return max(
            (check_numbers(item, f"{path}.{key}" if path else str(key)) for key, item in value.items()), default=0
        )
    if isinstance(value, list | tuple):
        longest = max((check_numbers(item, f"{path}[{index}]") for index, item in enumerate(value)), default=0)
        return max(longest, len(value))
    return 0


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    if isinstance(value, int):
        return orjson.Fragment(str(value))
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise ExpressionError("expression-data", path=type(value).__name__, reason="type")


def exact(text: str) -> int | Decimal:
    """The number zen printed as `text`: an int when it is whole, else a Decimal without trailing zeros.

    Results are rounded to 20 places, so that 1/3*3 is 1 and not 0.999…; money never needs more.
    """
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -20:
        number = number.quantize(_PLACES)
    if number == number.to_integral_value():
        return int(number)
    return number.normalize()


def decode(value: Any) -> Any:
    """A list or an object zen answered, with every float as int or Decimal. Raises when it is too large."""
    budget = [MAXIMUM_RESULT_ITEMS, MAXIMUM_RESULT_CHARACTERS]
    return _decode(value, budget)


def _decode(value: Any, budget: list[int]) -> Any:
    budget[0] -= 1
    if isinstance(value, str):
        budget[1] -= len(value)
    if budget[0] < 0 or budget[1] < 0:
        raise ExpressionError("expression-result-too-large", limit=MAXIMUM_RESULT_ITEMS)
    if isinstance(value, float):
        return exact(repr(value))
    if isinstance(value, list):
        return [_decode(item, budget) for item in value]
    if isinstance(value, dict):
        return {key: _decode(item, budget) for key, item in value.items()}
    return value
