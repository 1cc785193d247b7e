"""Moments, durations and cycles as BPMN files write them (ISO 8601, and cron in the Java engines)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from .cron import is_cron, next_moment
from .notations.tokens import NotationError

_DURATION = re.compile(
    r"^(?P<sign>-)?P(?:(?P<years>[\d.]+)Y)?(?:(?P<months>[\d.]+)M)?(?:(?P<weeks>[\d.]+)W)?(?:(?P<days>[\d.]+)D)?"
    r"(?:T(?:(?P<hours>[\d.]+)H)?(?:(?P<minutes>[\d.]+)M)?(?:(?P<seconds>[\d.]+)S)?)?$"
)
_SHORT = re.compile(  # jBPM's own way: 2d3h, 500ms
    r"^(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m(?!s))?(?:(?P<seconds>\d+)s)?"
    r"(?:(?P<milliseconds>\d+)(?:ms)?)?$"
)
_WORKING = re.compile(
    r"P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?", re.ASCII
)
_VARIABLE = re.compile(r"^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$")
_ZONE = re.compile(r"\[[\w/+-]+\]")  # Java names the zone behind the offset
MAXIMUM_REPETITIONS = 1_000_000
FIRST_YEAR = 1000
MAXIMUM_WORKING_DAYS = 1250


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


def working_duration(text: str) -> timedelta:
    """A duration of working time in weeks, days, hours, minutes and seconds: a day has 7.5 hours, a week five days."""
    match = _WORKING.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        raise NotationError(f"{text!r} is no working time such as PT8H or P2D")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    length = timedelta(hours=(weeks * 5 + days) * 7.5 + hours, minutes=minutes, seconds=seconds)
    if length > timedelta(hours=MAXIMUM_WORKING_DAYS * 7.5):
        raise NotationError(f"{text!r} is more than five years of working time")
    return length


def parse_moment(text: str, now: datetime) -> datetime:
    """An ISO 8601 date or date-time; without offset it is in the zone of `now`."""
    text = _ZONE.sub("", text.strip())
    try:
        if re.fullmatch(r"\d{4}-\d{3}", text):
            moment = datetime.strptime(text, "%Y-%j")  # noqa: DTZ007 - the zone follows below
        else:
            moment = datetime.fromisoformat(text.replace("Z", "+00:00") if text.endswith("Z") else text)
    except ValueError as error:
        raise NotationError(f"{text!r} is no ISO 8601 date such as 2026-11-22T09:00:00+08:00") from error
    return _kept(moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo or UTC))


def parse_cycle(text: str, now: datetime) -> Cycle:
    """R3/PT10M, R/2026-01-01T00:00:00Z/P1D, R3/PT1H/2026-02-01, a cron line, or a lone duration, which fires once."""
    text = _ZONE.sub("", text.strip())
    if not text.startswith("R"):
        return _without_r(text, now)
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


def _without_r(text: str, now: datetime) -> Cycle:
    """A line of cron, Camunda's delay###period, or what fires once: a duration, with or without its beginning."""
    if text.startswith("@every "):
        return Cycle(-1, parse_duration(text.removeprefix("@every ")))
    if is_cron(text):
        return Cycle(-1, None, cron=text)
    delay, separator, period = text.partition("###")
    if separator:
        return Cycle(-1, parse_duration(period), start=_add(now, parse_duration(delay)))
    start, separator, interval = text.partition("/")
    if separator:
        return Cycle(1, parse_duration(interval), start=parse_moment(start, now))
    return Cycle(1, parse_duration(text))  # without R nothing repeats


def as_moment(value: Any, now: datetime) -> datetime:
    """The moment that a value of a date timer means: text, date, date-time or a duration from now."""
    if value is None:
        raise NotationError("the timer's expression gives nothing")
    if isinstance(value, datetime):
        return _kept(value if value.tzinfo else value.replace(tzinfo=now.tzinfo))
    if isinstance(value, date):
        return _kept(datetime.combine(value, time.min, tzinfo=now.tzinfo))
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
        return _kept(now + length)
    except OverflowError as error:
        raise NotationError("the moment lies beyond the year 9999") from error


def _kept(moment: datetime) -> datetime:
    """The moment, unless no database keeps it in every zone."""
    if moment.year < FIRST_YEAR:
        raise NotationError(f"the moment lies before the year {FIRST_YEAR}")
    return moment


def after(cycle: Cycle, now: datetime, *, first: bool) -> datetime | None:
    """When a cycle fires next, None when it is over."""
    if cycle.cron:
        due = next_moment(cycle.cron, now)
        if due is None and first:
            raise NotationError(f"{cycle.cron!r} never comes due")
        return due
    if first and cycle.start is not None:
        return max(cycle.start, now)
    due = _add(now, cycle.interval or timedelta())
    return None if cycle.end is not None and due > cycle.end and not first else due
