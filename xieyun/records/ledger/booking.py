"""Bookings: reserve, consume, release and adjust, each as movements with their cause.

A row that asks for more than its pool has is refused or routed, as the caller says. Routed: what the pool
still has is reserved, the rest is an `excess` movement that changes no balance. When the cause is consumed
(the group's finance head has approved), the excess becomes an adjustment and is consumed with the rest; so
the balance is never negative, and the pool's adjustments show what was approved over quota.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from xieyun.kernel import audit, clock, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action, execute
from xieyun.kernel.errors import FieldError, Forbidden
from xieyun.records import catalogue
from xieyun.records.errors import BalanceTooLow, InvalidRecord, QuotaShort
from xieyun.records.ledger.declaration import Ledger
from xieyun.records.ledger.pools import ZERO, Balance, Place, balances, resolve, write_balances
from xieyun.records.reach import require_reach
from xieyun.records.values import clean_text

COLUMNS = (
    "group_id",
    "ledger",
    "pool_id",
    "kind",
    "amount",
    "cause_type",
    "cause_id",
    "cause_line",
    "at",
    "person_id",
    "actor_text",
    "note",
)


@dataclass(frozen=True)
class Cause:
    """What a booking is for: a record, named by its type and id."""

    type: str
    id: UUID


@dataclass(frozen=True)
class Request:
    """One row that asks for quota: its id, where it books, how much, and its path for refusals."""

    line: str
    place: Place
    amount: Decimal
    path: str


@dataclass(frozen=True)
class Movement:
    """A booking to be written."""

    kind: str
    pool_id: UUID | None
    amount: Decimal
    line: str = ""
    note: str = ""


@dataclass(frozen=True)
class Open:
    """What a cause holds in one pool for one row: reserved, and excess waiting for approval."""

    pool_id: UUID | None
    line: str
    reserved: Decimal
    excess: Decimal


def open_bookings(ledger: Ledger, cause: Cause) -> list[Open]:
    """What the cause holds and has not consumed or released; one query."""
    rows = execute(
        """
        SELECT pool_id, cause_line,
               coalesce(sum(CASE kind WHEN 'reserve' THEN amount WHEN 'excess_approved' THEN amount
                                      WHEN 'release' THEN -amount WHEN 'consume' THEN -amount END), 0),
               coalesce(sum(CASE kind WHEN 'excess' THEN amount WHEN 'excess_dropped' THEN -amount
                                      WHEN 'excess_approved' THEN -amount END), 0)
        FROM records_ledgermovement WHERE cause_id = %s AND cause_type = %s AND ledger = %s
        GROUP BY pool_id, cause_line ORDER BY cause_line, pool_id
        """,
        [cause.id, cause.type, ledger.code],
    )
    return [Open(*row) for row in rows if row[2] > 0 or row[3] > 0]


@action
def reserve(
    *, actor: Actor, ledger: Ledger, cause: Cause, requests: Sequence[Request], short: str, missing: str
) -> bool:
    """Reserve what the rows ask for; what the cause held before is given back first. Returns whether any is over quota.

    `short` and `missing`: `refuse` raises QuotaShort naming the rows and pools, `route` books the excess apart.
    """
    group_id = _group(actor)
    held = open_bookings(ledger, cause)
    chosen = resolve(ledger, group_id, [request.place for request in requests])
    locked = balances(ledger, {*chosen.values(), *(one.pool_id for one in held if one.pool_id)}, lock=True)
    movements = _give_back(held, locked)
    faults: list[FieldError] = []
    over = False
    for request in requests:
        balance = locked.get(chosen.get(request.place, UUID(int=0)))
        covered = min(request.amount, balance.available) if balance is not None else ZERO
        if covered < request.amount:
            over = True
            if (short if balance is not None else missing) == "refuse":
                faults.append(_fault(request, balance))
                continue
            movements.append(_movement("excess", balance, request.amount - covered, request.line))
        if balance is not None and covered > 0:
            balance.reserved += covered
            movements.append(_movement("reserve", balance, covered, request.line))
    if faults:
        raise _short(faults)
    write_balances(ledger, locked.values())
    write_movements(actor, ledger, cause, movements)
    return over


@action
def release(*, actor: Actor, ledger: Ledger, cause: Cause) -> None:
    """Give back everything that the cause holds; does nothing when it holds nothing."""
    held = open_bookings(ledger, cause)
    locked = balances(ledger, [one.pool_id for one in held if one.pool_id], lock=True)
    movements = _give_back(held, locked)
    write_balances(ledger, locked.values())
    write_movements(actor, ledger, cause, movements)


@action
def consume(*, actor: Actor, ledger: Ledger, cause: Cause) -> None:
    """Turn everything that the cause holds into consumption; approved excess becomes an adjustment first."""
    held = open_bookings(ledger, cause)
    locked = balances(ledger, [one.pool_id for one in held if one.pool_id], lock=True)
    movements: list[Movement] = []
    for one in held:
        if one.excess > 0:
            movements.append(Movement("excess_approved", one.pool_id, one.excess, one.line, "超额审批"))
        balance = locked.get(one.pool_id) if one.pool_id else None
        if balance is not None:
            balance.adjusted += one.excess
            balance.reserved -= one.reserved
            balance.consumed += one.reserved + one.excess
            movements.append(Movement("consume", one.pool_id, one.reserved + one.excess, one.line))
    write_balances(ledger, locked.values())
    write_movements(actor, ledger, cause, movements)


@action
def adjust(*, actor: Actor, ledger: Ledger, pool_id: UUID, amount: Decimal, reason: str) -> Balance:
    """Raise or lower a pool by `amount` (≠ 0) for a `reason`, and return its balance.

    Needs the operation `adjust` on the pool. Raises NotFound, Forbidden, BalanceTooLow, InvalidRecord.
    """
    kind = catalogue.current().get(ledger.pool_type)
    require_reach(actor, kind, pool_id, "adjust")
    faults = [FieldError("amount", "ledger-amount")] if amount == 0 else []
    note = clean_text(reason, 200)
    if not note:
        faults.append(FieldError("reason", "field-required"))
    if faults:
        raise InvalidRecord(fields=faults)
    balance = balances(ledger, [pool_id], lock=True)[pool_id]
    before = balance.available
    balance.adjusted += amount
    if balance.available < 0:
        raise BalanceTooLow(available=before)
    write_balances(ledger, [balance])
    write_movements(actor, ledger, Cause(kind.code, pool_id), [Movement("adjust", pool_id, amount, note=note)])
    audit.record(
        actor=actor,
        action="ledger.adjusted",
        target_type=kind.code,
        target_id=pool_id,
        before={"available": before},
        after={"available": balance.available, "amount": amount, "reason": note},
    )
    outbox.publish(
        kind="ledger.adjusted",
        group_id=actor.group_id,
        subject_type=kind.code,
        subject_id=pool_id,
        payload={"ledger": ledger.code, "amount": amount},
    )
    return balance


def write_movements(actor: Actor, ledger: Ledger, cause: Cause, movements: Iterable[Movement]) -> None:
    """Append movements in the caller's transaction; one statement."""
    rows = [_row(actor, ledger, cause, movement, clock.now()) for movement in movements]
    if rows:
        one = f"({', '.join(['%s'] * len(COLUMNS))})"
        sql = f"INSERT INTO records_ledgermovement ({', '.join(COLUMNS)}) VALUES {', '.join([one] * len(rows))}"
        execute(sql, [value for row in rows for value in row])


def _row(actor: Actor, ledger: Ledger, cause: Cause, movement: Movement, now: dt.datetime) -> tuple[Any, ...]:
    return (
        _group(actor),
        ledger.code,
        movement.pool_id,
        movement.kind,
        movement.amount,
        cause.type,
        cause.id,
        movement.line,
        now,
        actor.person_id,
        actor.described(),
        movement.note,
    )


def _group(actor: Actor) -> UUID:
    if actor.group_id is None:
        raise Forbidden
    return actor.group_id


def _give_back(held: Sequence[Open], locked: dict[UUID, Balance]) -> list[Movement]:
    movements: list[Movement] = []
    for one in held:
        balance = locked.get(one.pool_id) if one.pool_id else None
        if balance is not None and one.reserved > 0:
            balance.reserved -= one.reserved
            movements.append(Movement("release", one.pool_id, one.reserved, one.line))
        if one.excess > 0:
            movements.append(Movement("excess_dropped", one.pool_id, one.excess, one.line))
    return movements


def _movement(kind: str, balance: Balance | None, amount: Decimal, line: str) -> Movement:
    return Movement(kind, balance.pool_id if balance is not None else None, amount, line)


def _fault(request: Request, balance: Balance | None) -> FieldError:
    if balance is None:
        return FieldError(request.path, "ledger-missing")
    return FieldError(
        request.path,
        "ledger-line-short",
        {"pool": balance.title, "available": max(balance.available, ZERO), "amount": request.amount},
    )


def _short(faults: list[FieldError]) -> QuotaShort:
    shown = {"pool": "—", "available": ZERO, "amount": ZERO, **faults[0].params}
    return QuotaShort(fields=faults, **shown)
