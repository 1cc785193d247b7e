"""Shapes of what stands beside a task: the form as signed, regulations, figures, related records."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from xieyun.kernel.schema import Schema
from xieyun.process.schemas import PersonRef


class DifferenceOut(Schema):
    """Where the form of then differs from now: a field, a cell of a row, or a row that came or went since."""

    field: str
    line: UUID | None
    column: str | None
    kind: Literal["changed", "added", "removed"]


class SignedFormOut(Schema):
    """The form as it was at a step, and as it is now."""

    seq: int
    at: dt.datetime
    verb_title: str
    person: PersonRef
    activity_name: str
    record: dict[str, Any]
    now: dict[str, Any]
    field_rights: dict[str, str]
    form: dict[str, Any]
    differences: list[DifferenceOut]


class RegulationOut(Schema):
    """A text to act by: its paragraphs here, and those of the document it stands in."""

    title: str
    paragraphs: list[str]
    document: list[str]


class FigureRowOut(Schema):
    """One value of a figure; a ledger gives one row for each pool."""

    title: str
    value: str | None


class FigureOut(Schema):
    """A figure to judge by; `type` is that of a field, for printing; `at`: not of now, but of that instant."""

    title: str
    type: str
    rows: list[FigureRowOut]
    at: dt.datetime | None


class RelatedOut(Schema):
    """Related records with the fields that the task names; `index` names the declaration."""

    index: int
    title: str
    object_type: str
    items: list[dict[str, Any]]
    form: dict[str, Any]
    field_rights: dict[str, str]


class RelatedRecordOut(Schema):
    """One related record, opened through a work item."""

    index: int
    title: str
    object_type: str
    record: dict[str, Any]
    form: dict[str, Any]
    field_rights: dict[str, str]


class GuidanceOut(Schema):
    """What a task shows beside its form."""

    regulations: list[RegulationOut]
    figures: list[FigureOut]
    related: list[RelatedOut]
