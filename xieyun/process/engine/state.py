"""The live state of one instance: tokens, open items, timers, and the little that later verbs need.

Finished tokens leave the state, so its size does not grow with the history. Tokens, items and timers are
immutable tuples; the dictionaries are replaced or copied by the appliers, never shared between two states that
a caller can see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .passed import Passed

RUNNING = "running"
SUSPENDED = "suspended"
FINISHED = "finished"

Cause = tuple[int, str, str, int]


class Token(NamedTuple):
    """One visit of a node.

    `scope` is the number of the token that owns the enclosing sub-process instance, 0 for the process.
    `phase`: run (being entered), wait (for an event or a service), ask (assignees are being resolved), open
    (items are open), in (owner of a sub-process), multi (body of a multi-instance or loop), join (at a joining
    gateway), parked (incident), away (returned straight-back: waits for the other activity), undo (waits for
    compensations), held (kept back by the trial).
    """

    node: str
    scope: int = 0
    phase: str = "run"
    flow: str | None = None
    data: Mapping[str, Any] | None = None
    cause: Cause | None = None


class Item(NamedTuple):
    """An open work item. `parent` is the item that asked (before-signer, delegate, consult)."""

    token: int
    person: str | None = None
    kind: str = "task"
    held: bool = False
    weight: int = 1
    parent: int | None = None
    for_person: str | None = None


class Timer(NamedTuple):
    """A running timer of a token; `node` is the event element (or the activity for a time limit)."""

    token: int
    node: str
    left: int = 0
    purpose: str = "event"


class Compensation(NamedTuple):
    """A completed activity that can be compensated."""

    scope: int
    node: str
    values: Mapping[str, Any] | None = None


class Message(NamedTuple):
    """A message that waits for its receiver in another pool."""

    target: str
    name: str
    values: Mapping[str, Any] | None = None


_FACTS = (
    "compensations", "initiator", "items", "locals", "messages", "next", "outcome", "passed", "routes", "status",
    "timers", "tokens", "variables",
)  # fmt: skip


class State:
    """Everything the engine knows about a running instance. Treat as immutable outside the engine.

    `history` reads the stored documents of the steps before, in order, for the few verbs that look back; None where
    nothing was stored.
    """

    __slots__ = (*_FACTS, "history")

    def __init__(self) -> None:
        self.status: str = RUNNING
        self.outcome: str | None = None
        self.initiator: str | None = None
        self.next: int = 1
        self.tokens: dict[int, Token] = {}
        self.items: dict[int, Item] = {}
        self.timers: dict[int, Timer] = {}
        self.variables: dict[str, Any] = {}
        self.locals: dict[int, dict[str, Any]] = {}
        self.passed = Passed()
        self.compensations: dict[int, Compensation] = {}
        self.messages: dict[int, Message] = {}
        self.routes: Mapping[str, Sequence[Any]] = {}  # of free parts that do not run now
        self.history: Callable[[], Iterable[bytes]] | None = None

    def copy(self) -> State:
        """A state that can be changed without changing this one; cost is that of the live part."""
        other = State.__new__(State)
        other.status = self.status
        other.outcome = self.outcome
        other.initiator = self.initiator
        other.next = self.next
        other.tokens = dict(self.tokens)
        other.items = dict(self.items)
        other.timers = dict(self.timers)
        other.variables = self.variables  # replaced as a whole when a variable changes
        other.locals = dict(self.locals)
        other.passed = self.passed
        other.compensations = dict(self.compensations)
        other.messages = dict(self.messages)
        other.routes = self.routes  # replaced as a whole, too
        other.history = self.history
        return other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and all(getattr(self, name) == getattr(other, name) for name in _FACTS)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"State({', '.join(f'{name}={getattr(self, name)!r}' for name in _FACTS)})"

    @property
    def finished(self) -> bool:
        """Whether the instance is over; then every command is refused."""
        return self.status == FINISHED

    def open_items(self, token: int) -> list[int]:
        """Numbers of the items of a token, oldest first."""
        return [number for number, item in self.items.items() if item.token == token]
