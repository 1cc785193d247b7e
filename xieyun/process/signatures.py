"""Signatures under decisions: each signed step keeps a file of its own, bound to it by its digest."""

from __future__ import annotations

from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import FieldError, InvalidInput
from xieyun.process.models import PersonalSignature
from xieyun.process.policies import DECISIONS
from xieyun.process.stepping.draft import Draft
from xieyun.records.attachments.actions import copy

# The field under which signature images are attached: a personal one to its person, a signed one to its instance.
SIGNATURE = "signature"


def signature_policy(draft: Draft) -> str:
    """Return what the activity asks: none, optional or required."""
    node = draft.loaded.compiled.activities.get(draft.entry.activity_id)
    return node.approval.signature if node is not None and node.approval is not None else "none"


def own_signature(actor: Actor) -> UUID | None:
    """Return the file of the actor's signature; None when he keeps none."""
    if actor.person_id is None:
        return None
    found: UUID | None = (
        PersonalSignature.objects.filter(person_id=actor.person_id).values_list("attachment_id", flat=True).first()
    )
    return found


def sign(draft: Draft, verb: str, *, wanted: bool) -> None:
    """Put the actor's signature under the step when its activity requires it, or he wants it and may.

    Raises InvalidInput when he keeps none, or the activity takes none.
    """
    policy = signature_policy(draft) if verb in DECISIONS else "none"
    if policy == "none":
        if wanted:
            raise InvalidInput(fields=[FieldError("sign", "signature-not-taken")])
        return
    if policy == "optional" and not wanted:
        return
    own = own_signature(draft.actor)
    if own is None:
        raise InvalidInput(fields=[FieldError("sign", "signature-missing")])
    draft.enter_transaction()
    kept = copy(actor=draft.actor, attachment_id=own, object_type="", record_id=draft.instance.id, field=SIGNATURE)
    draft.details["signature"] = {"attachment": str(kept.id), "digest": kept.digest}
