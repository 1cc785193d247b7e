"""Balances of pools as they were at an instant: those of now without what was booked since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from xieyun.kernel.database import execute
from xieyun.records.definitions import ObjectType
from xieyun.records.ledger.declaration import Ledger
from xieyun.records.ledger.pools import ZERO, Balance, balances, ledger_of
from xieyun.records.store import Stored


def balances_at(ledger: Ledger, pool_ids: Iterable[UUID], at: dt.datetime) -> dict[UUID, Balance]:
    """The balances by pool just before an instant; three queries. A booking of that very instant does not count."""
    found = balances(ledger, pool_ids)
    for pool_id, kind, amount in execute(
        "SELECT pool_id, kind, sum(amount) FROM records_ledgermovement WHERE pool_id = ANY(%s) AND ledger = %s "
        "AND at >= %s GROUP BY pool_id, kind",
        [list(found), ledger.code, at],
    ):
        _undo(found[pool_id], kind, amount)
    for pool_id, total in execute(
        "SELECT DISTINCT ON (r.record_id) r.record_id, c->>'from' FROM records_recordchange r "
        "CROSS JOIN LATERAL jsonb_array_elements(r.changes) c WHERE r.record_id = ANY(%s) AND r.at >= %s "
        "AND c->>'field' = %s ORDER BY r.record_id, r.id",
        [list(found), at, ledger.total],
    ):
        found[pool_id].total = ZERO if total is None else Decimal(total)
    return found


def _undo(balance: Balance, kind: str, amount: Decimal) -> None:
    if kind in ("adjust", "excess_approved"):
        balance.adjusted -= amount
    if kind in ("reserve", "excess_approved"):
        balance.reserved -= amount
    elif kind in ("release", "consume"):
        balance.reserved += amount
    if kind == "consume":
        balance.consumed -= amount


def restore(kind: ObjectType, stored: Stored, at: dt.datetime) -> None:
    """Give the record of a pool the balances of an instant; records of other types are left alone."""
    ledger = ledger_of(kind)
    if ledger is None:
        return
    then = balances_at(ledger, [stored.id], at)[stored.id]
    for name, code in ledger.balance.items():
        stored.values[code] = getattr(then, name)
