"""Commands: what the world tells an instance. Each is one `step` and either succeeds whole or is refused.

Persons are opaque strings (the room uses person ids). Items, tokens, timers and requests are numbers given by
the engine, unique within the instance.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Variables = Mapping[str, Any]
NOTHING: Variables = MappingProxyType({})


class Signer(NamedTuple):
    """One person who is asked to handle an activity.

    `for_person` is the principal when the person acts as a substitute ("for X" in the trail); `reason` is kept
    for "why did this come to me?"; `weight` counts in votes by weight.
    """

    person: str
    weight: int = 1
    for_person: str | None = None
    reason: str = ""


class Start(NamedTuple):
    """Start the instance at its none start event (or the named one).

    One that is to begin by an event waits at the starts with events, though there is a none start too.
    """

    variables: Variables = NOTHING
    initiator: str | None = None
    start_event: str | None = None
    by_event: bool = False


class AssigneesResolved(NamedTuple):
    """Answer to `ResolveAssignees`.

    `signers` each get an item (by the completion policy); with no signers and some `candidates` one pool item
    is opened; both empty means nobody was found and the empty-assignee policy applies. `open_to_all` opens a
    pool item that anybody with access may claim. A fallback found by the room for the policy "administrator"
    or "superior" is passed in `fallback`. `reason` is kept with a pool, which has no signer to carry it.
    """

    request: int
    signers: tuple[Signer, ...] = ()
    candidates: tuple[str, ...] = ()
    fallback: tuple[Signer, ...] = ()
    open_to_all: bool = False
    reason: str = ""


class CompleteItem(NamedTuple):
    """Finish a work item. `outcome` is "approve", "reject" or a word of the activity's own.

    For a consult or a delegated item it is the answer.
    """

    item: int
    by: str
    outcome: str = "approve"
    variables: Variables = NOTHING


class ClaimItem(NamedTuple):
    """Take a pool item as mine."""

    item: int
    by: str


class UnclaimItem(NamedTuple):
    """Put a claimed pool item back."""

    item: int
    by: str


class TransferItem(NamedTuple):
    """Hand my item to another person for good."""

    item: int
    by: str
    to: Signer


class DelegateItem(NamedTuple):
    """Let another person prepare the answer; the item comes back to me when they have done it."""

    item: int
    by: str
    to: Signer


class Consult(NamedTuple):
    """Ask persons for advice without moving the flow; each gets a consult item."""

    item: int
    by: str
    persons: tuple[Signer, ...]


class AddSigners(NamedTuple):
    """Add signers before me, after me, or in parallel with me on the same activity."""

    item: int
    by: str
    position: Literal["before", "after", "parallel"]
    signers: tuple[Signer, ...]


class RemoveSigner(NamedTuple):
    """Remove an open or still waiting signer of my activity, by item or (not yet opened) by person."""

    item: int
    by: str
    target_item: int | None = None
    target_person: str | None = None


class ReturnTo(NamedTuple):
    """Send the work back: `target` is "initiator", "previous" or the id of a passed activity.

    On a free route a step before is "pattern:place" (see `queries.route_targets`); "previous" is all of the steps
    that ran at the same time just before.

    `run_again` walks the path from there again; `straight_back` brings the work straight back to this activity
    when the target has been handled.
    """

    item: int
    by: str
    target: str
    then: Literal["run_again", "straight_back"] = "run_again"
    variables: Variables = NOTHING


class Withdraw(NamedTuple):
    """The initiator takes the whole instance back."""

    by: str
    reason: str = ""


class TakeBack(NamedTuple):
    """The last handler takes a finished item back before anyone acted after it."""

    item: int
    by: str


class Jump(NamedTuple):
    """An administrator moves a token to another activity. `token` None: the only live one."""

    target: str
    by: str
    token: int | None = None
    reason: str = ""


class Suspend(NamedTuple):
    """Halt the instance; every command but resume and terminate is refused meanwhile."""

    by: str
    reason: str = ""


class Resume(NamedTuple):
    """Let a suspended instance go on."""

    by: str
    reason: str = ""


class Terminate(NamedTuple):
    """An administrator or rule ends the instance."""

    by: str
    reason: str = ""


class FireTimer(NamedTuple):
    """A scheduled timer is due. Firing a timer that is gone is refused with "timer-gone" and can be ignored."""

    timer: int


class DiscardTimer(NamedTuple):
    """An administrator gives up a timer that cannot fire: neither it nor what it would repeat comes any more."""

    timer: int
    by: str


class TimeLimitReached(NamedTuple):
    """The time limit of an activity is over: the engine does the declared action (see `TimeLimit`).

    `to`: who gets which item where the action is to transfer.
    """

    timer: int
    to: Mapping[int, Signer] | None = None


class DeliverMessage(NamedTuple):
    """A message for this instance; `correlation` must equal the waiting key when the model declares one.

    With `token` and `element` it is for that one (see `waiting.Wait`) and for nobody else.
    """

    name: str
    variables: Variables = NOTHING
    correlation: str | None = None
    token: int | None = None
    element: str | None = None


class BroadcastSignal(NamedTuple):
    """A signal from outside."""

    name: str
    variables: Variables = NOTHING


class ServiceCompleted(NamedTuple):
    """Answer to `CallService`: variables, or what a webhook answered (`status`, `headers`, `body`)."""

    request: int
    variables: Variables = NOTHING
    answer: Mapping[str, Any] | None = None


class ServiceFailed(NamedTuple):
    """A service handler gave up. With an `error_code` it is a BPMN error, without it an incident."""

    request: int
    message: str
    error_code: str | None = None
    message_en: str = ""


class TriggerEvent(NamedTuple):
    """Trigger a waiting element by its token whatever it waits for (repair, trial)."""

    token: int
    variables: Variables = NOTHING
    element: str | None = None


class ThrowFrom(NamedTuple):
    """Whoever works at an activity ends it with a BPMN error, or tells an escalation (trial)."""

    token: int
    kind: str
    code: str
    message: str = ""
    variables: Variables = NOTHING


class SetVariables(NamedTuple):
    """Change variables of the instance; conditional events are looked at again."""

    variables: Variables


class Retry(NamedTuple):
    """Try again where an incident parked a token."""

    token: int
    by: str


class AnswerByHand(NamedTuple):
    """An administrator answers in place of another system: for a call or for a message that does not come."""

    token: int
    by: str
    variables: Variables = NOTHING


class RouteStep(NamedTuple):
    """One step of a free route: `kind` all, any or sequence (see `Completion`), or cc: the persons are told.

    `beside`: it runs at the same time as the step before it.
    """

    name: str
    persons: tuple[str, ...]
    kind: str = "all"
    beside: bool = False


class ExtendRoute(NamedTuple):
    """In an ad-hoc (free) sub-process the initiator or a handler adds steps to the route.

    `where`: next (after what runs now), end, or beside (at the same time as what runs now).
    """

    by: str
    steps: tuple[RouteStep, ...]
    item: int | None = None
    where: str = "next"


class LayRoute(NamedTuple):
    """The initiator, to whom a free process came back, lays out anew what is still to be walked of its route."""

    by: str
    steps: tuple[RouteStep, ...]
    item: int


class ActivateAdHoc(NamedTuple):
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
    | DiscardTimer
    | TimeLimitReached
    | DeliverMessage
    | BroadcastSignal
    | ServiceCompleted
    | ServiceFailed
    | TriggerEvent
    | ThrowFrom
    | SetVariables
    | Retry
    | AnswerByHand
    | ExtendRoute
    | LayRoute
    | ActivateAdHoc
)
