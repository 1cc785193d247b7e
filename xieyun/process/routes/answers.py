"""The answer to every command."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.process import selectors
from xieyun.process.stepping.outcome import Outcome


def step_done(actor: Actor, outcome: Outcome, *, item_id: UUID | None = None) -> dict[str, Any]:
    """Return the instance after the step, and the work item that the actor should see next."""
    return {"instance": outcome.as_json(), "next_work_item_id": selectors.next_to_do(actor, after=item_id)}
