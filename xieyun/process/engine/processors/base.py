"""What every element processor can do; `registry` finds the one of an element type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import events as e
from ..definition import Flow, Node
from ..run import Run
from ..visit import complete, enter


class Processor:
    """The life of one element type. Subclasses say what differs; they keep no state of their own."""

    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        """A token comes by a flow."""
        if node.start_quantity > 1:
            _gather(run, node, scope, flow)
            return
        enter(run, node, scope, flow)

    def enter(self, run: Run, number: int, node: Node) -> None:
        """The visit has begun."""
        complete(run, number, node)

    def trigger(self, run: Run, number: int, node: Node, values: Mapping[str, Any]) -> None:
        """What the visit waited for has happened."""
        complete(run, number, node, values)

    def answered(
        self, run: Run, number: int, node: Node, values: Mapping[str, Any], answer: Mapping[str, Any] | None = None
    ) -> None:
        """The service that the visit called has answered."""
        self.trigger(run, number, node, values)

    def inside_done(self, run: Run, number: int, node: Node) -> None:
        """The last token inside (a sub-process) is gone."""
        complete(run, number, node)


def gathered(run: Run, node: Node, scope: int) -> list[int]:
    """The tokens that wait at an activity until there are enough of them, oldest first."""
    tokens = run.state.tokens.items()
    return [n for n, token in tokens if token.node == node.id and token.scope == scope and token.phase == "join"]


def _gather(run: Run, node: Node, scope: int, flow: Flow | None) -> None:
    """`startQuantity`: so many tokens begin the activity together (thread merge)."""
    run.emit(e.Arrived(run.state.next, node.id, scope, flow.id if flow else None))
    found = gathered(run, node, scope)
    if len(found) >= node.start_quantity:
        begin_together(run, node, scope, found[: node.start_quantity])


def begin_together(run: Run, node: Node, scope: int, numbers: list[int]) -> None:
    """Consume the waiting tokens and begin the activity once."""
    for number in numbers:
        run.emit(e.Joined(number))
    enter(run, node, scope, None)
