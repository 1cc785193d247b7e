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
    type: str = "text"


class WorkItemOut(Schema):
    """A work item as lists show it; `read_first`: its activity wants the form opened before anything is decided."""

    id: UUID
    instance_id: UUID
    kind: str
    title: str
    process: str
    process_title: str
    activity_id: str
    activity_name: str
    initiator: PersonRef
    unit_name: str
    object_type: str | None
    record_id: UUID | None
    received_at: dt.datetime
    finished_at: dt.datetime | None
    due_at: dt.datetime | None
    overdue: bool
    urgent: bool
    read: bool
    status: str
    instance_status: str
    outcome: str | None
    claimable: bool
    read_first: bool
    summary: list[Shown]


class WorkItemPageOut(Schema):
    """One page of work items."""

    items: list[WorkItemOut]
    next_cursor: str | None


class Target(Schema):
    """What a verb can choose: an activity to go to (a jump also says from which live position), or a signer."""

    id: str
    name: str
    token: int | None = None
    place: str = ""


class RoutePersonOut(PersonRef):
    """A person on a route; `state` is next, current, done, handed-over or skipped."""

    state: str


class RouteStepOut(Schema):
    """A step of a free route; `added` names who put it there when it was not the initiator."""

    key: str
    name: str
    kind: Literal["all", "any", "sequence", "cc"]
    state: str
    beside: bool
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
    title: str
    allowed: bool
    reason: str | None
    opinion: str
    signature: Literal["none", "optional", "required"]
    targets: list[Target] | None
    route: list[RouteStepOut] | None
    straight_back: bool = False


class HandlerOut(PersonRef):
    """A handler; `read` when he has opened it."""

    read: bool = False


class CurrentOut(Schema):
    """An activity that waits now; `stopped`: an incident stands against it, until an administrator repairs it."""

    activity: str
    name: str
    handlers: list[HandlerOut]
    since: dt.datetime
    pool: bool
    stopped: bool


class PredictedOut(Schema):
    """An activity that would come later, on the data of now."""

    activity: str
    name: str
    handlers: list[PersonRef]


class ReadersOut(Schema):
    """How many were notified, how many have read it, and who."""

    notified: int
    read: int
    people: list[HandlerOut]


class StepOut(Schema):
    """One step of the trail."""

    seq: int
    at: dt.datetime
    verb: str
    verb_title: str
    person: PersonRef | None
    actor_name: str
    post_name: str
    node_name: str
    unit_name: str
    for_person: PersonRef | None
    item_id: UUID | None
    activity_id: str
    activity_name: str
    opinion: str
    opinion_hidden: bool
    concealed: bool
    has_form: bool
    signature: UUID | None
    attachments: list[Any]
    details: dict[str, Any]
    changes: dict[str, Any] | None
    record_version: int | None
    channel: str


class InstanceOut(Schema):
    """An instance as lists show it. A draft has no instance yet: its id is that of the record."""

    id: UUID
    title: str
    process: str | None
    process_title: str
    object_type: str | None
    record_id: UUID | None
    initiator: PersonRef | None
    unit_name: str
    status: str
    started_at: dt.datetime | None
    updated_at: dt.datetime | None
    finished_at: dt.datetime | None
    urge_count: int
    current: list[CurrentOut]
    summary: list[Shown]


class RowVerbOut(Schema):
    """What may be done with a row of a list, or the sentence that says why not."""

    verb: str
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
    field_rights: dict[str, str]
    form: dict[str, Any] | None
    trail: list[StepOut]
    predicted: list[PredictedOut]
    route: list[RouteStepOut] | None
    readers: ReadersOut
    verbs: list[VerbOut]


class PositionOut(Schema):
    """Where the item stands in my to-do list."""

    index: int
    total: int
    next_id: UUID | None


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
    form: dict[str, Any] | None
    opinions: list[StepOut]
    verbs: list[VerbOut]
    position: PositionOut
    why: WhyOut
    kept: KeptOut | None
    texts: dict[str, str]
    asked: AskedOut
    readers: ReadersOut
    current: list[CurrentOut]


class ActivityOut(Schema):
    """The state of one element of the diagram."""

    state: str
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


class StatusOut(Schema):
    """An instance after a step."""

    id: UUID
    status: str
    seq: int


class StepDoneOut(Schema):
    """The instance after the step, and my next work item."""

    instance: StatusOut
    next_work_item_id: UUID | None


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
    # Open incidents of the group, for those who administer processes.
    incidents: int


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
    maximum_amount: Decimal | None
    reason: str
    active: bool
    revoked_at: dt.datetime | None


class SubstitutionsOut(Schema):
    """Substitutions that I gave or received."""

    items: list[SubstitutionOut]
