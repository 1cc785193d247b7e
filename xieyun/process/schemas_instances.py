"""Shapes of instances: what was sent, the page of one, its picture, and what submitting starts."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from xieyun.kernel.schema import Schema
from xieyun.process.schemas import (
    CurrentOut,
    InstanceStatus,
    PersonRef,
    ReadersOut,
    RouteStepOut,
    Shown,
    StepOut,
    StepState,
    VerbOut,
)


class PredictedOut(Schema):
    """An activity that would come later, on the data of now."""

    activity: str
    name: str
    handlers: list[PersonRef]
    """As they would be found now; empty where that cannot be told."""


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
    """draft: not submitted yet, and withdrawn may be one again; running: under way; returned: back with its initiator,
    who corrects and submits it again; suspended: halted by an administrator."""
    started_at: dt.datetime | None
    updated_at: dt.datetime | None
    """When anybody last acted."""
    finished_at: dt.datetime | None
    urge_count: int
    """How often its initiator has urged."""
    current: list[CurrentOut]
    my_work_item_id: UUID | None
    """What waits for me there, such as what was returned to me; null when nothing does."""
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
