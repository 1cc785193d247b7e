"""History of records: who changed which field, when, from what to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xieyun.kernel import clock, json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.records import versions
from xieyun.records.definitions import ObjectType
from xieyun.records.lines import Line
from xieyun.records.store import Stored

Change = dict[str, Any]


def differences(
    object_type: ObjectType,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    lines_before: Mapping[str, Sequence[Line]],
    lines_after: Mapping[str, Sequence[Line]],
) -> list[Change]:
    """The changed fields with old and new value; rows of line items whole."""
    changes: list[Change] = [
        {"field": code, "from": before.get(code), "to": value}
        for code, value in after.items()
        if before.get(code) != value
    ]
    for code, rows in lines_after.items():
        old = [{"id": row.id, **row.values} for row in lines_before.get(code, ())]
        new = [{"id": row.id, **row.values} for row in rows]
        if old != new:
            changes.append({"field": code, "from": old, "to": new})
    return changes


def record(
    *,
    actor: Actor,
    object_type: ObjectType,
    stored: Stored,
    version: int,
    kind: str,
    changes: Sequence[Change],
) -> None:
    """Write one history row in the caller's transaction; `stored` is the record as the change leaves it."""
    execute(
        "INSERT INTO records_recordchange (object_type, record_id, version, at, person_id, actor_text, kind, changes, "
        "digest, definition) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            object_type.code,
            stored.id,
            version,
            clock.now(),
            actor.person_id,
            actor.described(),
            kind,
            json.dumps(list(changes)).decode(),
            versions.digest(object_type, stored.values, stored.lines),
            object_type.version,
        ],
    )
