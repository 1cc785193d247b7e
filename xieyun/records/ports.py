"""Where the process room meets this one: what happens here when a process moves, and who else may read a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.held import hold
from xieyun.records import catalogue, pipeline, store
from xieyun.records.ledger import bindings
from xieyun.records.models import Attachment

AttachmentReader = Callable[[Actor, Attachment], "bool | None"]
_attachment_readers: dict[str, AttachmentReader] = {}


def register_attachment_reader(name: str, function: AttachmentReader) -> None:
    """Register who else decides on reading a file: True, False, or None to leave it to the record's rights."""
    _attachment_readers[name] = function


def attachment_verdict(actor: Actor, attachment: Attachment) -> bool | None:
    """Return the first answer that a registered reader gives, or None."""
    for name in sorted(_attachment_readers):
        verdict = _attachment_readers[name](actor, attachment)
        if verdict is not None:
            return verdict
    return None


COMPLETE_AT = frozenset({"submitted", "resubmitted"})


@hold()
def on_process_event(
    event: str, *, actor: Actor, object_type: str, record_id: UUID, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Check the record and run the ledger bindings for an event of its process.

    Events: submitted, resubmitted, returned, completed, rejected, withdrawn, terminated, deleted. The answer
    (for example `{"over_quota": true}`) is merged into the variables of the process. Raises a Problem to
    refuse the step: InvalidRecord for an incomplete record, QuotaShort for a short pool.
    """
    kind = catalogue.object_type(object_type)
    stored = store.load(kind, record_id, group_id=actor.group_id)
    if event in COMPLETE_AT:
        pipeline.settle(kind, dict(stored.values), stored.lines, complete=True)
    return bindings.run(event, actor=actor, object_type=kind, stored=stored)
