"""What administrators may do to an instance, always with a reason: suspend, resume, jump, terminate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from xieyun.access.policies import require_administrator
from xieyun.kernel.actor import Actor
from xieyun.process.actions.handling import note_opinion
from xieyun.process.engine.commands import Command, Jump, Resume, Retry, Suspend, Terminate
from xieyun.process.stepping.conductor import advance
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_instance, take


def suspend(*, actor: Actor, instance_id: UUID, reason: str) -> Outcome:
    """Halt an instance: nobody can act on it until it is resumed."""
    return _administer(actor, instance_id, "suspend", reason, Suspend, status="suspended")


def resume(*, actor: Actor, instance_id: UUID, reason: str = "") -> Outcome:
    """Let a suspended instance go on."""
    return _administer(actor, instance_id, "resume", reason, Resume, status="running")


def terminate(*, actor: Actor, instance_id: UUID, reason: str) -> Outcome:
    """End an instance; what it reserved is released."""
    return _administer(actor, instance_id, "terminate", reason, Terminate)


def jump(*, actor: Actor, instance_id: UUID, target: str, reason: str, token: int | None = None) -> Outcome:
    """Move the instance to another activity. Raises StepRefused where that would break it."""
    return _administer(
        actor,
        instance_id,
        "jump",
        reason,
        lambda by, text: Jump(target, by, token, text),
        details={"target": target, "target_name": target},
    )


def retry(*, actor: Actor, instance_id: UUID, token: int, reason: str = "") -> Outcome:
    """Try again where an incident parked a token (`incidents` in the trail names it). Raises StepRefused."""
    return _administer(actor, instance_id, "retry", reason, lambda by, text: Retry(token, by), details={"token": token})


def _administer(
    actor: Actor,
    instance_id: UUID,
    verb: str,
    reason: str,
    command: Callable[[str, str], Command],
    *,
    status: str | None = None,
    details: dict[str, Any] | None = None,
) -> Outcome:
    require_administrator(actor, "system")

    def act(draft: Draft) -> None:
        note_opinion(draft, verb, reason)
        draft.details |= details or {}
        if verb == "jump":
            draft.because = [("why-jumped", {"name": actor.person_name, "opinion": draft.entry.opinion})]
        advance(draft, command(draft.by, draft.entry.opinion))
        draft.status = status

    return outcome_of(take(on_instance(actor, instance_id, verb), act))
