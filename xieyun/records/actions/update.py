"""Changing a record directly (drafts, withdrawn or returned ones, and types without a process)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xieyun.access.compiler import field_rights
from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import StaleVersion
from xieyun.kernel.held import hold
from xieyun.records import catalogue, changes, pipeline, store, uniqueness
from xieyun.records.definitions import ObjectType
from xieyun.records.errors import RecordLocked
from xieyun.records.ledger import pools
from xieyun.records.lines import Draft, Line
from xieyun.records.reach import require_reach
from xieyun.records.rights import paths
from xieyun.records.store import Stored


@action
@hold()
def update_record(
    *, actor: Actor, object_type: str, record_id: UUID, version: int, values: Mapping[str, Any]
) -> Stored:
    """Change the given fields of the record at `version` and return it.

    Raises NotFound, StaleVersion, RecordLocked, InvalidRecord, DuplicateValue.
    """
    kind = catalogue.object_type(object_type)
    require_reach(actor, kind, record_id, "update")
    stored = store.load(kind, record_id, group_id=actor.group_id, lock=True)
    if stored.system["version"] != version:
        raise StaleVersion
    if stored.status not in pipeline.EDITABLE:
        raise RecordLocked(status=stored.status)
    rights = field_rights(
        actor, kind.code, paths(kind), owner_id=stored.system["owner_id"], node_id=stored.system["node_id"]
    )
    draft = pipeline.read_draft(actor, kind, values, rights, stored)
    return apply_draft(actor, kind, stored, draft, complete=stored.status == "active", reason="updated")


def apply_draft(actor: Actor, kind: ObjectType, stored: Stored, draft: Draft, *, complete: bool, reason: str) -> Stored:
    """Write what `draft` changes in the locked record `stored`; history, audit and event included."""
    values = {**stored.values, **draft.values}
    lines = {**stored.lines, **draft.lines}
    pipeline.settle(kind, values, lines, complete=complete)
    pools.set_available(kind, values)
    made = changes.differences(kind, stored.values, values, stored.lines, draft.lines)
    if not made:
        return stored
    changed = {code: value for code, value in values.items() if stored.values.get(code) != value}
    _write(kind, stored, changed, {code: lines[code] for code in draft.lines})
    pipeline.bind_attachments(actor, kind, stored.id, changed, draft.lines)
    stored.values, stored.lines = values, lines
    pipeline.tell(
        actor=actor, object_type=kind, stored=stored, version=stored.system["version"], kind=reason, made=made
    )
    return stored


def _write(kind: ObjectType, stored: Stored, changed: dict[str, Any], lines: Mapping[str, list[Line]]) -> None:
    group_id: UUID = stored.system["group_id"]
    live = uniqueness.is_live(stored.status)
    if live:
        pipeline.require_free(kind, group_id, stored.id, changed, lines)
    now = clock.now()
    with uniqueness.explained(kind, group_id, stored.id, changed, lines):
        stored.system["version"] = store.update(kind, stored.id, changed, now=now)
    stored.system["updated_at"] = now
    for code, rows in lines.items():
        store.delete_lines(kind, code, stored.id)
        if not store.insert_lines(kind, kind.by_code[code], rows, record_id=stored.id, group_id=group_id, live=live):
            pipeline.require_free(kind, group_id, stored.id, changed, lines)
