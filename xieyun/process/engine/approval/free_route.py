"""Free processes: the initiator and each handler extend the route of a `xieyun:free` ad-hoc sub-process.

The sub-process holds one user task as the pattern of a step (its form and field rights); steps wait in the data
of the sub-process token and are handled one after the other.
"""

from __future__ import annotations

from typing import Any

from .. import commands as c
from .. import events as e
from ..definition import Node
from ..errors import EngineError
from ..run import Run
from ..visit import complete
from .assignment import open_item, pack, unpack

MAXIMUM_STEPS = 200


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
    """A route given with the variables at the start: [{"name", "persons": [...], "kind"}]."""
    given = run.data(run.state.tokens[number].scope, number).get("route")
    if not isinstance(given, list):
        return []
    steps = [
        c.RouteStep(
            str(step.get("name") or ""),
            tuple(c.Signer(str(person)) for person in step.get("persons", ())),
            str(step.get("kind") or "all"),
        )
        for step in given
        if isinstance(step, dict)
    ]
    return _packed(steps)


def _packed(steps: Any) -> list[Any]:
    return [[step.name, step.kind, [pack(signer) for signer in step.signers]] for step in steps if step.signers]


def extend_route(run: Run, command: c.ExtendRoute) -> None:
    """Add steps: after the one that runs now, or at the end of the route."""
    number = _route_token(run, command)
    token = run.state.tokens[number]
    data = dict(token.data or {})
    steps = _packed(command.steps)
    if not steps:
        raise EngineError("route-without-steps")
    old = list(data.get("route", ()))
    route = [*steps, *old] if command.after_me else [*old, *steps]
    if len(route) > MAXIMUM_STEPS:
        raise EngineError("route-too-long", limit=MAXIMUM_STEPS)
    run.emit(e.Changed(number, "in", {**data, "route": route}))


def _route_token(run: Run, command: c.ExtendRoute) -> int:
    free = [
        number
        for number, token in run.state.tokens.items()
        if token.phase == "in" and token.data is not None and "route" in token.data
    ]
    if command.item is not None:
        item = run.state.items.get(command.item)
        if item is None:
            raise EngineError("item-not-open", item=command.item)
        if item.person is not None and item.person != command.by:
            raise EngineError("not-your-item", item=command.item)
        token = run.state.tokens[item.token]
        free = [number for number in free if number in (item.token, token.scope)]
    elif command.by != run.state.initiator:
        raise EngineError("only-initiator")
    if not free:
        raise EngineError("not-a-free-process")
    return free[-1]


def next_step(run: Run, number: int, node: Node) -> None:
    """Open the next step of the route, or leave the free sub-process."""
    if run.state.open_items(number) or run.children(number):
        return
    data = dict(run.state.tokens[number].data or {})
    route = list(data.get("route", ()))
    if not route:
        complete(run, number, node)
        return
    name, kind, signers = route[0]
    run.emit(e.Changed(number, "in", {**data, "route": route[1:]}))
    pattern = _pattern(node)
    visit = run.state.next
    run.emit(e.Entered(visit, pattern.id, number, "open", None, {"kind": kind} if kind != "all" else None))
    people = [unpack(entry) for entry in signers]
    if kind == "sequence" and len(people) > 1:
        run.emit(e.Changed(visit, "open", {"kind": kind, "queue": [pack(signer) for signer in people[1:]]}))
        people = people[:1]
    for position, signer in enumerate(people):
        open_item(run, visit, pattern, signer, position=position, name=name or pattern.name)


def _pattern(node: Node) -> Node:
    pattern = next((inner for inner in node.inside.nodes.values() if inner.type == "userTask"), None)
    if pattern is None:
        raise EngineError("free-without-task", activity=node.name or node.id)
    return pattern
