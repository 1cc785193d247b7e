"""Withdraw (by the initiator) and take back (by the last handler)."""

from __future__ import annotations

from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.process import signatures
from xieyun.process.actions.handling import note_opinion, number_of
from xieyun.process.engine.commands import TakeBack, Withdraw
from xieyun.process.errors import AlreadyHandled, VerbRefused
from xieyun.process.policies import require_allowed, withdraw_refusal
from xieyun.process.stepping.closing import closing_of
from xieyun.process.stepping.conductor import advance
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_instance, on_item, take
from xieyun.process.store import read


def withdraw(
    *, actor: Actor, instance_id: UUID, opinion: str = "", item_id: UUID | None = None, sign: bool = False
) -> Outcome:
    """Take the whole process back, as its initiator, while the next handler has not opened it.

    With `item_id` only while that item is open; `sign` puts his signature under it where the start event takes one.
    Raises InvalidInput for a signature that is lacking, NotFound for others, AlreadyHandled, VerbRefused naming who
    opened it or because it has ended.
    """

    def act(draft: Draft) -> None:
        if actor.person_id is None or draft.instance.initiator_id != actor.person_id:
            raise NotFound
        if item_id is not None and read.item_now(item_id)[0] not in ("open", "held"):
            raise AlreadyHandled(**closing_of(instance_id, item_id))
        refusal = withdraw_refusal(draft)
        if refusal is not None:
            raise VerbRefused(refusal.code, **refusal.params)
        note_opinion(draft, "withdraw", opinion)
        signatures.sign(draft, "withdraw", wanted=sign)
        advance(draft, Withdraw(draft.by, draft.entry.opinion))

    return outcome_of(take(on_instance(actor, instance_id, "withdraw"), act))


def withdraw_from_item(*, actor: Actor, item_id: UUID, opinion: str = "", sign: bool = False) -> Outcome:
    """Withdraw from the item that came back to the initiator, or asks him for a route.

    Raises NotFound for any other item, AlreadyHandled when it is closed.
    """
    found = execute(
        "SELECT instance_id, status FROM work_item WHERE id = %s AND assignee_id = %s "
        "AND kind IN ('resubmit', 'route')",
        [item_id, actor.person_id],
    ).first()
    if found is None:
        raise NotFound
    if found[1] not in ("open", "held"):
        raise AlreadyHandled(**closing_of(found[0], item_id))
    return withdraw(actor=actor, instance_id=found[0], opinion=opinion, item_id=item_id, sign=sign)


def take_back(*, actor: Actor, item_id: UUID) -> Outcome:
    """Take my decision back before anybody opened what it led to. Raises VerbRefused with who has."""

    def act(draft: Draft) -> None:
        item = draft.acted
        if actor.person_id is None or item.assignee_id != actor.person_id:
            raise NotFound
        require_allowed(draft, "take-back")
        advance(draft, TakeBack(number_of(item), draft.by))

    return outcome_of(take(on_item(actor, item_id, "take-back"), act))
