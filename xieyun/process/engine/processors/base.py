"""What every element processor can do; `registry` finds the one of an element type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..definition import Flow, Node
from ..run import Run
from ..visit import complete, enter


class Processor:
    """The life of one element type. Subclasses say what differs; they keep no state of their own."""

    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        """A token comes by a flow."""
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
