"""Start events and boundary events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import events as e
from ..definition import Container, Node
from ..graph_entries import entries
from ..run import Move, Run
from ..subscriptions import open_event_subprocesses, trigger, watch
from ..visit import begin, complete, enter, run_hooks
from .base import Processor


class StartEvent(Processor):
    """A none start goes on at once; others are entered only when they begin or wait to begin."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Go on; the instance has begun."""
        name = node.properties.get("initiator")
        if name and run.state.initiator:
            run.assign(number, {name: run.state.initiator})
        complete(run, number, node)

    def trigger(self, run: Run, number: int, node: Node, values: Mapping[str, Any]) -> None:
        """The event that this instance waited for to begin; the other starts are void."""
        scope = run.state.tokens[number].scope
        for other in run.children(scope):
            token = run.state.tokens[other]
            if other != number and token.phase == "wait" and run.node(token).type == "startEvent":
                run.cancel(other)
        if node.hooks:
            run.assign(number, values)
            if not run_hooks(run, number, node, "before"):
                return
        complete(run, number, node, values)


class BoundaryEvent(Processor):
    """Entered when it has happened; goes on at once."""


def boundary(run: Run, host: int, event: Node, values: Mapping[str, Any]) -> None:
    """A boundary event happened at the visit of its activity."""
    token = run.state.tokens[host]
    scope = token.scope
    if event.interrupting:
        if run.definition.dialect.outputs_when_ended:
            _map_outputs(run, host, scope)
        run.cancel(host)
    if values and event.outputs and run.definition.dialect.events_map_caught:
        enter_with(run, event, scope, values)
        return
    if values:
        run.assign(scope, values)
    enter(run, event, scope, None)


def enter_with(run: Run, event: Node, scope: int, values: Mapping[str, Any]) -> None:
    """Enter an event that keeps what it caught to itself; its output mappings say what leaves it."""
    number = run.state.next
    run.emit(e.Entered(number, event.id, scope, "run"))
    run.assign(number, values, local=True)
    run.current = number
    begin(run, number, event)


def _map_outputs(run: Run, host: int, scope: int) -> None:
    """Output mappings that count also when an event ends their activity; what has no value is left."""
    node = run.node(run.state.tokens[host])
    if node.outputs and node.loop is None:
        values = run.mapped(node.outputs, host)
        run.assign(scope, {name: value for name, value in values.items() if value is not None})


def start_caught(run: Run, container: Container, caught: Node) -> None:
    """Begin a process by what a receive task, or an event after a gateway, has caught: both are marked to instantiate.

    A parallel gateway goes on waiting for its other events.
    """
    if container.hooks or "initial" in container.data:
        _prepare(run, 0, container)
    open_event_subprocesses(run, 0)
    gateways = (flow.source for flow in caught.incoming if flow.source.event_gateway_instantiate)
    holder = next(gateways, caught)
    number = run.state.next
    run.emit(e.Entered(number, holder.id, 0, "wait"))
    run.current = number
    if holder.parallel_multiple:
        for flow in holder.outgoing:
            if flow.target is not caught:
                watch(run, number, flow.target)
    trigger(run, number, caught, {}, next(iter(caught.events), None))


def start_scope(
    run: Run, scope: int, container: Container, start_event: str | None = None, *, by_event: bool = False
) -> None:
    """Begin a process or sub-process: its start event, or all activities without incoming flow.

    A process that begins `by_event` waits at the starts with events and passes its none start over.
    """
    if container.hooks or "initial" in container.data:
        _prepare(run, scope, container)
    before = len(run.agenda)
    open_event_subprocesses(run, scope)
    at_once = run.agenda[before:]
    begin = entries(container)
    if start_event is not None:
        begin = [container.nodes[start_event]]
    elif container.starts:
        plain = [node for node in begin if not node.events]
        if plain and not by_event:
            begin = plain
        elif container.owner is None or container.owner.type == "participant":
            for node in begin:
                if node.events:
                    wait_at(run, node, scope)
            return
    for node in reversed(begin):
        run.push(scope, _entering(run, node, scope))
    run.sooner(at_once)


def _prepare(run: Run, scope: int, container: Container) -> None:
    """What the file says of the beginning of a process: initial values of its data, and its listeners."""
    give_initial(run, scope, container)
    if container.hooks:
        from .scripts import run_hooks_of

        run_hooks_of(run, scope, container, "before")


def give_initial(run: Run, scope: int, container: Container) -> None:
    """Initial values of the data of a process or sub-process that has just begun."""
    known = run.state.locals.get(scope, {}) if scope else run.state.variables
    initial = container.data.get("initial", {})
    run.assign(scope, {name: value for name, value in initial.items() if name not in known}, local=True)


def _entering(run: Run, node: Node, scope: int) -> Move:
    return lambda: enter(run, node, scope, None)


def wait_at(run: Run, node: Node, scope: int) -> None:
    """Wait for the event that begins a process."""
    number = run.state.next
    run.emit(e.Entered(number, node.id, scope, "wait"))
    run.current = number
    watch(run, number, node)
