"""Whether a history is a possible run of its definition: what replaying alone does not show.

Replaying proves that the stored state is what the events say. Here every event is held against the model: tokens
appear only where a flow that was walked in the same step leads, where an event, a loop, a sub-process or a gateway
of the model puts them, or where somebody may place them (a return, a jump); work items open only where people work.
After each step every token must have an owner or a reason. No expression is evaluated: which of several flows a
gateway chose is not judged, that it is one of its own is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from . import commands as c
from . import events as e
from .appliers import APPLIERS
from .approval.ballot import REJECT
from .context import Context
from .definition import Definition, Node
from .errors import EngineError
from .run import Run
from .state import State, Token

# Commands (and the room's verbs for them) that put tokens where the model has no way.
PLACING = (c.Jump, c.ReturnTo, c.TakeBack, c.Retry)
PLACING_VERBS = frozenset({"jump", "return", "take-back", "retry"})
_WITH_ITEMS = frozenset({"userTask", "startEvent"})
_BY_THEMSELVES = frozenset({"startEvent", "boundaryEvent", "eventSubProcess", "participant"})
_FILLED = ("in", "multi")


class Fault(NamedTuple):
    """What cannot be: in which step, and why."""

    seq: int
    text: str


class _NoRules:
    """Nothing is evaluated here."""

    def evaluate(self, source: str, data: Mapping[str, Any]) -> Any:
        raise ValueError("nothing is evaluated in a replay")

    decide = evaluate


class Walk:
    """Walks a history step by step; `state` is what it has led to."""

    def __init__(self, definition: Definition) -> None:
        self.state = State()
        self.left: set[str] = set()
        self.joined: set[str] = set()
        self.rejected = False
        self.go_by(definition)

    def go_by(self, definition: Definition) -> None:
        """Hold what follows against another version of the definition: the instance was moved to it."""
        self.run = Run(definition, self.state, Context(datetime(2026, 1, 1, tzinfo=UTC), _NoRules()))

    def step(self, seq: int, events: Sequence[e.Event], *, placed: bool = False) -> Iterator[Fault]:
        """Apply the events of a step and yield what cannot be; `placed` for a verb that puts tokens where it likes.

        Raises LookupError when an event names something that is not there: the history cannot be replayed further.
        """
        self.left, self.joined, self.rejected = set(), set(), placed
        for event in events:
            text = self._impossible(event)
            if text is not None:
                yield Fault(seq, text)
            self._note(event)
            APPLIERS[type(event)](self.state, event)
        if events:
            yield from (Fault(seq, text) for text in self._unowned())

    def _note(self, event: e.Event) -> None:
        if isinstance(event, e.Left | e.Cancelled | e.Joined):
            node = self.state.tokens[event.token].node
            self.left.add(node)
            if isinstance(event, e.Joined):
                self.joined.add(node)
        elif isinstance(event, e.ItemClosed) and event.outcome == REJECT:
            self.rejected = True  # the work may go back to the initiator

    def _impossible(self, event: e.Event) -> str | None:
        if isinstance(event, e.Entered):
            return self._entered(event.node, event.scope, event.flow, event.data)
        if isinstance(event, e.Arrived):
            return self._entered(event.node, event.scope, event.flow, None, join=True)
        if isinstance(event, e.ItemOpened):
            return self._item(event)
        if isinstance(event, e.Moved) and self.run.activity(event.node) is None:
            return f"token {event.token} was moved to {event.node!r}, which the definition does not have"
        if isinstance(event, e.TimerSet) and event.token and event.token not in self.state.tokens:
            return f"timer {event.timer} was set for token {event.token}, which is not there"
        return None

    def _entered(
        self, name: str, scope: int, flow: str | None, data: Mapping[str, Any] | None, *, join: bool = False
    ) -> str | None:
        if scope and scope not in self.state.tokens:
            return f"a token entered {name!r} in scope {scope}, which is not there"
        try:
            container = self.run.container(scope)
        except EngineError:
            return None  # a called process that is not there any more: nothing to hold it against
        node = container.nodes.get(name)
        if node is None:
            if self.run.activity(name) is None and not _free(self.state.tokens.get(scope)):
                return f"a token entered {name!r}, which the definition does not have"
            return None
        if flow is not None:
            return self._by_flow(node, flow)
        if join or self.rejected or self._by_itself(node, scope, data):
            return None
        return f"a token appeared at {name!r} without a way there"

    def _by_flow(self, node: Node, flow: str) -> str | None:
        found = next((entry for entry in node.incoming if entry.id == flow), None)
        if found is None:
            return f"a token entered {node.id!r} by the flow {flow!r}, which does not lead there"
        if found.source.id not in self.left and not self.rejected:
            return f"a token entered {node.id!r} by the flow {flow!r}, but nothing had left {found.source.id!r}"
        return None

    def _by_itself(self, node: Node, scope: int, data: Mapping[str, Any] | None) -> bool:
        """Whether the model puts a token here without a flow."""
        owner = self.state.tokens.get(scope)
        inside = owner is not None and (owner.phase == "multi" or self.run.node(owner).type == "adHocSubProcess")
        return (
            inside
            or not node.incoming
            or node.type in _BY_THEMSELVES
            or node.id in self.joined
            or any(event.kind == "link" for event in node.events)
            or any(entry.source.type == "eventBasedGateway" for entry in node.incoming)
            or bool(data and ("undo" in data or "back" in data))
        )

    def _item(self, event: e.ItemOpened) -> str | None:
        token = self.state.tokens.get(event.token)
        if token is None:
            return f"work item {event.item} was opened for token {event.token}, which is not there"
        node = self.run.node(token)
        if node.type not in _WITH_ITEMS and node.approval is None and event.kind != "route":
            return f"work item {event.item} was opened at {node.id!r}, where nobody works"
        return None

    def _unowned(self) -> Iterator[str]:
        state = self.state
        if state.finished:
            return
        if not state.tokens:
            yield "the instance runs without a token"
        owners = {item.token for item in state.items.values()}
        scopes = {token.scope for token in state.tokens.values()}
        for number, token in state.tokens.items():
            if token.scope and token.scope not in state.tokens:
                yield f"token {number} at {token.node!r} lives in a scope that is gone"
            if token.phase == "open" and number not in owners:
                yield f"nobody handles token {number} at {token.node!r}"
            if token.phase in _FILLED and number not in scopes and number not in owners:
                yield f"{token.node!r} is empty, but not done"
        for number, item in state.items.items():
            if item.token not in state.tokens:
                yield f"work item {number} belongs to no token"


def _free(owner: Token | None) -> bool:
    """Whether a scope takes steps that the model does not name (a free route)."""
    return owner is not None and bool(owner.data and "route" in owner.data)
