"""The predicted path: the pure engine runs ahead on a copy as if everybody approved."""

from __future__ import annotations

from collections import deque
from typing import Any
from uuid import UUID

from xieyun.kernel.errors import Problem
from xieyun.kernel.identifiers import parse_id
from xieyun.organization.selectors import person_cards
from xieyun.process import engine
from xieyun.process.engine import effects as e
from xieyun.process.engine.commands import Command, CompleteItem, ServiceCompleted
from xieyun.process.engine.errors import EngineError
from xieyun.process.free_processes import is_step
from xieyun.process.stepping import effects
from xieyun.process.stepping.draft import Draft

MAXIMUM_STEPS = 60
MAXIMUM_ANSWERS = 200  # that a step takes: a loop in which everybody is skipped would ask for ever


def predict(draft: Draft) -> list[dict[str, Any]]:
    """Return the user tasks that would come after those that are open, in order, with their handlers.

    Decisions are evaluated on the data of now, handlers are found as of today. Where the path cannot be
    told (a waiting message, an incident, nobody found) the prediction ends.
    """
    if draft.state is None or draft.instance.status != "running":
        return []
    found: dict[str, dict[str, Any]] = {}
    open_now = {draft.state.tokens[item.token].node for item in draft.state.items.values()}
    for _ in range(MAXIMUM_STEPS):
        item = next(iter(draft.state.items), None)
        if item is None or draft.state.finished:
            break
        person = draft.state.items[item].person or "prediction"
        if not _run(draft, CompleteItem(item, person, "approve"), found):
            break
    # The steps of a free route are one activity; what comes of it is told by the route itself.
    upcoming = [entry for activity, entry in found.items() if activity not in open_now and not _step(draft, activity)]
    return _with_names(draft.instance.group_id, upcoming)


def _step(draft: Draft, activity: str) -> bool:
    return is_step(draft.node(activity))


def _run(draft: Draft, command: Command, found: dict[str, dict[str, Any]]) -> bool:
    pending = deque([command])
    try:
        for _ in range(MAXIMUM_ANSWERS):
            if not pending:
                return True
            step = engine.step(draft.loaded.compiled, draft.state, pending.popleft(), draft.context)
            draft.state = step.state
            for effect in step.effects:
                follow = _follow(draft, effect, found)
                if follow is not None:
                    pending.append(follow)
    except (EngineError, Problem, ValueError):
        pass
    return False


def _follow(draft: Draft, effect: Any, found: dict[str, dict[str, Any]]) -> Command | None:
    match effect:
        case e.ResolveAssignees():
            return effects.resolve(draft, effect)
        case e.CallService():
            return ServiceCompleted(effect.request, {})
        case e.OpenItem():
            entry = found.setdefault(
                effect.activity_id, {"activity": effect.activity_id, "name": effect.name, "handlers": []}
            )
            people = [effect.assignee] if effect.assignee else list(effect.candidates)
            entry["handlers"] += [person for person in people if person not in entry["handlers"]]
    return None


def _with_names(group_id: UUID, upcoming: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = {parsed for entry in upcoming for person in entry["handlers"] if (parsed := parse_id(person)) is not None}
    cards = person_cards(group_id, ids)
    for entry in upcoming:
        known = [parsed for person in entry["handlers"] if (parsed := parse_id(person)) is not None]
        entry["handlers"] = [{"id": person, "name": cards[person].name} for person in known if person in cards]
    return upcoming
