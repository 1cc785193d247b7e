"""Values on their way into a decision, between its parts, and out of it again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from ..notations.closures import Closure
from ..notations.feel_temporal import as_date, as_moment, as_time
from ..notations.plain import plain
from ..notations.scope import Scope
from ..notations.tokens import NotationError
from ..notations.values import is_number

_NUMBERS = frozenset({"number", "integer", "int", "long", "double", "float", "decimal", "short"})
_MOMENTS = frozenset({"date and time", "datetime", "date_time"})
_DIGITS = 15


def inward(value: Any, scope: Scope) -> Any:
    """Variables with numbers as exact decimals, so that 0.1 + 0.2 is 0.3."""
    scope.tick()
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [inward(entry, scope) for entry in value]
    if isinstance(value, Mapping):
        return {str(key): inward(entry, scope) for key, entry in value.items()}
    return value


def outward(value: Any) -> Any:
    """Results as variables hold them: whole numbers as such, moments as text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        if not value.is_finite():
            return None
        return int(value) if value == value.to_integral_value() else float(f"{value:.{_DIGITS}g}")
    if isinstance(value, float):
        return outward(Decimal(repr(value))) if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [outward(entry) for entry in value]
    if isinstance(value, Mapping):
        return {str(key): outward(entry) for key, entry in value.items()}
    return value.isoformat() if isinstance(value, time) else plain(value)


def converted(value: Any, kind: str | None) -> Any:
    """A value of a declared type; raises NotationError when the text of a number or date is none."""
    if kind is None or value is None or isinstance(value, list | Mapping | Closure):
        return value
    name = kind.rsplit(":", 1)[-1].strip().lower()
    if name in _NUMBERS and isinstance(value, str):
        try:
            return Decimal(value.strip())
        except InvalidOperation as error:
            raise NotationError(f"{value!r} is no {name}") from error
    if name == "boolean" and isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    if (name in ("date", "time") or name in _MOMENTS) and is_number(value):
        raise NotationError(f"{value} is no {name}")
    if name == "date" and isinstance(value, str):
        return as_moment(value) if "T" in value else as_date(value)
    if name in _MOMENTS and isinstance(value, str | date) and not isinstance(value, datetime):
        return as_moment(value)
    if name == "time" and isinstance(value, str):
        return as_time(value)
    return value
