"""Approve and reject: the decision on a work item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.process.actions.handling import begin
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
) -> Outcome:
    """Approve a work item, with an opinion and changes to the fields that its activity may edit.

    For an item that came back to the initiator this submits again. Raises AlreadyHandled when somebody
    was faster, InvalidInput for a field that the activity may not change or that is missing.
    """
    return _decide(actor, item_id, "approve", opinion, values or {}, attachments, hidden)


def reject(
    *,
    actor: Actor,
    item_id: UUID,
    opinion: str,
    values: Mapping[str, Any] | None = None,
    attachments: Sequence[UUID] = (),
    hidden: bool = False,
) -> Outcome:
    """Reject a work item with a reason; whether that ends the process, its activity says."""
    return _decide(actor, item_id, "reject", opinion, values or {}, attachments, hidden)


def _decide(
    actor: Actor,
    item_id: UUID,
    verb: str,
    opinion: str,
    values: Mapping[str, Any],
    attachments: Sequence[UUID],
    hidden: bool,
) -> Outcome:
    def act(draft: Draft) -> None:
        item = begin(draft, verb, opinion, attachments, hidden=hidden)
        assert item.number is not None
        if item.kind == "resubmit":
            draft.entry.verb = "resubmit"
            variables = records_link.resubmitted(draft, values)
        else:
            variables = records_link.write_values(draft, values)
            if verb == "approve":
                records_link.check_required(draft, variables)
        if item.kind == "pool" and item.assignee_id is None:
            draft.details["claimed"] = True
        advance(draft, CompleteItem(item.number, draft.by, verb, variables))

    return outcome_of(take(on_item(actor, item_id, verb), act))
