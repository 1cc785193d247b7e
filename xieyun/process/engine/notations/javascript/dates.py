"""JavaScript's `Date` in the zone of the installation."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from .values import UNDEFINED, Moment, failure, is_nan, number, to_number, whole

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST = 8_640_000_000_000_000
_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,9}))?)?\s*"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_PLAIN = ("%Y/%m/%d", "%m/%d/%Y", "%Y/%m/%d %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%b %d, %Y", "%B %d, %Y", "%d %b %Y",
          "%d %B %Y", "%B %d, %Y %H:%M:%S", "%b %d, %Y %H:%M:%S")  # fmt: skip
_DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def local(moment: Moment, zone: tzinfo) -> datetime | None:
    """The moment in a zone; None when it is no date."""
    if is_nan(moment.milliseconds):
        return None
    try:
        return (_EPOCH + timedelta(milliseconds=moment.milliseconds)).astimezone(zone)
    except OverflowError:
        return None


def of_parts(parts: list[Any], zone: tzinfo) -> float | int:
    """Milliseconds of year, month from 0, day, hour, minute, second, millisecond; each may run over."""
    numbers = [to_number(part) for part in parts]
    if any(not math.isfinite(one) for one in numbers):
        return math.nan
    year, month, day, hour, minute, second, milli = [
        int(one) for one in (*numbers, *(0, 0, 1, 0, 0, 0, 0)[len(numbers) :])
    ]
    if 0 <= year <= 99:
        year += 1900
    year, month = year + month // 12, month % 12
    try:
        start = datetime(year, month + 1, 1) + timedelta(  # noqa: DTZ001 - the zone follows
            days=day - 1, hours=hour, minutes=minute, seconds=second, milliseconds=milli
        )
        return stamp(start.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        return math.nan


def stamp(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def parsed(source: str, zone: tzinfo) -> float | int:
    """Milliseconds of a text; a day alone is that of UTC, a moment without a zone is in the zone."""
    source = source.strip()
    match = _ISO.fullmatch(source)
    if match:
        day_only = match["hour"] is None
        at = UTC if day_only else zone
        if match["zone"]:
            sign = -1 if match["zone"][0] == "-" else 1
            digits = match["zone"].replace(":", "")[1:]
            offset = (
                timedelta(0)
                if match["zone"] == "Z"
                else sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
            )
            at = timezone(offset)
        try:
            moment = datetime(
                int(match["year"]), int(match["month"] or 1), int(match["day"] or 1), int(match["hour"] or 0) % 24,
                int(match["minute"] or 0), int(match["second"] or 0), int((match["fraction"] or "0").ljust(6, "0")[:6]),
                at,
            )  # fmt: skip
        except ValueError:
            return math.nan
        return stamp(moment + timedelta(days=int(match["hour"] or 0) // 24))
    for form in _PLAIN:
        try:
            return stamp(datetime.strptime(source[:60], form).replace(tzinfo=zone))
        except ValueError:
            continue
    return math.nan


def iso(moment: Moment) -> str:
    """What `toISOString` gives."""
    found = local(moment, UTC)
    if found is None:
        raise failure("RangeError", "Invalid time value")
    return found.strftime(f"{found.year:04d}-%m-%dT%H:%M:%S.") + f"{found.microsecond // 1000:03d}Z"


def written(moment: Moment, zone: tzinfo = UTC) -> str:
    """What `String(date)` gives."""
    found = local(moment, zone)
    if found is None:
        return "Invalid Date"
    day = f"{_DAYS[(found.weekday() + 1) % 7]} {_MONTHS[found.month - 1]} {found.day:02d} {found.year}"
    return f"{day} {found:%H:%M:%S} GMT{found:%z}"


_PARTS: dict[str, Callable[[datetime], int]] = {
    "FullYear": lambda moment: moment.year,
    "Month": lambda moment: moment.month - 1,
    "Date": lambda moment: moment.day,
    "Day": lambda moment: (moment.weekday() + 1) % 7,
    "Hours": lambda moment: moment.hour,
    "Minutes": lambda moment: moment.minute,
    "Seconds": lambda moment: moment.second,
    "Milliseconds": lambda moment: moment.microsecond // 1000,
    "Year": lambda moment: moment.year - 1900,
}
_ORDER = ("FullYear", "Month", "Date", "Hours", "Minutes", "Seconds", "Milliseconds")


def method(moment: Moment, name: str, zone: tzinfo) -> Callable[..., Any] | None:
    """A method of a date; None when it has none of that name."""
    if name in ("getTime", "valueOf"):
        return lambda *_: moment.milliseconds
    if name in ("toISOString", "toJSON"):
        return lambda *_: iso(moment)
    if name == "toString":
        return lambda *_: written(moment, zone)
    if name == "toDateString":
        return lambda *_: " ".join(written(moment, zone).split(" ")[:4])
    if name == "getTimezoneOffset":
        found = local(moment, zone)
        return lambda *_: number(-(found.utcoffset() or timedelta(0)).total_seconds() / 60) if found else math.nan
    at = UTC if name[3:6] == "UTC" else zone
    part = name[6:] if name[3:6] == "UTC" else name[3:]
    if name.startswith("get") and part in _PARTS:
        return lambda *_: math.nan if (found := local(moment, at)) is None else _PARTS[part](found)
    if name == "setTime":
        return lambda value=UNDEFINED, *_: _set(moment, to_number(value))
    if name.startswith("set") and part in _ORDER:
        return lambda *values: _changed(moment, part, list(values), at)
    return None


def _set(moment: Moment, value: float | int) -> float | int:
    moment.milliseconds = value if not is_nan(value) and abs(value) <= _LARGEST else math.nan
    return moment.milliseconds


def _changed(moment: Moment, part: str, values: list[Any], zone: tzinfo) -> float | int:
    found = local(moment, zone)
    if found is None:
        return math.nan
    parts: list[Any] = [_PARTS[name](found) for name in _ORDER]
    start = _ORDER.index(part)
    for offset, value in enumerate(values[: len(_ORDER) - start]):
        parts[start + offset] = value
    if start == 0 and 0 <= whole(parts[0]) <= 99:
        return _set(moment, math.nan)
    return _set(moment, of_parts(parts, zone))
