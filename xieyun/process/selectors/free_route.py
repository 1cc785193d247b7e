"""The route of a free process: what was done, what runs, what comes, and who put each step there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xieyun.kernel.database import execute
from xieyun.kernel.identifiers import parse_id
from xieyun.organization.selectors import person_cards
from xieyun.process.engine import State, codec
from xieyun.process.engine import events as ev
from xieyun.process.free_processes import is_free_process
from xieyun.process.stepping.draft import Draft

# What an item's closing means for its person.
_PERSON = {"done": "done", "returned": "done", "transferred": "handed-over"}


def route_of(draft: Draft) -> list[dict[str, Any]] | None:
    """Return the steps of a free process in order, or None for any other process.

    Each has `name`, `kind`, `state` (done, current, next, skipped), `beside` (at the same time as the one before),
    who `added` it, when it began and ended, and its `people` with the state of each.
    """
    if not is_free_process(draft.loaded.compiled):
        return None
    steps = _begun(draft.instance.id, draft.instance.seq)
    steps += _coming(draft.state, len(steps)) if draft.instance.status in ("running", "suspended") else []
    named = {step["by"] for step in steps} | {person["id"] for step in steps for person in step["people"]}
    cards = person_cards(draft.instance.group_id, {found for name in named if (found := parse_id(str(name)))})
    names = {str(person): card.name for person, card in cards.items()}
    for step in steps:
        by = step.pop("by")
        step["added"] = None if by == str(draft.instance.initiator_id) else names.get(by)
        step["people"] = [person | {"name": names.get(person["id"], "")} for person in step["people"]]
    return steps


def _begun(instance_id: UUID, seq: int) -> list[dict[str, Any]]:
    """The steps that have begun, from the history."""
    visits: dict[int, dict[str, Any]] = {}
    items: dict[int, tuple[int, str]] = {}
    rows = execute(
        "SELECT at, engine FROM process_event WHERE instance_id = %s AND seq <= %s ORDER BY seq", [instance_id, seq]
    )
    for at, content in rows:
        for event in codec.load_events(bytes(content)):
            match event:
                case ev.Entered(token=token, data=data) if data and "people" in data:
                    visits[token] = _step(f"visit-{token}", data, "current", at)
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
    return list(visits.values())


def _step(key: str, data: Any, state: str, at: Any) -> dict[str, Any]:
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


def _coming(state: State | None, begun: int) -> list[dict[str, Any]]:
    """The steps that have not begun, from the live state."""
    found: list[dict[str, Any]] = []
    for token in state.tokens.values() if state is not None else ():
        for name, kind, people, by, beside in (token.data or {}).get("route", ()) if token.phase == "in" else ():
            data = {"step": name, "kind": kind, "people": people, "by": by, "beside": beside}
            found.append(_step(f"next-{begun + len(found)}", data, "next", None))
    return found
