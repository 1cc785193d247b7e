"""Values turned into the type that a data mapping names (Flowable's `targetType` and `sourceType`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .notations import values
from .notations.plain import plain
from .times import parse_moment

_WHOLE = ("integer", "int", "long", "short")
_BROKEN = ("double", "float", "number", "bigdecimal")


def typed(value: Any, name: str) -> Any:
    """A value as one of a type; null and types that are not known leave it as it is.

    Raises ValueError for a value that cannot become one.
    """
    convert = _CONVERSIONS.get(name.lower())
    return value if value is None or convert is None else convert(value)


def _whole(value: Any) -> int:
    return int(_number(value))


def _number(value: Any) -> Any:
    if isinstance(value, int | float):
        return value
    number = values.to_number(str(value).strip())
    if number is None:
        raise ValueError(f"{str(value)[:40]!r} is no number")
    return number


def _truth(value: Any) -> bool:
    return value if isinstance(value, bool) else str(value).strip().lower() == "true"


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _moment(value: Any) -> Any:
    return plain(parse_moment(value, datetime.min.replace(tzinfo=UTC))) if isinstance(value, str) else value


def _day(value: Any) -> Any:
    return value[:10] if isinstance(value, str) else value


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "string": values.text_of,
    "boolean": _truth,
    "json": _json,
    "array": _json,
    "date": _moment,
    "localdate": _day,
    **dict.fromkeys(_WHOLE, _whole),
    **dict.fromkeys(_BROKEN, _number),
}
