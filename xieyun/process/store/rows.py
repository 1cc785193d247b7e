"""What a step reads and writes, as plain data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from xieyun.kernel.identifiers import new_id


@dataclass(slots=True)
class Instance:
    """The row of a process instance as read; `seq` is the step it was read at."""

    id: UUID
    definition_version_id: UUID
    definition_code: str
    object_type: str | None
    record_id: UUID | None
    group_id: UUID
    unit_id: UUID | None
    node_id: UUID | None
    initiator_id: UUID | None
    initiator_name: str
    initiator_assignment_id: UUID | None
    title: str
    status: str
    seq: int
    state: bytes
    variables: bytes  # what the engine's codec dumps
    started_at: dt.datetime
    token: UUID | None = None  # of the group when the instance was read
    record_version: int | None = None
    record_digest: str | None = None
    unit_name: str = ""
    summary: list[dict[str, Any]] = field(default_factory=list)

    def after(self, seq: int, status: str) -> Instance:
        """Return the instance as a step leaves it that changes nothing but its state; without state and variables."""
        return Instance(
            self.id, self.definition_version_id, self.definition_code, self.object_type, self.record_id, self.group_id,
            self.unit_id, self.node_id, self.initiator_id, self.initiator_name, self.initiator_assignment_id,
            self.title, status, seq, b"", b"", self.started_at, self.token, self.record_version, self.record_digest,
        )  # fmt: skip


@dataclass(slots=True)
class Item:
    """The row of a work item as read."""

    id: UUID
    instance_id: UUID
    number: int | None
    kind: str
    status: str
    activity_id: str
    activity_name: str
    assignee_id: UUID | None
    for_person_id: UUID | None
    asked_by: UUID | None
    outcome: str | None
    read_at: dt.datetime | None
    open_to_all: bool


@dataclass(slots=True)
class NewItem:
    """A work item to insert. An item that opens and closes in one step is inserted closed, a notice as `sent`."""

    kind: str
    activity_id: str
    activity_name: str
    received_at: dt.datetime
    number: int | None = None
    assignee_id: UUID | None = None
    assignment_id: UUID | None = None
    for_person_id: UUID | None = None
    asked_by: UUID | None = None
    candidates: tuple[UUID, ...] = ()
    open_to_all: bool = False
    narrowed: bool = False
    due_at: dt.datetime | None = None
    status: str = "open"
    outcome: str | None = None
    finished_at: dt.datetime | None = None
    why: dict[str, Any] = field(default_factory=dict)
    id: UUID = field(default_factory=new_id)


@dataclass(slots=True)
class ItemChange:
    """New values of an item of the instance; `number` finds it, `reassigned` tells whether `assignee_id` counts."""

    number: int
    status: str = "open"
    outcome: str | None = None
    finished_at: dt.datetime | None = None
    reassigned: bool = False
    assignee_id: UUID | None = None


@dataclass(slots=True)
class NewTimer:
    """A timer to insert; its job is deferred in the same transaction. `fixed`: due at a named moment, not from now."""

    number: int
    activity_id: str
    due_at: dt.datetime
    fixed: bool = False


@dataclass(slots=True)
class NewCall:
    """A call to make after the step; see models.ServiceCall. Delays in seconds."""

    number: int
    activity_id: str
    activity_name: str
    kind: str
    handler: str
    input: dict[str, Any]
    attempts: int
    first_delay: float
    maximum_delay: float


@dataclass(slots=True)
class Entry:
    """The history row of a step, without what the store fills in itself (instance, seq, engine).

    `record_version` and `record_digest` name the record as the actor signed it.
    """

    verb: str
    at: dt.datetime
    item_id: UUID | None = None
    activity_id: str = ""
    activity_name: str = ""
    for_person_id: UUID | None = None
    for_person_name: str = ""
    opinion: str = ""
    opinion_hidden: bool = False
    attachments: list[Any] | None = None
    details: dict[str, Any] | None = None
    changes: dict[str, Any] | None = None
    record_version: int | None = None
    record_digest: str | None = None
