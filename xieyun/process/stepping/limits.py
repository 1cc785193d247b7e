"""How often somebody may urge."""

from __future__ import annotations

import datetime as dt

INTERVAL = dt.timedelta(minutes=30)


def seconds_to_wait(last: dt.datetime | None, now: dt.datetime) -> int:
    """Return how long the next urging must wait, 0 when it may be done now."""
    return 0 if last is None else max(0, round((last + INTERVAL - now).total_seconds()))
