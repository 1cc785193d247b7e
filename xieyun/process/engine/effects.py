"""Effects: what the room must do, in the same transaction as the step that returned them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from .definition import RetryPolicy

NOTHING: Mapping[str, Any] = MappingProxyType({})


class ResolveAssignees(NamedTuple):
    """Find the persons for an activity and answer with `AssigneesResolved(request, ...)`.

    `specification` is the assignment of the activity with its expressions evaluated, `kind` first. Vendor
    files give kind "vendor" with `assignee`, `candidate_users`, `candidate_groups`; kind "anyone" means that
    the model names nobody. `previous_handler` is who completed the item that led here.
    """

    request: int
    activity_id: str
    specification: Mapping[str, Any]
    initiator: str | None
    previous_handler: str | None = None


class OpenItem(NamedTuple):
    """Put an item into a person's (or a pool's) to-do list.

    `kind`: task, pool, delegated, consult, resubmit (the initiator corrects after a return). `position` counts
    within the activity. `name` is the activity's name, or the step's in a free route.
    """

    item: int
    activity_id: str
    name: str
    assignee: str | None
    kind: str = "task"
    candidates: tuple[str, ...] = ()
    open_to_all: bool = False
    for_person: str | None = None
    reason: str = ""
    position: int = 0
    due: str | None = None
    priority: str | None = None


class Inform(NamedTuple):
    """Send the matter to persons for reading only (a send task, or a step of a free route, that nobody waits for)."""

    activity_id: str
    name: str
    persons: tuple[str, ...]
    by: str | None = None


class UpdateItem(NamedTuple):
    """An open item changed: claimed, unclaimed (`assignee` None), held (waits for others) or open again."""

    item: int
    assignee: str | None
    held: bool


class CloseItem(NamedTuple):
    """Take an item out of the to-do list.

    `status`: done, cancelled, skipped, transferred, returned, removed. `outcome` only when done.
    """

    item: int
    status: str
    outcome: str | None = None
    by: str | None = None


class ReopenItem(NamedTuple):
    """A finished item was taken back and is open again under its own number."""

    item: int
    activity_id: str
    assignee: str | None


class SkipSigner(NamedTuple):
    """A signer was not asked; `reason`: duplicate, initiator, empty. For the trail."""

    activity_id: str
    person: str | None
    reason: str


class ScheduleTimer(NamedTuple):
    """Wake the instance with `FireTimer(timer)` (or `TimeLimitReached` when `purpose` is "time_limit").

    Exactly one of `due` (aware) and `working` (a duration to add on the working calendar, from now) is set. `fixed`:
    the model names the moment itself (a date, a cron line), it is not so long from now.
    """

    timer: int
    activity_id: str
    due: datetime | None
    working: str | None = None
    purpose: str = "event"
    action: str = ""
    fixed: bool = False


class CancelTimer(NamedTuple):
    """The timer is no longer needed."""

    timer: int


class CallService(NamedTuple):
    """Run the registered handler and answer with `ServiceCompleted` or `ServiceFailed`.

    `handler` is None when the model names none that we know; `implementation` is what the vendor's file says.
    `kind` "webhook": `input` is the request (connection, address, method, headers, body, timeout, and the statuses
    that are errors of the model). With `asynchronous`, or a `retry` policy, it is made after the step.
    """

    request: int
    activity_id: str
    handler: str | None
    input: Mapping[str, Any] = NOTHING
    implementation: str | None = None
    kind: str = "handler"
    asynchronous: bool = False
    retry: RetryPolicy | None = None


class SendMessage(NamedTuple):
    """A message leaves the instance. `delivered` when a waiting element of this instance took it already.

    `keep` is how many seconds it waits for a receiver.
    """

    name: str
    variables: Mapping[str, Any]
    activity_id: str
    correlation: str | None = None
    delivered: bool = False
    keep: float = 0.0


class SendSignal(NamedTuple):
    """A signal for every instance that waits for it; this instance has been told already."""

    name: str
    variables: Mapping[str, Any]
    activity_id: str


class Escalate(NamedTuple):
    """An escalation was thrown, or a time limit asks for urging; `action`: escalate, remind."""

    activity_id: str
    code: str | None
    action: str = "escalate"
    items: tuple[int, ...] = ()


class InstanceFinished(NamedTuple):
    """The instance is over: completed, rejected, withdrawn, terminated, failed."""

    outcome: str


class Incident(NamedTuple):
    """The engine parked a token that it cannot move; `Retry(token)` or `Jump` repairs it."""

    token: int
    activity_id: str
    code: str
    zh: str
    en: str


Effect = (
    ResolveAssignees
    | OpenItem
    | Inform
    | UpdateItem
    | CloseItem
    | ReopenItem
    | SkipSigner
    | ScheduleTimer
    | CancelTimer
    | CallService
    | SendMessage
    | SendSignal
    | Escalate
    | InstanceFinished
    | Incident
)
