"""What the initiator may do with each row of what he sent, without loading one instance after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from typing import Any
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.database import execute
from xieyun.process import definitions
from xieyun.process.engine.approval_policy import Urging
from xieyun.process.policies import Refusal, urge_refusal
from xieyun.process.signatures import withdraw_signature
from xieyun.process.stepping.limits import urging_limit
from xieyun.process.stepping.opened import opened_words

# The initiator may withdraw what an administrator halted (see `policies.WHILE_SUSPENDED`).
UNDER_WAY = ("running", "suspended")


def sent_verbs(
    rows: Sequence[dict[str, Any]], opened: Mapping[UUID, tuple[str, dt.datetime]], held: Set[UUID]
) -> dict[UUID, list[dict[str, Any]]]:
    """Return urge and withdraw by instance, each with the sentence when it would be refused.

    The answers are those of `instance_detail` for the same initiator. `opened` tells who opened what waits, `held`
    in which instances somebody has something to do. One query, and only where a process limits urging by the day and
    was urged today.
    """
    now, limits = clock.now(), {row["id"]: _urging(row) for row in rows}
    urged = _urged_today([row for row in rows if limits[row["id"]].per_day], now)
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        if row["status"] not in UNDER_WAY:
            continue
        compiled = definitions.load(row["definition_version_id"]).compiled
        known = opened.get(row["id"])
        withdrawal = Refusal("withdraw-opened", opened_words(*known)) if known is not None else None
        found[row["id"]] = [
            _offer("urge", _urge(row, limits[row["id"]], now, urged.get(row["id"], 0), row["id"] in held), "none"),
            _offer("withdraw", withdrawal, withdraw_signature(compiled)),
        ]
    return found


def _urging(row: dict[str, Any]) -> Urging:
    return definitions.load(row["definition_version_id"]).compiled.urging


def _urge(row: dict[str, Any], rules: Urging, now: dt.datetime, today: int, held: bool) -> Refusal | None:
    return urge_refusal(
        row["status"], held, lambda: urging_limit(rules, now, row["urge_count"], row["urged_at"], today)
    )


def _urged_today(rows: Sequence[dict[str, Any]], now: dt.datetime) -> dict[UUID, int]:
    begin = clock.begin_of(clock.day_of(now))
    urged = [row["id"] for row in rows if row["urged_at"] is not None and row["urged_at"] >= begin]
    if not urged:
        return {}
    counts = execute(
        "SELECT instance_id, count(*) FROM process_event WHERE instance_id = ANY(%s) AND verb = 'urge' AND at >= %s "
        "GROUP BY instance_id",
        [urged, begin],
    )
    return {instance_id: int(count) for instance_id, count in counts}


def _offer(verb: str, refusal: Refusal | None, signature: str) -> dict[str, Any]:
    reason = refusal.text() if refusal is not None else None
    return {"verb": verb, "allowed": refusal is None, "reason": reason, "signature": signature}
