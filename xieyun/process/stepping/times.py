"""Instants of due dates and timers."""

from __future__ import annotations

import datetime as dt

from xieyun.kernel.clock import LOCAL_ZONE
from xieyun.kernel.working_calendar import add_working_time
from xieyun.process.engine.effects import ScheduleTimer
from xieyun.process.engine.times import working_duration


def due_of_timer(effect: ScheduleTimer, now: dt.datetime) -> dt.datetime:
    """Return when a timer fires; working time is counted on the working calendar from now."""
    if effect.due is not None:
        return effect.due
    return add_working_time(now, working_duration(effect.working or ""))


def instant_of(text: str | None) -> dt.datetime | None:
    """Return the instant that a model's due date writes; dates without a zone are local. None when unreadable."""
    if not text:
        return None
    try:
        value = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return value if value.tzinfo else value.replace(tzinfo=LOCAL_ZONE)
