"""Add signers before, after or in parallel; remove a signer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound
from xieyun.process.actions.handling import begin, done_by, number_of, people_named, signers_for
from xieyun.process.engine.commands import AddSigners, RemoveSigner
from xieyun.process.stepping.conductor import advance
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_item, take

Position = Literal["before", "after", "parallel"]


def add_signers(
    *, actor: Actor, item_id: UUID, position: Position, person_ids: Sequence[UUID], opinion: str = ""
) -> Outcome:
    """Add people who sign before me, after me or beside me on the same activity."""
    if position not in ("before", "after", "parallel"):
        raise InvalidInput(fields=[FieldError("position", "field-invalid", {"reason": str(position)[:40]})])

    def act(draft: Draft) -> None:
        item = begin(draft, "add-signers", opinion)
        signers = signers_for(draft, person_ids, (f"why-added-{position}", done_by(draft)))
        draft.details |= {"people": people_named(signers), "position": position}
        advance(draft, AddSigners(number_of(item), draft.by, position, signers))

    return outcome_of(take(on_item(actor, item_id, "add-signers"), act))


def remove_signer(*, actor: Actor, item_id: UUID, target_item_id: UUID, opinion: str = "") -> Outcome:
    """Remove another signer of my activity who has not decided yet. Raises NotFound for an item elsewhere."""

    def act(draft: Draft) -> None:
        item = begin(draft, "remove-signer", opinion)
        target = execute(
            "SELECT number, assignee_id FROM work_item WHERE id = %s AND instance_id = %s AND number IS NOT NULL",
            [target_item_id, draft.instance.id],
        ).first()
        if target is None:
            raise NotFound
        draft.details["people"] = [str(target[1])]
        advance(draft, RemoveSigner(number_of(item), draft.by, target_item=target[0]))

    return outcome_of(take(on_item(actor, item_id, "remove-signer"), act))
