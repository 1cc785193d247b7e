"""Events: the facts of an instance. Folding them with `appliers.apply` gives the state back.

The classes are a stored format: fields are only ever added with a default, a changed meaning gets a new class.
`codec.py` writes and reads them; golden files in `tests/golden/` hold recorded histories.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Started(NamedTuple):
    """The instance began."""

    initiator: str | None = None


class StatusSet(NamedTuple):
    """The instance changed status (see `State.status`); `outcome` when it finished."""

    status: str
    outcome: str | None = None
    by: str | None = None
    reason: str = ""


class Entered(NamedTuple):
    """A token appeared at a node: one visit. `phase` see `state.Token`."""

    token: int
    node: str
    scope: int = 0
    phase: str = "run"
    flow: str | None = None
    data: Mapping[str, Any] | None = None
    cause: tuple[int, str, str, int] | None = None


class Arrived(NamedTuple):
    """A token waits at a joining gateway, having come by `flow`."""

    token: int
    node: str
    scope: int
    flow: str | None
    cause: tuple[int, str, str, int] | None = None


class Joined(NamedTuple):
    """A waiting token was consumed by its joining gateway."""

    token: int


class Changed(NamedTuple):
    """A token's phase or the data of its processor changed."""

    token: int
    phase: str
    data: Mapping[str, Any] | None = None


class Left(NamedTuple):
    """A visit ended normally. `handlers` when persons handled the activity: it is passed now."""

    token: int
    handlers: tuple[str, ...] | None = None


class Cancelled(NamedTuple):
    """A visit was cut short."""

    token: int


class VariablesSet(NamedTuple):
    """Variables of a scope changed (0: the instance)."""

    scope: int
    values: Mapping[str, Any]


class VariablesDeleted(NamedTuple):
    """Variables of a scope are gone."""

    scope: int
    names: tuple[str, ...]


class ItemOpened(NamedTuple):
    """A work item was opened. `person` None: a pool."""

    item: int
    token: int
    person: str | None = None
    kind: str = "task"
    weight: int = 1
    parent: int | None = None
    reason: str = ""
    for_person: str | None = None


class ItemChanged(NamedTuple):
    """An open item was claimed, put back, held or opened again."""

    item: int
    person: str | None
    held: bool = False


class ItemClosed(NamedTuple):
    """An item left the to-do list; `status` as in `effects.CloseItem`."""

    item: int
    status: str
    outcome: str | None = None
    by: str | None = None


class SignerSkipped(NamedTuple):
    """A signer was not asked (duplicate, initiator, empty). Changes nothing; kept for the trail."""

    token: int
    person: str | None
    reason: str


class TimerSet(NamedTuple):
    """A timer runs for a token. `left`: firings still to come after this one, -1 without end."""

    timer: int
    token: int
    node: str
    left: int = 0
    purpose: str = "event"


class TimerClosed(NamedTuple):
    """A timer fired for the last time or is not needed any more."""

    timer: int
    fired: bool = False


class CompensationNoted(NamedTuple):
    """An activity with a compensation handler was completed (number of its visit, enclosing scope, node)."""

    number: int
    scope: int
    node: str
    values: Mapping[str, Any] | None = None


class CompensationMoved(NamedTuple):
    """A finished sub-process hands its compensations to the scope around it, under its own number."""

    scope: int
    to: int


class CompensationTaken(NamedTuple):
    """A noted compensation was begun (or is void)."""

    number: int


class MessageKept(NamedTuple):
    """A message over a message flow waits for its receiver."""

    number: int
    target: str
    name: str
    values: Mapping[str, Any] | None = None


class MessageTaken(NamedTuple):
    """A kept message was received."""

    number: int


class Thrown(NamedTuple):
    """A message, signal, error, escalation or cancellation was thrown at a node. For the trail."""

    kind: str
    name: str | None
    node: str


class Caused(NamedTuple):
    """The tokens that the completion of one item led to: (item, activity, by, how many)."""

    tokens: tuple[int, ...]
    cause: tuple[int, str, str, int] | None


class Forgotten(NamedTuple):
    """Passed activities that a return made unpassed."""

    nodes: tuple[str, ...]


class VotesKept(NamedTuple):
    """How the handlers of an activity that is passed now decided, where not all of them approved."""

    node: str
    votes: Mapping[str, str]


class Moved(NamedTuple):
    """Migration: the token stands at another node from now on."""

    token: int
    node: str


class Passed(NamedTuple):
    """Migration and its undoing: the activity counts as passed, handled by these persons."""

    node: str
    handlers: tuple[str, ...]


class RouteExtended(NamedTuple):
    """Steps were put on the route of a running free part, before its step number `place`."""

    token: int
    place: int
    steps: Sequence[Any]


class RouteWalked(NamedTuple):
    """Of the route of a free part this many steps have begun; fewer than before after a return."""

    token: int
    begun: int


class RouteKept(NamedTuple):
    """A free part does not run now: with this route it begins when it is walked again."""

    node: str
    steps: Sequence[Any]


class RouteResumed(NamedTuple):
    """A free part runs again, with the route that was kept."""

    node: str


Event = (
    Started
    | StatusSet
    | Entered
    | Arrived
    | Joined
    | Changed
    | Left
    | Cancelled
    | VariablesSet
    | VariablesDeleted
    | ItemOpened
    | ItemChanged
    | ItemClosed
    | SignerSkipped
    | TimerSet
    | TimerClosed
    | CompensationNoted
    | CompensationMoved
    | CompensationTaken
    | MessageKept
    | MessageTaken
    | Thrown
    | Caused
    | Forgotten
    | VotesKept
    | Moved
    | Passed
    | RouteExtended
    | RouteWalked
    | RouteKept
    | RouteResumed
)
