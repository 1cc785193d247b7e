"""Intermediate events: catching ones wait, throwing ones throw and go on, links jump."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import events as e
from ..definition import Node
from ..errors import EngineError
from ..graph import link_target
from ..run import Run
from ..subscriptions import watch
from ..visit import complete, enter
from . import throwing
from .base import Processor


class CatchEvent(Processor):
    """Waits for its event; a catching link goes on at once."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Wait, unless there is nothing to wait for."""
        if not node.events or node.events[0].kind == "link":
            complete(run, number, node)
            return
        run.emit(e.Changed(number, "wait", run.state.tokens[number].data))
        watch(run, number, node)

    def trigger(self, run: Run, number: int, node: Node, values: Mapping[str, Any]) -> None:
        """The event happened."""
        complete(run, number, node, values)


class ThrowEvent(Processor):
    """Throws its events and goes on; a link continues at the catching one; a timer (in some files) waits."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Throw."""
        for definition in node.events:
            if definition.kind == "link":
                self._link(run, number, node, definition.reference or "")
                return
        if any(definition.kind == "timer" for definition in node.events):
            run.emit(e.Changed(number, "wait", run.state.tokens[number].data))
            watch(run, number, node)
            return
        before = len(run.agenda)
        if throwing.throw_all(run, number, node):
            caught = run.agenda[before:]
            complete(run, number, node)
            if run.turns:
                run.sooner(caught)  # who takes turns with the thrower comes first

    def trigger(self, run: Run, number: int, node: Node, values: Mapping[str, Any]) -> None:
        """The timer that some files put on a throwing event has run out, or a worker outside has sent the message."""
        if throwing.told_by_worker(run, number, node):
            complete(run, number, node, values)

    def _link(self, run: Run, number: int, node: Node, name: str) -> None:
        target = link_target(node, name)
        if target is None:
            raise EngineError("link-without-target", event=node.name or node.id)
        scope = run.state.tokens[number].scope
        run.emit(e.Thrown("link", name, node.id))
        run.push(scope, lambda: enter(run, target, scope, None))
        complete(run, number, node, flows=[])
