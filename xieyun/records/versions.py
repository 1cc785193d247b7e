"""Past versions of a record, rebuilt from its changes, and the digest that binds a version.

Nothing is copied when somebody signs: every change of a record keeps what it changed from, so any version is the
present one with the later changes undone. Each change also carries the digest of the content it led to; a
signature names that digest, and whoever alters the record or its history later no longer meets it.

A past version is read by the definition of its time: what later versions of the object type dropped is still in
the tables, and renamed fields have the labels of then. A digest counts the fields of the definition by which the
change was written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from xieyun.kernel import json
from xieyun.kernel.crypto import fingerprint
from xieyun.kernel.database import execute
from xieyun.kernel.identifiers import parse_id
from xieyun.records import catalogue, store
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.lines import Line
from xieyun.records.store import Stored

MAXIMUM_CHANGE_BYTES = 20_000_000
# A join for statements of other rooms that read a row `i` with a `record_id`: version and digest of its record now.
LATEST_JOIN = (
    "LEFT JOIN LATERAL (SELECT r.version, r.digest FROM records_recordchange r WHERE r.record_id = i.record_id "
    "ORDER BY r.id DESC LIMIT 1) f ON TRUE"
)

# The same version as a value, for a record whose id stands in the place of "{record}".
LATEST = "(SELECT r.version FROM records_recordchange r WHERE r.record_id = {record} ORDER BY r.id DESC LIMIT 1)"


@dataclass(frozen=True, slots=True)
class Mark:
    """A version of a record and the digest of its content."""

    version: int
    digest: str


def digest(kind: ObjectType, values: Mapping[str, Any], lines: Mapping[str, Sequence[Line]]) -> str:
    """Return the SM3 digest of the content: what people fill in and what is computed from it.

    Empty fields do not count, so a field that is added later changes nothing; balances of ledgers do not either,
    since bookings move them without changing the record.
    """
    content: dict[str, Any] = {}
    for field in kind.fields:
        if field.is_lines:
            rows = [{"id": str(row.id), **_content(field.fields, row.values)} for row in lines.get(field.code, ())]
            if rows:
                content[field.code] = rows
    content |= _content(kind.stored, values)
    return fingerprint(json.dumps(sorted(content.items())))


def _content(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        field.code: _plain(values.get(field.code))
        for field in fields
        if not (field.computed is not None and field.computed.ledger)
    }
    return {code: found[code] for code in sorted(found) if found[code] is not None}


def _plain(value: Any) -> Any:
    """One form for equal values: 1.50 and 1.5 are the same number, an instant is the same in every zone."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        number = Decimal(value).normalize()
        return format(number if number else Decimal(0), "f")
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, list):
        return [str(one) for one in value] or None
    return str(value)


def latest(record_id: UUID) -> Mark | None:
    """Return the newest version of a record; None for one without history."""
    row = execute(
        "SELECT version, digest FROM records_recordchange WHERE record_id = %s ORDER BY id DESC LIMIT 1", [record_id]
    ).first()
    return Mark(*row) if row is not None else None


@dataclass(frozen=True, slots=True)
class Moment:
    """A version of a record as it stood at an instant."""

    version: int
    at: dt.datetime


def rebuild(object_type: str, record_id: UUID, moment: Moment, *, group_id: UUID | None) -> tuple[ObjectType, Stored]:
    """Return the record as it was, with the definition that was in force then. Raises NotFound."""
    past = catalogue.current().past(object_type)
    stored = store.load(past.whole, record_id, group_id=group_id)
    written = 1
    for change in _changes([record_id], moment.version).get(record_id, []):
        if change.version <= moment.version:
            written = change.definition
            break
        undo(past.whole, stored, change.made)
    stored.system["version"] = min(moment.version, stored.system["version"])
    return past.on(moment.at, least=written), stored


def undo(kind: ObjectType, stored: Stored, changes: Sequence[Mapping[str, Any]]) -> None:
    """Take one change back."""
    for change in changes:
        field = kind.by_code.get(change["field"])
        if field is None:
            if change["field"] == "status":
                stored.system["status"] = change["from"]
        elif field.is_lines:
            stored.lines[field.code] = [_line(field, row) for row in change["from"] or ()]
        else:
            stored.values[field.code] = _restore(field, change["from"])


@dataclass(frozen=True, slots=True)
class _Change:
    """One row of a record's history: what it made, to which version, by which version of the definition."""

    version: int
    definition: int
    made: list[dict[str, Any]]


def _changes(ids: Sequence[UUID], since: int = 0) -> dict[UUID, list[_Change]]:
    """Return the changes from a version on by record, newest first."""
    found: dict[UUID, list[_Change]] = {}
    for record_id, version, definition, text in execute(
        "SELECT record_id, version, definition, changes::text FROM records_recordchange WHERE record_id = ANY(%s) "
        "AND version >= %s ORDER BY id DESC",
        [list(ids), since],
    ):
        made = json.loads(text.encode(), maximum_bytes=MAXIMUM_CHANGE_BYTES)
        found.setdefault(record_id, []).append(_Change(version, definition, made))
    return found


def _line(lines: Field, row: Mapping[str, Any]) -> Line:
    identifier = parse_id(str(row["id"]))
    if identifier is None:
        raise ValueError(f"line without id in the history of {lines.code}")
    return Line(identifier, {inner.code: _restore(inner, row.get(inner.code)) for inner in lines.fields})


def _restore(field: Field, value: Any) -> Any:
    """Return a value of the history in its stored form."""
    if value is None:
        return None
    match field.type:
        case "money" | "decimal" | "percent":
            return Decimal(str(value))
        case "integer":
            return int(value)
        case "date":
            return dt.date.fromisoformat(value)
        case "datetime":
            return dt.datetime.fromisoformat(value)
        case "person" | "node" | "lookup":
            return parse_id(str(value))
        case "attachment":
            return [one for one in (parse_id(str(identifier)) for identifier in value) if one is not None]
        case _:
            return value


def digests(object_type: str, wanted: Mapping[UUID, set[int]]) -> dict[tuple[UUID, int], str]:
    """Return the digest of each wanted version as the record and its history give it now.

    Records that are gone have none. Four queries for any number of records.
    """
    if not wanted or catalogue.current().find(object_type) is None:
        return {}
    past = catalogue.current().past(object_type)
    found: dict[tuple[UUID, int], str] = {}
    changes = _changes(list(wanted))
    for stored in store.load_many(past.whole, list(wanted), deleted=True):
        missing = set(wanted[stored.id])
        for change in changes.get(stored.id, []):
            # The state before this change is undone is that of all versions from this one up to the next.
            for one in [one for one in missing if one >= change.version]:
                kind = past.versions.get(change.definition, past.whole)
                found[stored.id, one] = digest(kind, stored.values, stored.lines)
                missing.discard(one)
            undo(past.whole, stored, change.made)
    return found
