"""Reads under the authority of a definition: what a process declares, its handlers may see, and nothing else.

The platform itself reads here, within one group; which records and fields, the declaration says, not the reader's
roles. The caller (the process room) has made sure that the reader may see the work item. Drafts stay with those
who write them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.kernel.held import hold
from xieyun.records import catalogue, selectors, store
from xieyun.records.definitions import ObjectType
from xieyun.records.ledger import bindings
from xieyun.records.ledger import selectors as ledgers
from xieyun.records.ledger.instant import balances_at
from xieyun.records.ledger.pools import Balance, balances, resolve
from xieyun.records.models import Attachment
from xieyun.records.presenting import Presenter
from xieyun.records.rights import paths
from xieyun.records.tables import record_table

FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "sum": sa.func.sum,
    "min": sa.func.min,
    "max": sa.func.max,
    "avg": sa.func.avg,
}


def _query(group_id: UUID, object_type: str, condition: Any, columns: Sequence[str], sort: str = "") -> Any:
    query = selectors.compile_query(
        system_actor(group_id), object_type, filter=condition, columns=list(columns), sort=sort or None
    )
    table = record_table(query.kind)
    return query, sa.and_(query.condition, table.c.status != "draft") if query.kind.process else query.condition


class Measure(NamedTuple):
    """Sum, count, min, max or avg of a field over the records that meet a filter."""

    object_type: str
    function: str
    field: str
    condition: Any


@hold()
def aggregates(group_id: UUID, measures: Sequence[Measure]) -> list[Any]:
    """Return what the measures give, None over nothing; one statement for all.

    Raises NotFound, InvalidFilter, FieldNotUsable.
    """
    if not measures:
        return []
    return list(execute(sa.select(*(_measured(group_id, one) for one in measures)))[0])


def _measured(group_id: UUID, one: Measure) -> sa.ScalarSelect[Any]:
    query, where = _query(group_id, one.object_type, one.condition, [])
    table = record_table(query.kind)
    if one.function != "count" and one.field not in {field.code for field in query.kind.stored}:
        raise NotFound
    measured = sa.func.count() if one.function == "count" else FUNCTIONS[one.function](table.c[one.field])
    return sa.select(measured).select_from(table).where(where).scalar_subquery()


@hold()
def find(
    group_id: UUID,
    object_type: str,
    *,
    condition: Any = None,
    sort: str = "",
    limit: int,
    only: Collection[UUID] | None = None,
) -> list[UUID]:
    """Return the ids of the records that meet a filter, in order; `only` keeps those of the given ids."""
    query, where = _query(group_id, object_type, condition, [], sort)
    table = record_table(query.kind)
    if only is not None:
        where = sa.and_(where, table.c.id.in_(list(only)))
    order = [key.column.desc() if key.descending else key.column.asc() for key in query.keys]
    return execute(sa.select(table.c.id).where(where).order_by(*order).limit(limit)).scalars()


@hold()
def show(group_id: UUID, object_type: str, ids: Sequence[UUID], fields: Sequence[str]) -> dict[str, Any]:
    """Return `items` (records as JSON, in the order of the ids) and the `form` of the named fields; no other field.

    A path such as `lines.amount` shows one column of the rows.
    """
    kind = catalogue.object_type(object_type)
    levels = shown_levels(kind, fields)
    codes = [field.code for field in kind.fields if levels[field.code] != "hidden"]
    records = store.load_many(kind, ids, group_id=group_id)
    if len(records) < len(set(ids)):
        raise NotFound
    presenter = Presenter(system_actor(group_id), kind, codes)
    presenter.prepare(records)
    return {
        "items": [_narrow(presenter.show(stored, levels)) for stored in records],
        "form": selectors.describe_with(kind, levels) | {"ledgers": [], "pools_of": []},
        "field_rights": levels,
    }


def shown_levels(kind: ObjectType, fields: Sequence[str]) -> dict[str, str]:
    """Return `read` for the named paths and hidden for everything else."""
    wanted = set(fields)
    heads = {path.partition(".")[0] for path in wanted}
    levels: dict[str, str] = {}
    for path in paths(kind):
        head, _, column = path.partition(".")
        named = path in wanted or (column != "" and head in wanted)
        levels[path] = "read" if named or (column == "" and path in heads) else "hidden"
    return levels


def _narrow(shown: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a record carries beyond its fields: whom it belongs to is not declared."""
    return {key: shown[key] for key in ("id", "version", "object_type", "status", "created_at", "updated_at", "values")}


def file_of(
    group_id: UUID, object_type: str, record_id: UUID, attachment_id: UUID, fields: Sequence[str]
) -> Attachment:
    """Return a file that stands in a shown field of a record. Raises NotFound."""
    shown = show(group_id, object_type, [record_id], fields)["items"][0]["values"]
    if str(attachment_id) not in {str(card["id"]) for card in _cards(shown)}:
        raise NotFound
    return Attachment.objects.get(id=attachment_id)


def _cards(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        found = [value] if {"id", "name", "size", "content_type"} <= value.keys() else []
        return found + [card for one in value.values() for card in _cards(one)]
    return [card for one in value for card in _cards(one)] if isinstance(value, list) else []


def pools_of(
    group_id: UUID, ledger_code: str, object_type: str, record_id: UUID, *, at: dt.datetime | None = None
) -> list[Balance]:
    """Return the pools that the record books on in a ledger, each once; `at`: as they were then. Raises NotFound."""
    ledger = ledgers.find_ledger(ledger_code)
    kind = catalogue.object_type(object_type)
    stored = store.load(kind, record_id, group_id=group_id)
    places = [
        request.place
        for binding in ledger.bindings
        if binding.object_type == object_type
        for request in bindings.requests(ledger, binding, stored)
    ]
    chosen = resolve(ledger, group_id, places)
    pools = list(dict.fromkeys(chosen[place] for place in places if place in chosen))
    found = balances(ledger, pools) if at is None else balances_at(ledger, pools, at)
    return list(found.values())
