"""What can be done to the work items that somebody has selected: each verb with how many, and why not the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound
from xieyun.kernel.i18n import sentence
from xieyun.process.policies import is_participant, opinion_rule
from xieyun.process.policies_batch import BATCH_TARGETS, BATCH_VERBS, READ, batch_targets, refusal_in_batch
from xieyun.process.selectors.loading import item_for_reading
from xieyun.process.stepping.draft import Draft

MAXIMUM_ITEMS = 100


def batch_verbs(actor: Actor, item_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Return the verbs that would succeed for at least one of the items; items that are not the actor's count nowhere.

    Raises InvalidInput for more than 100 items.
    """
    if len(item_ids) > MAXIMUM_ITEMS:
        raise InvalidInput(fields=[FieldError("item_ids", "batch-size", {"limit": MAXIMUM_ITEMS})])
    drafts = [draft for item_id in dict.fromkeys(item_ids) if (draft := _own(actor, item_id)) is not None]
    return [offer for verb in BATCH_VERBS if (offer := _offer(drafts, verb)) is not None]


def _own(actor: Actor, item_id: UUID) -> Draft | None:
    try:
        draft = item_for_reading(actor, item_id)
    except NotFound:
        return None
    return draft if is_participant(draft) else None


def _offer(drafts: Sequence[Draft], verb: str) -> dict[str, Any] | None:
    refusals = [refusal_in_batch(draft, verb) for draft in drafts]
    possible = [draft for draft, refusal in zip(drafts, refusals, strict=True) if refusal is None]
    if not possible:
        return None
    rules = {opinion_rule(draft, verb) for draft in possible} if verb != READ else {"none"}
    return {
        "verb": verb,
        "title": sentence(f"verb-{verb}", {}),
        "count": len(possible),
        "opinion": next(rule for rule in ("required", "optional", "none") if rule in rules),
        "targets": _targets(possible) if verb == "return" else None,
        "left_out": [
            {"item_id": draft.acted.id, "reason": refusal.text()}
            for draft, refusal in zip(drafts, refusals, strict=True)
            if refusal is not None
        ],
    }


def _targets(drafts: Sequence[Draft]) -> list[dict[str, Any]]:
    counts = dict.fromkeys(BATCH_TARGETS, 0)
    for draft in drafts:
        for target in batch_targets(draft):
            counts[target] += 1
    return [
        {"id": target, "name": sentence(f"batch-target-{target}", {}), "count": count}
        for target, count in counts.items()
        if count
    ]
