"""Approve and reject: the decision on a work item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.process.actions.handling import begin, number_of
from xieyun.process.actions.pools import note_principal
from xieyun.process.engine.commands import CompleteItem
from xieyun.process.stepping import records_link
from xieyun.process.stepping.conductor import advance
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_item, take


def approve(
    *,
    actor: Actor,
    item_id: UUID,
    opinion: str = "",
    values: Mapping[str, Any] | None = None,
    attachments: Sequence[UUID] = (),
    hidden: bool = False,
    sign: bool = False,
) -> Outcome:
    """Approve a work item, with an opinion and changes to the fields that its activity may edit.

    For an item that came back to the initiator this submits again. Raises AlreadyHandled when somebody
    was faster, InvalidInput for a field that the activity may not change or that is missing, and for a signature
    that the activity requires of somebody who keeps none. `hidden` opinions are for the audience of the activity.
    """
    decision = _Decision("approve", opinion, values or {}, attachments, hidden, sign)
    return _decide(actor, item_id, decision)


def reject(
    *,
    actor: Actor,
    item_id: UUID,
    opinion: str,
    values: Mapping[str, Any] | None = None,
    attachments: Sequence[UUID] = (),
    hidden: bool = False,
    sign: bool = False,
) -> Outcome:
    """Reject a work item with a reason; whether that ends the process, its activity says."""
    decision = _Decision("reject", opinion, values or {}, attachments, hidden, sign)
    return _decide(actor, item_id, decision)


class _Decision(NamedTuple):
    verb: str
    opinion: str
    values: Mapping[str, Any]
    attachments: Sequence[UUID]
    hidden: bool
    sign: bool


def _decide(actor: Actor, item_id: UUID, decision: _Decision) -> Outcome:
    def act(draft: Draft) -> None:
        item = begin(
            draft,
            decision.verb,
            decision.opinion,
            decision.attachments,
            hidden=decision.hidden,
            signed=decision.sign,
        )
        if item.kind == "resubmit":
            draft.entry.verb = "resubmit"
            variables = records_link.resubmitted(draft, decision.values)
        else:
            variables = records_link.write_values(draft, decision.values)
            if decision.verb == "approve":
                records_link.check_required(draft, variables)
        if item.kind == "pool" and item.assignee_id is None:
            draft.details["claimed"] = True
            note_principal(draft)
        advance(draft, CompleteItem(number_of(item), draft.by, decision.verb, variables))

    return outcome_of(take(on_item(actor, item_id, decision.verb), act))
