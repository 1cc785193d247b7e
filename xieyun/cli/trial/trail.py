"""The trail of a trial: which activities were entered, left and cancelled, from the engine's events."""

from __future__ import annotations

from typing import Any

from xieyun.process.engine import Definition, Node
from xieyun.process.engine import events as e
from xieyun.process.engine.run import find_called

_TYPES = {"eventSubProcess": "subProcess"}
_HIDDEN = frozenset({"participant"})


def bpmn_type(node: Node) -> str:
    """The BPMN name of an element's type."""
    return _TYPES.get(node.type, node.type)


class Trail:
    """Collects visits. The body of a multi-instance is not a visit, its instances are."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.entries: list[dict[str, Any]] = []
        self.visits: dict[int, Node | None] = {}
        self.starts: dict[int, Node] = {}
        self.definitions: dict[int, Definition] = {0: definition}

    def add(self, events: list[e.Event]) -> None:
        """Take up the events of a step."""
        for event in events:
            if isinstance(event, e.Entered):
                self._entered(event)
            elif isinstance(event, e.Changed):
                called = event.data.get("called") if event.phase == "in" and event.data else None
                if called is not None:
                    found = find_called(self.definitions[event.token], str(called))
                    self.definitions[event.token] = found or self.definitions[event.token]
            elif isinstance(event, e.Left):
                self._gone(event.token, "left")
            elif isinstance(event, e.Cancelled):
                self._gone(event.token, "cancelled")

    def _entered(self, event: e.Entered) -> None:
        definition = self.definitions.get(event.scope, self.definition)
        self.definitions[event.token] = definition
        node = definition.root.nodes.get(event.node) if event.scope == 0 else definition.activities.get(event.node)
        node = node or definition.activities.get(event.node)
        if event.phase == "wait" and node is not None and node.type == "startEvent":
            self.starts[event.token] = node  # it is entered when its event comes
            return
        hidden = event.phase == "multi" or node is None or node.type in _HIDDEN
        self.visits[event.token] = None if hidden else node
        self._note(self.visits[event.token], "entered")

    def _gone(self, token: int, event: str) -> None:
        start = self.starts.pop(token, None)
        if start is not None and event == "left":
            self._note(start, "entered")
            self.visits[token] = start
        self._note(self.visits.pop(token, None), event)

    def _note(self, node: Node | None, event: str) -> None:
        if node is not None:
            self.entries.append({"activity": node.id, "name": node.name, "type": bpmn_type(node), "event": event})
