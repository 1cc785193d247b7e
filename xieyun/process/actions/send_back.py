"""Return a work item to the initiator, the previous or any passed activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import FieldError, InvalidInput
from xieyun.process.actions.handling import begin, number_of
from xieyun.process.engine.commands import ReturnTo
from xieyun.process.policies import previous_target, steps_before
from xieyun.process.stepping import records_link
from xieyun.process.stepping.conductor import advance
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.effects import why_returned
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_item, take

Then = Literal["run_again", "straight_back"]


def send_back(
    *,
    actor: Actor,
    item_id: UUID,
    target: str,
    opinion: str,
    then: Then = "run_again",
    values: Mapping[str, Any] | None = None,
    attachments: Sequence[UUID] = (),
    hidden: bool = False,
    sign: bool = False,
) -> Outcome:
    """Return the work to `target` ("initiator", "previous" or the id of a passed activity) with a reason.

    `run_again` walks the path from there again, `straight_back` comes straight back here. Raises
    StepRefused for an activity that was not passed.
    """
    if then not in ("run_again", "straight_back"):
        raise InvalidInput(fields=[FieldError("then", "field-invalid", {"reason": str(then)[:40]})])

    def act(draft: Draft) -> None:
        item = begin(draft, "return", opinion, attachments, hidden=hidden, signed=sign)
        variables = records_link.write_values(draft, values or {})
        place = (previous_target(draft) or "initiator") if target == "previous" else target
        name = next((step for found, step, _ in steps_before(draft) if found == place and step), "")
        name = name or draft.loaded.activity_name(place)
        draft.details |= {"target": place, "target_name": name, "then": then}
        draft.because = [why_returned(draft)]
        advance(draft, ReturnTo(number_of(item), draft.by, target, then, variables))

    return outcome_of(take(on_item(actor, item_id, "return"), act))
