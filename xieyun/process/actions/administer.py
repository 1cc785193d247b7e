"""What administrators may do to an instance, always with a reason: suspend, resume, jump, terminate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from xieyun.access.policies import require_administrator
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import in_transaction
from xieyun.process.actions.handling import note_opinion
from xieyun.process.engine.commands import (
    AnswerByHand,
    Command,
    DiscardTimer,
    Jump,
    Resume,
    Retry,
    Suspend,
    Terminate,
)
from xieyun.process.outside import calls, messages, signals
from xieyun.process.policies import administers_processes
from xieyun.process.stepping.conductor import advance
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_instance, take
from xieyun.process.stepping.timers import name_place
from xieyun.process.stepping.values import plain


def suspend(*, actor: Actor, instance_id: UUID, reason: str) -> Outcome:
    """Halt an instance: nobody can act on it until it is resumed."""
    return _administer(actor, instance_id, "suspend", reason, Suspend, status="suspended")


def resume(*, actor: Actor, instance_id: UUID, reason: str = "") -> Outcome:
    """Let a suspended instance go on."""
    with in_transaction():
        outcome = _administer(actor, instance_id, "resume", reason, Resume, status="running")
        calls.wake(instance_id)
        messages.wake(instance_id)
        signals.wake(instance_id)
        return outcome


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
        details={"target": target},
    )


def retry(*, actor: Actor, instance_id: UUID, token: int, reason: str = "") -> Outcome:
    """Try again where an incident parked a token (`incidents` in the trail names it). Raises StepRefused."""
    return _administer(
        actor,
        instance_id,
        "retry",
        reason,
        lambda by, text: Retry(token, by),
        details={"token": token},
        allowed=administers_processes(actor),
    )


def answer_by_hand(
    *, actor: Actor, instance_id: UUID, token: int, values: Mapping[str, Any], reason: str = ""
) -> Outcome:
    """Go on where another system does not answer: `values` become variables in its place. Raises StepRefused."""

    def command(by: str, text: str) -> Command:
        return AnswerByHand(token, by, {name: plain(value) for name, value in values.items()})

    with in_transaction():
        outcome = _administer(
            actor, instance_id, "answer", reason, command, details={"token": token, "values": dict(values)}
        )
        calls.close(instance_id, token, "done")
        return outcome


def discard_timer(*, actor: Actor, instance_id: UUID, timer: int, reason: str) -> Outcome:
    """Give up a timer that cannot fire, with what it would repeat; who waits for it waits on. Raises StepRefused."""
    require_administrator(actor, "system")

    def act(draft: Draft) -> None:
        note_opinion(draft, "discard-timer", reason)
        name_place(draft, timer)
        advance(draft, DiscardTimer(timer, draft.by))

    return outcome_of(take(on_instance(actor, instance_id, "discard-timer"), act))


def _administer(
    actor: Actor,
    instance_id: UUID,
    verb: str,
    reason: str,
    command: Callable[[str, str], Command],
    *,
    status: str | None = None,
    details: dict[str, Any] | None = None,
    allowed: bool = False,
) -> Outcome:
    """Let an administrator act on an instance; `allowed`: also who is none may, for what only repairs."""
    if not allowed:
        require_administrator(actor, "system")

    def act(draft: Draft) -> None:
        note_opinion(draft, verb, reason)
        draft.details |= details or {}
        if verb == "jump":
            # The name of then, as with a return.
            draft.details["target_name"] = draft.loaded.activity_name(draft.details["target"])
            draft.because = [("why-jumped", {"name": actor.person_name, "opinion": draft.entry.opinion})]
        advance(draft, command(draft.by, draft.entry.opinion))
        draft.status = status

    return outcome_of(take(on_instance(actor, instance_id, verb), act))
