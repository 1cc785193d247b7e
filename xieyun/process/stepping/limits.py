"""How often somebody may urge: as the process says, else not within half an hour."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from xieyun.kernel.clock import begin_of, day_of
from xieyun.kernel.database import execute
from xieyun.process.engine.approval_policy import Urging
from xieyun.process.errors import UrgedEnough, UrgedTooSoon
from xieyun.process.stepping.draft import Draft


def urging_refusal(draft: Draft, count: int, last: dt.datetime | None) -> UrgedEnough | UrgedTooSoon | None:
    """Return why an instance that was urged `count` times, lately at `last`, cannot be urged now; None when it can."""
    rules = draft.loaded.compiled.urging
    today = _urged_since(draft.instance.id, begin_of(day_of(draft.at)), last) if rules.per_day else 0
    return urging_limit(rules, draft.at, count, last, today)


def urging_limit(
    rules: Urging, now: dt.datetime, count: int, last: dt.datetime | None, today: int
) -> UrgedEnough | UrgedTooSoon | None:
    """Return what the rules say at an instant after `count` times, lately at `last`, `today` of them since midnight."""
    if last is None:
        return None
    if rules.per_day and today >= rules.per_day:
        return UrgedEnough(count=today, limit=rules.per_day)
    wait = round((last + rules.interval - now).total_seconds())
    return UrgedTooSoon(seconds=wait, count=count, **_words(wait)) if wait > 0 else None


def _urged_since(instance_id: UUID, begin: dt.datetime, last: dt.datetime | None) -> int:
    if last is None or last < begin:
        return 0
    found = execute(
        "SELECT count(*) FROM process_event WHERE instance_id = %s AND verb = 'urge' AND at >= %s",
        [instance_id, begin],
    ).scalar()
    return int(found)


def _words(seconds: int) -> dict[str, Any]:
    """Return a time to wait in words, rounded up to minutes."""
    minutes = -(-seconds // 60)
    hours, rest = divmod(minutes, 60)
    zh = [f"{hours} 小时"] * bool(hours) + [f"{rest} 分钟"] * bool(rest)
    en = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest)
    return {"minutes": minutes, "wait_zh": " ".join(zh), "wait_en": " ".join(en)}
