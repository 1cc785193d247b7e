"""Past versions of a record, rebuilt from its changes, and the digest that binds a version.

Nothing is copied when somebody signs: every change of a record keeps what it changed from, so any version is the
present one with the later changes undone. Each change also carries the digest of the content it led to; a
signature names that digest, and whoever alters the record or its history later no longer meets it.
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
from xieyun.records import catalogue, naming, store
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.lines import Line
from xieyun.records.store import Stored

MAXIMUM_CHANGE_BYTES = 20_000_000
# A join for statements of other rooms that read a row `i` with a `record_id`: version and digest of its record now.
LATEST_JOIN = (
    "LEFT JOIN LATERAL (SELECT r.version, r.digest FROM records_recordchange r WHERE r.record_id = i.record_id "
    "ORDER BY r.id DESC LIMIT 1) f ON TRUE"
)


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


def rebuild(kind: ObjectType, stored: Stored, version: int) -> Stored:
    """Return the record as it was at `version`: the present one with every later change undone."""
    later = _changes([stored.id], version).get(stored.id, [])
    made = Stored(dict(stored.system), dict(stored.values), {code: list(rows) for code, rows in stored.lines.items()})
    for number, changes in later:
        if number > version:
            undo(kind, made, changes)
    made.system["version"] = min(version, stored.system["version"])
    return made


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


def _changes(ids: Sequence[UUID], after: int = 0) -> dict[UUID, list[tuple[int, list[dict[str, Any]]]]]:
    """Return version and changes by record, newest first."""
    found: dict[UUID, list[tuple[int, list[dict[str, Any]]]]] = {}
    for record_id, version, text in execute(
        "SELECT record_id, version, changes::text FROM records_recordchange WHERE record_id = ANY(%s) "
        "AND version > %s ORDER BY id DESC",
        [list(ids), after],
    ):
        found.setdefault(record_id, []).append((version, json.loads(text.encode(), maximum_bytes=MAXIMUM_CHANGE_BYTES)))
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
    kind = catalogue.current().find(object_type)
    if kind is None or not wanted:
        return {}
    found: dict[tuple[UUID, int], str] = {}
    changes = _changes(list(wanted))
    for stored in _load_all(kind, list(wanted)):
        missing = set(wanted[stored.id])
        for version, made in [*changes.get(stored.id, []), (0, [])]:
            # The state before this change is undone is that of all versions from this one up to the next.
            for one in [one for one in missing if one >= version]:
                found[stored.id, one] = digest(kind, stored.values, stored.lines)
                missing.discard(one)
            undo(kind, stored, made)
    return found


def _load_all(kind: ObjectType, ids: Sequence[UUID]) -> list[Stored]:
    columns = store.record_columns(kind)
    rows = execute(f"SELECT {', '.join(columns)} FROM {store.full_name(kind)} WHERE id = ANY(%s)", [list(ids)])
    count = len(naming.RECORD_COLUMNS)
    found = []
    for row in rows:
        values = dict(zip(columns, row, strict=True))
        system = {name: values.pop(name) for name in columns[:count]}
        found.append(Stored(system, values))
    for lines in kind.line_fields:
        by_record = store.load_lines(kind, lines, [stored.id for stored in found])
        for stored in found:
            stored.lines[lines.code] = by_record.get(stored.id, [])
    return found
