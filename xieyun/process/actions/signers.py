"""Add signers before, after or in parallel; remove a signer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import FieldError, InvalidInput
from xieyun.process.actions.handling import (
    begin,
    done_by,
    naming_people,
    number_of,
    people_named,
    refuse_oneself,
    signers_for,
)
from xieyun.process.engine.commands import AddSigners
from xieyun.process.policies import remove_signer_command
from xieyun.process.stepping.conductor import advance
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_item, take

Position = Literal["before", "after", "parallel"]


def add_signers(
    *,
    actor: Actor,
    item_id: UUID,
    position: Position,
    person_ids: Sequence[UUID],
    opinion: str = "",
    attachments: Sequence[UUID] = (),
    sign: bool = False,
) -> Outcome:
    """Add people who sign before me, after me or beside me on the same activity."""
    if position not in ("before", "after", "parallel"):
        raise InvalidInput(fields=[FieldError("position", "field-invalid", {"reason": str(position)[:40]})])

    def act(draft: Draft) -> None:
        item = begin(draft, "add-signers", opinion, attachments, signed=sign)
        refuse_oneself(draft, person_ids, "person_ids")
        signers = signers_for(draft, person_ids, (f"why-added-{position}", done_by(draft)))
        draft.details |= {"people": people_named(signers), "position": position}
        with naming_people(draft):
            advance(draft, AddSigners(number_of(item), draft.by, position, signers))

    return outcome_of(take(on_item(actor, item_id, "add-signers"), act))


def remove_signer(*, actor: Actor, item_id: UUID, person_id: UUID, opinion: str = "") -> Outcome:
    """Remove another signer of my activity who has not decided yet, asked already or in line, or my delegate.

    Raises StepRefused for somebody who is not among them, and for the last signer.
    """

    def act(draft: Draft) -> None:
        number = number_of(begin(draft, "remove-signer", opinion))
        draft.details["people"] = [str(person_id)]
        with naming_people(draft):
            advance(draft, remove_signer_command(draft, number, str(person_id)))

    return outcome_of(take(on_item(actor, item_id, "remove-signer"), act))
