"""The write pipeline shared by every door: read, check, compute, number, store, tell.

Steps of one write: `read_draft` parses what was given, `settle` computes and checks it against the whole
record, the store writes it, `tell` leaves history, audit row and event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from xieyun.kernel import audit, outbox
from xieyun.kernel.actor import Actor
from xieyun.records import attachments, changes, computing, references, uniqueness
from xieyun.records.definitions import ObjectType
from xieyun.records.errors import InvalidRecord
from xieyun.records.lines import Draft, Line, check_complete, check_repeated, read_values
from xieyun.records.store import Stored

EDITABLE = frozenset({"draft", "withdrawn", "returned", "active"})
DELETABLE = EDITABLE | {"rejected", "terminated"}


def read_draft(
    actor: Actor, object_type: ObjectType, given: Mapping[str, Any], rights: Mapping[str, str], stored: Stored | None
) -> Draft:
    """The values given, parsed and with existing references. Raises InvalidRecord with every fault."""
    known = (
        {} if stored is None else {code: {row.id: row.values for row in rows} for code, rows in stored.lines.items()}
    )
    draft = read_values(object_type, given, rights, known)
    record_id = stored.id if stored is not None else None
    references.check(actor, object_type, draft, record_id=record_id, stored=_stored_ids(stored))
    check_repeated(object_type, draft.lines, draft)
    if draft.faults:
        raise InvalidRecord(fields=draft.faults)
    return draft


def _stored_ids(stored: Stored | None) -> frozenset[UUID]:
    if stored is None:
        return frozenset()
    rows = [stored.values, *(row.values for found in stored.lines.values() for row in found)]
    found: set[UUID] = set()
    for value in (value for row in rows for value in row.values()):
        if isinstance(value, UUID):
            found.add(value)
        elif isinstance(value, list):
            found.update(value)
    return frozenset(found)


def settle(object_type: ObjectType, values: dict[str, Any], lines: Mapping[str, list[Line]], *, complete: bool) -> None:
    """Compute, and check the whole record when it must be `complete`. Raises InvalidRecord."""
    computing.compute(object_type, values, lines)
    if not complete:
        return
    draft = Draft()
    check_complete(object_type, values, lines, draft)
    check_repeated(object_type, lines, draft)
    computing.check(object_type, values, lines, draft)
    if draft.faults:
        raise InvalidRecord(fields=draft.faults)


def require_free(
    object_type: ObjectType, group_id: UUID, record_id: UUID, values: Mapping[str, Any], lines: Mapping[str, list[Line]]
) -> None:
    """See uniqueness.require_free; nothing is asked when the definition has no unique field."""
    if any(found.unique for found in object_type.stored) or any(
        uniqueness.has_unique_lines(object_type, code) for code in lines
    ):
        uniqueness.require_free(object_type, group_id=group_id, record_id=record_id, values=values, lines=lines)


def bind_attachments(
    actor: Actor, object_type: ObjectType, record_id: UUID, values: Mapping[str, Any], lines: Mapping[str, list[Line]]
) -> None:
    """Attach the uploaded files that the values name to the record, so that they follow its access."""
    named: list[tuple[str, Sequence[UUID]]] = []
    for found in object_type.fields:
        if found.type == "attachment" and values.get(found.code):
            named.append((found.code, values[found.code]))
        for inner in found.fields if found.is_lines else ():
            if inner.type == "attachment":
                named += [
                    (f"{found.code}.{inner.code}", row.values[inner.code])
                    for row in lines.get(found.code, [])
                    if row.values.get(inner.code)
                ]
    for path, ids in named:
        attachments.attach(actor=actor, ids=ids, object_type=object_type.code, record_id=record_id, field=path)


def tell(
    *,
    actor: Actor,
    object_type: ObjectType,
    stored: Stored,
    version: int,
    kind: str,
    made: Sequence[changes.Change],
) -> None:
    """Leave history, audit row and event of a change, in its transaction; `stored` is the record afterwards."""
    changes.record(actor=actor, object_type=object_type, stored=stored, version=version, kind=kind, changes=made)
    audit.record(
        actor=actor,
        action=f"record.{kind}",
        target_type=object_type.code,
        target_id=stored.id,
        before={change["field"]: change["from"] for change in made},
        after={change["field"]: change["to"] for change in made},
    )
    outbox.publish(
        kind=f"record.{kind}",
        group_id=actor.group_id,
        subject_type=object_type.code,
        subject_id=stored.id,
        payload={"version": version, "fields": [change["field"] for change in made]},
    )
