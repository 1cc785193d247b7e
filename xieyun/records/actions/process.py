"""Writes that only a process makes, in the transaction of its step and under its own authorisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from xieyun.access.compiler import field_rights
from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.held import hold
from xieyun.records import catalogue, changes, pipeline, store, uniqueness
from xieyun.records.actions.update import apply_draft
from xieyun.records.definitions import ObjectType
from xieyun.records.errors import InvalidRecord
from xieyun.records.ledger import bindings
from xieyun.records.lines import Draft
from xieyun.records.rights import activity_levels, fixed_rows, paths
from xieyun.records.store import Stored


@action
@hold()
def write_process_fields(
    *, actor: Actor, object_type: str, record_id: UUID, values: Mapping[str, Any], rules: Mapping[str, str] | None
) -> Stored:
    """Change fields that the activity lets its handler edit, and return the record.

    `rules` are those of the activity by field path (see `rights.activity_levels`); None stands for the actor's own
    rights, as when the initiator submits again. What he may not see he cannot write either. Reservations of
    ledgers follow the changed amounts. Raises InvalidRecord, DuplicateValue, QuotaShort.
    """
    kind = catalogue.object_type(object_type)
    stored = store.load(kind, record_id, group_id=actor.group_id, lock=True)
    levels = _levels(actor, kind, stored, rules)
    fixed = [lines.code for lines in kind.line_fields if rules is not None and fixed_rows(levels, lines)]
    draft = pipeline.read_draft(actor, kind, values, levels | dict.fromkeys(fixed, "edit"), stored)
    _check_rows(stored, draft, fixed)
    version = stored.system["version"]
    complete = stored.status not in ("draft", "withdrawn", "returned")
    stored = apply_draft(actor, kind, stored, draft, complete=complete, reason="updated")
    if complete and stored.system["version"] != version:
        bindings.follow_change(actor=actor, object_type=kind, stored=stored)
    return stored


def _check_rows(stored: Stored, draft: Draft, fixed: Iterable[str]) -> None:
    """Raise InvalidRecord when rows of which only columns may be edited came, went or changed place."""
    for code in fixed:
        if code in draft.lines and [row.id for row in draft.lines[code]] != [row.id for row in stored.lines[code]]:
            draft.fault(code, "value-rows-fixed")
    if draft.faults:
        raise InvalidRecord(fields=draft.faults)


def _levels(actor: Actor, kind: ObjectType, stored: Stored, rules: Mapping[str, str] | None) -> dict[str, str]:
    own = field_rights(
        actor, kind.code, paths(kind), owner_id=stored.system["owner_id"], node_id=stored.system["node_id"]
    )
    return own if rules is None else activity_levels(kind, own, rules)


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
        changes.record(actor=actor, object_type=kind, stored=stored, version=version, kind="status", changes=made)
