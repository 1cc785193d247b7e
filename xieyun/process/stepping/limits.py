"""How often somebody may urge: as the process says, else not within half an hour."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xieyun.kernel.clock import local
from xieyun.kernel.database import execute
from xieyun.kernel.errors import Problem
from xieyun.process.errors import UrgedEnough, UrgedTooSoon
from xieyun.process.stepping.draft import Draft


def urging_limit(draft: Draft, count: int, last: dt.datetime | None) -> Problem | None:
    """Return why an instance that was urged `count` times, lately at `last`, cannot be urged now; None when it can."""
    rules = draft.loaded.compiled.urging
    if last is None:
        return None
    wait = round((last + rules.interval - draft.at).total_seconds())
    if rules.per_day and (today := _urged_since(draft, _midnight(draft.at), last)) >= rules.per_day:
        return UrgedEnough(count=today, limit=rules.per_day)
    return UrgedTooSoon(seconds=wait, count=count, **_words(wait)) if wait > 0 else None


def _midnight(at: dt.datetime) -> dt.datetime:
    return local(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _urged_since(draft: Draft, begin: dt.datetime, last: dt.datetime) -> int:
    if last < begin:
        return 0
    found = execute(
        "SELECT count(*) FROM process_event WHERE instance_id = %s AND verb = 'urge' AND at >= %s",
        [draft.instance.id, begin],
    ).scalar()
    return int(found)


def _words(seconds: int) -> dict[str, Any]:
    """Return a time to wait in words, rounded up to minutes."""
    minutes = -(-seconds // 60)
    hours, rest = divmod(minutes, 60)
    zh = [f"{hours} 小时"] * bool(hours) + [f"{rest} 分钟"] * bool(rest)
    en = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest)
    return {"minutes": minutes, "wait_zh": " ".join(zh), "wait_en": " ".join(en)}
