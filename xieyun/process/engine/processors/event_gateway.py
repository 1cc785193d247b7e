"""The event-based gateway: the first event decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import events as e
from ..definition import Node
from ..run import Run
from ..subscriptions import watch
from ..visit import complete, run_hooks
from .base import Processor


class EventBasedGateway(Processor):
    """Waits for any of the events after it."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Watch all of them."""
        run.emit(e.Changed(number, "wait", run.state.tokens[number].data))
        watch(run, number, *(flow.target for flow in node.outgoing))


def chosen(run: Run, number: int, event: Node, values: Mapping[str, Any]) -> None:
    """One of the events happened: go on there, the others are void (unless the gateway is a parallel one)."""
    token = run.state.tokens[number]
    gateway = run.node(token)
    if gateway.parallel_multiple:
        seen = [*(token.data or {}).get("seen", ()), event.id]
        if len(seen) < len(gateway.outgoing):
            run.emit(e.Changed(number, "wait", {"seen": seen}))
        else:
            run.emit(e.Left(number))
    else:
        run.cancel_timers(number)
        run.emit(e.Left(number))
    scope = token.scope
    visit = run.state.next
    run.emit(e.Entered(visit, event.id, scope, "wait"))
    if event.hooks and not run_hooks(run, visit, event, "before"):
        return
    complete(run, visit, event, values)
