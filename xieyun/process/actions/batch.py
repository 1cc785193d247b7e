"""Handle many work items at once; each in a transaction of its own, with what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound, Problem
from xieyun.kernel.i18n import sentence
from xieyun.process.actions.decide import approve, reject
from xieyun.process.actions.hand_over import transfer
from xieyun.process.actions.notify import read_notice
from xieyun.process.actions.send_back import Then, send_back
from xieyun.process.errors import VerbRefused
from xieyun.process.policies import declared_opinion_rule, is_participant
from xieyun.process.policies_batch import BATCH_TARGETS, BATCH_VERBS, batch_refusal
from xieyun.process.selectors.loading import item_for_reading

MAXIMUM_ITEMS = 100


@dataclass(frozen=True, slots=True)
class BatchLine:
    """What became of one item of a batch: done, or the problem that left it out."""

    item_id: UUID
    problem: Problem | None

    @property
    def reason(self) -> str | None:
        """Why it was left out, in the language of the request; what is wrong with an input says more than "invalid"."""
        if self.problem is None:
            return None
        fields = [sentence(error.code, error.params) for error in self.problem.fields]
        return " ".join(dict.fromkeys(fields)) or sentence(self.problem.code, self.problem.params)


@dataclass(frozen=True, slots=True)
class Batch:
    """What is done to each item: `target` and `then` for a return, `person_id` for a transfer."""

    verb: str
    opinion: str = ""
    target: str = "initiator"
    then: Then = "run_again"
    person_id: UUID | None = None


def handle_batch(*, actor: Actor, item_ids: Sequence[UUID], batch: Batch) -> list[BatchLine]:
    """Do one thing to several items with one opinion; one refusal does not stop the others.

    Raises InvalidInput for what is wrong with the batch itself. An activity that takes no opinion is handled without.
    """
    if not 0 < len(item_ids) <= MAXIMUM_ITEMS:
        raise InvalidInput(fields=[FieldError("item_ids", "batch-size", {"limit": MAXIMUM_ITEMS})])
    if batch.verb not in BATCH_VERBS:
        raise InvalidInput(fields=[FieldError("verb", "verb-not-offered")])
    if batch.verb == "return" and batch.target not in BATCH_TARGETS:
        raise InvalidInput(fields=[FieldError("target", "field-invalid", {"reason": batch.target[:40]})])
    if batch.verb == "transfer" and batch.person_id is None:
        raise InvalidInput(fields=[FieldError("person_id", "field-required")])
    return [_handle_one(actor, item_id, batch) for item_id in dict.fromkeys(item_ids)]


def _handle_one(actor: Actor, item_id: UUID, batch: Batch) -> BatchLine:
    try:
        # Inside a surrounding transaction this is a savepoint, so that a refused item undoes only itself.
        with transaction.atomic():
            opinion = _opinion_where_possible(actor, item_id, batch)
            _CALLS[batch.verb](actor, item_id, batch, opinion)
    except Problem as problem:
        return BatchLine(item_id, problem)
    return BatchLine(item_id, None)


def _opinion_where_possible(actor: Actor, item_id: UUID, batch: Batch) -> str:
    """Return the opinion as the item takes it; raises NotFound or VerbRefused for one that is not for a batch."""
    draft = item_for_reading(actor, item_id)
    if not (is_participant(draft) or draft.candidate):
        raise NotFound
    if draft.acted.status in ("open", "sent"):  # what is closed says itself who closed it
        refusal = batch_refusal(draft, batch.verb)
        if refusal is not None:
            raise VerbRefused(refusal.code, **refusal.params)
    return "" if declared_opinion_rule(draft, batch.verb) == "none" else batch.opinion


def _transfer(actor: Actor, item_id: UUID, batch: Batch, opinion: str) -> None:
    if batch.person_id is not None:
        transfer(actor=actor, item_id=item_id, person_id=batch.person_id, opinion=opinion)


def _return(actor: Actor, item_id: UUID, batch: Batch, opinion: str) -> None:
    send_back(actor=actor, item_id=item_id, target=batch.target, then=batch.then, opinion=opinion)


_CALLS: dict[str, Callable[[Actor, UUID, Batch, str], object]] = {
    "approve": lambda actor, item_id, batch, opinion: approve(actor=actor, item_id=item_id, opinion=opinion),
    "reject": lambda actor, item_id, batch, opinion: reject(actor=actor, item_id=item_id, opinion=opinion),
    "return": _return,
    "transfer": _transfer,
    "read": lambda actor, item_id, batch, opinion: read_notice(actor=actor, item_id=item_id),
}
