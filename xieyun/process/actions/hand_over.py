"""Transfer (for good), delegate (comes back to me) and consult (ask without moving the flow)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.process.actions.handling import (
    begin,
    done_by,
    naming_people,
    number_of,
    people_named,
    refuse_oneself,
    signers_for,
)
from xieyun.process.engine.commands import Command, Consult, DelegateItem, Signer, TransferItem
from xieyun.process.stepping.conductor import advance
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_item, take


class Said(NamedTuple):
    """What goes with handing over: words, files, and whether it is signed."""

    opinion: str
    attachments: Sequence[UUID]
    sign: bool


def transfer(
    *,
    actor: Actor,
    item_id: UUID,
    person_id: UUID,
    opinion: str = "",
    attachments: Sequence[UUID] = (),
    sign: bool = False,
) -> Outcome:
    """Hand a work item to another person for good. Raises InvalidInput for oneself or somebody who left."""
    said = Said(opinion, attachments, sign)
    return _to_one(actor, item_id, "transfer", TransferItem, person_id=person_id, said=said)


def delegate(
    *,
    actor: Actor,
    item_id: UUID,
    person_id: UUID,
    opinion: str = "",
    attachments: Sequence[UUID] = (),
    sign: bool = False,
) -> Outcome:
    """Let another person prepare the answer; the work item comes back to the actor afterwards."""
    said = Said(opinion, attachments, sign)
    return _to_one(actor, item_id, "delegate", DelegateItem, person_id=person_id, said=said)


def consult(
    *,
    actor: Actor,
    item_id: UUID,
    person_ids: Sequence[UUID],
    opinion: str = "",
    attachments: Sequence[UUID] = (),
    sign: bool = False,
) -> Outcome:
    """Ask people for advice; each gets an item to reply to, and the actor may decide before they do."""

    def act(draft: Draft) -> None:
        item = begin(draft, "consult", opinion, attachments, signed=sign)
        refuse_oneself(draft, person_ids, "person_ids")
        signers = signers_for(draft, person_ids, ("why-consult", done_by(draft)))
        draft.details["people"] = people_named(signers)
        with naming_people(draft):
            advance(draft, Consult(number_of(item), draft.by, signers))

    return outcome_of(take(on_item(actor, item_id, "consult"), act))


def _to_one(
    actor: Actor,
    item_id: UUID,
    verb: str,
    command: Callable[[int, str, Signer], Command],
    *,
    person_id: UUID,
    said: Said,
) -> Outcome:
    def act(draft: Draft) -> None:
        item = begin(draft, verb, said.opinion, said.attachments, signed=said.sign)
        refuse_oneself(draft, [person_id], "person_id")
        signers = signers_for(draft, [person_id], (f"why-{verb}", done_by(draft)), field="person_id")
        draft.details["people"] = people_named(signers)
        with naming_people(draft):
            advance(draft, command(number_of(item), draft.by, signers[0]))

    return outcome_of(take(on_item(actor, item_id, verb), act))
