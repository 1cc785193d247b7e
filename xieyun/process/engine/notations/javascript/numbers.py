"""Methods of numbers in JavaScript, and reading numbers from texts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..tokens import NotationError
from .values import SPACES, UNDEFINED, failure, number, text, text_of_number, whole

_FLOAT = re.compile(r"[+-]?(?:Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def fixed(value: int | float, digits: Any) -> str:
    """What `toFixed` gives: the exact value of the double, rounded half away from zero."""
    count = whole(digits)
    if not 0 <= count <= 100:
        raise failure("RangeError", "toFixed() digits argument must be between 0 and 100")
    if not math.isfinite(value) or abs(value) >= 1e21:
        return text_of_number(value)
    written = format(_rounded(Decimal(value), count), "f")
    return written.lstrip("-") if value == 0 else written


def _rounded(value: Decimal, count: int) -> Decimal:
    from decimal import Context

    return value.quantize(Decimal(1).scaleb(-count), rounding=ROUND_HALF_UP, context=Context(prec=200))


def _precise(value: int | float, digits: Any) -> str:
    if digits is UNDEFINED or not math.isfinite(value):
        return text_of_number(value)
    count = whole(digits)
    if not 1 <= count <= 100:
        raise failure("RangeError", "toPrecision() argument must be between 1 and 100")
    exact = Decimal(value)
    power = exact.adjusted() if exact else 0
    rounded = _rounded(exact, count - 1 - power)
    power = rounded.adjusted() if rounded else 0
    if power < -6 or power >= count:
        return _exponential(value, count - 1)
    return format(_rounded(exact, count - 1 - power), "f")


def _exponential(value: int | float, digits: Any) -> str:
    if digits is UNDEFINED:
        mantissa, _, power = repr(float(value)).partition("e")
        if not power:
            significant = len(mantissa.replace(".", "").replace("-", "").strip("0")) or 1
            mantissa, _, power = f"{value:.{significant - 1}e}".partition("e")
    else:
        mantissa, _, power = f"{value:.{min(whole(digits), 100)}e}".partition("e")
    return f"{mantissa}e{'-' if power.startswith('-') else '+'}{int(power.lstrip('+-'))}"


def _based(value: int | float, base: Any) -> str:
    radix = whole(base, 10)
    if not 2 <= radix <= 36:
        raise failure("RangeError", "toString() radix must be between 2 and 36")
    if radix == 10 or not math.isfinite(value):
        return text_of_number(value)
    if value != int(value):
        raise NotationError("a fraction can be written with base 10 only")
    rest, digits = abs(int(value)), ""
    while rest:
        rest, digit = divmod(rest, radix)
        digits = _DIGITS[digit] + digits
    return ("-" if value < 0 else "") + (digits or "0")


def _local(value: int | float, locale: Any, options: Any) -> str:
    chosen = options if isinstance(options, dict) else {}
    if locale not in (UNDEFINED, None, "en-US", "en", "en-GB", "zh-CN") or set(chosen) - {
        "minimumFractionDigits", "maximumFractionDigits"
    }:  # fmt: skip
        raise NotationError("numbers in the form of a country are not known here")
    if not math.isfinite(value):
        return text_of_number(value).replace("Infinity", "∞")
    least = whole(chosen.get("minimumFractionDigits", 0))
    most = whole(chosen.get("maximumFractionDigits", max(3, least)))
    if not 0 <= least <= most <= 20:
        raise failure("RangeError", "maximumFractionDigits value is out of range.")
    written = format(_rounded(Decimal(repr(value)), most), ",f")
    if "." in written:
        head, _, tail = written.partition(".")
        tail = tail[:least] + tail[least:].rstrip("0")
        written = head + ("." + tail if tail else "")
    return written


def parse_whole(value: Any, base: Any) -> int | float:
    """What `parseInt` gives."""
    source = text(value).strip(SPACES)[:1000].lower()
    sign = -1 if source.startswith("-") else 1
    source = source.lstrip("+-") if source[:1] in ("+", "-") else source
    radix = whole(base, 0)
    if radix in (0, 16) and source.startswith("0x"):
        source, radix = source[2:], 16
    radix = radix or 10
    if not 2 <= radix <= 36:
        return math.nan
    end = 0
    while end < len(source) and source[end] in _DIGITS[:radix]:
        end += 1
    return number(sign * int(source[:end], radix)) if end else math.nan


def parse_float(value: Any) -> int | float:
    """What `parseFloat` gives."""
    found = _FLOAT.match(text(value).strip(SPACES)[:1000])
    return number(float(found.group())) if found else math.nan


METHODS: dict[str, Callable[..., Any]] = {
    "toFixed": lambda machine, value, digits: fixed(value, digits),
    "toPrecision": lambda machine, value, digits: _precise(value, digits),
    "toExponential": lambda machine, value, digits: _exponential(value, digits),
    "toString": lambda machine, value, base: _based(value, base),
    "toLocaleString": lambda machine, value, locale, options: _local(value, locale, options),
    "valueOf": lambda machine, value: value,
}
