"""A timer fires: the step that follows from it, taken by the platform."""

from __future__ import annotations

from contextlib import ExitStack
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.clock import day_of
from xieyun.process.engine.commands import Command, FireTimer, Signer, TimeLimitReached
from xieyun.process.resolvers.above import above
from xieyun.process.resolvers.answer import pack
from xieyun.process.stepping import conductor
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.runner import on_instance


def fire(stack: ExitStack, actor: Actor, instance_id: UUID, timer: int) -> None:
    """Take the step of a due timer of a running instance."""
    draft = on_instance(actor, instance_id, "timer")(stack, True)
    if draft.state is None or timer not in draft.state.timers:
        return
    name_place(draft, timer)
    purpose, handlers = draft.state.timers[timer].purpose, _handlers(draft, timer)
    conductor.advance(draft, _command(draft, timer))
    _note_what_it_did(draft, purpose, handlers)
    conductor.save(draft)


def name_place(draft: Draft, timer: int) -> None:
    """Say in the trail at which activity a timer runs."""
    found = draft.live.timers.get(timer)
    node = draft.node(found.node) if found is not None else None
    if node is not None:
        draft.entry.activity_id, draft.entry.activity_name = node.id, node.name


def _note_what_it_did(draft: Draft, purpose: str, handlers: list[str]) -> None:
    """Say in the trail what the time that was up led to, and for whom: not only that a timer fired."""
    action = purpose.split(" ", 1)[1] if purpose.startswith("time_limit") else "event"
    asked = [str(item.assignee_id) for item in draft.opened.values() if item.assignee_id is not None]
    told = [str(item.assignee_id) for item in draft.extra_items if item.kind == "notice"]
    people = {"remind": handlers, "transfer": asked, "escalate": told}.get(action, [])
    draft.details["timer"] = action
    if people:
        draft.details["people"] = list(dict.fromkeys(people))


def _handlers(draft: Draft, timer: int) -> list[str]:
    state = draft.live
    token = state.timers[timer].token
    return [item.person for item in state.items.values() if item.token == token and item.person]


def _command(draft: Draft, timer: int) -> Command:
    if draft.state is None or draft.state.timers[timer].purpose == "event":
        return FireTimer(timer)
    return TimeLimitReached(timer, _superior_of_handler(draft, timer))


def _superior_of_handler(draft: Draft, timer: int) -> Signer | None:
    """Return to whom an overdue item goes when its activity says "transfer": the handler's superior."""
    handlers = _handlers(draft, timer)
    found = above(draft.instance.group_id, day_of(draft.at), handlers[0] if handlers else None)
    other = next((one for one in found if str(one.person_id) not in handlers), None)
    if other is None:
        return None
    return Signer(str(other.person_id), reason=pack(other.assignment_id, [("why-overdue", {})]))
