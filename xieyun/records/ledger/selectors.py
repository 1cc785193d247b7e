"""Reads of ledgers: what is available, and what moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from xieyun.access.compiler import visible
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import FieldError, NotFound
from xieyun.records import catalogue
from xieyun.records.errors import InvalidRecord
from xieyun.records.ledger.declaration import Ledger, ledgers_of
from xieyun.records.ledger.pools import Balance, Place, balances, resolve
from xieyun.records.reach import require_reach
from xieyun.records.tables import record_table
from xieyun.records.values import Refused, read, read_date

AVAILABILITY = "availability"


def find_ledger(code: str) -> Ledger:
    """The ledger in force. Raises NotFound."""
    found = ledgers_of(catalogue.current()).get(code)
    if found is None:
        raise NotFound
    return found


def roles_of(object_type: str) -> dict[str, Any]:
    """What an object type is to ledgers: how its rows find their pools, and of which ledgers it holds the pools.

    For forms, which show what is left while one types, and bookings beside a pool.
    """
    found = ledgers_of(catalogue.current()).values()
    bindings = [
        {
            "code": ledger.code,
            "title": ledger.title,
            "lines": binding.lines,
            "amount": binding.amount,
            "date": binding.day,
            "key": dict(binding.key),
        }
        for ledger in found
        for binding in ledger.bindings
        if binding.object_type == object_type
    ]
    return {"ledgers": bindings, "pools_of": [ledger.code for ledger in found if ledger.pool_type == object_type]}


def availability(actor: Actor, code: str, asked: Sequence[Mapping[str, Any]]) -> list[Balance | None]:
    """The balance that a row with these keys and date would book on, in the order asked; None: no pool.

    Needs the operation `availability` or `read` on the pool; a pool out of reach is None like an absent one.
    Raises NotFound, InvalidRecord for a malformed key.
    """
    ledger = find_ledger(code)
    if actor.group_id is None:
        raise NotFound
    places = [_place(ledger, one, index) for index, one in enumerate(asked)]
    chosen = resolve(ledger, actor.group_id, places)
    allowed = _reachable(actor, ledger, list(chosen.values()))
    found = balances(ledger, allowed)
    return [found.get(chosen[place]) if place in chosen else None for place in places]


def _place(ledger: Ledger, asked: Mapping[str, Any], index: int) -> Place:
    kind = catalogue.current().get(ledger.pool_type)
    faults: list[FieldError] = []
    key: list[Any] = []
    for name, code in ledger.key.items():
        try:
            key.append(read(kind.by_code[code], asked.get(name)))
        except Refused as refusal:
            faults.append(refusal.at(f"keys[{index}].{name}"))
    try:
        day = read_date(asked["date"]) if asked.get("date") else None
    except Refused as refusal:
        day = None
        faults.append(refusal.at(f"keys[{index}].date"))
    faults += [
        FieldError(f"keys[{index}].{name}", "field-unknown") for name in asked if name not in (*ledger.key, "date")
    ]
    if faults:
        raise InvalidRecord(fields=faults)
    return Place(tuple(key), day)


def _reachable(actor: Actor, ledger: Ledger, pool_ids: Sequence[UUID]) -> list[UUID]:
    if not pool_ids:
        return []
    table = record_table(catalogue.current().get(ledger.pool_type))
    conditions = [visible(actor, ledger.pool_type, name, table).condition for name in (AVAILABILITY, "read")]
    statement = sa.select(table.c.id).where(table.c.id.in_(list(pool_ids)), sa.or_(*conditions))
    return execute(statement).scalars()


def movements(actor: Actor, code: str, pool_id: UUID, *, limit: int = 200) -> list[dict[str, Any]]:
    """The newest movements of a pool that the actor may read, newest first."""
    ledger = find_ledger(code)
    require_reach(actor, catalogue.current().get(ledger.pool_type), pool_id, "read")
    return execute(
        "SELECT id, kind, amount, cause_type, cause_id, at, actor_text, note FROM records_ledgermovement "
        "WHERE pool_id = %s AND ledger = %s ORDER BY id DESC LIMIT %s",
        [pool_id, code, limit],
    ).mappings()


def differences(ledger: Ledger) -> list[tuple[UUID, str]]:
    """Pools whose balance is not what their movements add up to: must be empty (for checks and tests)."""
    kind = catalogue.current().get(ledger.pool_type)
    table = record_table(kind)
    name, fields = f"{table.schema}.{table.name}", ledger.balance
    rows = execute(
        f"""
        SELECT p.id, p.{kind.title_field}::text FROM {name} p LEFT JOIN (
            SELECT pool_id,
                   sum(CASE WHEN kind IN ('adjust', 'excess_approved') THEN amount ELSE 0 END) AS adjusted,
                   sum(CASE WHEN kind IN ('reserve', 'excess_approved') THEN amount
                            WHEN kind IN ('release', 'consume') THEN -amount ELSE 0 END) AS reserved,
                   sum(CASE WHEN kind = 'consume' THEN amount ELSE 0 END) AS consumed
            FROM records_ledgermovement WHERE ledger = %s GROUP BY pool_id) m ON m.pool_id = p.id
        WHERE p.{fields["adjusted"]} <> coalesce(m.adjusted, 0) OR p.{fields["reserved"]} <> coalesce(m.reserved, 0)
           OR p.{fields["consumed"]} <> coalesce(m.consumed, 0)
           OR p.{fields["available"]} <>
              p.{ledger.total} + p.{fields["adjusted"]} - p.{fields["reserved"]} - p.{fields["consumed"]}
        """,
        [ledger.code],
    )
    return [(row[0], row[1]) for row in rows]
