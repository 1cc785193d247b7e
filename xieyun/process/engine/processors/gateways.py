"""Exclusive, parallel and inclusive gateways."""

from __future__ import annotations

from collections.abc import Iterable

from .. import events as e
from ..definition import Flow, Node
from ..errors import EngineError
from ..graph import reaches
from ..run import Run
from ..state import Token
from ..visit import complete, enter
from .base import Processor

Places = dict[str | None, list[int]]  # the tokens that wait at a join, by the flow they came by


class ExclusiveGateway(Processor):
    """Takes the first flow whose condition holds, else the default."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Choose one flow."""
        complete(run, number, node, flows=_exclusive(run, number, node))


def _exclusive(run: Run, number: int, node: Node) -> list[Flow]:
    for flow in node.outgoing:
        if flow is not node.default and run.passes(flow, number):
            return [flow]
    if node.default is not None:
        return [node.default]
    if node.outgoing:
        raise EngineError("no-flow-chosen", activity=node.name or node.id)
    return []


class JoiningGateway(Processor):
    """A gateway whose tokens wait at it, one place per incoming flow."""

    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        """Wait here until the gateway fires."""
        if len(node.incoming) < 2:
            enter(run, node, scope, flow)
            return
        run.emit(e.Arrived(run.state.next, node.id, scope, flow.id if flow else None))
        self.arrived(run, node, scope)

    def arrived(self, run: Run, node: Node, scope: int) -> None:
        """Look whether the gateway fires now."""


def waiting(run: Run, node: Node, scope: int) -> Places:
    """The tokens that wait at a joining gateway, by the flow they came by, oldest first."""
    result: Places = {}
    for number, token in run.state.tokens.items():
        if token.node == node.id and token.scope == scope and token.phase == "join":
            result.setdefault(token.flow, []).append(number)
    return result


def join(run: Run, node: Node, scope: int, numbers: list[int]) -> None:
    """Consume waiting tokens and pass the gateway with one."""
    for number in numbers:
        run.emit(e.Joined(number))
    enter(run, node, scope, None)


class ParallelGateway(JoiningGateway):
    """Waits for one token on every incoming flow, then takes all outgoing ones."""

    def arrived(self, run: Run, node: Node, scope: int) -> None:
        """Fire when every incoming flow has a token; with surplus tokens once nothing else moves (`quiescence`)."""
        places = waiting(run, node, scope)
        if all(len(places.get(flow.id, ())) == 1 for flow in node.incoming):
            join(run, node, scope, [places[flow.id][0] for flow in node.incoming])

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Take every outgoing flow (conditions on them do not count)."""
        complete(run, number, node, flows=list(node.outgoing))


class InclusiveGateway(JoiningGateway):
    """Waits until no token can arrive at an empty incoming flow any more; takes every flow that holds.

    The joining rule is that of BPMN 2.0 (table 13.3), correct with loops: it is looked at when nothing else
    moves, see `quiescence`.
    """

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Take every flow whose condition holds, else the default."""
        if len(node.outgoing) == 1 and node.outgoing[0].condition is None:
            complete(run, number, node, flows=list(node.outgoing))
            return
        chosen = [flow for flow in node.outgoing if flow is not node.default and run.passes(flow, number)]
        if not chosen and node.default is not None:
            chosen = [node.default]
        if not chosen and node.outgoing:
            raise EngineError("no-flow-chosen", activity=node.name or node.id)
        complete(run, number, node, flows=chosen)


def inclusive_ready(node: Node, places: Places, beside: Iterable[Token]) -> list[int] | None:
    """The tokens that an inclusive gateway would consume now, or None when it must still wait.

    `beside` are all tokens of its scope.
    """
    filled = [flow for flow in node.incoming if flow.id in places]
    empty = [flow for flow in node.incoming if flow.id not in places]
    if empty:
        to_empty = reaches(empty, node)
        to_filled = reaches(filled, node, borders=False)
        for token in beside:
            here = token.phase == "late" or (token.node == node.id and token.phase == "join")
            if not here and token.node in to_empty and token.node not in to_filled:
                return None
    return [numbers[0] for numbers in places.values()]
