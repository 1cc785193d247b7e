"""Answer a consultation or a delegated item."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.process.actions.handling import begin, number_of
from xieyun.process.engine.commands import CompleteItem
from xieyun.process.stepping.conductor import advance
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_item, take


def reply(
    *,
    actor: Actor,
    item_id: UUID,
    opinion: str,
    attachments: Sequence[UUID] = (),
    hidden: bool = False,
    sign: bool = False,
) -> Outcome:
    """Answer what a handler asked; the answer is an opinion in the trail and decides nothing."""

    def act(draft: Draft) -> None:
        item = begin(draft, "reply", opinion, attachments, hidden=hidden, signed=sign)
        advance(draft, CompleteItem(number_of(item), draft.by, "reply"))

    return outcome_of(take(on_item(actor, item_id, "reply"), act))
