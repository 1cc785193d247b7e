"""Moments, durations and cycles as BPMN files write them (ISO 8601, and cron in the Java engines)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from .notations.tokens import NotationError

_DURATION = re.compile(
    r"^(?P<sign>-)?P(?:(?P<years>[\d.]+)Y)?(?:(?P<months>[\d.]+)M)?(?:(?P<weeks>[\d.]+)W)?(?:(?P<days>[\d.]+)D)?"
    r"(?:T(?:(?P<hours>[\d.]+)H)?(?:(?P<minutes>[\d.]+)M)?(?:(?P<seconds>[\d.]+)S)?)?$"
)
_SHORT = re.compile(  # jBPM's own way: 2d3h, 500ms
    r"^(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m(?!s))?(?:(?P<seconds>\d+)s)?"
    r"(?:(?P<milliseconds>\d+)(?:ms)?)?$"
)
_VARIABLE = re.compile(r"^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$")
MAXIMUM_REPETITIONS = 1_000_000


class Cycle(NamedTuple):
    """A repetition: the first and following moments lie `interval` apart, or follow `cron`.

    `times` is how often it fires, -1 without end; `start` and `end` bound it when given.
    """

    times: int
    interval: timedelta | None
    cron: str | None = None
    start: datetime | None = None
    end: datetime | None = None


def is_variable(text: str) -> bool:
    """Whether the text of a timer is a variable's name rather than a time of its own, such as PT1H."""
    if not _VARIABLE.match(text) or (text.startswith("R") and text[1:].isdigit()):
        return False
    return not (_DURATION.match(text) or re.fullmatch(r"P[\dTYMWDHS.]+", text))


def parse_duration(text: str) -> timedelta:
    """An ISO 8601 duration; a year is 365 days and a month 30, as SpiffWorkflow and Java engines come close to."""
    text = text.strip()
    match = _DURATION.match(text)
    if not match or not any(match.group(unit) for unit in _DURATION.groupindex if unit != "sign"):
        if re.fullmatch(r"P\.?\d*\.?\d+S", text):
            return timedelta(seconds=float(text[1:-1]))
        short = _SHORT.match(text)
        if short and text and len(text) < 40:
            return timedelta(**{unit: int(value) for unit, value in short.groupdict().items() if value})
        raise NotationError(f"{text!r} is no ISO 8601 duration such as PT8H or P1D")
    try:
        parts = {unit: float(value) for unit, value in match.groupdict().items() if value and unit != "sign"}
        days = parts.get("years", 0) * 365 + parts.get("months", 0) * 30 + parts.get("weeks", 0) * 7
        length = timedelta(
            days=days + parts.get("days", 0),
            hours=parts.get("hours", 0),
            minutes=parts.get("minutes", 0),
            seconds=parts.get("seconds", 0),
        )
    except (ValueError, OverflowError) as error:
        raise NotationError(f"{text!r} is no duration that can be used") from error
    return -length if match.group("sign") else length


def parse_moment(text: str, now: datetime) -> datetime:
    """An ISO 8601 date or date-time; without offset it is in the zone of `now`."""
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00") if text.endswith("Z") else text)
    except ValueError as error:
        raise NotationError(f"{text!r} is no ISO 8601 date such as 2026-11-22T09:00:00+08:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo or UTC)


def parse_cycle(text: str, now: datetime) -> Cycle:
    """R3/PT10M, R/2026-01-01T00:00:00Z/P1D, R3/PT1H/2026-02-01, a cron line, or a lone duration, which fires once."""
    text = text.strip()
    if not text.startswith("R"):
        if len(text.split()) in (5, 6, 7):
            return Cycle(-1, None, cron=text)
        delay, separator, period = text.partition("###")
        if separator:
            return Cycle(-1, parse_duration(period), start=_add(now, parse_duration(delay)))
        return Cycle(1, parse_duration(text))  # without R nothing repeats
    head, *rest = [part.strip() for part in text.split("/")]
    try:
        times = int(head[1:]) if len(head) > 1 else -1
    except ValueError as error:
        raise NotationError(f"{text!r} is no repetition such as R3/PT10M") from error
    start = end = None
    interval: timedelta | None = None
    for part in rest:
        if part.startswith("P"):
            interval = parse_duration(part)
        elif part.isdigit():
            continue
        elif interval is None:
            start = parse_moment(part, now)
        else:
            end = parse_moment(part, now)
    if interval is None and start is not None and end is None and len(rest) == 2:
        interval = parse_moment(rest[1], now) - start
    if interval is None:
        raise NotationError(f"{text!r} names no interval; write for example R3/PT10M")
    return Cycle(min(times, MAXIMUM_REPETITIONS), interval, start=start, end=end)


def as_moment(value: Any, now: datetime) -> datetime:
    """The moment that a value of a date timer means: text, date, date-time or a duration from now."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=now.tzinfo)
    if isinstance(value, date):
        return datetime.combine(value, time.min, tzinfo=now.tzinfo)
    if isinstance(value, timedelta):
        return _add(now, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _add(now, timedelta(seconds=float(value)))
    text = str(value).strip()
    if text.startswith(("P", "-P")) or (_SHORT.match(text) and not text.isdigit()):
        return _add(now, parse_duration(text))
    return parse_moment(text, now)


def as_duration(value: Any, now: datetime) -> datetime:
    """The end of a duration timer that starts now; a date is taken for what it says."""
    if isinstance(value, timedelta):
        return _add(now, value)
    return as_moment(value, now)


def _add(now: datetime, length: timedelta) -> datetime:
    try:
        return now + length
    except OverflowError as error:
        raise NotationError("the moment lies beyond the year 9999") from error


def after(cycle: Cycle, now: datetime, *, first: bool) -> datetime:
    """When a cycle fires next."""
    if cycle.cron:
        return _next_cron(cycle.cron, now)
    if first and cycle.start is not None:
        return max(cycle.start, now)
    return _add(now, cycle.interval or timedelta())


def _next_cron(line: str, now: datetime) -> datetime:
    fields = line.split()
    if len(fields) == 5:
        fields = ["0", *fields]
    second, minute, hour, day, month, weekday = fields[:6]
    seconds = _cron_values(second, 0, 59)
    minutes, hours = _cron_values(minute, 0, 59), _cron_values(hour, 0, 23)
    days, months = _cron_values(day, 1, 31), _cron_values(month, 1, 12)
    weekdays = _cron_values(weekday, 0, 7)
    moment = (now + timedelta(seconds=1)).replace(microsecond=0)
    for _ in range(366 * 5):
        if moment.month in months and moment.day in days and (weekday in "*?" or _weekday(moment) in weekdays):
            for candidate_hour in sorted(hours):
                for candidate_minute in sorted(minutes):
                    for candidate_second in sorted(seconds):
                        candidate = moment.replace(
                            hour=candidate_hour, minute=candidate_minute, second=candidate_second
                        )
                        if candidate >= moment:
                            return candidate
        moment = datetime.combine(moment.date() + timedelta(days=1), time.min, tzinfo=moment.tzinfo)
    raise NotationError(f"{line!r} never comes due")


def _weekday(moment: datetime) -> int:
    return moment.isoweekday() % 7 + 1  # Quartz counts from Sunday = 1


_NAMES = {name: str(number) for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), 1)}


def _cron_values(field: str, low: int, high: int) -> frozenset[int]:
    result: set[int] = set()
    try:
        for part in field.upper().split(","):
            numbered = part
            for name, number in _NAMES.items():
                numbered = numbered.replace(name, number)
            span, _, step = numbered.partition("/")
            first, last = low, high
            if span not in ("*", "?"):
                start, _, stop = span.partition("-")
                first = int(start)
                last = int(stop) if stop else (high if step else first)
            result.update(range(first, last + 1, int(step) if step else 1))
    except ValueError as error:
        raise NotationError(f"the cron field {field!r} is not understood") from error
    return frozenset(number for number in result if low <= number <= high)
