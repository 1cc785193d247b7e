"""Methods of moments, dates and durations: those of Joda and java.time, JavaScript and Python."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from . import values
from .feel_durations import Months
from .tokens import NotationError

_ODD_DATE = re.compile(r"%[^a-zA-Z%]")
_MONTHS = {"Months": 1, "Years": 12}
_LENGTHS = {
    "Weeks": timedelta(weeks=1),
    "Days": timedelta(days=1),
    "Hours": timedelta(hours=1),
    "Minutes": timedelta(minutes=1),
    "Seconds": timedelta(seconds=1),
    "Millis": timedelta(milliseconds=1),
}
_UNITS = (*_MONTHS, *_LENGTHS)


def _dated(moment: Any, form: str) -> str:
    if _ODD_DATE.search(form) or len(form) > 100:
        raise NotationError("the form of the date is not understood")
    return str(moment.strftime(form))


def moved(unit: str, sign: int, moment: Any, number: Any) -> Any:
    """So many units later or earlier; a day that the month does not have becomes its last."""
    if unit in _LENGTHS:
        return moment + sign * int(number) * _LENGTHS[unit]
    return Months(sign * int(number) * _MONTHS[unit]).after(moment)


MOMENTS: dict[str, Callable[..., Any]] = {
    "isoformat": lambda moment, *_: moment.isoformat(),
    "total_seconds": lambda length: length.total_seconds(),
    "timestamp": lambda moment: moment.timestamp(),
    "getTime": lambda moment: int(moment.timestamp() * 1000),
    "isBefore": lambda moment, other: values.compare("<", moment, other),
    "isAfter": lambda moment, other: values.compare(">", moment, other),
    "before": lambda moment, other: values.compare("<", moment, other),
    "after": lambda moment, other: values.compare(">", moment, other),
    "getFullYear": lambda moment: moment.year,
    "getYear": lambda moment: moment.year,
    "getMonth": lambda moment: moment.month - 1,
    "getMonthValue": lambda moment: moment.month,
    "getDate": lambda moment: moment.day,
    "getDayOfMonth": lambda moment: moment.day,
    "getDay": lambda moment: (moment.weekday() + 1) % 7,
    "getHours": lambda moment: moment.hour,
    "getHour": lambda moment: moment.hour,
    "getMinutes": lambda moment: moment.minute,
    "weekday": lambda moment: moment.weekday(),
    "strftime": _dated,
    "toDate": lambda moment: moment,
    "toISOString": lambda moment: moment.isoformat(),
    "getMinute": lambda moment: moment.minute,
    "getSecond": lambda moment: moment.second,
    "getDayOfWeek": lambda moment: moment.isoweekday(),
    "toLocalDate": lambda moment: moment.date() if isinstance(moment, datetime) else moment,
    "isEqual": values.equal,
    **{f"plus{unit}": partial(moved, unit, 1) for unit in _UNITS},
    **{f"minus{unit}": partial(moved, unit, -1) for unit in _UNITS},
}
