"""Claim an item from a pool, and put it back."""

from __future__ import annotations

from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.process.actions.handling import begin, number_of
from xieyun.process.engine.commands import ClaimItem, UnclaimItem
from xieyun.process.stepping.conductor import advance
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_item, take


def claim(*, actor: Actor, item_id: UUID) -> Outcome:
    """Take a pool item as mine. Raises AlreadyHandled naming the colleague who was faster."""

    def act(draft: Draft) -> None:
        item = begin(draft, "claim", "")
        advance(draft, ClaimItem(number_of(item), draft.by))

    return outcome_of(take(on_item(actor, item_id, "claim"), act))


def unclaim(*, actor: Actor, item_id: UUID) -> Outcome:
    """Put a claimed item back into its pool."""

    def act(draft: Draft) -> None:
        item = begin(draft, "unclaim", "")
        advance(draft, UnclaimItem(number_of(item), draft.by))

    return outcome_of(take(on_item(actor, item_id, "unclaim"), act))
