"""Urge the handlers, within limits."""

from __future__ import annotations

from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.process.actions.handling import note_opinion
from xieyun.process.errors import NobodyToUrge, not_running
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.limits import urging_refusal
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_instance, take


def urge(*, actor: Actor, instance_id: UUID, opinion: str = "") -> Outcome:
    """Ask the others who hold open items to hurry, as the initiator, as often as the process lets him.

    The count is kept on the instance and shown. Raises UrgedTooSoon with the seconds to wait, UrgedEnough for the day,
    NobodyToUrge when it waits for something else.
    """

    def act(draft: Draft) -> None:
        if actor.person_id is None or draft.instance.initiator_id != actor.person_id:
            raise NotFound
        if draft.instance.status != "running":
            raise not_running(draft.instance.status)
        note_opinion(draft, "urge", opinion)
        draft.enter_transaction()
        count, last = execute("SELECT urge_count, urged_at FROM process_instance WHERE id = %s", [draft.instance.id])[0]
        refusal = urging_refusal(draft, count, last)
        if refusal is not None:
            raise refusal
        _mark(draft, count + 1)

    return outcome_of(take(on_instance(actor, instance_id, "urge"), act))


def _mark(draft: Draft, count: int) -> None:
    execute(
        "UPDATE process_instance SET urge_count = %s, urged_at = %s WHERE id = %s", [count, draft.at, draft.instance.id]
    )
    urged = execute(
        "UPDATE work_item SET urgent = TRUE WHERE instance_id = %s AND status = 'open' "
        "AND assignee_id IS DISTINCT FROM %s RETURNING id, assignee_id, activity_name",
        [draft.instance.id, draft.instance.initiator_id],
    )
    if not urged:
        raise NobodyToUrge
    draft.details["count"] = count
    for item_id, assignee, activity in urged:
        draft.publish(
            "work_item.urged",
            subject_type="work_item",
            subject_id=item_id,
            payload={"item_id": item_id, "assignee_id": assignee, "activity_name": activity, "count": count},
        )
