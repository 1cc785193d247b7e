"""Shapes of the process API."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from xieyun.kernel.schema import Schema

Text = Annotated[str, Field(max_length=4000)]
People = Annotated[list[UUID], Field(min_length=1, max_length=500)]
ItemKind = Literal["task", "pool", "before", "after", "parallel", "delegated", "consult", "resubmit", "route", "notice"]
ItemStatus = Literal["open", "held", "done", "cancelled", "sent"]
InstanceStatus = Literal["draft", "running", "suspended", "completed", "rejected", "withdrawn", "terminated"]
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


class WorkItemOut(Schema):
    """A work item as lists show it."""

    id: UUID
    instance_id: UUID
    kind: ItemKind
    """task: one of the signers; pool: of several people until one claims it; before, after, parallel: added by another
    signer; delegated and consult: asked by another handler; resubmit: back with its initiator; route: a free route
    to lay out or extend; notice: for reading.
    """
    title: str
    process: str
    """Code of the definition."""
    process_title: str
    activity_id: str
    """Id of the element in the BPMN file."""
    activity_name: str
    initiator: PersonRef
    unit_name: str
    """The initiator's company when it began."""
    object_type: str | None
    """null for a process without a record, like `record_id`."""
    record_id: UUID | None
    received_at: dt.datetime
    """When it came to me."""
    finished_at: dt.datetime | None
    due_at: dt.datetime | None
    """The time limit, by the working calendar; null without one."""
    overdue: bool
    """Open, and past `due_at`."""
    urgent: bool
    """Somebody urged it."""
    read: bool
    """Its person has opened it."""
    status: ItemStatus
    """open; held: waits until others whom its handler asked have acted; done: its person acted; cancelled: closed
    without his acting; sent: a notice.
    """
    instance_status: InstanceStatus
    outcome: str | None
    """The verb that closed it (approve, reject, return, transfer, ...), or cancelled, skipped, removed; null while it
    is open.
    """
    claimable: bool
    """Of a pool, and claimed by nobody."""
    read_first: bool
    """The form must be opened before anything is decided: no batch handling."""
    summary: list[Shown]
    """The fields that the object type shows on a card, as far as I may read them."""


class WorkItemPageOut(Schema):
    """One page of work items."""

    items: list[WorkItemOut]
    next_cursor: str | None


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
    """A handler; `read` when he has opened it."""

    read: bool = False


class CurrentOut(Schema):
    """An activity that waits now; `stopped`: an incident stands against it, until an administrator repairs it."""

    activity: str
    """Id of the element."""
    name: str
    handlers: list[HandlerOut]
    since: dt.datetime
    """When its oldest open item was received."""
    pool: bool
    """Its people may claim it; they are candidates, not handlers."""
    stopped: bool


class PredictedOut(Schema):
    """An activity that would come later, on the data of now."""

    activity: str
    name: str
    handlers: list[PersonRef]
    """As they would be found now; empty where that cannot be told."""


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


class InstanceOut(Schema):
    """An instance as lists show it. A draft has no instance yet: its id is that of the record."""

    id: UUID
    title: str
    process: str | None
    """Code of the definition; null for a draft without a bound process."""
    process_title: str
    object_type: str | None
    record_id: UUID | None
    initiator: PersonRef | None
    unit_name: str
    status: InstanceStatus
    """draft: not submitted yet, and withdrawn may be one again; suspended: halted by an administrator."""
    started_at: dt.datetime | None
    updated_at: dt.datetime | None
    """When anybody last acted."""
    finished_at: dt.datetime | None
    urge_count: int
    """How often its initiator has urged."""
    current: list[CurrentOut]
    summary: list[Shown]


class RowVerbOut(Schema):
    """What may be done with a row of a list, or the sentence that says why not."""

    verb: str
    """urge, withdraw or take-back."""
    allowed: bool
    reason: str | None
    signature: Literal["none", "optional", "required"]


class InstanceRowOut(InstanceOut):
    """An instance with what its initiator may do from the list of what he sent."""

    verbs: list[RowVerbOut]


class InstancePageOut(Schema):
    """One page of instances."""

    items: list[InstanceRowOut]
    next_cursor: str | None


class DefinitionOut(Schema):
    """The definition version that an instance runs on."""

    code: str
    title: str
    version: int


class TemplateOut(Schema):
    """Another process that a record of the type can be submitted to."""

    code: str
    title: str


class StartOut(Schema):
    """What submitting a record of a type starts; `free` asks for a route or one of the templates; whether I sign."""

    process: str | None
    title: str
    free: bool
    signature: Literal["none", "optional", "required"]
    templates: list[TemplateOut]


class InstanceDetailOut(InstanceOut):
    """An instance with its trail, its path and the actor's verbs."""

    definition: DefinitionOut
    record: dict[str, Any] | None
    """The record as I may see it; null without one."""
    field_rights: dict[str, str]
    """Field: hidden, masked, read, edit or required, by the activity and my rights."""
    form: dict[str, Any] | None
    """How the object type lays out its form."""
    trail: list[StepOut]
    """Who did what for whom, oldest first."""
    predicted: list[PredictedOut]
    route: list[RouteStepOut] | None
    """Of a free process, its steps; null for others."""
    readers: ReadersOut
    verbs: list[VerbOut]


class PositionOut(Schema):
    """Where the item stands in my to-do list."""

    index: int
    """From 1, newest first."""
    total: int
    next_id: UUID | None
    """The item to open after this one."""


class WhyOut(Schema):
    """Why this came to me."""

    sentences: list[str]


class KeptFileOut(Schema):
    """A file that I uploaded for the opinion."""

    id: UUID
    name: str
    size: int
    content_type: str


class KeptOut(Schema):
    """What I saved without deciding."""

    opinion: str
    values: dict[str, Any]
    attachments: list[KeptFileOut] = []
    hidden: bool = False


class AskedOut(Schema):
    """What the task asks: whether an opinion may be hidden and who then reads it, and whether I sign."""

    hide: Literal["never", "allowed", "always"]
    audience: list[str]
    signature: Literal["none", "optional", "required"]


class SignatureOut(Schema):
    """My own signature."""

    attachment_id: UUID | None


class WorkItemDetailOut(WorkItemOut):
    """Everything that the work item page needs."""

    record: dict[str, Any] | None
    field_rights: dict[str, str]
    """Field: hidden, masked, read, edit or required, in this activity."""
    form: dict[str, Any] | None
    opinions: list[StepOut]
    verbs: list[VerbOut]
    position: PositionOut
    why: WhyOut
    kept: KeptOut | None
    """null when I saved nothing."""
    texts: dict[str, str]
    """What the definition says on the buttons, by verb."""
    asked: AskedOut
    readers: ReadersOut
    current: list[CurrentOut]
    """Where the instance stands now."""


class ActivityOut(Schema):
    """The state of one element of the diagram."""

    state: StepState
    """current: waits; passed: left normally; cancelled: cut short; next and skipped: of steps on a free route."""
    handlers: list[str]
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    visits: int


class DiagramOut(Schema):
    """The BPMN file, the state of its elements and the flows that were taken; `drawn`: it says where things lie."""

    xml: str
    drawn: bool
    activities: dict[str, ActivityOut]
    flows: list[str]
    """Ids of the sequence flows that were taken."""


class StatusOut(Schema):
    """An instance after a step."""

    id: UUID
    status: InstanceStatus
    """As after the step."""
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


class OldestOut(Schema):
    """The item that has waited longest."""

    id: UUID
    title: str
    received_at: dt.datetime


class PortalOut(Schema):
    """What must I do now? Counts stop at 10,000."""

    todo: int
    overdue: int
    urgent: int
    oldest: OldestOut | None
    unread: int
    sent_running: int
    drafts: int
    recent: list[WorkItemOut]
    administers_processes: bool
    incidents: int
    """Open incidents of the group, for those who administer processes."""


class PhrasesOut(Schema):
    """My quick phrases and those of the group."""

    personal: list[str]
    shared: list[str]


class SubstitutionOut(Schema):
    """A substitution."""

    id: UUID
    person: PersonRef
    deputy: PersonRef
    valid_from: dt.datetime
    valid_to: dt.datetime
    processes: list[str]
    """Codes of definitions; empty: all."""
    maximum_amount: Decimal | None
    """Only matters up to this amount; null: of any."""
    reason: str
    active: bool
    """In force now."""
    revoked_at: dt.datetime | None


class SubstitutionsOut(Schema):
    """Substitutions that I gave or received."""

    items: list[SubstitutionOut]
