"""Java's Calendar: a moment whose parts are read, set and moved by numbered fields."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import datetime
from typing import Any

from .moments import moved
from .scope import Scope
from .tokens import NotationError

_FIELDS = {
    "YEAR": 1, "MONTH": 2, "WEEK_OF_YEAR": 3, "DATE": 5, "DAY_OF_MONTH": 5, "DAY_OF_YEAR": 6, "DAY_OF_WEEK": 7,
    "AM_PM": 9, "HOUR": 10, "HOUR_OF_DAY": 11, "MINUTE": 12, "SECOND": 13, "MILLISECOND": 14,
}  # fmt: skip
_MONTHS = [
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
]
_DAYS = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"]
_UNITS = {
    1: "Years", 2: "Months", 3: "Weeks", 5: "Days", 6: "Days", 7: "Days", 10: "Hours", 11: "Hours", 12: "Minutes",
    13: "Seconds", 14: "Millis",
}  # fmt: skip
_GOT: dict[int, Callable[[datetime], int]] = {
    1: lambda moment: moment.year,
    2: lambda moment: moment.month - 1,
    3: lambda moment: (moment.timetuple().tm_yday + (moment.replace(month=1, day=1).isoweekday() % 7) + 6) // 7,
    5: lambda moment: moment.day,
    6: lambda moment: moment.timetuple().tm_yday,
    7: lambda moment: moment.isoweekday() % 7 + 1,
    9: lambda moment: moment.hour // 12,
    10: lambda moment: moment.hour % 12,
    11: lambda moment: moment.hour,
    12: lambda moment: moment.minute,
    13: lambda moment: moment.second,
    14: lambda moment: moment.microsecond // 1000,
}

CALENDAR_CONSTANTS: dict[str, int] = {
    f"{kind}.{name}": number
    for kind in ("Calendar", "GregorianCalendar")
    for numbers in (
        _FIELDS,
        {name: number for number, name in enumerate(_MONTHS)},
        {name: number for number, name in enumerate(_DAYS, start=1)},
        {"AM": 0, "PM": 1},
    )
    for name, number in numbers.items()
}


class Calendar:
    """A Calendar; it changes in place."""

    __slots__ = ("moment",)

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __str__(self) -> str:
        return self.moment.isoformat()

    def get(self, field: Any) -> int:
        """A part of the moment; raises NotationError for a field that is not known."""
        if field not in _GOT:
            raise NotationError(f"the field {field!r} of the calendar is not understood")
        return _GOT[field](self.moment)

    def add(self, field: Any, number: Any) -> None:
        """So many units later; a day that the month does not have becomes its last."""
        if field not in _UNITS:
            raise NotationError(f"the field {field!r} of the calendar is not understood")
        try:
            self.moment = moved(_UNITS[field], 1, self.moment, number)
        except (OverflowError, ValueError) as error:
            raise NotationError("there is no such date") from error

    def put(self, *given: Any) -> None:
        """`set(field, value)`, or year, month, day and time of day; what is too large goes on in the next unit."""
        if len(given) == 2:
            self._put_field(*map(int, given))
        else:
            for field, number in zip((1, 2, 5, 11, 12, 13), given, strict=False):
                self._put_field(field, int(number))

    def _put_field(self, field: int, number: int) -> None:
        if field in (1, 2):  # the day stays where the month has it
            months = (number * 12 + self.moment.month - 1) if field == 1 else self.moment.year * 12 + number
            if not 12 <= months < 120_000:
                raise NotationError("there is no such date")
            year, month = months // 12, months % 12 + 1
            day = min(self.moment.day, monthrange(year, month)[1])
            self.moment = self.moment.replace(year=year, month=month, day=day)
        elif field == 9:
            self.add(11, 12 * (number - self.get(9)))
        else:
            self.add(field, number - self.get(field))

    def become(self, moment: Any) -> None:
        """`setTime`: another moment; raises NotationError when it is none."""
        if not isinstance(moment, datetime):
            raise NotationError("what a calendar is set to is no date")
        self.moment = moment

    def count(self, milliseconds: Any) -> None:
        """`setTimeInMillis`."""
        try:
            self.moment = datetime.fromtimestamp(int(milliseconds) / 1000, self.moment.tzinfo)
        except (OverflowError, ValueError, OSError) as error:
            raise NotationError("there is no such date") from error

    def milliseconds(self) -> int:
        """`getTimeInMillis`."""
        return int(self.moment.timestamp() * 1000)

    def last(self, field: Any) -> int:
        """`getActualMaximum` of a day in the month or year."""
        if field == 5:
            return monthrange(self.moment.year, self.moment.month)[1]
        if field == 6:
            return self.moment.replace(month=12, day=31).timetuple().tm_yday
        raise NotationError(f"the field {field!r} of the calendar is not understood")


def calendar(scope: Scope, *given: Any) -> Calendar:
    """`Calendar.getInstance()`, or a GregorianCalendar of year, month, day and time of day."""
    made = Calendar(scope.moment)
    if len(given) >= 3:
        made.moment = made.moment.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
        made.put(*given)
    return made


CALENDAR: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("get", "getAt"), lambda scope, kept, field: kept.get(field)),
    "add": lambda scope, kept, field, number: kept.add(field, number),
    **dict.fromkeys(("set", "putAt"), lambda scope, kept, *given: kept.put(*given)),
    "getTime": lambda scope, kept: kept.moment,
    "setTime": lambda scope, kept, moment: kept.become(moment),
    "getTimeInMillis": lambda scope, kept: kept.milliseconds(),
    "setTimeInMillis": lambda scope, kept, number: kept.count(number),
    "getActualMaximum": lambda scope, kept, field: kept.last(field),
    **dict.fromkeys(("before", "isBefore"), lambda scope, kept, other: kept.moment < moment_of(other)),
    **dict.fromkeys(("after", "isAfter"), lambda scope, kept, other: kept.moment > moment_of(other)),
    "clone": lambda scope, kept: Calendar(kept.moment),
    "toInstant": lambda scope, kept: kept.moment,
    **dict.fromkeys(("setLenient", "setTimeZone", "setFirstDayOfWeek"), lambda scope, kept, *_: None),
}


def moment_of(value: Any) -> datetime:
    """The moment of a calendar or date."""
    found = value.moment if isinstance(value, Calendar) else value
    if not isinstance(found, datetime):
        raise NotationError("a calendar is compared with what is no date")
    return found
