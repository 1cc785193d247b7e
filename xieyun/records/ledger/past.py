"""Bookings of records that were handled in the past, in memory first and then by COPY."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import Forbidden
from xieyun.records import catalogue
from xieyun.records.bulk import PastRecord, copy_rows
from xieyun.records.ledger import bindings
from xieyun.records.ledger.booking import COLUMNS, Movement, Request
from xieyun.records.ledger.declaration import Ledger
from xieyun.records.ledger.pools import ZERO, Balance, balances, resolve, write_balances
from xieyun.records.store import Stored

# What became of a reservation, by the status that the record has now; a draft has none.
OUTCOMES = {"running": "", "paid": "consume", "approved": "consume"}


@dataclass(frozen=True)
class Handled:
    """A past record with the instants at which it was submitted and finished (None: still running)."""

    record: PastRecord
    submitted_at: dt.datetime
    finished_at: dt.datetime | None


@action
def book_past(*, actor: Actor, object_type: str, handled: Sequence[Handled]) -> dict[UUID, dict[str, Any]]:
    """Book what the bindings of the type say of finished and running records, in the order of submission.

    Returns for each record what its process would have been told (`{"over_quota": true}`). What would have
    been refused for lack of quota is routed, as history cannot be refused. Only for the platform itself.
    """
    if not actor.is_system or actor.group_id is None:
        raise Forbidden
    answers: dict[UUID, dict[str, Any]] = {one.record.id: {} for one in handled}
    kind = catalogue.object_type(object_type)
    for ledger, binding in bindings.bindings_of(kind.code):
        wanted = {
            one.record.id: bindings.requests(
                ledger, binding, Stored({"id": one.record.id}, one.record.values, one.record.lines)
            )
            for one in handled
        }
        chosen = resolve(ledger, actor.group_id, [request.place for rows in wanted.values() for request in rows])
        known = balances(ledger, chosen.values(), lock=True)
        movements: list[tuple[Any, ...]] = []
        for one in sorted(handled, key=lambda found: found.submitted_at):
            pools = [known.get(chosen.get(request.place, UUID(int=0))) for request in wanted[one.record.id]]
            over = _book(actor, ledger, kind.code, one, list(zip(wanted[one.record.id], pools, strict=True)), movements)
            answers[one.record.id][binding.result] = over
        movements.sort(key=lambda row: row[8])
        copy_rows("records_ledgermovement", COLUMNS, movements)
        write_balances(ledger, known.values())
    return answers


def _book(
    actor: Actor,
    ledger: Ledger,
    cause_type: str,
    one: Handled,
    rows: Sequence[tuple[Request, Balance | None]],
    movements: list[tuple[Any, ...]],
) -> bool:
    outcome = OUTCOMES.get(one.record.status, "release")
    over = False

    def write(movement: Movement, at: dt.datetime) -> None:
        head = (actor.group_id, ledger.code, movement.pool_id, movement.kind, movement.amount)
        cause = (cause_type, one.record.id, movement.line, at)
        movements.append((*head, *cause, one.record.owner_id, actor.described(), movement.note))

    for request, balance in rows:
        pool_id = balance.pool_id if balance is not None else None
        covered = min(request.amount, balance.available) if balance is not None else ZERO
        excess = request.amount - covered
        over = over or excess > 0
        if balance is not None and covered > 0:
            balance.reserved += covered
            write(Movement("reserve", pool_id, covered, request.line), one.submitted_at)
        if excess > 0:
            write(Movement("excess", pool_id, excess, request.line), one.submitted_at)
        end = one.finished_at
        if end is None or not outcome:
            continue
        if outcome == "release":
            if balance is not None and covered > 0:
                balance.reserved -= covered
                write(Movement("release", pool_id, covered, request.line), end)
            if excess > 0:
                write(Movement("excess_dropped", pool_id, excess, request.line), end)
            continue
        if excess > 0:
            write(Movement("excess_approved", pool_id, excess, request.line, "超额审批"), end)
        if balance is not None:
            balance.reserved -= covered
            balance.adjusted += excess
            balance.consumed += request.amount
            write(Movement("consume", pool_id, request.amount, request.line), end)
    return over
