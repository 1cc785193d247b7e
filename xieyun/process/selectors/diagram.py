"""The process diagram of an instance: what is done, current, next, with handlers and times."""

from __future__ import annotations

import copy
from typing import Any
from uuid import UUID

from xieyun.kernel import json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.organization.selectors import person_cards
from xieyun.process import engine
from xieyun.process.engine import codec
from xieyun.process.engine import events as ev
from xieyun.process.free_processes import is_only_free
from xieyun.process.input import group_of
from xieyun.process.route_file import Task, draw
from xieyun.process.selectors.free_route import route_of
from xieyun.process.selectors.instances import find_instance
from xieyun.process.selectors.loading import draft_for_reading
from xieyun.process.selectors.prediction import predict
from xieyun.process.stepping.draft import Draft

# Every file that can be drawn has one, whatever prefix it gives to the namespace.
SHAPE = "BPMNShape"


def diagram(actor: Actor, instance_id: UUID) -> dict[str, Any]:
    """Return the BPMN file and, by element id, the state of each activity and the flows that were taken.

    Raises NotFound for an instance that is not the actor's to see.
    """
    find_instance(actor, instance_id)
    draft = draft_for_reading(actor, instance_id)
    if is_only_free(draft.loaded.compiled):
        return _drawn_route(draft)
    activities, flows = _walked(instance_id)
    live = {token.node for token in draft.state.tokens.values()} if draft.state is not None else set()
    for node in live:
        if node in activities:
            activities[node]["state"] = "current"
            activities[node]["ended_at"] = None
    _add_handlers(actor, instance_id, activities)
    xml = engine.decode_file(draft.loaded.compiled.xml)
    for entry in predict(draft):
        names = [handler["name"] for handler in entry["handlers"]]
        if activities.get(entry["activity"], {}).get("state") != "current":
            earlier = activities.get(entry["activity"], {})
            activities[entry["activity"]] = _empty("next") | {"handlers": names, "visits": earlier.get("visits", 0)}
    return {"xml": xml, "drawn": SHAPE in xml, "activities": activities, "flows": sorted(flows)}


def _drawn_route(draft: Draft) -> dict[str, Any]:
    steps = route_of(draft) or []
    xml, elements, taken = draw([
        Task(
            step["name"], step["kind"], step["beside"],
            begun=step["started_at"] is not None, over=step["state"] in ("done", "skipped"),
        )
        for step in steps
    ])  # fmt: skip
    activities = {
        element: _empty(step["state"])
        | {
            "handlers": [person["name"] for person in step["people"] if person["name"]],
            "started_at": step["started_at"],
            "ended_at": step["ended_at"],
            "visits": int(step["state"] != "next"),
        }
        for step, element in zip(steps, elements, strict=True)
    }
    return {"xml": xml, "drawn": True, "activities": activities, "flows": sorted(taken)}


def _empty(state: str) -> dict[str, Any]:
    return {"state": state, "handlers": [], "started_at": None, "ended_at": None, "visits": 0}


def _walked(instance_id: UUID) -> tuple[dict[str, dict[str, Any]], set[str]]:
    activities: dict[str, dict[str, Any]] = {}
    flows: set[str] = set()
    nodes: dict[int, str] = {}
    earlier: list[tuple[dict[str, dict[str, Any]], dict[int, str]]] = []
    rows = execute(
        "SELECT at, engine, verb, (details->'mapping')::text FROM process_event WHERE instance_id = %s ORDER BY seq",
        [instance_id],
    )
    for at, content, verb, mapped in rows:
        if verb == "migrate":
            mapping = json.loads(mapped.encode())
            earlier.append((copy.deepcopy(activities), dict(nodes)))
            activities = _renamed(activities, mapping)
            nodes = {token: mapping.get(node, node) for token, node in nodes.items()}
        elif verb == "migrate-back" and earlier:
            activities, nodes = earlier.pop()
        for event in codec.load_events(bytes(content)):
            match event:
                case ev.Entered(token=token, node=node, flow=flow) | ev.Arrived(token=token, node=node, flow=flow):
                    nodes[token] = node
                    entry = activities.setdefault(node, _empty("done"))
                    entry["started_at"] = entry["started_at"] or at
                    entry["visits"] += 1
                    if flow:
                        flows.add(flow)
                case ev.Left(token=token) | ev.Joined(token=token):
                    _end(activities, nodes, token, at, "done")
                case ev.Cancelled(token=token):
                    _end(activities, nodes, token, at, "skipped")
    return activities, flows


def _renamed(activities: dict[str, dict[str, Any]], mapping: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What was walked before a migration, by the names of the new version; the latest of two that became one counts."""
    renamed: dict[str, dict[str, Any]] = {}
    for node, entry in activities.items():
        target = mapping.get(node, node)
        visits = renamed.get(target, entry | {"visits": 0})["visits"] + entry["visits"]
        renamed[target] = entry | {"visits": visits}
    return renamed


def _end(activities: dict[str, dict[str, Any]], nodes: dict[int, str], token: int, at: Any, state: str) -> None:
    node = nodes.get(token)
    if node in activities:
        activities[node]["state"] = state
        activities[node]["ended_at"] = at


def _add_handlers(actor: Actor, instance_id: UUID, activities: dict[str, dict[str, Any]]) -> None:
    rows = execute(
        "SELECT w.activity_id, coalesce(w.assignee_id, c.person_id) FROM work_item w "
        "LEFT JOIN work_item_candidate c ON c.item_id = w.id AND w.assignee_id IS NULL "
        "WHERE w.instance_id = %s AND w.kind NOT IN ('notice', 'consult') AND w.status <> 'cancelled' "
        "ORDER BY w.received_at, w.id",
        [instance_id],
    )
    cards = person_cards(group_of(actor), {row[1] for row in rows if row[1] is not None})
    for activity, person in rows:
        entry = activities.get(activity)
        if entry is not None and person in cards and cards[person].name not in entry["handlers"]:
            entry["handlers"].append(cards[person].name)
