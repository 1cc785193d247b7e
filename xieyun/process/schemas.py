"""Shapes that several parts of the process API share, and the words in them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from pydantic import ConfigDict

from xieyun.kernel.schema import Schema

ItemKind = Literal["task", "pool", "before", "after", "parallel", "delegated", "consult", "resubmit", "route", "notice"]
ItemStatus = Literal["open", "held", "done", "cancelled", "sent"]
InstanceStatus = Literal[
    "draft", "running", "returned", "suspended", "completed", "rejected", "withdrawn", "terminated"
]  # fmt: skip
OpinionRule = Literal["required", "optional", "none"]
StepState = Literal["next", "current", "done", "skipped"]
PersonState = Literal["next", "current", "done", "handed-over", "skipped"]


class Strict(Schema):
    """A request body: unknown members are refused."""

    model_config = ConfigDict(extra="forbid")


class PersonRef(Schema):
    """A person by id and name."""

    id: UUID | None
    name: str


class Shown(Schema):
    """A value of a card; `type` is the field's, so that the page can print money and dates as it does everywhere."""

    title: str
    value: str
    """As text: money with a point, dates in ISO 8601."""
    type: str = "text"
    """That of the field in the form: text, money, date, ..."""


class Target(Schema):
    """What a verb can choose: an activity to go to (a jump also says from which live position), or a signer."""

    id: str
    """For `target` of the verb, or the id of a person to remove."""
    name: str
    token: int | None = None
    """For a jump: the live position that moves."""
    place: str = ""


class RoutePersonOut(PersonRef):
    """A person on a route; `state` is next, current, done, handed-over or skipped."""

    state: PersonState
    """next: not asked yet; current: has an open item."""


class RouteStepOut(Schema):
    """A step of a free route; `added` names who put it there when it was not the initiator."""

    key: str
    """Stable while the step stands on the route."""
    name: str
    kind: Literal["all", "any", "sequence", "cc"]
    """cc: its people are only told."""
    state: StepState
    """next: still to be walked."""
    beside: bool
    """Walked at the same time as the step before it."""
    added: str | None
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    people: list[RoutePersonOut]


class RouteOut(Schema):
    """Steps to lay out a route from."""

    steps: list[RouteStepOut]


class VerbOut(Schema):
    """Something that may be done, or the sentence that says why not.

    `route` are steps that can be laid out anew; with `straight_back` they are those to come, and may be none.
    """

    verb: str
    """The last part of its address: POST /work-items/{id}/{verb}, or /process-instances/{id}/{verb}."""
    title: str
    """What the button says."""
    allowed: bool
    reason: str | None
    """The sentence for a verb that is not allowed now."""
    opinion: OpinionRule
    """Whether the verb needs an opinion."""
    signature: Literal["none", "optional", "required"]
    targets: list[Target] | None
    """Where it can go to (return, jump), or whom it can remove; null for verbs that choose nothing."""
    route: list[RouteStepOut] | None
    straight_back: bool = False


class HandlerOut(PersonRef):
    """A handler; `read` when he has opened it, `left` when he works here no more and somebody has to see to it."""

    read: bool = False
    left: bool = False


class CurrentOut(Schema):
    """An activity that waits now; `stopped`: an incident stands against it, until an administrator repairs it."""

    activity: str
    """Id of the element."""
    name: str
    handlers: list[HandlerOut]
    since: dt.datetime | None
    """When its oldest open item was received, or the waiting began; None of a condition and of a timer, which is told
    by its end."""
    pool: bool
    """Its people may claim it; they are candidates, not handlers."""
    stopped: bool
    waits: Literal["webhook", "handler", "message", "signal", "timer", "condition"] | None
    """What it waits for when nobody holds it: another system's answer, a handler's, a message, a signal, a time, or
    data that fulfil a condition."""
    until: dt.datetime | None
    """When the timer is due."""


class ReadersOut(Schema):
    """How many were notified, how many have read it, and who."""

    notified: int
    read: int
    people: list[HandlerOut]


class StepOut(Schema):
    """One step of the trail."""

    seq: int
    """Counts the steps of the instance from 1."""
    at: dt.datetime
    verb: str
    """What was done: submit, approve, reject, return, transfer, ...; a time limit and the platform act by verbs, too.
    """
    verb_title: str
    """The verb in the language of the request."""
    person: PersonRef | None
    """null when the platform acted."""
    actor_name: str
    """Name, post and place as they were then."""
    post_name: str
    node_name: str
    unit_name: str
    for_person: PersonRef | None
    """For whom a deputy acted."""
    item_id: UUID | None
    activity_id: str
    activity_name: str
    opinion: str
    """Empty when it is hidden from me."""
    opinion_hidden: bool
    concealed: bool
    """There is an opinion that I may not read."""
    has_form: bool
    """The form as it was at this step can be opened: GET /process-instances/{id}/events/{seq}/form."""
    signature: UUID | None
    """The attachment with the image of the signature."""
    attachments: list[Any]
    details: dict[str, Any]
    """Facts of the verb: who was skipped and why, incidents, decisions, the persons asked."""
    changes: dict[str, Any] | None
    """What the handler changed in the form: field: [before, after]. Values that I may not read are left out."""
    record_version: int | None
    channel: str
    """From where: inside (a page), api, system."""


class StatusOut(Schema):
    """An instance after a step."""

    id: UUID
    status: InstanceStatus
    seq: int
    """The number of the step in the trail."""


class StepDoneOut(Schema):
    """The instance after the step, and my next work item."""

    instance: StatusOut
    next_work_item_id: UUID | None
    """The newest in my to-do list; null when it is empty."""


class SavedOut(Schema):
    """What was saved is kept."""

    saved: bool
