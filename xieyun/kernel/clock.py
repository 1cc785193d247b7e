"""The only source of the current time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")
_frozen: ContextVar[dt.datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> dt.datetime:
    """Return the current instant, aware and in UTC."""
    return _frozen.get() or dt.datetime.now(dt.UTC)


def held() -> dt.datetime | None:
    """Return the instant at which the clock is frozen, or None: then the database's clock may be asked instead."""
    return _frozen.get()


def today() -> dt.date:
    """Return the current calendar day in the installation's zone (China Standard Time)."""
    return day_of(now())


def local(instant: dt.datetime) -> dt.datetime:
    """Return an aware instant as the installation's clocks on the wall show it."""
    return instant.astimezone(LOCAL_ZONE)


def day_of(instant: dt.datetime) -> dt.date:
    """Return the calendar day of an aware instant in the installation's zone; until 08:00 UTC has another."""
    return local(instant).date()


def begin_of(day: dt.date) -> dt.datetime:
    """Return the instant at which a calendar day begins in the installation's zone."""
    return dt.datetime.combine(day, dt.time(), LOCAL_ZONE)


@contextmanager
def frozen(instant: dt.datetime) -> Iterator[None]:
    """Hold the clock at an aware instant within the block; for tests and headless trials."""
    if instant.tzinfo is None:
        raise ValueError("the clock is frozen at an aware datetime only")
    token = _frozen.set(instant.astimezone(dt.UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
