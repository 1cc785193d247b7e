"""JavaScript's values and how they become each other.

Numbers are Python's int while they are whole and safe, else float; arrays are lists, objects are dicts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ..regular import Pattern
from ..scope import MAXIMUM_SIZE
from ..tokens import NotationError

_SAFE = 2**53
_NUMERIC = re.compile(r"[+-]?(?:Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
_INTEGER = re.compile(r"0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+")
SPACES = (
    " \t\n\r\f\v\xa0\ufeff\u2028\u2029\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)


class Undefined:
    """JavaScript's `undefined`."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED = Undefined()


class Thrown(Exception):
    """What `throw` throws."""

    def __init__(self, value: Any) -> None:
        self.value = value
        super().__init__("thrown")


class Instance(dict[str, Any]):
    """An object that a class of the script made."""

    __slots__ = ("made_by",)


class Failure(Instance):
    """An error object: `name` and `message`, and what a script sets on it."""

    __slots__ = ("kind", "thrown")

    def __init__(self, kind: str, message: Any, **more: Any) -> None:
        super().__init__(more)
        self.kind = kind
        self.thrown = False
        self["message"] = message

    @property
    def name(self) -> Any:
        """What `error.name` gives."""
        return self.get("name", self.kind)


class Moment:
    """A `Date`: milliseconds since 1970, or NaN."""

    __slots__ = ("milliseconds",)

    def __init__(self, milliseconds: int | float) -> None:
        self.milliseconds = milliseconds


class Expression:
    """A `RegExp` with its place for the next search."""

    __slots__ = ("flags", "last", "pattern")

    def __init__(self, pattern: Pattern, flags: str) -> None:
        self.pattern = pattern
        self.flags = flags
        self.last = 0


class Keyed:
    """A `Map`, or a `Set` when `single`: members by identity or value."""

    __slots__ = ("entries", "single")

    def __init__(self, *, single: bool) -> None:
        self.entries: dict[Any, tuple[Any, Any]] = {}
        self.single = single


def failure(kind: str, message: str) -> Thrown:
    """An error that JavaScript itself throws."""
    return Thrown(Failure(kind, message))


def number(value: int | float) -> int | float:
    """A number as it is kept: whole and safe ones as int."""
    if isinstance(value, int):
        if -_SAFE <= value <= _SAFE:
            return int(value)
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    if value.is_integer() and -_SAFE <= value <= _SAFE and (value or math.copysign(1, value) > 0):
        return int(value)
    return value


def is_nan(value: Any) -> bool:
    """Whether a value is the number that is none."""
    return isinstance(value, float) and math.isnan(value)


def truth(value: Any) -> bool:
    """Whether a value counts as true: an empty array or object does."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return bool(value) and not is_nan(value)
    if isinstance(value, str):
        return value != ""
    return value is not None and value is not UNDEFINED


def kind_of(value: Any) -> str:
    """What `typeof` gives."""
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float | Decimal):
        return "number"
    if isinstance(value, str):
        return "string"
    return "function" if callable(value) else "object"


def primitive(value: Any, wish: str = "") -> Any:
    """A value without members; `wish` is number or string."""
    if isinstance(value, Moment):
        return value.milliseconds if wish == "number" else text(value)
    if value is None or isinstance(value, bool | int | float | str | Decimal | Undefined):
        return value
    return text(value)


def to_number(value: Any) -> int | float:
    """The number of a value; NaN when it is none."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, Decimal):
        return number(float(value))
    if value is None:
        return 0
    if isinstance(value, str):
        return _number_of_text(value.strip(SPACES))
    if value is UNDEFINED or callable(value):
        return math.nan
    if isinstance(value, datetime):
        return int(value.timestamp() * 1000)
    return to_number(primitive(value, "number"))


def _number_of_text(stripped: str) -> int | float:
    if not stripped:
        return 0
    if len(stripped) > 1000:
        return math.nan
    if _INTEGER.fullmatch(stripped):
        return number(int(stripped, 0))
    if not _NUMERIC.fullmatch(stripped):
        return math.nan
    return number(float(stripped))


def whole(value: Any, otherwise: int = 0) -> int:
    """The number of a value without its fraction; what is no number is 0 (or `otherwise` when it is missing)."""
    if value is UNDEFINED:
        return otherwise
    found = to_number(value)
    if isinstance(found, float):
        if is_nan(found):
            return 0
        return int(max(min(found, _SAFE), -_SAFE))
    return found


def to_int32(value: Any) -> int:
    """The 32 bits of a number."""
    found = to_number(value)
    if isinstance(found, float) and not math.isfinite(found):
        return 0
    bits = int(found) & 0xFFFFFFFF
    return bits - 2**32 if bits >= 2**31 else bits


def text_of_number(value: int | float) -> str:
    """How JavaScript writes a number."""
    if isinstance(value, int):
        return str(value)
    if is_nan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    before, _, after = mantissa.partition(".")
    after = "" if after == "0" else after
    digits = (before + after).lstrip("0")
    point = len(before) + int(exponent or 0) - (len(before + after) - len((before + after).lstrip("0")))
    digits = digits.rstrip("0") or "0"
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    power = point - 1
    rest = "." + digits[1:] if count > 1 else ""
    return f"{sign}{digits[0]}{rest}e{'+' if power >= 0 else '-'}{abs(power)}"


def text(value: Any, depth: int = 0) -> str:
    """The text of a value."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return text_of_number(value)
    if isinstance(value, Decimal):
        return text_of_number(number(float(value)))
    if value is None:
        return "null"
    return _text_of_list(value, depth) if isinstance(value, list | tuple) else _text_of_object(value)


def _text_of_object(value: Any) -> str:
    if isinstance(value, Failure):
        message = text(value.get("message", ""))
        return f"{text(value.name)}: {message}" if message else text(value.name)
    if isinstance(value, Moment):
        from .dates import written

        return written(value)
    if isinstance(value, Expression):
        return f"/{value.pattern.pattern}/{value.flags}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"PT{value.total_seconds():g}S"
    if isinstance(value, Mapping):
        return "[object Object]"
    if isinstance(value, Undefined):
        return "undefined"
    if isinstance(value, Keyed):
        return "[object Set]" if value.single else "[object Map]"
    return "function" if callable(value) else "[object Object]"


def _text_of_list(value: Any, depth: int) -> str:
    if depth > 20:
        raise NotationError("a list is nested too deeply to be written")
    parts: list[str] = []
    length = 0
    for item in value:
        part = "" if item is None or item is UNDEFINED else text(item, depth + 1)
        length += len(part) + 1
        if length > MAXIMUM_SIZE:
            raise NotationError("the text is too long")
        parts.append(part)
    return ",".join(parts)


def same(left: Any, right: Any) -> bool:
    """`===`."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float | Decimal) and isinstance(right, int | float | Decimal):
        return bool(to_number(left) == to_number(right))
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return left is right


def alike(left: Any, right: Any) -> bool:
    """`==`."""
    if left is None or left is UNDEFINED:
        return right is None or right is UNDEFINED
    if right is None or right is UNDEFINED:
        return False
    simple = (bool, int, float, str, Decimal)
    if isinstance(left, simple) and isinstance(right, simple):
        if isinstance(left, str) and isinstance(right, str):
            return left == right
        return bool(to_number(left) == to_number(right))
    if isinstance(left, simple):
        return alike(left, primitive(right))
    if isinstance(right, simple):
        return alike(primitive(left), right)
    return left is right


def index_of_key(key: Any) -> int | None:
    """The place in a list that a key means; None when it is a name."""
    if isinstance(key, bool):
        return None
    if isinstance(key, int):
        return key if key >= 0 else None
    if isinstance(key, str) and key.isascii() and key.isdigit() and len(key) < 10 and (key == "0" or key[0] != "0"):
        return int(key)
    return None


def property_key(key: Any) -> str:
    """The name that a key means in an object."""
    return key if isinstance(key, str) else text(key)


def keys_of(value: Mapping[Any, Any]) -> list[str]:
    """The names in an object in JavaScript's order: numbers first."""
    names = [property_key(name) for name in value if not (isinstance(value, Failure) and name == "message")]
    numbers = [name for name in names if index_of_key(name) is not None]
    return [*sorted(numbers, key=int), *(name for name in names if index_of_key(name) is None)] if numbers else names


def identity(value: Any) -> Any:
    """What makes a member of a `Map` or `Set` the same."""
    if isinstance(value, bool) or value is None or value is UNDEFINED:
        return ("constant", text(value))
    if isinstance(value, int | float):
        return ("number", "NaN" if is_nan(value) else number(value + 0.0))
    return ("text", value) if isinstance(value, str) else ("object", id(value))


def kept(value: Any, zone: Any = UTC) -> Any:
    """A value as a variable holds it: what JSON leaves out is left out. Raises NotationError when it holds too much."""
    return _kept(value, zone, 0, [MAXIMUM_SIZE // 2])


def _kept(value: Any, zone: Any, depth: int, left: list[int]) -> Any:
    left[0] -= 1
    if left[0] < 0:
        raise NotationError("the value is too large to be kept; keep less of it")
    if depth > 100:
        raise NotationError("a value holds itself or is nested too deeply to be kept")
    if isinstance(value, Moment):
        return (
            None
            if value.milliseconds != value.milliseconds
            else datetime.fromtimestamp(value.milliseconds / 1000, zone)
        )
    if isinstance(value, Keyed):
        entries = list(value.entries.values())
        value = [entry for _, entry in entries] if value.single else {text(key): entry for key, entry in entries}
    if isinstance(value, Expression):
        return text(value)
    if isinstance(value, list | tuple):
        return [None if callable(item) or item is UNDEFINED else _kept(item, zone, depth + 1, left) for item in value]
    if isinstance(value, Mapping):
        return {
            property_key(key): _kept(item, zone, depth + 1, left)
            for key, item in value.items()
            if item is not UNDEFINED and not callable(item)
        }
    if value is UNDEFINED or callable(value):
        return None
    return value
