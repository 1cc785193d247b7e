"""Instants of due dates and timers."""

from __future__ import annotations

import datetime as dt
import re

from xieyun.kernel.clock import LOCAL_ZONE
from xieyun.kernel.working_calendar import add_working_time
from xieyun.process.engine.effects import ScheduleTimer

_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?")
HOURS_OF_A_WORKING_DAY = 7.5


def duration_of(text: str, *, working: bool = False) -> dt.timedelta:
    """Return an ISO 8601 duration of weeks, days, hours, minutes, seconds.

    A day of working time has 7.5 hours, a week five days. Raises ValueError for anything else.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        raise ValueError(f"not a duration: {text!r}")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    whole_days = weeks * (5 if working else 7) + days
    day_hours = HOURS_OF_A_WORKING_DAY if working else 24
    return dt.timedelta(hours=whole_days * day_hours + hours, minutes=minutes, seconds=seconds)


def due_of_timer(effect: ScheduleTimer, now: dt.datetime) -> dt.datetime:
    """Return when a timer fires; working time is counted on the working calendar from now."""
    if effect.due is not None:
        return effect.due
    return add_working_time(now, duration_of(effect.working or "", working=True))


def instant_of(text: str | None) -> dt.datetime | None:
    """Return the instant that a model's due date writes; dates without a zone are local. None when unreadable."""
    if not text:
        return None
    try:
        value = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return value if value.tzinfo else value.replace(tzinfo=LOCAL_ZONE)
