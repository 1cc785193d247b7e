"""Creating a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xieyun.access.compiler import field_rights
from xieyun.access.policies import require_create
from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import Forbidden
from xieyun.kernel.held import hold
from xieyun.kernel.identifiers import new_id
from xieyun.records import catalogue, changes, numbers, pipeline, store
from xieyun.records.definitions import ObjectType
from xieyun.records.errors import InvalidFilter
from xieyun.records.ledger import pools
from xieyun.records.rights import paths
from xieyun.records.store import Stored

STATUSES = ("draft", "active")


@action
@hold()
def create_record(*, actor: Actor, object_type: str, values: Mapping[str, Any], status: str | None = None) -> Stored:
    """Store a new record of the actor's node and return it.

    A type with a process starts as `draft`, which may be incomplete; one without is `active` and complete
    at once. Raises Forbidden, InvalidRecord, DuplicateValue.
    """
    kind = catalogue.object_type(object_type)
    require_create(actor, kind.code)
    group_id = actor.group_id
    if group_id is None:
        raise Forbidden
    first = status or ("draft" if kind.process else "active")
    if first not in STATUSES:
        raise InvalidFilter(reason_zh=f"新建状态只能是 {STATUSES}", reason_en=f"a new record is one of {STATUSES}")
    rights = field_rights(actor, kind.code, paths(kind), owner_id=actor.person_id, node_id=actor.node_id)
    draft = pipeline.read_draft(actor, kind, {**_defaults(actor, kind, rights), **values}, rights, None)
    pipeline.settle(kind, draft.values, draft.lines, complete=first != "draft")
    stored = _new(actor, kind, group_id, first, draft.values)
    stored.lines = draft.lines
    _insert(actor, kind, group_id, stored)
    made = changes.differences(kind, {}, stored.values, {}, stored.lines)
    pipeline.tell(actor=actor, object_type=kind, stored=stored, version=1, kind="created", made=made)
    return stored


def _new(actor: Actor, kind: ObjectType, group_id: UUID, status: str, values: dict[str, Any]) -> Stored:
    now = clock.now()
    system = {
        "id": new_id(),
        "version": 1,
        "group_id": group_id,
        "unit_id": actor.unit_id,
        "node_id": actor.node_id,
        "owner_id": actor.person_id,
        "status": status,
        "process_instance_id": None,
        "created_at": now,
        "updated_at": now,
        "deleted_at": None,
    }
    pools.set_opening_balance(kind, values)
    serial = kind.serial_field
    if serial is not None and serial.numbering is not None:
        values[serial.code] = numbers.next_number(
            serial.numbering, object_type=kind.code, group_id=group_id, unit_id=actor.unit_id
        )
    return Stored(system, values)


def _insert(actor: Actor, kind: ObjectType, group_id: UUID, stored: Stored) -> None:
    pipeline.require_free(kind, group_id, stored.id, stored.values, stored.lines)
    free = store.insert(kind, stored.system, stored.values) and all(
        store.insert_lines(
            kind, found, stored.lines.get(found.code, []), record_id=stored.id, group_id=group_id, live=True
        )
        for found in kind.line_fields
    )
    if not free:
        # Somebody stored the same unique value in this very moment and has committed: now he can be named.
        pipeline.require_free(kind, group_id, stored.id, stored.values, stored.lines)
    pipeline.bind_attachments(actor, kind, stored.id, stored.values, stored.lines)


def _defaults(actor: Actor, kind: ObjectType, rights: Mapping[str, str]) -> dict[str, Any]:
    """Declared defaults of fields the actor may edit: a value, or $me, $my_department, $today."""
    special = {"$me": actor.person_id, "$my_department": actor.node_id, "$today": clock.today()}
    return {
        found.code: special.get(found.default, found.default) if isinstance(found.default, str) else found.default
        for found in kind.fields
        if found.default is not None and found.is_input and rights.get(found.code) == "edit"
    }
