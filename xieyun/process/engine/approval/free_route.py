"""Free processes: the initiator and each handler extend the route of a `xieyun:free` ad-hoc sub-process.

The sub-process holds one user task as the pattern of a step (its form, field rights and policies). The token of the
sub-process keeps the whole `route` and how many of its steps have begun (`next`); each visit of the pattern knows its
`place`. A step is [name, kind, persons, by, beside]: `by` put it there, and with `beside` it runs at the same time
as the step before it. Steps are only ever put behind those that have begun, so the place of a begun step stays.

When the free part stops running, by a return, an end or because it is done, its route is kept in the state, with what
was added on the way: walked again, it starts from there (`go_back` and `ask_back` return inside it).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .. import commands as c
from .. import effects as f
from .. import events as e
from ..definition import Definition, Node
from ..errors import EngineError
from ..run import Run
from ..state import State
from ..visit import complete
from .assignment import ask, open_item

MAXIMUM_STEPS = 200
MAXIMUM_PERSONS = 200
KINDS = ("all", "any", "sequence", "cc")


def begin_route(run: Run, number: int, node: Node) -> None:
    """Begin: the first step of the route kept or given, or ask the initiator to lay one out."""
    kept = run.state.routes.get(node.id)
    route = list(kept) if kept is not None else _initial(run, number)
    run.emit(e.Changed(number, "in", {**(run.state.tokens[number].data or {}), "route": route, "next": 0}))
    if kept is not None:
        run.emit(e.RouteResumed(node.id))
    if route:
        next_step(run, number, node)
        return
    initiator = run.state.initiator
    open_item(run, number, node, c.Signer(initiator) if initiator else None, kind="route")


def _initial(run: Run, number: int) -> list[Any]:
    """A route given with the variables at the start: [{"name", "persons": [...], "kind", "beside"}]."""
    return _given(run.data(run.state.tokens[number].scope, number), run.state)


def _given(data: Mapping[str, Any], state: State) -> list[Any]:
    given = data.get("route")
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
    return _packed(steps, state.initiator or "")


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
    data = run.state.tokens[number].data or {}
    steps = _packed(command.steps, command.by)
    if not steps:
        raise EngineError("route-without-steps")
    route, begun = data["route"], data["next"]
    if len(route) + len(steps) > MAXIMUM_STEPS:
        raise EngineError("route-too-long", limit=MAXIMUM_STEPS)
    if command.where == "beside":
        steps = [[*step[:4], True] for step in steps]
        run.emit(e.RouteExtended(number, begun, steps))
        run.emit(e.RouteWalked(number, begun + len(steps)))
        for place, step in enumerate(steps, begun):
            _begin_step(run, number, place, step)
        return
    steps[0][4] = False
    run.emit(e.RouteExtended(number, begun if command.where == "next" else len(route), steps))


def _route_token(run: Run, command: c.ExtendRoute) -> int:
    free = _running(run.state)
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


def _running(state: State) -> list[int]:
    return [
        number
        for number, token in state.tokens.items()
        if token.phase == "in" and token.data is not None and "route" in token.data
    ]


def lay_route(run: Run, command: c.LayRoute) -> None:
    """The initiator, to whom the work came back, changes what is still to be walked of the route.

    That is the whole route when it starts again, and the steps to come when the work goes straight back. A step that
    stays as it was keeps who put it there.
    """
    from .completing import get_item

    item = get_item(run, command.item, command.by)
    if item.kind != "resubmit":
        raise EngineError("verb-not-for-kind", kind=item.kind)
    node, number, route, begun = to_lay(run.definition, run.state)
    steps = _packed(command.steps, command.by)
    if number is None and all(step[1] == "cc" for step in steps):
        raise EngineError("route-without-steps")
    if begun + len(steps) > MAXIMUM_STEPS:
        raise EngineError("route-too-long", limit=MAXIMUM_STEPS)
    if steps:
        steps[0][4] = False
    _keep_authors(steps, route[begun:])
    if number is None:
        run.emit(e.RouteKept(node, steps))
        return
    run.emit(e.Changed(number, "in", {**(run.state.tokens[number].data or {}), "route": [*route[:begun], *steps]}))


class Route(NamedTuple):
    """A route of an instance: of which free part, by which token it runs (None: not now), how many steps have begun."""

    node: str
    token: int | None
    steps: Sequence[Any]
    begun: int


def to_lay(definition: Definition, state: State) -> Route:
    """The route that the initiator can lay out now. Raises EngineError where there is none."""
    known = routes_of(state)
    if known:
        return known[-1]
    name = _only_free_part(definition)
    if name is None:
        raise EngineError("not-a-free-process")
    return Route(name, None, _given(state.variables, state), 0)


def routes_of(state: State) -> list[Route]:
    """The routes that an instance has: those kept between two walks and at the end, then those that run."""
    kept = [Route(name, None, steps, 0) for name, steps in state.routes.items()]
    return kept + [_route(state, number) for number in _running(state)]


def _route(state: State, number: int) -> Route:
    token = state.tokens[number]
    data = token.data or {}
    return Route(token.node, number, data["route"], data["next"])


def _only_free_part(definition: Definition) -> str | None:
    found = [node.id for node in definition.activities.values() if node.properties.get("free")]
    return found[0] if len(found) == 1 else None


def _keep_authors(steps: list[Any], before: Iterable[list[Any]]) -> None:
    authors: dict[tuple[Any, ...], list[str]] = {}
    for name, kind, persons, by, _ in before:
        authors.setdefault((name, kind, *persons), []).append(by)
    for step in steps:
        known = authors.get((step[0], step[1], *step[2]))
        if known:
            step[3] = known.pop(0)


def next_step(run: Run, number: int, node: Node) -> None:
    """Begin the next step of the route with those beside it, or leave the free sub-process."""
    if run.state.open_items(number) or run.children(number):
        return
    data = run.state.tokens[number].data or {}
    route, place = data["route"], data["next"]
    while place < len(route):
        end = _end_of_group(route, place)
        run.emit(e.RouteWalked(number, end))
        for at in range(place, end):
            _begin_step(run, number, at, route[at])
        if run.children(number):
            return
        place = end
    run.keep_route(number)
    complete(run, number, node)


def _end_of_group(route: Sequence[list[Any]], place: int) -> int:
    end = place + 1
    while end < len(route) and route[end][4]:
        end += 1
    return end


def _start_of_group(route: Sequence[list[Any]], place: int) -> int:
    while place > 0 and route[place][4]:
        place -= 1
    return place


def _group_before(route: Sequence[list[Any]], place: int) -> list[int]:
    """The places of the last steps before a group on which somebody had to act; empty at the beginning."""
    while place > 0:
        start = _start_of_group(route, place - 1)
        acting = [at for at in range(start, place) if route[at][1] != "cc"]
        if acting:
            return acting
        place = start
    return []


def _begin_step(run: Run, number: int, at: int, step: list[Any], back: int | None = None) -> None:
    """Open one visit of the pattern; people who are only told are told, and the visit is over."""
    pattern = _pattern(run.node(run.state.tokens[number]))
    visit = run.state.next
    data = _visit_data(at, step) | ({} if back is None else {"back": back})
    if step[1] == "cc":
        run.emit(e.Entered(visit, pattern.id, number, "run", None, data))
        run.effect(f.Inform(pattern.id, step[0] or pattern.name, tuple(step[2]), step[3] or None))
        run.emit(e.Left(visit))
        return
    run.emit(e.Entered(visit, pattern.id, number, "ask", None, data))
    ask(run, visit, pattern)


def _visit_data(at: int, step: list[Any]) -> dict[str, Any]:
    name, kind, persons, by, beside = step
    return {"place": at, "step": name, "kind": kind, "people": persons, "by": by, "beside": beside}


def is_free(node: Node) -> bool:
    """Whether a node is the pattern of a free route: it runs only as a step of the route."""
    owner = node.container.owner
    return owner is not None and bool(owner.properties.get("free"))


def step_target(pattern: str, at: int) -> str:
    """How a return names a step of a route; no id of an element has a colon."""
    return f"{pattern}:{at}"


def steps_before(run: Run, visit: int) -> list[int]:
    """The places of the steps that the work at a visit of the pattern can be returned to, the latest first."""
    token = run.state.tokens[visit]
    owner = run.state.tokens.get(token.scope)
    if owner is None or owner.data is None or "route" not in owner.data or "place" not in (token.data or {}):
        return []
    route = owner.data["route"]
    here = _start_of_group(route, (token.data or {})["place"])
    return [at for at in reversed(range(here)) if route[at][1] != "cc"]


def group_before(run: Run, visit: int) -> list[int]:
    """The places of the steps just before those that run with a visit: what "previous" means."""
    token = run.state.tokens[visit]
    route = (run.state.tokens[token.scope].data or {})["route"]
    return _group_before(route, _start_of_group(route, (token.data or {})["place"]))


def places_meant(run: Run, visit: int, target: str) -> list[int] | None:
    """The places of a route that a return from a visit means: a step, or all of those before.

    None when it means something outside the route. Raises EngineError for a step that does not lie before.
    """
    token = run.state.tokens[visit]
    if "place" not in (token.data or {}) or not is_free(run.node(token)):
        return None
    if target == "previous":
        found = group_before(run, visit)
        if not found:
            raise EngineError("return-nothing-before")
        return found
    for at in steps_before(run, visit):
        if target == step_target(token.node, at):
            return [at]
    if target.startswith(f"{token.node}:"):
        raise EngineError("return-not-before", target=target)
    return None


def go_back(run: Run, visit: int, places: Sequence[int]) -> None:
    """What runs now gives way to steps before it; those after them, the added ones, too, come again."""
    scope = run.state.tokens[visit].scope
    run.cancel_children(scope)
    route = (run.state.tokens[scope].data or {})["route"]
    run.emit(e.RouteWalked(scope, _end_of_group(route, places[-1])))
    for at in places:
        _begin_step(run, scope, at, route[at])


def ask_back(run: Run, visit: int, places: Sequence[int]) -> None:
    """One step before is handled again, while the visit waits aside for it."""
    token = run.state.tokens[visit]
    route = (run.state.tokens[token.scope].data or {})["route"]
    by = token.cause[2] if token.cause is not None else None
    at = next((place for place in places if by in route[place][2]), places[-1])
    _begin_step(run, token.scope, at, route[at], visit)


def taken_back(run: Run, scope: int, by: str) -> Mapping[str, Any] | None:
    """The steps that a decision led to are to come again; the data of the visit that is open again.

    None when the scope is no free route.
    """
    owner = run.state.tokens.get(scope)
    if owner is None or not owner.data or "route" not in owner.data:
        return None
    route = owner.data["route"]
    start = _start_of_group(route, owner.data["next"] - 1)
    before = _group_before(route, start)
    run.emit(e.RouteWalked(scope, start))
    again = next((at for at in before if by in route[at][2]), before[0] if before else None)
    return _visit_data(again, route[again]) if again is not None else None


def _pattern(node: Node) -> Node:
    pattern = next((inner for inner in node.inside.nodes.values() if inner.type == "userTask"), None)
    if pattern is None:
        raise EngineError("free-without-task", activity=node.name or node.id)
    return pattern
