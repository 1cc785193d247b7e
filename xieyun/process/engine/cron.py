"""Lines of cron, as Quartz (Camunda 7, Flowable, jBPM), Spring (Zeebe) and crontab write them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from .notations.tokens import NotationError

MACROS = {
    "@yearly": "0 0 0 1 1 *",
    "@annually": "0 0 0 1 1 *",
    "@monthly": "0 0 0 1 * *",
    "@weekly": "0 0 0 * * SUN",
    "@daily": "0 0 0 * * *",
    "@midnight": "0 0 0 * * *",
    "@hourly": "0 0 * * * *",
}
_DAYS = {name: number for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_HORIZON = 366 * 9  # a 29th of February is never farther away


def is_cron(text: str) -> bool:
    """Whether a text is a line of cron: five to seven fields, or a name such as @daily."""
    return text.lower() in MACROS or len(text.split()) in (5, 6, 7)


def next_moment(line: str, now: datetime) -> datetime | None:
    """When a line is due next, None when never again."""
    fields = MACROS.get(line.lower(), line).upper().split()
    if len(fields) == 5:
        fields = ["0", *fields]
    seconds, minutes = sorted(_values(fields[0], 0, 59)), sorted(_values(fields[1], 0, 59))
    hours, months = sorted(_values(fields[2], 0, 23)), _values(_numbered_months(fields[4]), 1, 12)
    years = _values(fields[6], 1970, 2199) if len(fields) == 7 and fields[6] not in ("*", "?") else None
    moment = (now + timedelta(seconds=1)).replace(microsecond=0)
    if years is not None:
        year = min((year for year in years if year >= moment.year), default=None)
        if year is None:
            return None
        if year > moment.year:
            moment = datetime(year, 1, 1, tzinfo=moment.tzinfo)
    for _ in range(_HORIZON):
        if (years is None or moment.year in years) and moment.month in months and _is_day(moment.date(), fields):
            for hour in hours:
                for minute in minutes:
                    for second in seconds:
                        candidate = moment.replace(hour=hour, minute=minute, second=second)
                        if candidate >= moment:
                            return candidate
        if moment.year == 9999:
            break
        moment = datetime.combine(moment.date() + timedelta(days=1), time.min, tzinfo=moment.tzinfo)
    if years is not None:
        return None
    raise NotationError(f"{line!r} never comes due")


def _is_day(day: date, fields: list[str]) -> bool:
    quartz = "?" in (fields[3], fields[5])  # Quartz counts the days of the week from Sunday = 1, the others from 0
    in_month = any(_day_of_month(part, day) for part in fields[3].split(","))
    return in_month and any(_day_of_week(part, day, quartz=quartz) for part in fields[5].split(","))


def _day_of_month(part: str, day: date) -> bool:
    last = monthrange(day.year, day.month)[1]
    if part.startswith("L") and part != "LW":  # L, L-3
        return day.day == last - _number(part[2:] or "0", part)
    if part.endswith("W"):
        wanted = last if part == "LW" else min(_number(part[:-1], part), last)
        return day == _nearest_weekday(day.replace(day=wanted))
    return day.day in _values(part, 1, 31)


def _nearest_weekday(day: date) -> date:
    last = monthrange(day.year, day.month)[1]
    if day.isoweekday() == 6:
        return day - timedelta(days=1) if day.day > 1 else day + timedelta(days=2)
    if day.isoweekday() == 7:
        return day + timedelta(days=1) if day.day < last else day - timedelta(days=2)
    return day


def _day_of_week(part: str, day: date, *, quartz: bool) -> bool:
    today = day.isoweekday() % 7
    if part == "L":
        return today == 6
    if part.endswith("L"):
        return today == _weekday(part[:-1], quartz=quartz) and day.day + 7 > monthrange(day.year, day.month)[1]
    name, which, number = part.partition("#")
    if which:
        return today == _weekday(name, quartz=quartz) and (day.day - 1) // 7 + 1 == _number(number, part)
    if part in ("*", "?"):
        return True
    span, _, step = part.partition("/")
    first, _, end = span.partition("-")
    start = _weekday(first, quartz=quartz) if first != "*" else 0
    length = 6 - start if first == "*" or (step and not end) else 0
    if end:
        length = (_weekday(end, quartz=quartz) - start) % 7
    return (today - start) % 7 in range(0, length + 1, _number(step or "1", part) or 1)


def _weekday(text: str, *, quartz: bool) -> int:
    if text in _DAYS:
        return _DAYS[text]
    return (_number(text, text) - (1 if quartz else 0)) % 7


def _numbered_months(field: str) -> str:
    for number, name in enumerate(_MONTHS, 1):
        field = field.replace(name, str(number))
    return field


def _number(text: str, field: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise NotationError(f"the cron field {field!r} is not understood") from error


def _values(field: str, low: int, high: int) -> frozenset[int]:
    result: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, last = low, high
        if span not in ("*", "?"):
            start, _, stop = span.partition("-")
            first = _number(start, field)
            last = _number(stop, field) if stop else (high if step else first)
        result.update(range(first, last + 1, _number(step or "1", field) or 1))
    return frozenset(number for number in result if low <= number <= high)
