"""Deleting a record: it disappears for everybody and gives up what it holds; its row and history stay."""

from __future__ import annotations

from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import StaleVersion
from xieyun.records import catalogue, pipeline, store
from xieyun.records.errors import RecordLocked
from xieyun.records.ledger import pools
from xieyun.records.ports import on_process_event
from xieyun.records.reach import require_reach


@action
def delete_record(*, actor: Actor, object_type: str, record_id: UUID, version: int) -> None:
    """Delete the record at `version`. Raises NotFound, StaleVersion, RecordLocked, RecordInUse."""
    kind = catalogue.object_type(object_type)
    require_reach(actor, kind, record_id, "delete")
    stored = store.load(kind, record_id, group_id=actor.group_id, lock=True)
    if stored.system["version"] != version:
        raise StaleVersion
    if stored.status not in pipeline.DELETABLE:
        raise RecordLocked(status=stored.status)
    pools.require_unused(kind, stored.values)
    on_process_event("deleted", actor=actor, object_type=kind.code, record_id=record_id, data={})
    new_version = store.update(kind, record_id, {"deleted_at": clock.now()}, now=clock.now())
    store.set_live(kind, record_id, live=False)
    made = [{"field": "deleted_at", "from": None, "to": clock.now()}]
    pipeline.tell(actor=actor, object_type=kind, stored=stored, version=new_version, kind="deleted", made=made)
