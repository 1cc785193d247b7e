"""End events: none, terminate, error, escalation, signal, message, compensation, cancel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import events as e
from ..definition import Node
from ..run import Run
from ..visit import complete
from . import throwing
from .base import Processor
from .loops import finish


class EndEvent(Processor):
    """Throws what it throws, then its token is gone."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Do what the event says; a terminate end cancels everything else in its scope."""
        kinds = {definition.kind for definition in node.events}
        if "terminate" in kinds:
            if any(definition.everything for definition in node.events):
                run.emit(e.Thrown("terminate", None, node.id))
                run.emit(e.Left(number))
                run.finish("completed")
                return
            body = _body(run, number) if any(definition.all_instances for definition in node.events) else 0
            if body:
                _terminate_instances(run, number, node, body)
            else:
                self._terminate(run, number, node)
            return
        if throwing.throw_all(run, number, node):
            complete(run, number, node, flows=[])

    def trigger(self, run: Run, number: int, node: Node, values: Mapping[str, Any]) -> None:
        """A worker outside has sent the message."""
        run.assign(number, values)
        if throwing.told_by_worker(run, number, node):
            complete(run, number, node, flows=[])

    def _terminate(self, run: Run, number: int, node: Node) -> None:
        scope = run.state.tokens[number].scope
        run.cancel_children(scope, but=number)
        run.agenda[:] = [entry for entry in run.agenda if entry[0] != scope and entry[0] in (0, *run.state.tokens)]
        run.pending[scope] = 0
        run.emit(e.Thrown("terminate", None, node.id))
        complete(run, number, node, flows=[])


def _body(run: Run, number: int) -> int:
    """The body of the multi-instance around a visit, 0 when there is none."""
    scope = run.state.tokens[number].scope
    while scope and run.state.tokens[scope].phase != "multi":
        scope = run.state.tokens[scope].scope
    return scope


def _terminate_instances(run: Run, number: int, node: Node, body: int) -> None:
    """Flowable's terminateMultiInstance: all instances end, the process goes on after the activity."""
    run.emit(e.Thrown("terminate", None, node.id))
    run.emit(e.Left(number))
    run.cancel_children(body)
    finish(run, body, run.node(run.state.tokens[body]))
