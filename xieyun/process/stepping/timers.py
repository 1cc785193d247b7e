"""A timer fires: the step that follows from it, taken by the platform."""

from __future__ import annotations

from contextlib import ExitStack
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.clock import day_of
from xieyun.process.engine.approval.completing import VOTING
from xieyun.process.engine.approval.items import signers_of
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
    purpose = draft.live.timers[timer].purpose
    if purpose == "event":
        return FireTimer(timer)
    return TimeLimitReached(timer, _superiors(draft, timer) if purpose.endswith(" transfer") else None)


def _superiors(draft: Draft, timer: int) -> dict[int, Signer]:
    """Return to whom each overdue item goes when its activity says "transfer": a superior who does not sign there."""
    state = draft.live
    token = state.timers[timer].token
    signing = {str(person) for person in signers_of(state, token)}
    found: dict[int, Signer] = {}
    for number in state.open_items(token):
        item = state.items[number]
        above_them = above(draft.instance.group_id, day_of(draft.at), item.person) if item.kind in VOTING else ()
        other = next((one for one in above_them if str(one.person_id) not in signing), None)
        if other is not None:
            signing.add(str(other.person_id))
            reason = pack(other.assignment_id, [("why-overdue", {})])
            found[number] = Signer(str(other.person_id), reason=reason)
    return found
