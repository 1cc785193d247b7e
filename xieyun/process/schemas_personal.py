"""Shapes of what a person sees first and sets for himself."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal
from uuid import UUID

from xieyun.kernel.schema import Schema
from xieyun.process.schemas import PersonRef
from xieyun.process.schemas_work_items import WorkItemOut


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


class PhraseOut(Schema):
    """A quick phrase, and the opinions that it fits: any, agree (approving), object (rejecting, returning)."""

    text: str
    fits: Literal["any", "agree", "object"]


class PhrasesOut(Schema):
    """My quick phrases and those of the group."""

    personal: list[PhraseOut]
    shared: list[PhraseOut]


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


class SignatureOut(Schema):
    """My own signature."""

    attachment_id: UUID | None
