"""Working time in mainland China: public holidays and make-up working days (State Council notices).

The library knows the published years; for later ones, Monday to Friday are working days.
"""

from __future__ import annotations

import datetime as dt

import chinese_calendar

from xieyun.kernel.clock import LOCAL_ZONE, local

SHIFTS = ((dt.time(9, 0), dt.time(12, 0)), (dt.time(13, 30), dt.time(18, 0)))
MAXIMUM_DAYS = 3660


def is_working_day(day: dt.date) -> bool:
    """Whether people work on a day."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def add_working_time(start: dt.datetime, duration: dt.timedelta) -> dt.datetime:
    """Return the instant at which `duration` of working time has passed since an aware `start`.

    Work is done 09:00-12:00 and 13:30-18:00 local time on working days, 7.5 hours a day. Raises
    ValueError for a negative duration or one of more than ten years of working time.
    """
    if duration < dt.timedelta(0):
        raise ValueError("working time cannot be negative")
    moment, left = local(start), duration
    for offset in range(MAXIMUM_DAYS):
        day = moment.date() + dt.timedelta(days=offset)
        if not is_working_day(day):
            continue
        for opens, closes in SHIFTS:
            begin = max(moment, dt.datetime.combine(day, opens, LOCAL_ZONE))
            end = dt.datetime.combine(day, closes, LOCAL_ZONE)
            if begin >= end:
                continue
            if left <= end - begin:
                return (begin + left).astimezone(dt.UTC)
            left -= end - begin
    raise ValueError("the working time reaches beyond ten years")
