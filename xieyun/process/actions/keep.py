"""Save and keep: what a handler has written so far stays with the work item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any
from uuid import UUID

from xieyun.kernel import audit, json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action, execute
from xieyun.kernel.errors import FieldError, InvalidInput, TooLarge
from xieyun.process.actions.handling import MAXIMUM_OPINION, own_item
from xieyun.process.input import clean_text
from xieyun.process.policies import require_allowed
from xieyun.process.stepping.runner import on_item
from xieyun.records.attachments.selectors import loose_files

MAXIMUM_KEPT_BYTES = 512 * 1024


@action
def save(
    *,
    actor: Actor,
    item_id: UUID,
    opinion: str = "",
    values: Mapping[str, Any] | None = None,
    attachments: Sequence[UUID] = (),
    hidden: bool = False,
) -> None:
    """Keep an unfinished opinion, its files and field values with the actor's open item; nothing is decided.

    Raises NotFound for somebody else's item, AlreadyHandled, VerbRefused (claim it first), TooLarge over 512 KiB,
    InvalidInput for a file that is not there, not the actor's, or in use elsewhere.
    """
    files = loose_files(actor, attachments)
    if len(files) < len(set(attachments)):
        raise InvalidInput(fields=[FieldError("attachments", "value-not-found")])
    kept = {
        "opinion": clean_text(opinion, maximum=MAXIMUM_OPINION, field="opinion"),
        "values": dict(values or {}),
        "attachments": [file | {"id": str(file["id"])} for file in files],
        "hidden": hidden,
    }
    content = json.dumps(kept)
    if len(content) > MAXIMUM_KEPT_BYTES:
        raise TooLarge(limit=f"{MAXIMUM_KEPT_BYTES // 1024} KiB")
    draft = on_item(actor, item_id, "save")(ExitStack(), False)
    own_item(draft)
    require_allowed(draft, "save")
    execute("UPDATE work_item SET kept = %s::jsonb WHERE id = %s", [content.decode(), item_id])
    audit.record(actor=actor, action="process.save", target_type="work_item", target_id=item_id)
