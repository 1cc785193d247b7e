"""What may be done to several work items at once: what each item allows now, and the sentence why not.

As for a single item, the page and the action ask the same function; what it adds are the rules for not looking.
"""

from __future__ import annotations

from collections.abc import Sequence

from xieyun.kernel.errors import InvalidInput
from xieyun.process.policies import Refusal, refusal_of, return_targets, setting_of
from xieyun.process.signatures import signature_policy
from xieyun.process.stepping import records_link
from xieyun.process.stepping.draft import Draft

READ = "read"
BATCH_VERBS = ("approve", "reject", "return", "transfer", READ)
# Where several items can go back to at once; another passed activity is a choice for each of them.
BATCH_TARGETS = ("previous", "initiator")
_DECIDED = ("approve", "reject", "return", "transfer")
_POSSIBLE: dict[str, Sequence[str]] = {
    "task": _DECIDED, "before": _DECIDED, "after": _DECIDED, "parallel": _DECIDED, "pool": _DECIDED, "notice": (READ,),
}  # fmt: skip


def batch_refusal(draft: Draft, verb: str) -> Refusal | None:
    """Return why the item cannot be handled with others, whatever may be done to it alone; None when it can."""
    if verb not in _POSSIBLE.get(draft.acted.kind, ()):
        return Refusal("batch-not-for-item")
    node = draft.node(draft.entry.activity_id)
    declared = node is None or node.approval is None or node.approval.batch
    if not declared or setting_of(draft, verb).get("batch") == "false":
        return Refusal("batch-not-allowed")
    if signature_policy(draft, verb) == "required":
        return Refusal("batch-signature")
    return Refusal("batch-fields-required") if verb == "approve" and _lacks_fields(draft) else None


def refusal_in_batch(draft: Draft, verb: str) -> Refusal | None:
    """Return why the verb would be refused for the item in a batch now, or None when it would succeed."""
    if verb == READ:
        return batch_refusal(draft, verb) or notice_refusal(draft)
    if draft.acted.status in ("done", "cancelled"):
        return Refusal("work-item-closed")
    refusal = batch_refusal(draft, verb) or refusal_of(draft, verb)
    if refusal is None and verb == "return" and not batch_targets(draft):
        return Refusal("batch-not-for-item")
    return refusal


def notice_refusal(draft: Draft) -> Refusal | None:
    """Return why a notice cannot be marked as read: it has been read."""
    return Refusal("notice-read") if draft.acted.read_at is not None else None


def batch_targets(draft: Draft) -> list[str]:
    """Return where the item can go back to in a batch."""
    possible = return_targets(draft)
    return [target for target in BATCH_TARGETS if target in possible]


def _lacks_fields(draft: Draft) -> bool:
    try:
        records_link.check_required(draft, {})
    except InvalidInput:
        return True
    return False
