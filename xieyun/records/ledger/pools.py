"""Pools: finding the one that a row books on, their balances, and what records of pools must keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from xieyun.kernel.database import execute
from xieyun.records import catalogue, naming
from xieyun.records.ddl import Step
from xieyun.records.definitions import ObjectType
from xieyun.records.errors import BalanceTooLow, RecordInUse
from xieyun.records.ledger.declaration import Ledger, ledgers_of
from xieyun.records.tables import DDL_TYPES

ZERO = Decimal(0)


@dataclass(frozen=True)
class Place:
    """What a row books on: values of the ledger's key, and the day."""

    key: tuple[Any, ...]
    day: dt.date | None


@dataclass
class Balance:
    """The balance of one pool."""

    pool_id: UUID
    title: str
    total: Decimal
    adjusted: Decimal
    reserved: Decimal
    consumed: Decimal

    @property
    def available(self) -> Decimal:
        """Total + adjustments − reserved − consumed."""
        return self.total + self.adjusted - self.reserved - self.consumed


def resolve(ledger: Ledger, group_id: UUID, places: Iterable[Place]) -> dict[Place, UUID]:
    """The pool of each place that has one; two queries at most.

    A key that climbs (an expense type below another) takes the nearest ancestor with a pool.
    """
    wanted = [place for place in dict.fromkeys(places) if place.day is not None and None not in place.key]
    if not wanted:
        return {}
    kind = catalogue.current().get(ledger.pool_type)
    chains = _chains(ledger, kind, wanted)
    rows = [
        (number, distance, place.day, *key)
        for number, place in enumerate(wanted)
        for distance, key in _keys(ledger, place.key, chains)
    ]
    found = execute(_resolve_sql(ledger, kind), [*[list(column) for column in zip(*rows, strict=True)], group_id])
    best: dict[Place, UUID] = {}
    for number, pool_id in found:
        best.setdefault(wanted[number], pool_id)
    return best


def _resolve_sql(ledger: Ledger, kind: ObjectType) -> str:
    columns = list(ledger.key.values())
    arrays = ", ".join(f"%s::{DDL_TYPES[kind.by_code[code].type]}[]" for code in columns)
    match = " AND ".join(f"p.{code} = q.k{place}" for place, code in enumerate(columns))
    names = ", ".join(f"k{place}" for place in range(len(columns)))
    period = f"AND q.day BETWEEN p.{ledger.period[0]} AND p.{ledger.period[1]}" if ledger.period else ""
    return (
        f"SELECT q.number, p.id FROM unnest(%s::integer[], %s::integer[], %s::date[], {arrays}) "
        f"AS q(number, distance, day, {names}) "
        f"JOIN {naming.SCHEMA}.{naming.table_name(kind.code)} p ON {match} {period} "
        "WHERE p.group_id = %s AND p.deleted_at IS NULL AND p.status = 'active' ORDER BY q.number, q.distance, p.id"
    )


def _chains(ledger: Ledger, kind: ObjectType, wanted: Sequence[Place]) -> dict[str, dict[UUID, list[tuple[UUID, int]]]]:
    """For every key that climbs: each value given with itself and its ancestors, nearest first."""
    return {
        name: _ancestors(kind.by_code[code].target, ledger.climb[name], [one.key[place] for one in wanted])
        for place, (name, code) in enumerate(ledger.key.items())
        if name in ledger.climb
    }


def _keys(
    ledger: Ledger, key: tuple[Any, ...], chains: Mapping[str, Mapping[UUID, list[tuple[UUID, int]]]]
) -> list[tuple[int, tuple[Any, ...]]]:
    """The key itself and, for keys that climb, those of the ancestors with their distance."""
    keys = [(0, key)]
    for place, name in enumerate(ledger.key):
        if name in chains:
            keys = [
                (distance + steps, (*one[:place], ancestor, *one[place + 1 :]))
                for distance, one in keys
                for ancestor, steps in chains[name].get(one[place], [(one[place], 0)])
            ]
    return keys


def _ancestors(target: str, parent: str, ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, int]]]:
    table = f"{naming.SCHEMA}.{naming.table_name(target)}"
    rows = execute(
        "WITH RECURSIVE up(leaf, id, steps) AS (SELECT leaf, leaf, 0 FROM unnest(%s::uuid[]) AS leaf "
        f"UNION ALL SELECT up.leaf, t.{parent}, up.steps + 1 FROM up JOIN {table} t ON t.id = up.id "
        f"WHERE t.{parent} IS NOT NULL AND up.steps < 10) SELECT leaf, id, steps FROM up ORDER BY steps",
        [list(set(ids))],
    )
    chains: dict[UUID, list[tuple[UUID, int]]] = {}
    for leaf, identifier, steps in rows:
        chains.setdefault(leaf, []).append((identifier, steps))
    return chains


def balances(ledger: Ledger, pool_ids: Iterable[UUID], *, lock: bool = False) -> dict[UUID, Balance]:
    """The balances by pool; locked in the order of the ids when `lock`."""
    kind = catalogue.current().get(ledger.pool_type)
    columns = [ledger.total, *(ledger.balance[name] for name in ("adjusted", "reserved", "consumed"))]
    rows = execute(
        f"SELECT id, {kind.title_field}::text, {', '.join(f'coalesce({code}, 0)' for code in columns)} "
        f"FROM {naming.SCHEMA}.{naming.table_name(kind.code)} "
        f"WHERE id = ANY(%s) ORDER BY id{' FOR UPDATE' if lock else ''}",
        [sorted(set(pool_ids))],
    )
    return {row[0]: Balance(row[0], row[1] or "", *row[2:]) for row in rows}


def write_balances(ledger: Ledger, changed: Iterable[Balance]) -> None:
    """Store balances of locked pools; the CHECK constraint holds the floor against every mistake."""
    rows = list(changed)
    if not rows:
        return
    adjusted, reserved, consumed, available = (
        ledger.balance[name] for name in ("adjusted", "reserved", "consumed", "available")
    )
    execute(
        f"UPDATE {naming.SCHEMA}.{naming.table_name(ledger.pool_type)} p SET {adjusted} = q.adjusted, "
        f"{reserved} = q.reserved, {consumed} = q.consumed, {available} = q.available "
        "FROM unnest(%s::uuid[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[]) "
        "AS q(id, adjusted, reserved, consumed, available) WHERE p.id = q.id",
        [
            [row.pool_id for row in rows],
            [row.adjusted for row in rows],
            [row.reserved for row in rows],
            [row.consumed for row in rows],
            [row.available for row in rows],
        ],
    )


def guard_steps(ledger: Ledger, kind: ObjectType) -> list[Step]:
    """The CHECK constraint that no balance can break, unless it stands already."""
    name = naming.short(f"{naming.table_name(kind.code)}_balance_floor")
    if execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [name]).first():
        return []
    adjusted, reserved, consumed = (ledger.balance[one] for one in ("adjusted", "reserved", "consumed"))
    condition = (
        f"coalesce({ledger.total}, 0) + coalesce({adjusted}, 0) "
        f"- coalesce({reserved}, 0) - coalesce({consumed}, 0) >= 0 "
        f"AND coalesce({reserved}, 0) >= 0 AND coalesce({consumed}, 0) >= 0"
    )
    table = f"{naming.SCHEMA}.{naming.table_name(kind.code)}"
    return [
        Step(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition})",
            f"{table} 增加约束：余额不为负",
            f"adds a constraint to {table}: no negative balance",
        )
    ]


def ledger_of(kind: ObjectType) -> Ledger | None:
    """The ledger whose pools the records of a type are; None for any other type."""
    if not any(field.computed and field.computed.ledger for field in kind.stored):
        return None
    return next((one for one in ledgers_of(catalogue.current()).values() if one.pool_type == kind.code), None)


def set_opening_balance(kind: ObjectType, values: dict[str, Any]) -> None:
    """Give a new pool its balance columns; records of other types are left alone."""
    for field in kind.stored:
        if field.computed and field.computed.ledger:
            values[field.code] = ZERO
    set_available(kind, values)


def set_available(kind: ObjectType, values: dict[str, Any]) -> None:
    """Recompute what is available after the total changed. Raises BalanceTooLow."""
    ledger = ledger_of(kind)
    if ledger is None:
        return
    known = {name: values.get(code) or ZERO for name, code in ledger.balance.items()}
    used = known["reserved"] + known["consumed"] - known["adjusted"]
    available = (values.get(ledger.total) or ZERO) - used
    if available < 0:
        raise BalanceTooLow(available=known["available"])
    values[ledger.balance["available"]] = available


def require_unused(kind: ObjectType, values: Mapping[str, Any]) -> None:
    """Raise RecordInUse when the pool has reservations or consumption."""
    ledger = ledger_of(kind)
    if ledger is not None and any(values.get(ledger.balance[name]) for name in ("reserved", "consumed")):
        raise RecordInUse
