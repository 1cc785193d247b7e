"""End events: none, terminate, error, escalation, signal, message, compensation, cancel."""

from __future__ import annotations

from .. import events as e
from ..definition import Node
from ..run import Run
from ..visit import complete
from . import throwing
from .base import Processor


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
            self._terminate(run, number, node)
            return
        if throwing.throw_all(run, number, node):
            complete(run, number, node, flows=[])

    def _terminate(self, run: Run, number: int, node: Node) -> None:
        scope = run.state.tokens[number].scope
        for other in run.children(scope):
            if other != number and other in run.state.tokens:
                run.cancel(other)
        run.agenda[:] = [entry for entry in run.agenda if entry[0] != scope and entry[0] in (0, *run.state.tokens)]
        run.pending[scope] = 0
        run.emit(e.Thrown("terminate", None, node.id))
        complete(run, number, node, flows=[])
