"""The route of a free process: what was done, what runs, what comes, and who put each step there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.identifiers import parse_id
from xieyun.organization.selectors import person_cards
from xieyun.process.engine import EngineError, codec
from xieyun.process.engine import events as ev
from xieyun.process.engine.approval.free_route import Route, routes_of, to_lay
from xieyun.process.free_processes import is_free_process
from xieyun.process.selectors.loading import draft_for_reading
from xieyun.process.stepping.draft import Draft

# What an item's closing means for its person.
_PERSON = {"done": "done", "returned": "done", "transferred": "handed-over"}


@dataclass(slots=True)
class _Walk:
    """One run of a free part: its node, how it ended, and the latest visit of each step by its place."""

    node: str
    ended: str = ""
    visits: dict[int, dict[str, Any]] = field(default_factory=dict)


def route_of(draft: Draft) -> list[dict[str, Any]] | None:
    """Return the present steps of a free process in order, or None for any other process.

    Each has `name`, `kind`, `state` (done, current, next, skipped), `beside` (at the same time as the one before),
    who `added` it, when it began and ended, and its `people` with the state of each. After a return, the steps to
    be walked again are next ones; what became of them before is in the trail.
    """
    if not is_free_process(draft.loaded.compiled):
        return None
    walks = _walks(draft.instance.id, draft.instance.seq)
    over = draft.instance.status not in ("running", "suspended")
    steps: list[dict[str, Any]] = []
    for route in routes_of(draft.live) if draft.state is not None else ():
        steps += _shown(route, walks, len(steps), over=over)
    return _named(draft, steps)


def route_to_lay(draft: Draft) -> dict[str, Any]:
    """Return the steps that the initiator, to whom the process came back, can lay out anew.

    `straight_back` when they are only those to come after who gave it back, and may be none.
    """
    try:
        route = to_lay(draft.loaded.compiled, draft.live)
    except EngineError:
        return {"route": []}
    return {"route": _to_come(draft, route.steps[route.begun :]), "straight_back": route.token is not None}


def last_route(actor: Actor, record_id: UUID) -> list[dict[str, Any]]:
    """Return the route of the last process that the actor sent a record to, with what handlers added on the way.

    So that a matter which he withdrew need not be laid out anew. Empty for a record that is with its handlers, was
    sent by somebody else or was never sent on a free route.
    """
    sent = execute(
        "SELECT id, initiator_id, status FROM process_instance WHERE record_id = %s AND group_id = %s "
        "ORDER BY id DESC LIMIT 1",
        [record_id, actor.group_id],
    ).first()
    if sent is None or sent[1] != actor.person_id or sent[2] in ("running", "suspended"):
        return []
    draft = draft_for_reading(actor, sent[0])
    known = routes_of(draft.live)
    return _to_come(draft, known[-1].steps) if known else []


def _to_come(draft: Draft, steps: Sequence[Any]) -> list[dict[str, Any]]:
    return _named(draft, [_step(f"next-{place}", _packed(step), "next", None) for place, step in enumerate(steps)])


def _named(draft: Draft, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    named = {step["by"] for step in steps} | {person["id"] for step in steps for person in step["people"]}
    cards = person_cards(draft.instance.group_id, {found for name in named if (found := parse_id(str(name)))})
    names = {str(person): card.name for person, card in cards.items()}
    for step in steps:
        by = step.pop("by")
        step["added"] = None if by == str(draft.instance.initiator_id) else names.get(by)
        step["people"] = [person | {"name": names.get(person["id"], "")} for person in step["people"]]
    return steps


def _shown(route: Route, walks: dict[int, _Walk], before: int, *, over: bool) -> list[dict[str, Any]]:
    walk = walks.get(route.token) if route.token is not None else None
    if walk is None:
        walk = next((one for one in reversed(walks.values()) if one.node == route.node), _Walk(route.node))
    again = route.token is None and walk.ended == "cancelled" and not over
    begun = 0 if again else len(route.steps) if route.token is None else route.begun
    shown = []
    for place, step in enumerate(route.steps):
        visit = walk.visits.get(place) if place < begun else None
        state = "skipped" if over else "next"
        shown.append(visit or _step(f"next-{before + place}", _packed(step), state, None))
    return shown


def _packed(step: Any) -> dict[str, Any]:
    name, kind, people, by, beside = step
    return {"step": name, "kind": kind, "people": people, "by": by, "beside": beside}


def _walks(instance_id: UUID, seq: int) -> dict[int, _Walk]:
    """Every run of a free part with its visits, from the history."""
    walks: dict[int, _Walk] = {}
    nodes: dict[int, str] = {}
    visits: dict[int, dict[str, Any]] = {}
    items: dict[int, tuple[int, str]] = {}
    rows = execute(
        "SELECT at, engine FROM process_event WHERE instance_id = %s AND seq <= %s ORDER BY seq", [instance_id, seq]
    )
    for at, content in rows:
        for event in codec.load_events(bytes(content)):
            match event:
                case ev.Entered(token=token, scope=scope, data=data) if data and "people" in data:
                    walk = walks.setdefault(scope, _Walk(nodes.get(scope, "")))
                    visits[token] = walk.visits[data["place"]] = _step(f"visit-{token}", data, "current", at)
                case ev.Entered(token=token, node=node) | ev.Moved(token=token, node=node):
                    nodes[token] = node
                    if token in walks:
                        walks[token].node = node
                case ev.Left(token=token) | ev.Cancelled(token=token) if token in walks:
                    walks[token].ended = "cancelled" if isinstance(event, ev.Cancelled) else "left"
                case _:
                    _follow(event, at, visits, items)
    return walks


def _follow(event: Any, at: dt.datetime, visits: dict[int, dict[str, Any]], items: dict[int, tuple[int, str]]) -> None:
    """What an event says of a visit and of the people asked there."""
    match event:
        case ev.ItemOpened(item=item, token=token, person=person) if token in visits and person:
            items[item] = (token, person)
            _mark(visits[token], person, "current")
        case ev.ItemClosed(item=item, status=status) if item in items:
            token, person = items[item]
            _mark(visits[token], person, _PERSON.get(status, "skipped"))
        case ev.Left(token=token) if token in visits:
            visits[token] |= {"state": "done", "ended_at": at}
        case ev.Cancelled(token=token) if token in visits:
            visits[token] |= {"state": "skipped", "ended_at": at}


def _step(key: str, data: Any, state: str, at: dt.datetime | None) -> dict[str, Any]:
    waiting = "done" if data["kind"] == "cc" and state == "current" else "next"
    return {
        "key": key, "name": data["step"], "kind": data["kind"], "state": state, "beside": data["beside"],
        "by": data["by"], "started_at": at, "ended_at": None,
        "people": [{"id": person, "state": waiting} for person in data["people"]],
    }  # fmt: skip


def _mark(step: dict[str, Any], person: str, state: str) -> None:
    for entry in step["people"]:
        if entry["id"] == person:
            entry["state"] = state
            return
    step["people"].append({"id": person, "state": state})
