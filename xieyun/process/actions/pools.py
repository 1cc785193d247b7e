"""Claim an item from a pool, and put it back."""

from __future__ import annotations

from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.process.actions.handling import begin, number_of
from xieyun.process.engine.commands import ClaimItem, UnclaimItem
from xieyun.process.stepping.conductor import advance
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_item, take


def claim(*, actor: Actor, item_id: UUID) -> Outcome:
    """Take a pool item as mine, or for the candidate for whom I stand in.

    Raises AlreadyHandled naming the colleague who was faster.
    """

    def act(draft: Draft) -> None:
        item = begin(draft, "claim", "")
        note_principal(draft)
        advance(draft, ClaimItem(number_of(item), draft.by))

    return outcome_of(take(on_item(actor, item_id, "claim"), act))


def unclaim(*, actor: Actor, item_id: UUID) -> Outcome:
    """Put a claimed item back into its pool, without what the actor kept with it."""

    def act(draft: Draft) -> None:
        item = begin(draft, "unclaim", "")
        draft.enter_transaction()
        execute("UPDATE work_item SET kept = NULL, for_person_id = NULL WHERE id = %s", [item.id])
        advance(draft, UnclaimItem(number_of(item), draft.by))

    return outcome_of(take(on_item(actor, item_id, "unclaim"), act))


def note_principal(draft: Draft) -> None:
    """Note for whom the actor takes the pool item of a draft, when he does it as a candidate's deputy."""
    principal = execute(
        "SELECT why -> 'deputies' -> %s ->> 0 FROM work_item WHERE id = %s", [draft.by, draft.acted.id]
    ).scalar()
    if principal is not None:
        draft.entry.for_person_id = UUID(principal)
        draft.enter_transaction()
        execute("UPDATE work_item SET for_person_id = %s WHERE id = %s", [draft.entry.for_person_id, draft.acted.id])
