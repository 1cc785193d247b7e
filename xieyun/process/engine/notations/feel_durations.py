"""Durations as FEEL has them: of years and months, and of days and time; both are written as ISO 8601 has it."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import total_ordering
from typing import Any, TypeVar

from .tokens import NotationError

_MONTHS = re.compile(r"(?P<sign>-)?P(?=\d)(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,7})M)?")
_MAXIMUM_MONTHS = 12 * 10_000
DateT = TypeVar("DateT", bound=date)


@total_ordering
class Months:
    """A duration of years and months, which is as long as the months are that it is added to."""

    __slots__ = ("count",)

    def __init__(self, count: int) -> None:
        if abs(count) > _MAXIMUM_MONTHS:
            raise NotationError("the duration is too long")
        self.count = count

    @property
    def years(self) -> int:
        """Whole years, towards zero."""
        return int(self.count / 12)

    @property
    def months(self) -> int:
        """The months besides the years."""
        return self.count - 12 * self.years

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Months) and self.count == other.count

    def __hash__(self) -> int:
        return hash(self.count)

    def __lt__(self, other: Months) -> bool:
        return self.count < other.count

    def __neg__(self) -> Months:
        return Months(-self.count)

    def __add__(self, other: Any) -> Any:
        if isinstance(other, Months):
            return Months(self.count + other.count)
        return self.after(other) if isinstance(other, date) else NotImplemented

    def __radd__(self, other: Any) -> Any:
        return self.after(other) if isinstance(other, date) else NotImplemented

    def __sub__(self, other: Any) -> Any:
        return Months(self.count - other.count) if isinstance(other, Months) else NotImplemented

    def __rsub__(self, other: Any) -> Any:
        return (-self).after(other) if isinstance(other, date) else NotImplemented

    def __mul__(self, times: Any) -> Months:
        return Months(int(self.count * times))

    __rmul__ = __mul__

    def __truediv__(self, by: Any) -> Any:
        return self.count / by.count if isinstance(by, Months) else Months(int(self.count / by))

    def after(self, day: DateT) -> DateT:
        """The date or moment so much later; a day that the month does not have becomes its last."""
        year, month = divmod(day.year * 12 + day.month - 1 + self.count, 12)
        if not 1 <= year <= 9999:
            raise NotationError("the date is out of range")
        return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))

    def __str__(self) -> str:
        count = abs(self.count)
        parts = f"{count // 12}Y" * (count >= 12) + f"{count % 12}M" * (count % 12 > 0)
        return f"{'-' * (self.count < 0)}P{parts or '0M'}"


def months_of(text: str) -> Months | None:
    """Return the duration of years and months that a text writes, None when it writes another or none."""
    found = _MONTHS.fullmatch(text.strip())
    if found is None:
        return None
    count = int(found["years"] or 0) * 12 + int(found["months"] or 0)
    return Months(-count if found["sign"] else count)


def written(length: timedelta) -> str:
    """Return a duration as ISO 8601 writes it, such as `P1DT2H30M` and `PT0.5S`."""
    seconds = abs(length)
    rest = seconds - timedelta(days=seconds.days)
    hours, minutes = rest.seconds // 3600, rest.seconds // 60 % 60
    fraction = rest.seconds % 60 + rest.microseconds / 1_000_000
    time = f"{hours}H" * (hours > 0) + f"{minutes}M" * (minutes > 0) + f"{fraction:.6f}".rstrip("0").rstrip(".") + "S"
    time = time if fraction else time[: -len("0S")]
    days = f"{seconds.days}D" if seconds.days else ""
    return f"{'-' * (length < timedelta())}P{days}{'T' + time if time else ''}" if days or time else "PT0S"
