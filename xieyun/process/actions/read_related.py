"""Reading across: related records that a handler sees only because his task shows them leave an audit row."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xieyun.kernel import audit
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.process.selectors import guidance
from xieyun.records.models import Attachment


@action
def read_guidance(*, actor: Actor, item_id: UUID) -> dict[str, Any]:
    """Return the guidance of a task; which related records it showed is audited. Raises NotFound."""
    found = guidance.task_guidance(actor, item_id)
    shown = {one["title"]: [record["id"] for record in one["items"]] for one in found["related"] if one["items"]}
    if shown:
        audit.record(
            actor=actor, action="process.show_related", target_type="work_item", target_id=item_id, after=shown
        )
    return found


@action
def read_related_record(*, actor: Actor, item_id: UUID, index: int, record_id: UUID) -> dict[str, Any]:
    """Return one related record with the fields that the task declares; the reading is audited. Raises NotFound."""
    scene, found = guidance.related_record(actor, item_id, index, record_id)
    audit.record(
        actor=actor,
        action="process.read_related",
        target_type=found["object_type"],
        target_id=record_id,
        after={"item": item_id, "process": scene.process, "declared": found["title"]},
    )
    return found


@action
def read_related_file(*, actor: Actor, item_id: UUID, index: int, record_id: UUID, attachment_id: UUID) -> Attachment:
    """Return a file of a related record; the reading is audited. Raises NotFound."""
    found = guidance.related_file(actor, item_id, index, record_id, attachment_id)
    audit.record(
        actor=actor,
        action="process.read_related",
        target_type="attachment",
        target_id=attachment_id,
        after={"item": item_id, "record": record_id},
    )
    return found
