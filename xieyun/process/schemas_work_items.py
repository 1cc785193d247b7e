"""Shapes of work items: the lists of a person, and the page of one."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from xieyun.kernel.schema import Schema
from xieyun.process.schemas import (
    CurrentOut,
    InstanceStatus,
    ItemKind,
    ItemStatus,
    PersonRef,
    ReadersOut,
    Shown,
    StepOut,
    VerbOut,
)


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
    begun: bool
    """Its person has saved something that he has not sent."""
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


class AnnouncedOut(Schema):
    """The titles of what stands beside the form; the page keeps their place until `guidance` is read."""

    regulations: list[str]
    figures: list[str]
    related: list[str]


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
    guidance: AnnouncedOut
    readers: ReadersOut
    current: list[CurrentOut]
    """Where the instance stands now."""
