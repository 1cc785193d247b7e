"""Save and keep: what a handler has written so far stays with the work item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xieyun.kernel import audit, json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action, execute
from xieyun.kernel.errors import NotFound, TooLarge
from xieyun.process.actions.handling import MAXIMUM_OPINION
from xieyun.process.input import clean_text

MAXIMUM_KEPT_BYTES = 512 * 1024


@action
def save(*, actor: Actor, item_id: UUID, opinion: str = "", values: Mapping[str, Any] | None = None) -> None:
    """Keep an unfinished opinion and field values with the actor's open item; nothing is decided.

    Raises NotFound for an item that is not the actor's or not open, TooLarge over 512 KiB.
    """
    kept = {"opinion": clean_text(opinion, maximum=MAXIMUM_OPINION, field="opinion"), "values": dict(values or {})}
    content = json.dumps(kept)
    if len(content) > MAXIMUM_KEPT_BYTES:
        raise TooLarge(limit=f"{MAXIMUM_KEPT_BYTES // 1024} KiB")
    saved = execute(
        "UPDATE work_item SET kept = %s::jsonb WHERE id = %s AND status IN ('open', 'held') AND (assignee_id = %s "
        "OR (assignee_id IS NULL AND EXISTS (SELECT 1 FROM work_item_candidate c WHERE c.item_id = work_item.id "
        "AND c.person_id = %s))) "
        "RETURNING id",
        [content.decode(), item_id, actor.person_id, actor.person_id],
    )
    if not saved:
        raise NotFound
    audit.record(actor=actor, action="process.save", target_type="work_item", target_id=item_id)
