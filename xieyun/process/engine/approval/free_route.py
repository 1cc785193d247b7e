"""Free processes: the initiator and each handler extend the route of a `xieyun:free` ad-hoc sub-process.

The sub-process holds one user task as the pattern of a step (its form, field rights and policies). The token of the
sub-process keeps `route` (the steps to come), `now` and `last` (those that run, and those before them) and `taken`
(how many have begun). A step is [name, kind, persons, by, beside]: `by` put it there, and with `beside` it runs at the
same time as the step before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .. import commands as c
from .. import effects as f
from .. import events as e
from ..definition import Node
from ..errors import EngineError
from ..run import Run
from ..visit import complete
from .assignment import ask, open_item

MAXIMUM_STEPS = 200
MAXIMUM_PERSONS = 200
KINDS = ("all", "any", "sequence", "cc")


def begin_route(run: Run, number: int, node: Node) -> None:
    """Begin: the first step, or ask the initiator to lay out a route."""
    route = _initial(run, number)
    run.emit(e.Changed(number, "in", {**(run.state.tokens[number].data or {}), "route": route}))
    if route:
        next_step(run, number, node)
        return
    initiator = run.state.initiator
    open_item(run, number, node, c.Signer(initiator) if initiator else None, kind="route")


def _initial(run: Run, number: int) -> list[Any]:
    """A route given with the variables at the start: [{"name", "persons": [...], "kind", "beside"}]."""
    given = run.data(run.state.tokens[number].scope, number).get("route")
    if not isinstance(given, list):
        return []
    steps = [
        c.RouteStep(
            str(step.get("name") or ""),
            tuple(str(person) for person in step.get("persons", ())),
            str(step.get("kind") or "all"),
            bool(step.get("beside")),
        )
        for step in given
        if isinstance(step, dict)
    ]
    return _packed(steps, run.state.initiator or "")


def _packed(steps: Iterable[c.RouteStep], by: str) -> list[Any]:
    packed = []
    for step in steps:
        if step.kind not in KINDS:
            raise EngineError("route-kind-unknown", kind=step.kind)
        if len(step.persons) > MAXIMUM_PERSONS:
            raise EngineError("route-step-too-large", limit=MAXIMUM_PERSONS)
        if step.persons:
            packed.append([step.name, step.kind, list(dict.fromkeys(step.persons)), by, step.beside])
    if len(packed) > MAXIMUM_STEPS:
        raise EngineError("route-too-long", limit=MAXIMUM_STEPS)
    return packed


def extend_route(run: Run, command: c.ExtendRoute) -> None:
    """Add steps: next (after those that run now), at the end of the route, or beside those that run now."""
    number = _route_token(run, command)
    data = dict(run.state.tokens[number].data or {})
    steps = _packed(command.steps, command.by)
    if not steps:
        raise EngineError("route-without-steps")
    old = list(data["route"])
    if data.get("taken", 0) + len(old) + len(steps) > MAXIMUM_STEPS:
        raise EngineError("route-too-long", limit=MAXIMUM_STEPS)
    if command.where == "beside":
        steps = [[*step[:4], True] for step in steps]
        now = [*data.get("now", ()), *steps]
        run.emit(e.Changed(number, "in", {**data, "now": now, "taken": data.get("taken", 0) + len(steps)}))
        for step in steps:
            _begin_step(run, number, step)
        return
    steps[0][4] = False
    route = [*steps, *old] if command.where == "next" else [*old, *steps]
    run.emit(e.Changed(number, "in", {**data, "route": route}))


def _route_token(run: Run, command: c.ExtendRoute) -> int:
    free = [
        number
        for number, token in run.state.tokens.items()
        if token.phase == "in" and token.data is not None and "route" in token.data
    ]
    if command.item is not None:
        from .completing import VOTING, get_item

        item = get_item(run, command.item, command.by)
        if item.kind not in VOTING and item.kind != "route":
            raise EngineError("verb-not-for-kind", kind=item.kind)
        free = [number for number in free if number in (item.token, run.state.tokens[item.token].scope)]
    elif command.by != run.state.initiator:
        raise EngineError("only-initiator")
    if not free:
        raise EngineError("not-a-free-process")
    return free[-1]


def next_step(run: Run, number: int, node: Node) -> None:
    """Begin the next step of the route with those beside it, or leave the free sub-process."""
    if run.state.open_items(number) or run.children(number):
        return
    data = dict(run.state.tokens[number].data or {})
    route = list(data.get("route", ()))
    while route:
        group = [route.pop(0)]
        while route and route[0][4]:
            group.append(route.pop(0))
        data |= {"route": route, "last": _waited_for(data), "now": group, "taken": data.get("taken", 0) + len(group)}
        run.emit(e.Changed(number, "in", data))
        for step in group:
            _begin_step(run, number, step)
        if run.children(number):
            return
    complete(run, number, node)


def _waited_for(data: Mapping[str, Any]) -> list[Any]:
    """The steps that were the last ones, with those before them when nobody had to act on them."""
    now = data.get("now", [])
    return [*data.get("last", ()), *now] if all(step[1] == "cc" for step in now) else now


def _begin_step(run: Run, number: int, step: list[Any]) -> None:
    """Open one visit of the pattern; people who are only told are told, and the visit is over."""
    pattern = _pattern(run.node(run.state.tokens[number]))
    visit = run.state.next
    data = _visit_data(step)
    if step[1] == "cc":
        run.emit(e.Entered(visit, pattern.id, number, "run", None, data))
        run.effect(f.Inform(pattern.id, step[0] or pattern.name, tuple(step[2]), step[3] or None))
        run.emit(e.Left(visit))
        return
    run.emit(e.Entered(visit, pattern.id, number, "ask", None, data))
    ask(run, visit, pattern)


def _visit_data(step: list[Any]) -> dict[str, Any]:
    name, kind, persons, by, beside = step
    return {"step": name, "kind": kind, "people": persons, "by": by, "beside": beside}


def is_free(node: Node) -> bool:
    """Whether a node is the pattern of a free route: it runs only as a step of the route."""
    owner = node.container.owner
    return owner is not None and bool(owner.properties.get("free"))


def step_back(run: Run, scope: int) -> None:
    """The steps that run now give way to those before them, and come again afterwards."""
    data = dict(run.state.tokens[scope].data or {})
    if not [step for step in data.get("last", ()) if step[1] != "cc"]:
        raise EngineError("return-nothing-before")
    run.cancel_children(scope)
    route = [*data["last"], *data["now"], *data["route"]]
    taken = data["taken"] - len(data["now"]) - len(data["last"])
    run.emit(e.Changed(scope, "in", {**data, "route": route, "now": [], "last": [], "taken": taken}))
    next_step(run, scope, run.node(run.state.tokens[scope]))


def taken_back(run: Run, scope: int, by: str) -> Mapping[str, Any] | None:
    """Put the steps that a decision led to back on the route; the data of the visit that is open again.

    None when the scope is no free route.
    """
    owner = run.state.tokens.get(scope)
    if owner is None or not owner.data or "route" not in owner.data:
        return None
    data = dict(owner.data)
    last, now = data.get("last", []), data.get("now", [])
    again = next((step for step in last if by in step[2]), last[0] if last else None)
    taken = data["taken"] - len(now)
    run.emit(e.Changed(scope, "in", {**data, "route": [*now, *data["route"]], "now": last, "last": [], "taken": taken}))
    return _visit_data(again) if again is not None else None


def _pattern(node: Node) -> Node:
    pattern = next((inner for inner in node.inside.nodes.values() if inner.type == "userTask"), None)
    if pattern is None:
        raise EngineError("free-without-task", activity=node.name or node.id)
    return pattern
