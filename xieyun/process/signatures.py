"""Signatures under steps: each signed step keeps a file of its own, bound to it by its digest."""

from __future__ import annotations

from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import FieldError, InvalidInput
from xieyun.process.engine.approval_policy import Approval
from xieyun.process.engine.definition import Definition
from xieyun.process.models import PersonalSignature
from xieyun.process.policies import DECISIONS
from xieyun.process.stepping.draft import Draft
from xieyun.records.attachments.actions import copy

# The field under which signature images are attached: a personal one to its person, a signed one to its instance.
SIGNATURE = "signature"


def signature_policy(draft: Draft, verb: str) -> str:
    """Return what the verb asks here: none, optional or required.

    A decision follows its activity, submitting (again) the start event, and every verb what is said of it. What the
    initiator does with the whole process follows the start event, too.
    """
    if draft.new:
        return start_signature(draft.loaded.compiled)
    if verb == "withdraw":
        return withdraw_signature(draft.loaded.compiled)
    node = draft.node(draft.entry.activity_id)
    approval = node.approval if node is not None else None
    if approval is None and verb == "extend-route":
        approval = _at_start(draft.loaded.compiled)
    if approval is None:
        return "none"
    declared = approval.verbs.get(verb, {}).get("signature", "")
    return declared or (approval.signature if verb in DECISIONS else "none")


def start_signature(definition: Definition) -> str:
    """Return what submitting asks: none, optional or required."""
    approval = _at_start(definition)
    return approval.signature if approval is not None else "none"


def withdraw_signature(definition: Definition) -> str:
    """Return what withdrawing asks: none, optional or required."""
    approval = _at_start(definition)
    return "none" if approval is None else approval.verbs.get("withdraw", {}).get("signature", "") or "none"


def _at_start(definition: Definition) -> Approval | None:
    start = next((node for node in definition.root.starts if not node.events), None)
    return start.approval if start is not None else None


def own_signature(actor: Actor) -> UUID | None:
    """Return the file of the actor's signature; None when he keeps none."""
    if actor.person_id is None:
        return None
    found: UUID | None = (
        PersonalSignature.objects.filter(person_id=actor.person_id).values_list("attachment_id", flat=True).first()
    )
    return found


def sign(draft: Draft, verb: str, *, wanted: bool) -> None:
    """Put the actor's signature under the step when he wants it and may.

    Nobody signs unseen: where a signature is required and none is given, as in a batch, the step is refused. Raises
    InvalidInput for that, when he keeps none, and where none is taken.
    """
    policy = signature_policy(draft, verb)
    if policy == "none":
        if wanted:
            raise InvalidInput(fields=[FieldError("sign", "signature-not-taken")])
        return
    if policy == "optional" and not wanted:
        return
    own = own_signature(draft.actor)
    if own is None:
        raise InvalidInput(fields=[FieldError("sign", "signature-missing")])
    if not wanted:
        raise InvalidInput(fields=[FieldError("sign", "signature-required")])
    draft.enter_transaction()
    kept = copy(actor=draft.actor, attachment_id=own, object_type="", record_id=draft.instance.id, field=SIGNATURE)
    draft.details["signature"] = {"attachment": str(kept.id), "digest": kept.digest}
