"""Reading what a step needs in one round trip, optionally under the instance's lock."""

from __future__ import annotations

from uuid import UUID

from xieyun.kernel.prepared import run
from xieyun.organization import versions
from xieyun.process.store.rows import Instance, Item
from xieyun.records.versions import LATEST_JOIN

_INSTANCE = (
    "i.id, i.definition_version_id, i.definition_code, i.object_type, i.record_id, i.group_id, i.unit_id, i.node_id, "
    "i.initiator_id, i.initiator_name, i.initiator_assignment_id, i.title, i.status, i.seq, i.state, "
    f"convert_to(i.variables::text, 'UTF8'), i.started_at, {versions.COLUMN.format(group='i.group_id')}, "
    "f.version, f.digest"
)
_ITEM = (
    "w.id, w.instance_id, w.number, w.kind, w.status, w.activity_id, w.activity_name, w.assignee_id, "
    "w.for_person_id, w.asked_by, w.outcome, w.read_at, w.open_to_all"
)
# What a person signs is the record as it is now: its version and digest come with the instance, in one index probe.
_BY_ITEM = (
    f"SELECT {_INSTANCE}, {_ITEM} FROM work_item w JOIN process_instance i ON i.id = w.instance_id {LATEST_JOIN} "
    "WHERE w.id = $1"
)
_BY_INSTANCE = f"SELECT {_INSTANCE} FROM process_instance i {LATEST_JOIN} WHERE i.id = $1"
# Only the instance is locked: it guards its items, and locking these too could deadlock with a step.
_LOCK = " FOR UPDATE OF i"
_WIDTH = 20


def item_and_instance(item_id: UUID, *, lock: bool) -> tuple[Item, Instance] | None:
    """Return a work item and its instance, or None when there is no such item.

    The item may be older than the instance when another step held the lock: the engine's state, which
    comes with the instance, decides whether the item is still open.
    """
    rows = run(_BY_ITEM + _LOCK if lock else _BY_ITEM, (item_id,))
    if not rows:
        return None
    return Item(*rows[0][_WIDTH:]), Instance(*rows[0][:_WIDTH])


def item_now(item_id: UUID) -> tuple[str, str | None, UUID | None]:
    """Return status, outcome and assignee of a work item as the last step left it."""
    found: tuple[str, str | None, UUID | None] = run(
        "SELECT status, outcome, assignee_id FROM work_item WHERE id = $1", (item_id,)
    )[0]
    return found


def instance(instance_id: UUID, *, lock: bool) -> Instance | None:
    """Return an instance, or None when there is no such instance."""
    rows = run(_BY_INSTANCE + _LOCK if lock else _BY_INSTANCE, (instance_id,))
    return Instance(*rows[0]) if rows else None


def is_candidate(item_id: UUID, person_id: UUID) -> bool:
    """Whether a pool item is offered to the person."""
    return bool(run("SELECT 1 FROM work_item_candidate WHERE person_id = $1 AND item_id = $2", (person_id, item_id)))


def hold(instance_id: UUID, seq: int) -> bool:
    """Lock the instance if it still stands at `seq`; False when another step came first."""
    return bool(run("SELECT 1 FROM process_instance WHERE id = $1 AND seq = $2 FOR UPDATE", (instance_id, seq)))


def history(instance_id: UUID, seq: int) -> list[bytes]:
    """Return what the engine recorded in the steps of an instance up to `seq`, in order."""
    rows = run("SELECT engine FROM process_event WHERE instance_id = $1 AND seq <= $2 ORDER BY seq", (instance_id, seq))
    return [bytes(content) for (content,) in rows]
