"""User tasks: somebody is asked, items are opened, and the completion policy decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import events as e
from ..approval import assignment
from ..definition import Node
from ..run import Run
from ..visit import complete
from .base import Processor


class UserTask(Processor):
    """Asks the room who handles it; the verbs of `approval` do the rest."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Ask for assignees."""
        run.emit(e.Changed(number, "ask", run.state.tokens[number].data))
        assignment.ask(run, number, node)

    def trigger(self, run: Run, number: int, node: Node, values: Mapping[str, Any]) -> None:
        """Finish from outside (repair): open items are closed."""
        run.close_items(number, "cancelled")
        complete(run, number, node, values)
