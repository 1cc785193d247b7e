"""Writes that only a process makes, in the transaction of its step and under its own authorisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.held import hold
from xieyun.records import catalogue, changes, pipeline, store, uniqueness
from xieyun.records.actions.update import apply_draft
from xieyun.records.definitions import ObjectType
from xieyun.records.ledger import bindings
from xieyun.records.rights import paths
from xieyun.records.store import Stored


@action
@hold()
def write_process_fields(
    *, actor: Actor, object_type: str, record_id: UUID, values: Mapping[str, Any], editable: frozenset[str]
) -> Stored:
    """Change fields that the activity lets its handler edit, and return the record.

    `editable` holds field paths; the code of a line-items field stands for all its columns. Reservations of
    ledgers follow the changed amounts. Raises InvalidRecord, DuplicateValue, QuotaShort.
    """
    kind = catalogue.object_type(object_type)
    stored = store.load(kind, record_id, group_id=actor.group_id, lock=True)
    draft = pipeline.read_draft(actor, kind, values, _levels(kind, editable), stored)
    version = stored.system["version"]
    complete = stored.status not in ("draft", "withdrawn", "returned")
    stored = apply_draft(actor, kind, stored, draft, complete=complete, reason="updated")
    if complete and stored.system["version"] != version:
        bindings.follow_change(actor=actor, object_type=kind, stored=stored)
    return stored


def _levels(kind: ObjectType, editable: frozenset[str]) -> dict[str, str]:
    levels: dict[str, str] = {}
    for path in paths(kind):
        head = path.partition(".")[0]
        inner_editable = any(one.startswith(f"{path}.") for one in editable)
        levels[path] = "edit" if path in editable or head in editable or inner_editable else "read"
    return levels


@action
@hold()
def set_status(
    *, actor: Actor, object_type: str, record_id: UUID, status: str, process_instance_id: UUID | None
) -> None:
    """Set status and process of the record; dead records give up their unique values.

    Raises NotFound, and DuplicateValue when a withdrawn record comes back and its value was taken meanwhile.
    """
    kind = catalogue.object_type(object_type)
    stored = store.load(kind, record_id, group_id=actor.group_id, lock=True, lines=bool(kind.line_fields))
    now = clock.now()
    before, after = uniqueness.is_live(stored.status), uniqueness.is_live(status)
    if after and not before:
        pipeline.require_free(kind, stored.system["group_id"], record_id, stored.values, stored.lines)
    version = store.update(kind, record_id, {"status": status, "process_instance_id": process_instance_id}, now=now)
    if before != after:
        with uniqueness.explained(kind, stored.system["group_id"], record_id, stored.values, stored.lines):
            store.set_live(kind, record_id, live=after)
    if stored.status != status:
        made = [{"field": "status", "from": stored.status, "to": status}]
        # The process audits its own step; here only the record's history is written.
        changes.record(actor=actor, object_type=kind, record_id=record_id, version=version, kind="status", changes=made)
