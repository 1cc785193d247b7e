"""The complex gateway: fires when its activation condition holds, then lets the late tokens come in quietly."""

from __future__ import annotations

from .. import events as e
from ..definition import Node
from ..run import Run
from ..visit import complete
from .gateways import InclusiveGateway, join, waiting


class ComplexGateway(InclusiveGateway):
    """Splits like an inclusive gateway. Joins when the condition on `activationCount` holds (default: all)."""

    def arrived(self, run: Run, node: Node, scope: int) -> None:
        """Fire once the condition holds; the tokens of the other flows are taken away when they come."""
        places = waiting(run, node, scope)
        fired = _fired(run, node, scope)
        if fired is not None:
            self._late(run, node, scope, fired)
            return
        count = sum(len(numbers) for numbers in places.values())
        if node.activation is not None:
            data = {**run.data(scope), "activationCount": count, "nrOfActivations": count}
            from ..notation import holds

            ready = len(places) == len(node.incoming) or holds(node.activation, data, run.context)
        else:
            ready = len(places) == len(node.incoming)
        if not ready:
            return
        taken = {flow for flow, numbers in places.items() if numbers}
        missing = [flow.id for flow in node.incoming if flow.id not in taken]
        numbers = [numbers[0] for numbers in places.values()]
        if missing:
            marker = run.state.next
            run.emit(e.Arrived(marker, node.id, scope, None))
            run.emit(e.Changed(marker, "late", {"missing": missing}))
        join(run, node, scope, numbers)

    def _late(self, run: Run, node: Node, scope: int, marker: int) -> None:
        missing = list((run.state.tokens[marker].data or {}).get("missing", ()))
        for flow, numbers in waiting(run, node, scope).items():
            if flow in missing:
                missing.remove(flow)
                run.emit(e.Joined(numbers[0]))
        if missing:
            run.emit(e.Changed(marker, "late", {"missing": missing}))
        else:
            run.emit(e.Joined(marker))
        from ..visit import ended

        ended(run, scope)

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Take every flow whose condition holds."""
        if node.outgoing and all(flow.condition is None for flow in node.outgoing):
            complete(run, number, node, flows=list(node.outgoing))
            return
        super().enter(run, number, node)


def _fired(run: Run, node: Node, scope: int) -> int | None:
    for number, token in run.state.tokens.items():
        if token.node == node.id and token.scope == scope and token.phase == "late":
            return number
    return None
