"""Sub-processes of every kind, event sub-processes and pools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import conversations
from .. import events as e
from ..definition import Container, Node
from ..graph_entries import entries
from ..notation import variable_of
from ..run import Move, Run
from ..state import State
from ..subscriptions import open_boundary, received
from ..visit import _map_outputs, ad_hoc_satisfied, complete, drop_compensations, ended, enter
from .base import Processor
from .conditional_ways import due, unconditional
from .starts import enter_with, give_initial, start_scope


class SubProcess(Processor):
    """An embedded sub-process: its token owns a scope while it runs."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Begin inside."""
        run.emit(e.Changed(number, "in", run.state.tokens[number].data))
        if not entries(node.inside):
            complete(run, number, node)
            return
        start_scope(run, number, node.inside)

    def trigger(self, run: Run, number: int, node: Node, values: Mapping[str, Any]) -> None:
        """Finish from outside (repair): everything inside is cancelled."""
        run.cancel_children(number)
        complete(run, number, node, values)


class Transaction(SubProcess):
    """A sub-process that a cancel end event can undo."""


class AdHocSubProcess(SubProcess):
    """Activities in any order; ends when its condition holds or nothing is left to do."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Offer the activities that can begin."""
        if node.properties.get("free"):
            from ..approval.free_route import begin_route

            begin_route(run, number, node)
            return
        run.emit(e.Changed(number, "in", run.state.tokens[number].data))
        if node.gathers is not None:
            result = variable_of(node.gathers[1])
            run.assign(number, {node.gathers[0]: [], **({result: None} if result else {})}, local=True)
        first = unconditional(run, node)
        if "by name" in node.properties:
            marked = node.properties["by name"].split()
            first = [activity for activity in first if activity.id in marked]
            if not first:
                run.emit(e.Changed(number, "wait", run.state.tokens[number].data))
                return
        if node.activation is not None:
            wanted = run.evaluate(node.activation, number) or ()
            if isinstance(wanted, str):  # Operaton writes names with commas between them
                wanted = [name.strip() for name in wanted.split(",")]
            if not isinstance(wanted, list | tuple):
                raise ValueError("the activities to begin are no list")
            first = [node.inside.nodes[name] for name in wanted if name in node.inside.nodes]
        if node.ordering == "sequential" and len(first) > 1:
            names = [activity.id for activity in first[1:]]
            run.emit(e.Changed(number, "in", {**(run.state.tokens[number].data or {}), "later": names}))
            first = first[:1]
        first = [*first, *due(run, number, node)]
        if not first:
            self._nothing_left(run, number, node)
            return
        for activity in reversed(first):
            run.push(number, _entering(run, activity, number))

    def inside_done(self, run: Run, number: int, node: Node) -> None:
        """Take the next activity of a sequential one, or finish."""
        if node.properties.get("free"):
            from ..approval.free_route import next_step

            next_step(run, number, node)
            return
        data = dict(run.state.tokens[number].data or {})
        later = data.get("later") or []
        if later and not ad_hoc_satisfied(run, number, node):
            run.emit(e.Changed(number, "in", {**data, "later": later[1:]}))
            run.push(number, _entering(run, node.inside.nodes[later[0]], number))
            return
        self._nothing_left(run, number, node)

    def _nothing_left(self, run: Run, number: int, node: Node) -> None:
        """Finish; one with Operaton's `autoComplete="false"` waits until somebody says that it is over."""
        if node.properties.get("stays") and (node.completion is None or not ad_hoc_satisfied(run, number, node)):
            run.emit(e.Changed(number, "wait", run.state.tokens[number].data))
            return
        complete(run, number, node)


def begin_due(run: Run, number: int, node: Node) -> None:
    """Begin the ways through an ad-hoc sub-process whose condition holds now."""
    for activity in reversed(due(run, number, node)):
        run.push(number, _entering(run, activity, number))


def by_name(run: Run, name: str) -> list[tuple[int, Node]]:
    """The activities of jBPM's ad-hoc sub-processes that a signal of their name begins, as (sub-process, activity)."""
    return [
        (number, activity)
        for number, token in run.state.tokens.items()
        if token.phase in ("in", "wait") and "by name" in (node := run.node(token)).properties
        for activity in entries(node.inside)
        if name in (activity.name, activity.id)
    ]


def begin_by_name(run: Run, name: str) -> int:
    """Begin the activities of that name; how many there are."""
    found = by_name(run, name)
    for number, activity in found:
        token = run.state.tokens[number]
        if token.phase == "wait":
            run.emit(e.Changed(number, "in", token.data))
        run.push(number, _entering(run, activity, number))
    return len(found)


def _entering(run: Run, node: Node, scope: int) -> Move:
    return lambda: enter(run, node, scope, None)


class EventSubProcess(Processor):
    """Begun by its event, not by flows."""

    def inside_done(self, run: Run, number: int, node: Node) -> None:
        """It is over; when it interrupted, so is what it interrupted."""
        scope, data = run.state.tokens[number].scope, run.state.tokens[number].data
        run.cancel_timers(number)
        if node.outputs:
            _map_outputs(run, number, node, node.outputs)
        if run.state.compensations:
            drop_compensations(run, number)
        run.emit(e.Left(number))
        if data and "undo" in data:
            from .compensation import handler_done

            handler_done(run, int(data["undo"]))
            return
        ended(run, scope)


def start_event_subprocess(run: Run, scope: int, start: Node, values: Mapping[str, Any]) -> None:
    """The event of an event sub-process happened in a scope."""
    node = start.container.holder
    number = run.state.next
    data = {"interrupts": True} if start.interrupting else None
    if start.interrupting:
        for timer in [key for key, entry in run.state.timers.items() if entry.token == scope]:
            _stop_timer(run, timer)
        run.cancel_children(scope)
        run.agenda[:] = [entry for entry in run.agenda if entry[0] in (0, *run.state.tokens) and entry[0] != scope]
        run.pending[scope] = 0
    run.emit(e.Entered(number, node.id, scope, "in", None, data))
    run.current = number
    if node.boundary:  # the standard knows none there; Flowable does
        open_boundary(run, number, node)
    give_initial(run, number, node.inside)
    keeps = bool(start.outputs) and run.definition.dialect.events_map_caught
    if values and not keeps:
        run.assign(number, values, local=any(entry.kind == "error" and entry.scoped for entry in start.events))
    if node.inputs:
        run.assign(number, run.mapped(node.inputs, number), local=True)
    run.push(number, (lambda: enter_with(run, start, number, values)) if keeps else _entering(run, start, number))


def _stop_timer(run: Run, timer: int) -> None:
    from .. import effects as f

    host = run.state.tokens.get(run.state.timers[timer].token)
    node = run.node(host) if host is not None else None
    if node is not None and any(event.id == run.state.timers[timer].node for event in node.boundary):
        return  # a boundary timer of the sub-process itself goes on
    run.emit(e.TimerClosed(timer))
    run.effect(f.CancelTimer(timer))


class Participant(SubProcess):
    """A pool of a collaboration: a process of its own beside others."""

    def inside_done(self, run: Run, number: int, node: Node) -> None:
        """The pool's process is over; what it knew is known of the instance."""
        run.assign(0, learned(run.state, number), local=True)
        run.emit(e.Left(number))
        ended(run, 0)


def learned(state: State, pool: int) -> dict[str, Any]:
    """What a pool knows beyond what it began with."""
    began = (state.tokens[pool].data or {}).get("began", {})
    known = state.locals.get(pool, {})
    return {name: value for name, value in known.items() if name not in began or began[name] != value}


def happened_apart(run: Run, scope: int, event: Node, values: Mapping[str, Any]) -> None:
    """An event to which no flow leads has happened: a token of its own goes on from there."""
    number = run.state.next
    run.emit(e.Entered(number, event.id, scope, "wait"))
    run.current = number
    complete(run, number, event, values)


def entered_pool(run: Run, pool: Node, known: Mapping[str, Any], values: Mapping[str, Any], phase: str = "in") -> int:
    """A pool begins, with what is known of the instance and what a message carries."""
    number = run.state.next
    began = dict(known)
    run.emit(e.Entered(number, pool.id, 0, phase, None, {"began": began} if began else None))
    run.current = number
    run.assign(number, {**began, **values}, local=True)
    return number


def _begins_at(pool: Container, target: str) -> bool:
    """Whether a message for an element begins a pool: a start event, or the first element of one without."""
    node = pool.nodes.get(target)
    return node is not None and (node in pool.starts or (not pool.starts and not node.incoming))


def _received(run: Run, node: Node, scope: int) -> Move:
    """A receive task that begins its pool has its message already."""

    def move() -> None:
        number = run.state.next
        run.emit(e.Entered(number, node.id, scope, "wait"))
        complete(run, number, node)

    return move


def begin_waiting_pool(run: Run, pool: Node, start: Node) -> int:
    """Begin a pool that begins only by events; the token that waits at one of its start events."""
    number = entered_pool(run, pool, run.state.variables, {})
    start_scope(run, number, pool.inside)
    return next(child for child in run.children(number) if run.node(run.state.tokens[child]) is start)


def begin_pool(run: Run, target: str, values: Mapping[str, Any]) -> bool:
    """A message for a pool that has not begun: begin it at that start event (or at its start)."""
    pools = [node for node in run.definition.root.nodes.values() if node.type == "participant"]
    for pool in pools:
        if pool.id == target or _begins_at(pool.inside, target):
            begun = pool.inside.nodes.get(target)
            carried = received(run, begun, values) if begun is not None else conversations.without_keys(values)
            number = entered_pool(run, pool, run.state.variables, carried)
            if begun is not None:
                conversations.begun(run, number, begun, values)
            if pool.id == target:
                start_scope(run, number, pool.inside)
            elif pool.inside.nodes[target].type == "receiveTask":
                run.push(number, _received(run, pool.inside.nodes[target], number))
            else:
                run.push(number, _entering(run, pool.inside.nodes[target], number))
            return True
    return False
