"""Shapes of the API of definitions, versions and migrations."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from xieyun.kernel.schema import Schema
from xieyun.process.schemas import Strict

Name = Annotated[str, Field(max_length=500)]
Reason = Annotated[str, Field(max_length=1000)]


class DraftIn(Strict):
    """A BPMN file, as text."""

    xml: Annotated[str, Field(max_length=5 * 1024 * 1024)]


class FreezeIn(Strict):
    """The name of a template, and for each step of the route the chosen way to name its people ("": as they were)."""

    title: Annotated[str, Field(max_length=200)]
    choices: Annotated[list[Annotated[str, Field(max_length=100)]], Field(default_factory=list, max_length=200)]


class TemplateChoiceOut(Schema):
    """A way to name who handles a step."""

    id: str
    name: str


class TemplateStepOut(Schema):
    """A step of a route that becomes a template."""

    name: str
    kind: str
    beside: bool
    people: list[str]
    choices: list[TemplateChoiceOut]


class RouteTemplateOut(Schema):
    """What keeping the route of an instance as a template asks for."""

    steps: list[TemplateStepOut]


class MigrationPlanIn(Strict):
    """To which version, and which activity becomes which; without an entry the id stays."""

    to_version_id: UUID
    mapping: Annotated[dict[Name, Name], Field(default_factory=dict, max_length=1000)]


class MigrationPreviewIn(MigrationPlanIn):
    """Which instances to list, and where to go on."""

    show: Literal["all", "movable", "blocked"] = "all"
    after: UUID | None = None
    page_size: Annotated[int, Field(ge=1, le=100)] = 20


class MigrateIn(MigrationPlanIn):
    """Why the instances are moved."""

    reason: Reason = ""


class UndoIn(Strict):
    """Why the migration is undone."""

    reason: Reason = ""


class DefinitionSummaryOut(Schema):
    """A process definition as the list shows it."""

    code: str
    title: str
    object_type: str | None
    versions: int
    published: int | None
    published_at: dt.datetime | None
    published_by: str | None
    draft: int | None
    running: int
    running_on_retired: int


class DefinitionsOut(Schema):
    """All definitions of the group."""

    items: list[DefinitionSummaryOut]


class VersionOut(Schema):
    """A version of a definition; `status` is draft, published or retired."""

    id: UUID
    version: int
    status: str
    running: int
    created_at: dt.datetime
    created_by: str
    published_at: dt.datetime | None
    published_by: str


class DefinitionDetailOut(Schema):
    """A definition with its versions."""

    code: str
    title: str
    object_type: str | None
    versions: list[VersionOut]


class ActivityNameOut(Schema):
    """An activity of a version."""

    id: str
    name: str
    type: str


class VersionDetailOut(VersionOut):
    """A version with its file."""

    code: str
    title: str
    object_type: str | None
    xml: str
    activities: list[ActivityNameOut]


class MappedActivityOut(ActivityNameOut):
    """An activity of the old version and what it becomes; `by` tells whether its id or its name was found."""

    suggested: str | None
    by: str | None


class MappingOut(Schema):
    """The suggested mapping, and what can be chosen."""

    activities: list[MappedActivityOut]
    targets: list[ActivityNameOut]


class MigratingInstanceOut(Schema):
    """An instance in a preview or a batch."""

    id: UUID
    title: str
    initiator_name: str
    unit_name: str
    started_at: dt.datetime
    status: str
    reason: str | None


class PreviewLineOut(MigratingInstanceOut):
    """Whether it can move; `reason` says what stands in the way."""

    movable: bool


class PreviewOut(Schema):
    """`checked` instances of `total` were looked at."""

    total: int
    checked: int
    movable: int
    blocked: int
    items: list[PreviewLineOut]
    next_after: UUID | None


class MigrationCountsOut(Schema):
    """How many instances of a batch are where."""

    waiting: int
    moved: int
    refused: int
    back: int
    kept: int


class MigrationOut(Schema):
    """A batch; `status` is moving, moved, undoing or undone."""

    id: UUID
    code: str
    status: str
    reason: str
    actor_name: str | None
    created_at: dt.datetime
    finished_at: dt.datetime | None
    undo_reason: str
    undo_actor_name: str | None
    undone_at: dt.datetime | None
    from_version_id: UUID
    from_version: int
    to_version_id: UUID
    to_version: int
    mapping: dict[str, str]
    counts: MigrationCountsOut
    total: int
    undoable: bool


class MigrationsOut(Schema):
    """The newest batches of a definition."""

    items: list[MigrationOut]


class MigrationLinesOut(Schema):
    """One page of a batch."""

    items: list[MigratingInstanceOut]
    next_after: UUID | None
