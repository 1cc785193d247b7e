"""Shapes of the records API. Values of records follow their definition, so they are open objects here."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from xieyun.kernel.schema import Schema


class Closed(Schema):
    """A body with unknown members is refused."""

    model_config = ConfigDict(extra="forbid")


class RecordIn(Closed):
    """Values by field code; line items as a list of rows."""

    values: dict[str, Any]


class NamedOut(Schema):
    """A person, department or company."""

    id: UUID
    name: str


class RecordRightsOut(Schema):
    """What I may do with the record and its fields."""

    operations: list[str]
    fields: dict[str, str]


class RecordOut(Schema):
    """A record. Lookups, persons and nodes are `{id, title}`; line items `[{id, position, values}]`."""

    id: UUID
    version: int
    object_type: str
    status: str
    serial_number: str | None = None
    title: Any = None
    owner: NamedOut | None
    node: NamedOut | None
    unit: NamedOut | None
    created_at: dt.datetime
    updated_at: dt.datetime
    process_instance_id: UUID | None
    values: dict[str, Any]
    rights: RecordRightsOut | None = None


class RecordPage(Schema):
    """A page of records."""

    items: list[RecordOut]
    next_cursor: str | None


class CountOut(Schema):
    """A count, stopped at 10,000."""

    count: int
    capped: bool


class ChangeOut(Schema):
    """One changed field."""

    field: str
    title: dict[str, str]
    from_: Any = Field(None, alias="from", serialization_alias="from")
    to: Any = None


class HistoryEntry(Schema):
    """One change of a record."""

    version: int
    at: dt.datetime
    person: dict[str, Any]
    kind: str
    changes: list[dict[str, Any]]


class HistoryOut(Schema):
    """The changes of a record, newest first."""

    items: list[HistoryEntry]


class ObjectTypeCard(Schema):
    """An object type in a list."""

    code: str
    title: dict[str, str]
    start_title: dict[str, str] | None = Field(description="What making a new one is called, where it has a name.")
    icon: str
    process: str | None = Field(description="The process that a record of this type goes through, if any.")
    operations: list[str]


class ObjectTypesOut(Schema):
    """The object types that I may use."""

    items: list[ObjectTypeCard]


class ExportIn(Closed):
    """What to export: the same filter, sort and columns as in the list."""

    filter: dict[str, Any] | None = None
    sort: str | None = None
    columns: list[str] | None = None


class JobProgress(Schema):
    """How far the work is; the total is not known at first."""

    done: int
    total: int | None


class JobFile(Schema):
    """The file that the work made."""

    name: str
    size: int


class JobOut(Schema):
    """Background work that I asked for."""

    id: UUID
    kind: str
    title: str
    status: str
    progress: JobProgress
    file: JobFile | None
    failure: str | None
    created_at: dt.datetime
    finished_at: dt.datetime | None


class JobsOut(Schema):
    """My background work, newest first."""

    items: list[JobOut]


class AttachmentOut(Schema):
    """An uploaded file."""

    id: UUID
    name: str
    size: int
    content_type: str


class AvailabilityOut(Schema):
    """What one pool has; amounts are decimals as strings."""

    pool_id: UUID
    title: str
    total: str
    adjusted: str
    available: str
    reserved: str
    consumed: str


class AvailabilityIn(Closed):
    """Many rows at once: each names the ledger's key fields; `date` is for rows without their own."""

    date: dt.date | None = None
    keys: list[dict[str, Any]] = Field(max_length=500)


class AvailabilitiesOut(Schema):
    """One answer per row, in order; null where no pool applies."""

    items: list[AvailabilityOut | None]


class AdjustmentIn(Closed):
    """How much to raise (or, negative, lower) a pool, and why."""

    amount: str = Field(max_length=40)
    reason: str = Field(max_length=200)


class MovementOut(Schema):
    """One booking of a pool."""

    id: int
    kind: str
    amount: str
    cause_type: str
    cause_id: UUID
    at: dt.datetime
    actor_text: str
    note: str


class MovementsOut(Schema):
    """The newest bookings of a pool."""

    items: list[MovementOut]


class OptionOut(Schema):
    """One record that may be chosen in a lookup."""

    id: UUID
    title: str
    display: dict[str, Any]


class OptionsOut(Schema):
    """What may be chosen in a lookup."""

    items: list[OptionOut]
