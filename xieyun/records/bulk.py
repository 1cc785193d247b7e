"""Loading many finished records at once by COPY: data taken over from elsewhere, or a demo's history.

For the platform itself, not for people: rights, references and uniqueness are the caller's business (the
unique indexes still hold). Computed fields and serial numbers are made as everywhere; one history row per
record and one audit row for all say where they came from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from xieyun.kernel import audit, clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action, execute
from xieyun.kernel.errors import Forbidden
from xieyun.kernel.identifiers import id_at
from xieyun.records import catalogue, computing, naming, numbers, store, uniqueness, versions
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.ledger import pools
from xieyun.records.lines import Line


@dataclass
class PastRecord:
    """A record to be: where it belongs, when it was made, its status, and values in stored form (ids, dates)."""

    created_at: dt.datetime
    status: str
    values: dict[str, Any]
    lines: dict[str, list[Line]] = field(default_factory=dict)
    owner_id: UUID | None = None
    node_id: UUID | None = None
    unit_id: UUID | None = None
    id: UUID = field(init=False)

    def __post_init__(self) -> None:
        self.id = id_at(self.created_at)


@action
def load_records(*, actor: Actor, object_type: str, records: Sequence[PastRecord]) -> None:
    """Store the records in the order of their creation; their computed fields and numbers are set on them.

    Only for the platform itself: raises Forbidden for a person.
    """
    if not actor.is_system or actor.group_id is None:
        raise Forbidden
    kind = catalogue.object_type(object_type)
    in_order = sorted(records, key=lambda record: record.created_at)
    for record in in_order:
        pools.set_opening_balance(kind, record.values)
        computing.compute(kind, record.values, record.lines)
    _number(kind, actor.group_id, in_order)
    columns = store.record_columns(kind)
    copy_rows(store.full_name(kind), columns, (_row(kind, actor.group_id, record) for record in in_order))
    for lines in kind.line_fields:
        _copy_lines(kind, lines, actor.group_id, in_order)
    _tell(actor, kind, in_order)


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a table, within the running transaction."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def bind_instances(object_type: str, pairs: Iterable[tuple[UUID, UUID]]) -> None:
    """Note on records (first) the process instance (second) that handled them."""
    found = list(pairs)
    kind = catalogue.object_type(object_type)
    execute(
        f"UPDATE {store.full_name(kind)} r SET process_instance_id = q.instance "
        "FROM unnest(%s::uuid[], %s::uuid[]) AS q(record, instance) WHERE r.id = q.record",
        [[record for record, _ in found], [instance for _, instance in found]],
    )


def _number(kind: ObjectType, group_id: UUID, records: Sequence[PastRecord]) -> None:
    serial = kind.serial_field
    if serial is None or serial.numbering is None:
        return
    counts: dict[str, int] = {}
    days: dict[str, tuple[dt.date, UUID | None]] = {}
    for record in records:
        day = clock.day_of(record.created_at)
        name = numbers.sequence_name(serial.numbering, kind.code, group_id, record.unit_id, day)
        if name not in counts:
            counts[name] = numbers.last_given(name)
        counts[name] += 1
        days[name] = (day, record.unit_id)
        record.values[serial.code] = numbers.written(serial.numbering, day, counts[name])
    for name, (day, unit_id) in days.items():
        numbers.advance(
            serial.numbering, object_type=kind.code, group_id=group_id, unit_id=unit_id, day=day, to=counts[name]
        )


def _row(kind: ObjectType, group_id: UUID, record: PastRecord) -> list[Any]:
    system: Mapping[str, Any] = {
        "id": record.id,
        "version": 1,
        "group_id": group_id,
        "unit_id": record.unit_id,
        "node_id": record.node_id,
        "owner_id": record.owner_id,
        "status": record.status,
        "created_at": record.created_at,
        "updated_at": record.created_at,
    }
    return [system.get(name) for name in naming.RECORD_COLUMNS] + [record.values.get(one.code) for one in kind.stored]


def _copy_lines(kind: ObjectType, lines: Field, group_id: UUID, records: Sequence[PastRecord]) -> None:
    codes = [inner.code for inner in lines.fields]
    rows = (
        [row.id, record.id, group_id, position, uniqueness.is_live(record.status)]
        + [row.values.get(code) for code in codes]
        for record in records
        for position, row in enumerate(record.lines.get(lines.code, ()))
    )
    copy_rows(store.full_line_name(kind, lines.code), (*naming.LINE_COLUMNS, *codes), rows)


def _tell(actor: Actor, kind: ObjectType, records: Sequence[PastRecord]) -> None:
    columns = (
        "object_type", "record_id", "version", "at", "person_id", "actor_text", "kind", "changes", "digest",
        "definition",
    )  # fmt: skip
    who = actor.described()
    rows = (
        (kind.code, record.id, 1, record.created_at, record.owner_id, who, "imported", "[]",
         versions.digest(kind, record.values, record.lines), kind.version)
        for record in records
    )  # fmt: skip
    copy_rows("records_recordchange", columns, rows)
    audit.record(
        actor=actor,
        action="records.imported",
        target_type=kind.code,
        target_id=str(actor.group_id),
        after={"records": len(records)},
    )
