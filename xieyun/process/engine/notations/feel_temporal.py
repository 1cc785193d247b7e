"""Dates, times and durations as DMN has them: a date is no moment, and gives one only together with a time."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ..times import parse_duration, parse_moment
from .feel_durations import Months, months_of
from .scope import Scope
from .tokens import NotationError


def as_date(value: Any) -> date:
    """The date of a text or moment."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return as_moment(value).date()


def as_moment(value: Any) -> datetime:
    """The moment of a text, or of a date at midnight; without an offset it is in UTC."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time.min, tzinfo=UTC)
    return parse_moment(str(value).split("@", 1)[0], datetime.min.replace(tzinfo=UTC))


def as_time(value: Any) -> time:
    """The time of a text or moment."""
    if isinstance(value, datetime):
        return value.timetz()
    try:
        return time.fromisoformat(str(value).strip().split("@", 1)[0])
    except ValueError as error:
        raise NotationError(f"{value!r} is no time such as 09:30:00") from error


def as_duration(text: Any) -> Months | timedelta:
    """The duration of a text, of years and months or of days and time."""
    return months_of(str(text)) or parse_duration(str(text))


def as_temporal(text: str) -> Any:
    """What `@"..."` means, by its form."""
    if text.lstrip("-").startswith("P"):
        return as_duration(text)
    if "T" in text:
        return as_moment(text)
    return as_time(text) if ":" in text else as_date(text)


def _date(scope: Scope, value: Any, month: Any = None, day: Any = None) -> date:
    return as_date(value) if month is None else date(int(value), int(month), int(day))


def _time(scope: Scope, value: Any, minute: Any = None, second: Any = 0, offset: Any = None) -> time:
    return as_time(value) if minute is None else time(int(value), int(minute), int(second))


def _moment(scope: Scope, value: Any, clock: Any = None) -> datetime:
    if clock is None:
        return as_moment(value)
    return datetime.combine(as_date(value), clock, tzinfo=clock.tzinfo or UTC)


def _months(scope: Scope, first: Any, last: Any) -> Months:
    """Whole months between two dates."""
    start, end = as_date(first), as_date(last)
    return Months((end.year - start.year) * 12 + end.month - start.month - (end.day < start.day))


def _last_day(scope: Scope, moment: Any) -> date:
    day = as_date(moment)
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "date": _date,
    "time": _time,
    "date and time": _moment,
    "duration": lambda scope, text: text if isinstance(text, Months | timedelta) else as_duration(text),
    "years and months duration": _months,
    "today": lambda scope: scope.moment.date(),
    "now": lambda scope: scope.moment,
    "last day of month": _last_day,
    "day of week": lambda scope, moment: as_date(moment).strftime("%A"),
    "month of year": lambda scope, moment: as_date(moment).strftime("%B"),
    "day of year": lambda scope, moment: as_date(moment).timetuple().tm_yday,
    "week of year": lambda scope, moment: as_date(moment).isocalendar().week,
}
