"""Reads of records. Every one starts from the permission compiler; nothing else may read the tables for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from xieyun.access.compiler import Visibility, field_rights, visible
from xieyun.access.policies import allowed_operations
from xieyun.kernel import json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.kernel.held import hold
from xieyun.organization.selectors import place
from xieyun.records import catalogue, cursors, filters, naming, references, store, versions
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.errors import FieldNotUsable
from xieyun.records.ledger import instant
from xieyun.records.ledger import selectors as ledgers
from xieyun.records.pipeline import DELETABLE, EDITABLE
from xieyun.records.presenting import Presenter
from xieyun.records.reach import operations_on, require_reach
from xieyun.records.rights import activity_levels, paths, settled
from xieyun.records.store import Stored
from xieyun.records.tables import record_table

MAXIMUM_PAGE: Final = 200
COUNT_CAP: Final = 10_000
SHOWN_OPERATIONS: Final = ("update", "delete", "export", "adjust")
Levels = dict[str, str]


@dataclass(frozen=True)
class Page:
    """Records of one page as JSON, and the cursor of the next one."""

    items: list[dict[str, Any]]
    next_cursor: str | None


@dataclass(frozen=True)
class Query:
    """A list that a caller asks for: everything but the page."""

    kind: ObjectType
    visibility: Visibility
    condition: sa.ColumnElement[bool]
    keys: list[filters.SortKey]
    columns: list[str]
    needed: list[str]
    levels: Levels | None
    levels_by_place: dict[tuple[UUID | None, UUID | None], Levels] = field(default_factory=dict)


def compile_query(
    actor: Actor,
    object_type: str,
    *,
    operation: str = "read",
    filter: Any = None,  # noqa: A002 -- the name the API gives it
    sort: str | None = None,
    columns: Sequence[str] | None = None,
    state: catalogue.Catalogue | None = None,
) -> Query:
    """The narrowed query of a list. Raises NotFound, InvalidFilter, FieldNotUsable."""
    kind = (state or catalogue.current()).get(object_type)
    table = record_table(kind)
    visibility = visible(actor, kind.code, operation, table)
    rights = visibility.readable
    condition = sa.and_(
        visibility.condition, table.c.deleted_at.is_(None), filters.condition(actor, kind, filter, rights.level)
    )
    chosen = _columns(kind, columns, visibility)
    needed = [code for code in paths(kind) if code.partition(".")[0] in _needed(kind, chosen)]
    uniform = all(rights.is_uniform(code) for code in needed)
    levels = {code: rights.level(code) for code in needed} if uniform else None
    return Query(kind, visibility, condition, filters.parse_sort(kind, sort, rights.level), chosen, needed, levels)


def _needed(kind: ObjectType, chosen: Sequence[str]) -> set[str]:
    serial = kind.serial_field
    return {*chosen, kind.title_field, *([serial.code] if serial is not None else [])}


def _columns(kind: ObjectType, asked: Sequence[str] | None, visibility: Visibility) -> list[str]:
    if asked is None:
        return [code for code in kind.default_columns if visibility.readable.highest(code) != "hidden"]
    chosen = []
    for code in dict.fromkeys(asked):
        if code in filters.SYSTEM_FIELDS:
            continue  # always answered
        if code not in kind.by_code or visibility.readable.highest(code) == "hidden":
            raise FieldNotUsable(field=code[:60])
        chosen.append(code)
    return chosen


@hold()
def list_records(
    actor: Actor,
    object_type: str,
    *,
    filter: Any = None,  # noqa: A002
    sort: str | None = None,
    columns: Sequence[str] | None = None,
    cursor: str | None = None,
    page_size: int = 20,
) -> Page:
    """One page of the records that the actor may read. The number of queries does not depend on the rows."""
    state = catalogue.current()
    query = compile_query(actor, object_type, filter=filter, sort=sort, columns=columns, state=state)
    rows, next_cursor = fetch_page(query, cursor, min(page_size, MAXIMUM_PAGE))
    presenter = Presenter(actor, query.kind, query.columns, state=state)
    presenter.prepare(rows)
    return Page([presenter.show(row, levels_on(query, row)) for row in rows], next_cursor)


def fetch_page(query: Query, cursor: str | None, page_size: int) -> tuple[list[Stored], str | None]:
    """The rows of one page, with their line items when asked for, and the cursor of the next page."""
    table = record_table(query.kind)
    stored = [code for code in dict.fromkeys([*query.columns, *_needed(query.kind, query.columns)]) if code in table.c]
    selected = [*naming.RECORD_COLUMNS, *stored]
    extra = [key.column for key in query.keys]
    statement = sa.select(*(table.c[code] for code in selected), *extra).where(query.condition)
    if cursor:
        statement = statement.where(cursors.after(query.keys, cursor))
    rows = execute(statement.order_by(*cursors.order_by(query.keys)).limit(page_size + 1))
    count = len(naming.RECORD_COLUMNS)
    found = [
        Stored(
            dict(zip(naming.RECORD_COLUMNS, row, strict=False)),
            dict(zip(stored, row[count : len(selected)], strict=True)),
        )
        for row in rows[:page_size]
    ]
    next_cursor = None
    if len(rows) > page_size:
        next_cursor = cursors.write_cursor(query.keys, rows[page_size - 1][len(selected) :])
    _add_lines(query, found)
    return found, next_cursor


def _add_lines(query: Query, rows: Sequence[Stored]) -> None:
    for lines in query.kind.line_fields:
        if lines.code in query.columns and rows:
            found = store.load_lines(query.kind, lines, [row.id for row in rows])
            for row in rows:
                row.lines[lines.code] = found.get(row.id, [])


def levels_on(query: Query, stored: Stored) -> Levels:
    """The actor's field levels on one record of the list."""
    if query.levels is not None:
        return query.levels
    rights, system = query.visibility.readable, stored.system
    place_key = (system["owner_id"], system["node_id"])
    if place_key not in query.levels_by_place:
        owner_id, node_id = place_key
        query.levels_by_place[place_key] = {
            code: rights.at(code, owner_id=owner_id, node_id=node_id) for code in query.needed
        }
    return query.levels_by_place[place_key]


@hold()
def count_records(actor: Actor, object_type: str, *, filter: Any = None) -> tuple[int, bool]:  # noqa: A002
    """How many records the actor may read, and whether the count stopped at the cap (10,000)."""
    query = compile_query(actor, object_type, filter=filter)
    capped = sa.select(sa.literal(1)).select_from(record_table(query.kind)).where(query.condition).limit(COUNT_CAP + 1)
    count = int(execute(sa.select(sa.func.count()).select_from(capped.subquery())).scalar())
    return min(count, COUNT_CAP), count > COUNT_CAP


@hold()
def get_record(actor: Actor, object_type: str, record_id: UUID) -> dict[str, Any]:
    """The record as JSON with the actor's rights on it. Raises NotFound for absent and forbidden alike."""
    kind = catalogue.object_type(object_type)
    require_reach(actor, kind, record_id, "read")
    return show_record(actor, store.load(kind, record_id, group_id=actor.group_id), kind=kind)


@hold()
def show_record(
    actor: Actor,
    stored: Stored,
    *,
    kind: ObjectType,
    levels: Mapping[str, str] | None = None,
    at: dt.datetime | None = None,
) -> dict[str, Any]:
    """A record that the caller has authorised as JSON; `levels` replace the actor's own (an activity's rights).

    `at`: what it refers to has the titles of that instant.
    """
    own = levels if levels is not None else own_levels(actor, kind, stored)
    operations = _operations_now(actor, kind, stored) if levels is None else []
    if levels is None and "update" not in operations:
        own = {path: "read" if level == "edit" else level for path, level in own.items()}
    presenter = Presenter(actor, kind, [field.code for field in kind.fields], at=at)
    presenter.prepare([stored])
    shown = presenter.show(stored, own)
    shown["rights"] = {"operations": operations, "fields": dict(own)}
    return shown


def own_levels(actor: Actor, kind: ObjectType, stored: Stored) -> Levels:
    """The actor's own field levels on a record, without what a work item adds or takes."""
    system = stored.system
    own = field_rights(actor, kind.code, paths(kind), owner_id=system["owner_id"], node_id=system["node_id"])
    return settled(kind, own)


def show_stored(actor: Actor, object_type: str, stored: Stored) -> dict[str, Any]:
    """A record that the actor has just created or changed, as JSON with his rights on it."""
    return show_record(actor, stored, kind=catalogue.object_type(object_type))


def _operations_now(actor: Actor, kind: ObjectType, stored: Stored) -> list[str]:
    """What the actor may do with the record in its present status."""
    closed = {"update"} if stored.status not in EDITABLE else set()
    closed |= {"delete"} if stored.status not in DELETABLE else set()
    return [one for one in operations_on(actor, kind, stored.id, SHOWN_OPERATIONS) if one not in closed]


def record_for_process(
    actor: Actor,
    object_type: str,
    record_id: UUID,
    rules: Mapping[str, str] | None,
    *,
    moment: versions.Moment | None = None,
) -> dict[str, Any]:
    """The record for a reader whom the process room has authorised, with the rights of an activity.

    `rules` are field levels by path (hidden, masked, read, edit, required); what is not named is read, and the
    actor's own policies may hide or mask more. None leaves the actor's own rights, for reading. `moment` shows
    the record as it was then: by the definition, and with the titles of what it refers to, of that time. Rights are
    always those of now. Raises NotFound.
    """
    if moment is None:
        kind = catalogue.object_type(object_type)
        stored = store.load(kind, record_id, group_id=actor.group_id)
    else:
        kind, stored = versions.rebuild(object_type, record_id, moment, group_id=actor.group_id)
        instant.restore(kind, stored, moment.at)
    own = own_levels(actor, kind, stored)
    levels = activity_levels(kind, own, rules if rules is not None else {})
    return show_record(actor, stored, kind=kind, levels=levels, at=moment.at if moment is not None else None)


def process_variables(object_type: str, record_id: UUID) -> dict[str, Any]:
    """The data that a process sees: values, line items, computed fields, and where the record belongs.

    A system read: the process room uses it under its own authorisation. `unit_grade` is that of the company.
    """
    kind = catalogue.object_type(object_type)
    stored = store.load(kind, record_id)
    system = stored.system
    data: dict[str, Any] = dict(stored.values)
    for code, rows in stored.lines.items():
        codes = kind.by_code[code].by_code
        data[code] = [{inner: value for inner, value in row.values.items() if inner in codes} for row in rows]
    node = place(system["group_id"], system["node_id"]) if system["node_id"] else None
    data |= {
        "record_id": record_id,
        "object_type": kind.code,
        "owner_id": system["owner_id"],
        "node_id": system["node_id"],
        "unit_id": system["unit_id"],
        "unit_grade": node.unit_grade if node is not None else None,
    }
    return data


def record_summary(actor: Actor, object_type: str, record_id: UUID) -> dict[str, Any]:
    """What a record is about (serial number and title) and its summary fields, for lists; a system read."""
    kind = catalogue.object_type(object_type)
    stored = store.load(kind, record_id, lines=False)
    presenter = Presenter(actor, kind, kind.summary_fields, places=False)
    presenter.prepare([stored])
    shown = presenter.show(stored, {})
    summary = [
        {"code": code, "type": field.type, "title": field.title, "value": _plain(shown["values"][code])}
        for code, field in ((code, kind.by_code[code]) for code in shown["values"])
    ]
    heads = [field for field in (kind.serial_field, kind.by_code.get(kind.title_field)) if field is not None]
    about = [
        {"code": one.code, "type": one.type, "value": str(stored.values[one.code])}
        for one in heads
        if not one.is_lines and stored.values.get(one.code) not in (None, "")
    ]
    return {"about": about, "summary": summary}


def _plain(value: Any) -> Any:
    return value["title"] if isinstance(value, dict) else value


def history(actor: Actor, object_type: str, record_id: UUID) -> list[dict[str, Any]]:
    """Who changed what, newest first, without fields that the actor may not read. Raises NotFound.

    Fields that the definition no longer has are told, and hidden, by their last declaration.
    """
    kind = catalogue.object_type(object_type)
    require_reach(actor, kind, record_id, "read")
    stored = store.load(kind, record_id, group_id=actor.group_id, lines=False)
    kind = catalogue.current().past(object_type).whole
    levels = field_rights(
        actor, kind.code, paths(kind), owner_id=stored.system["owner_id"], node_id=stored.system["node_id"]
    )
    rows = execute(
        "SELECT version, at, person_id, actor_text, kind, changes::text FROM records_recordchange "
        "WHERE record_id = %s ORDER BY id DESC LIMIT 500",
        [record_id],
    )
    entries = [
        {
            "version": version,
            "at": at,
            "person": {"id": person_id, "name": text},
            "kind": reason,
            "changes": list(_readable(kind, json.loads(changes.encode(), maximum_bytes=20_000_000), levels)),
        }
        for version, at, person_id, text, reason, changes in rows
    ]
    references.name_changes(actor, kind, [change for entry in entries for change in entry["changes"]])
    return entries


def _readable(
    kind: ObjectType, changes: Sequence[dict[str, Any]], levels: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    for change in changes:
        code = change["field"]
        if levels.get(code, "edit") in ("hidden", "masked"):
            continue
        found = kind.by_code.get(code) or filters.SYSTEM_FIELDS.get(code)
        shown = dict(change)
        if found is not None and found.is_lines:
            shown |= {side: _rows(found, change[side], levels) for side in ("from", "to")}
        yield {**shown, "title": found.title if found is not None else {"zh": code, "en": code}}


def _rows(lines: Field, rows: Any, levels: Mapping[str, str]) -> Any:
    hidden = {
        inner.code for inner in lines.fields if levels.get(f"{lines.code}.{inner.code}", "edit") in ("hidden", "masked")
    }
    return [{code: value for code, value in row.items() if code not in hidden} for row in rows or ()]


def object_types(actor: Actor) -> list[dict[str, Any]]:
    """The object types that the actor may do anything with, with those operations."""
    found = []
    for kind in catalogue.current().all():
        operations = sorted(_operations(actor, kind.code))
        if operations:
            icon = kind.definition.get("icon", "")
            card = {"code": kind.code, "title": kind.title, "start_title": kind.start_title, "icon": icon}
            found.append({**card, "process": kind.process, "operations": operations})
    return found


def _operations(actor: Actor, code: str) -> frozenset[str]:
    if actor.is_system:
        return frozenset({"create", "read", "update", "delete", "export"})
    return allowed_operations(actor, code)


def describe(actor: Actor, object_type: str) -> dict[str, Any]:
    """The definition of an object type with the actor's rights, for the form and list renderer.

    Fields that are hidden from the actor are not in it. Raises NotFound when he may do nothing with the type.
    """
    kind = catalogue.object_type(object_type)
    operations = _operations(actor, kind.code)
    if not operations:
        raise NotFound
    own = field_rights(actor, kind.code, paths(kind), owner_id=actor.person_id, node_id=actor.node_id)
    return describe_with(kind, settled(kind, own)) | {
        "operations": sorted(operations),
        **ledgers.roles_of(kind.code),
    }


def ledger_roles(kind: ObjectType) -> dict[str, Any]:
    """The ledgers that records of the type draw on, and those whose pools they are."""
    return ledgers.roles_of(kind.code)


def describe_with(kind: ObjectType, levels: Mapping[str, str]) -> dict[str, Any]:
    """The definition for the form renderer with field levels that the caller has found; hidden fields are left out."""
    return {
        "forms": [],
        "views": [],
        **{key: value for key, value in kind.definition.items() if key != "fields"},
        "title": kind.title,
        "start_title": kind.start_title,
        "version": kind.version,
        "title_field": kind.title_field,
        "process": kind.process,
        "fields": [_described(one, one.code, levels) for one in kind.fields if levels[one.code] != "hidden"],
        "field_rights": {path: level for path, level in levels.items() if level != "hidden"},
    }


def _described(field: Field, path: str, levels: Mapping[str, str]) -> dict[str, Any]:
    computed: dict[str, Any] | None = None
    if field.computed is not None:
        if field.computed.expression is not None:
            computed = {"expression": field.computed.expression.source}
        elif field.computed.rollup is not None:
            rollup = field.computed.rollup
            computed = {"rollup": {"lines": rollup.lines, "function": rollup.function, "field": rollup.field}}
        else:
            computed = {"ledger": field.computed.ledger}
    return {
        "code": field.code,
        "type": field.type,
        "title": field.title,
        "required": field.required,
        "unique": field.unique,
        "help": field.help,
        "options": [{"code": option.code, "title": option.title} for option in field.options] or None,
        "scale": field.scale if field.type in ("decimal", "money", "percent") else None,
        "min": field.minimum,
        "max": field.maximum,
        "max_length": field.maximum_length if field.type in ("text", "long_text") else None,
        "min_items": field.minimum_items if field.is_lines else None,
        "max_items": field.maximum_items if field.type in ("line_items", "attachment") else None,
        "pattern": field.pattern or None,
        "pattern_help": field.pattern_help,
        "target": field.target or None,
        "computed": computed,
        "default": field.default,
        "fields": [
            _described(inner, f"{path}.{inner.code}", levels)
            for inner in field.fields
            if levels.get(f"{path}.{inner.code}") != "hidden"
        ]
        or None,
    }


@hold()
def lookup_options(actor: Actor, object_type: str, path: str, query: str, limit: int = 20) -> list[dict[str, Any]]:
    """What the actor may choose in a lookup field (`cost_centre`, `lines.expense_type`), narrowed by a text.

    Raises NotFound for an unknown or hidden field.
    """
    state = catalogue.current()
    kind = state.get(object_type)
    field = kind.find(path)
    if field is None or field.type != "lookup" or field_rights(actor, kind.code, [path])[path] == "hidden":
        raise NotFound
    target = state.get(field.target)
    table = record_table(target)
    shown = [code for code in (target.title_field, *field.display) if code in table.c]
    conditions = references.options_condition(actor, target, field)
    if query.strip():
        pattern = f"%{query.strip()[:100].replace(chr(92), '').replace('%', '').replace('_', '')}%"
        conditions.append(sa.or_(*(sa.cast(table.c[code], sa.Text).ilike(pattern) for code in shown)))
    columns = [table.c[code] for code in dict.fromkeys(shown)]
    rows = execute(
        sa.select(table.c.id, *columns).where(*conditions).order_by(table.c[shown[0]], table.c.id).limit(limit)
    )
    codes = list(dict.fromkeys(shown))
    return [
        {"id": row[0], "title": str(row[1] or ""), "display": dict(zip(codes, row[1:], strict=True))} for row in rows
    ]
