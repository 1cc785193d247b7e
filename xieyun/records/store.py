"""Reads and writes of single records in their tables. Knows no rights: only actions and selectors call it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.records import naming
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.lines import Line


@dataclass
class Stored:
    """A record as it is in the database: system columns, values and line items."""

    system: dict[str, Any]
    values: dict[str, Any]
    lines: dict[str, list[Line]] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        """The id of the record."""
        identifier: UUID = self.system["id"]
        return identifier

    @property
    def status(self) -> str:
        """The status of the record."""
        return str(self.system["status"])


def full_name(object_type: ObjectType) -> str:
    """The table of the records, with its schema."""
    return f"{naming.SCHEMA}.{naming.table_name(object_type.code)}"


def full_line_name(object_type: ObjectType, code: str) -> str:
    """The table of a line-items field, with its schema."""
    return f"{naming.SCHEMA}.{naming.line_table_name(object_type.code, code)}"


def record_columns(object_type: ObjectType) -> tuple[str, ...]:
    """All columns of the record's table, system columns first."""
    return (*naming.RECORD_COLUMNS, *(found.code for found in object_type.stored))


def load(
    object_type: ObjectType, record_id: UUID, *, group_id: UUID | None = None, lock: bool = False, lines: bool = True
) -> Stored:
    """The record, locked until the transaction ends when `lock`. Raises NotFound."""
    columns = record_columns(object_type)
    row = execute(
        f"SELECT {', '.join(columns)} FROM {full_name(object_type)} "
        f"WHERE id = %s AND deleted_at IS NULL AND (%s::uuid IS NULL OR group_id = %s){' FOR UPDATE' if lock else ''}",
        [record_id, group_id, group_id],
    ).first()
    if row is None:
        raise NotFound
    count = len(naming.RECORD_COLUMNS)
    stored = Stored(
        dict(zip(naming.RECORD_COLUMNS, row[:count], strict=True)), dict(zip(columns[count:], row[count:], strict=True))
    )
    if lines:
        for found in object_type.line_fields:
            stored.lines[found.code] = load_lines(object_type, found, [record_id]).get(record_id, [])
    return stored


def load_many(
    object_type: ObjectType, ids: Sequence[UUID], *, group_id: UUID | None = None, deleted: bool = False
) -> list[Stored]:
    """The records in the order of the ids, with their line items; those that are not there are left out.

    `deleted` ones too when asked for. One query, and one for each line-items field.
    """
    columns = record_columns(object_type)
    rows = execute(
        f"SELECT {', '.join(columns)} FROM {full_name(object_type)} WHERE id = ANY(%s) "
        "AND (%s OR deleted_at IS NULL) AND (%s::uuid IS NULL OR group_id = %s)",
        [list(ids), deleted, group_id, group_id],
    )
    count = len(naming.RECORD_COLUMNS)
    found = {}
    for row in rows:
        values = dict(zip(columns, row, strict=True))
        system = {name: values.pop(name) for name in columns[:count]}
        found[system["id"]] = Stored(system, values)
    for lines in object_type.line_fields:
        by_record = load_lines(object_type, lines, list(found))
        for stored in found.values():
            stored.lines[lines.code] = by_record.get(stored.id, [])
    return [found[one] for one in dict.fromkeys(ids) if one in found]


def load_lines(object_type: ObjectType, lines: Field, record_ids: Sequence[UUID]) -> dict[UUID, list[Line]]:
    """The rows of one line-items field by record, in order; one query."""
    codes = [inner.code for inner in lines.columns]
    rows = execute(
        f"SELECT record_id, id, {', '.join(codes)} FROM {full_line_name(object_type, lines.code)} "
        "WHERE record_id = ANY(%s) ORDER BY record_id, position",
        [list(record_ids)],
    )
    found: dict[UUID, list[Line]] = {}
    for record_id, identifier, *values in rows:
        found.setdefault(record_id, []).append(Line(identifier, dict(zip(codes, values, strict=True))))
    return found


def insert(object_type: ObjectType, system: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Insert the record; False when a unique value is taken (nothing is written then)."""
    columns = [*system, *values]
    sql = (
        f"INSERT INTO {full_name(object_type)} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))}) "
        "ON CONFLICT DO NOTHING"
    )
    return execute(sql, [*system.values(), *values.values()]).rowcount == 1


def update(object_type: ObjectType, record_id: UUID, values: Mapping[str, Any], *, now: dt.datetime) -> int:
    """Set columns, the next version and the time of change; returns the new version."""
    assignments = "".join(f", {code} = %s" for code in values)
    version: int = execute(
        f"UPDATE {full_name(object_type)} SET version = version + 1, updated_at = %s{assignments} "
        "WHERE id = %s RETURNING version",
        [now, *values.values(), record_id],
    ).scalar()
    return version


def insert_lines(
    object_type: ObjectType, lines: Field, rows: Sequence[Line], *, record_id: UUID, group_id: UUID, live: bool
) -> bool:
    """Insert rows in their order; False when a unique value is taken (the transaction must be given up then)."""
    if not rows:
        return True
    codes = [inner.code for inner in lines.columns]
    columns = [*naming.LINE_COLUMNS, *codes]
    one = f"({', '.join(['%s'] * len(columns))})"
    params: list[Any] = []
    for position, row in enumerate(rows):
        params += [row.id, record_id, group_id, position, live, *(row.values.get(code) for code in codes)]
    sql = (
        f"INSERT INTO {full_line_name(object_type, lines.code)} ({', '.join(columns)}) "
        f"VALUES {', '.join([one] * len(rows))} ON CONFLICT DO NOTHING"
    )
    return execute(sql, params).rowcount == len(rows)


def delete_lines(object_type: ObjectType, code: str, record_id: UUID) -> None:
    """Remove all rows of one line-items field of a record."""
    execute(f"DELETE FROM {full_line_name(object_type, code)} WHERE record_id = %s", [record_id])


def set_live(object_type: ObjectType, record_id: UUID, *, live: bool) -> None:
    """Let the rows hold their unique values, or give them up."""
    for found in object_type.line_fields:
        if any(inner.unique for inner in found.fields):
            execute(
                f"UPDATE {full_line_name(object_type, found.code)} SET live = %s WHERE record_id = %s AND live <> %s",
                [live, record_id, live],
            )
