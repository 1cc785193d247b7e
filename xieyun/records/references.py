"""What ids in records refer to: whether it exists for the actor, and its title for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from xieyun.access.compiler import visible
from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.identifiers import parse_id
from xieyun.kernel.prepared import run
from xieyun.organization.selectors import former_node_names, former_person_names
from xieyun.records import catalogue, filters, naming
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.lines import Draft, Line
from xieyun.records.tables import record_table

_VALID = "SELECT id FROM {table} WHERE group_id = %s AND id = ANY(%s) AND (valid_to IS NULL OR valid_to > %s)"
REFERRING = frozenset({"person", "node", "lookup", "attachment"})
Titles = dict[tuple[str, UUID], str]


def _referring(
    object_type: ObjectType, values: Mapping[str, Any], lines: Mapping[str, list[Line]]
) -> Iterator[tuple[Field, str, Any]]:
    """Every reference given, with its field and path."""
    for code, value in values.items():
        field = object_type.by_code[code]
        if field.type in REFERRING and value is not None:
            yield field, code, value
    for code, rows in lines.items():
        for index, row in enumerate(rows):
            for inner in object_type.by_code[code].fields:
                value = row.values.get(inner.code)
                if inner.type in REFERRING and value is not None:
                    yield inner, f"{code}[{index}].{inner.code}", value


def check(
    actor: Actor, object_type: ObjectType, draft: Draft, *, record_id: UUID | None, stored: frozenset[UUID]
) -> None:
    """Note references that do not exist for the actor. What is `stored` already may stay, even if closed."""
    wanted: dict[tuple[str, str], tuple[Field, dict[UUID, list[str]]]] = {}
    for field, path, value in _referring(object_type, draft.values, draft.lines):
        for identifier in value if isinstance(value, list) else [value]:
            if identifier not in stored:
                key = (field.type, f"{field.target}{field.filter or ''}")
                wanted.setdefault(key, (field, {}))[1].setdefault(identifier, []).append(path)
    for field, paths in wanted.values():
        found = _existing(actor, field, list(paths), record_id)
        for identifier, places in paths.items():
            if identifier not in found:
                for place in places:
                    draft.fault(place, "value-not-found")


def _existing(actor: Actor, field: Field, ids: list[UUID], record_id: UUID | None) -> set[UUID]:
    day = clock.today()
    if field.type == "person":
        return set(execute(_VALID.format(table="organization_person"), [actor.group_id, ids, day]).scalars())
    if field.type == "node":
        return set(execute(_VALID.format(table="organization_orgnode"), [actor.group_id, ids, day]).scalars())
    if field.type == "attachment":
        sql = (
            "SELECT id FROM records_attachment WHERE group_id = %s AND id = ANY(%s) "
            "AND (record_id = %s OR (record_id IS NULL AND account_id IS NOT DISTINCT FROM %s))"
        )
        return set(execute(sql, [actor.group_id, ids, record_id, actor.account_id]).scalars())
    target = catalogue.current().find(field.target)
    if target is None:
        return set()
    table = record_table(target)
    statement = sa.select(table.c.id).where(table.c.id.in_(ids), *options_condition(actor, target, field))
    return set(execute(statement).scalars())


def options_condition(actor: Actor, target: ObjectType, field: Field) -> list[sa.ColumnElement[bool]]:
    """Which records of the target the actor may choose in a lookup field."""
    table = record_table(target)
    return [
        visible(actor, target.code, "read", table).condition,
        table.c.deleted_at.is_(None),
        filters.condition(actor, target, field.filter, filters.everything),
    ]


def titles(
    group_id: UUID | None,
    wanted: Iterable[tuple[str, UUID]],
    state: catalogue.Catalogue | None = None,
    *,
    at: dt.datetime | None = None,
) -> Titles:
    """The titles of people (`person`), nodes (`node`) and records (by object type); one query for all.

    `at`: as they were at that instant, at the cost of one more query for records and one for the organisation.
    """
    by_kind: dict[str, set[UUID]] = {}
    for kind, identifier in wanted:
        by_kind.setdefault(kind, set()).add(identifier)
    if not by_kind:
        return {}
    parts: list[str] = []
    params: list[Any] = []
    if state is None and by_kind.keys() - {"person", "node"}:
        state = catalogue.current()
    sources = {kind: _title_source(kind, state, at) for kind in by_kind}
    for kind, ids in sorted(by_kind.items()):
        source = sources[kind]
        if source is not None:
            place = len(params)
            parts.append(
                f"SELECT ${place + 1}::text, id, {source[1]} FROM {source[0]} WHERE id = ANY(${place + 2}::uuid[])"
            )
            params += [kind, list(ids)]
    if not parts:
        return {}
    # Titles of other rooms' rows are read by their tables: one query instead of one per kind on every list.
    found = {(kind, identifier): title or "" for kind, identifier, title in run(" UNION ALL ".join(parts), params)}
    return found if at is None else found | _former(by_kind, sources, at)


def _former(by_kind: Mapping[str, set[UUID]], sources: Mapping[str, tuple[str, str] | None], at: dt.datetime) -> Titles:
    """The titles that were another at an instant: what the first change after it changed them from."""
    found: Titles = {}
    for kind, known in (
        ("person", former_person_names(by_kind.get("person", ()), at)),
        ("node", former_node_names(by_kind.get("node", ()), at)),
    ):
        found |= {(kind, identifier): name for identifier, name in known.items()}
    records = {
        kind: source[1].removesuffix("::text")
        for kind, source in sources.items()
        if source is not None and kind not in ("person", "node")
    }
    if records:
        rows = execute(
            "SELECT DISTINCT ON (r.record_id) r.object_type, r.record_id, c->>'from' FROM records_recordchange r "
            "JOIN unnest(%s::text[], %s::text[]) AS w(kind, field) ON w.kind = r.object_type "
            "CROSS JOIN LATERAL jsonb_array_elements(r.changes) c "
            "WHERE r.record_id = ANY(%s) AND r.at > %s AND c->>'field' = w.field ORDER BY r.record_id, r.id",
            [list(records), list(records.values()), list({one for kind in records for one in by_kind[kind]}), at],
        )
        found |= {(kind, identifier): title or "" for kind, identifier, title in rows}
    return found


def name_changes(actor: Actor, object_type: ObjectType, changes: list[dict[str, Any]]) -> None:
    """Put `{id, title}` in place of the ids of people, nodes and records in a history; one query for all."""
    found = []
    for change in changes:
        field = object_type.by_code.get(change["field"])
        if field is None or field.type not in ("person", "node", "lookup"):
            continue
        for side in ("from", "to"):
            identifier = parse_id(str(change[side])) if change[side] else None
            if identifier is not None:
                found.append((change, side, field.target if field.type == "lookup" else field.type, identifier))
    named = titles(actor.group_id, {(kind, identifier) for _, _, kind, identifier in found})
    for change, side, kind, identifier in found:
        change[side] = {"id": identifier, "title": named.get((kind, identifier), "")}


def _title_source(
    kind: str, state: catalogue.Catalogue | None, at: dt.datetime | None = None
) -> tuple[str, str] | None:
    if kind == "person":
        return "organization_person", "name"
    if kind == "node":
        return "organization_orgnode", "coalesce(nullif(short_name, ''), name)"
    target = state.find(kind) if state is not None else None
    if target is None or state is None:
        return None
    if at is not None:
        target = state.past(kind).on(at)
    return f"{naming.SCHEMA}.{naming.table_name(kind)}", f"{target.title_field}::text"


def wanted_titles(
    object_type: ObjectType, code: str, value: Any, inner: Field | None = None
) -> Iterator[tuple[str, UUID]]:
    """The titles that showing a value of a field needs."""
    field = inner or object_type.by_code[code]
    if value is not None and field.type in ("person", "node", "lookup"):
        yield (field.target if field.type == "lookup" else field.type), value
