"""Commands: what the world tells an instance. Each is one `step` and either succeeds whole or is refused.

Persons are opaque strings (the room uses person ids). Items, tokens, timers and requests are numbers given by
the engine, unique within the instance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Variables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Signer:
    """One person who is asked to handle an activity.

    `for_person` is the principal when the person acts as a substitute ("for X" in the trail); `reason` is kept
    for "why did this come to me?"; `weight` counts in votes by weight.
    """

    person: str
    weight: int = 1
    for_person: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """Start the instance at its none start event (or the named one)."""

    variables: Variables = field(default_factory=dict)
    initiator: str | None = None
    start_event: str | None = None


@dataclass(frozen=True, slots=True)
class AssigneesResolved:
    """Answer to `ResolveAssignees`.

    `signers` each get an item (by the completion policy); with no signers and some `candidates` one pool item
    is opened; both empty means nobody was found and the empty-assignee policy applies. `open_to_all` opens a
    pool item that anybody with access may claim. A fallback found by the room for the policy "administrator"
    or "superior" is passed in `fallback`.
    """

    request: int
    signers: tuple[Signer, ...] = ()
    candidates: tuple[str, ...] = ()
    fallback: tuple[Signer, ...] = ()
    open_to_all: bool = False


@dataclass(frozen=True, slots=True)
class CompleteItem:
    """Finish a work item. `outcome` is "approve", "reject" or a word of the activity's own.

    For a consult or a delegated item it is the answer.
    """

    item: int
    by: str
    outcome: str = "approve"
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """Take a pool item as mine."""

    item: int
    by: str


@dataclass(frozen=True, slots=True)
class UnclaimItem:
    """Put a claimed pool item back."""

    item: int
    by: str


@dataclass(frozen=True, slots=True)
class TransferItem:
    """Hand my item to another person for good."""

    item: int
    by: str
    to: Signer


@dataclass(frozen=True, slots=True)
class DelegateItem:
    """Let another person prepare the answer; the item comes back to me when they have done it."""

    item: int
    by: str
    to: Signer


@dataclass(frozen=True, slots=True)
class Consult:
    """Ask persons for advice without moving the flow; each gets a consult item."""

    item: int
    by: str
    persons: tuple[Signer, ...]


@dataclass(frozen=True, slots=True)
class AddSigners:
    """Add signers before me, after me, or in parallel with me on the same activity."""

    item: int
    by: str
    position: Literal["before", "after", "parallel"]
    signers: tuple[Signer, ...]


@dataclass(frozen=True, slots=True)
class RemoveSigner:
    """Remove an open or still waiting signer of my activity, by item or (not yet opened) by person."""

    item: int
    by: str
    target_item: int | None = None
    target_person: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnTo:
    """Send the work back: `target` is "initiator", "previous" or the id of a passed activity.

    `run_again` walks the path from there again; `straight_back` brings the work straight back to this activity
    when the target has been handled.
    """

    item: int
    by: str
    target: str
    then: Literal["run_again", "straight_back"] = "run_again"
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The initiator takes the whole instance back."""

    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The last handler takes a finished item back before anyone acted after it."""

    item: int
    by: str


@dataclass(frozen=True, slots=True)
class Jump:
    """An administrator moves a token to another activity. `token` None: the only live one."""

    target: str
    by: str
    token: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Suspend:
    """Halt the instance; every command but resume and terminate is refused meanwhile."""

    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    """Let a suspended instance go on."""

    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Terminate:
    """An administrator or rule ends the instance."""

    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FireTimer:
    """A scheduled timer is due. Firing a timer that is gone is refused with "timer-gone" and can be ignored."""

    timer: int


@dataclass(frozen=True, slots=True)
class TimeLimitReached:
    """The time limit of an activity is over: the engine does the declared action (see `TimeLimit`)."""

    timer: int
    to: Signer | None = None


@dataclass(frozen=True, slots=True)
class DeliverMessage:
    """A message for this instance; `correlation` must equal the waiting key when the model declares one."""

    name: str
    variables: Variables = field(default_factory=dict)
    correlation: str | None = None


@dataclass(frozen=True, slots=True)
class BroadcastSignal:
    """A signal from outside."""

    name: str
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServiceCompleted:
    """Answer to `CallService`."""

    request: int
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServiceFailed:
    """A service handler gave up. With an `error_code` it is a BPMN error, without it an incident."""

    request: int
    message: str
    error_code: str | None = None


@dataclass(frozen=True, slots=True)
class TriggerEvent:
    """Trigger a waiting element by its token whatever it waits for (repair, trial)."""

    token: int
    variables: Variables = field(default_factory=dict)
    element: str | None = None


@dataclass(frozen=True, slots=True)
class SetVariables:
    """Change variables of the instance; conditional events are looked at again."""

    variables: Variables


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again where an incident parked a token."""

    token: int
    by: str


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One step of a free route: persons handle it by the completion `kind` (see `Completion`)."""

    name: str
    signers: tuple[Signer, ...]
    kind: str = "all"


@dataclass(frozen=True, slots=True)
class ExtendRoute:
    """In an ad-hoc (free) sub-process the initiator or a handler appends steps to the route."""

    by: str
    steps: tuple[RouteStep, ...]
    item: int | None = None
    after_me: bool = True


@dataclass(frozen=True, slots=True)
class ActivateAdHoc:
    """Start activities inside a running ad-hoc sub-process by hand."""

    by: str
    activities: tuple[str, ...]
    token: int | None = None


Command = (
    Start
    | AssigneesResolved
    | CompleteItem
    | ClaimItem
    | UnclaimItem
    | TransferItem
    | DelegateItem
    | Consult
    | AddSigners
    | RemoveSigner
    | ReturnTo
    | Withdraw
    | TakeBack
    | Jump
    | Suspend
    | Resume
    | Terminate
    | FireTimer
    | TimeLimitReached
    | DeliverMessage
    | BroadcastSignal
    | ServiceCompleted
    | ServiceFailed
    | TriggerEvent
    | SetVariables
    | Retry
    | ExtendRoute
    | ActivateAdHoc
)
