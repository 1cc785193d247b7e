"""Who closed a work item, for the answer to whoever came second."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xieyun.kernel.clock import local
from xieyun.kernel.database import execute
from xieyun.kernel.i18n import sentence

CLOSING = (
    "approve", "reject", "resubmit", "return", "transfer", "claim", "reply", "withdraw", "terminate", "take-back",
    "jump", "delegate", "remove-signer", "timer",
)  # fmt: skip


def closing_of(instance_id: UUID, item_id: UUID) -> dict[str, Any]:
    """Return `name`, `verb` (also in words) and `at` of the step that closed the item.

    An item that others' decisions closed (any signs, withdrawn) names the step that did it.
    """
    row = execute(
        "SELECT e.actor_name, e.verb, e.at FROM process_event e WHERE e.instance_id = %(instance)s "
        "AND e.verb = ANY(%(verbs)s) AND (e.item_id = %(item)s OR e.at = "
        "(SELECT w.finished_at FROM work_item w WHERE w.id = %(item)s)) "
        "ORDER BY (e.item_id = %(item)s) DESC NULLS LAST, e.seq DESC LIMIT 1",
        {"instance": instance_id, "item": item_id, "verbs": list(CLOSING)},
    ).first()
    if row is None:
        return {
            "name": "",
            "verb": "",
            "verb_zh": sentence("verb-unknown", {}, "zh"),
            "verb_en": sentence("verb-unknown", {}, "en"),
            "at": "",
        }
    name, verb, at = row
    return {
        "name": name,
        "verb": verb,
        "verb_zh": sentence(f"verb-{verb}", {}, "zh"),
        "verb_en": sentence(f"verb-{verb}", {}, "en"),
        "at": local(at).strftime("%Y-%m-%d %H:%M:%S"),
    }
