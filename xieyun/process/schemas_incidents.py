"""Shapes of open incidents."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from xieyun.kernel.schema import Schema
from xieyun.process.schemas import Strict

Kind = Literal["stopped", "timer", "message", "signal", "answer", "connection"]
Reason = Annotated[str, Field(max_length=2000)]


class OpenIncidentOut(Schema):
    """What stands still, where, why, since when and how often it was tried.

    `kind`: stopped (a step of the instance failed), timer, message, signal, answer (these fail again and again when
    they are to be delivered), connection (a system does not answer). `alike`: how many have the same cause.
    """

    id: UUID
    kind: Kind
    subject: str
    instance_id: UUID | None
    title: str
    instance_status: str | None
    process: str
    process_title: str
    token: int | None
    activity: str
    name: str
    code: str
    zh: str
    en: str
    cause: str
    alike: int
    attempts: int
    since: dt.datetime
    last_at: dt.datetime
    answerable: bool


class KindCountOut(Schema):
    """How many incidents of a kind are open."""

    kind: Kind
    count: int


class ProcessCountOut(Schema):
    """How many incidents of a process are open."""

    code: str
    title: str
    count: int


class OpenIncidentsOut(Schema):
    """A page of open incidents; the counts are of all of them, at most 10,000."""

    items: list[OpenIncidentOut]
    next_cursor: str | None
    total: int
    kinds: list[KindCountOut]
    processes: list[ProcessCountOut]
    administers_system: bool


class RetryIncidentIn(Strict):
    """Try one incident again."""

    opinion: Reason = ""


class RetryCauseIn(RetryIncidentIn):
    """Try all incidents of one cause again."""

    cause: Annotated[str, Field(max_length=400)]


class DiscardIn(Strict):
    """Why a message, a signal or a timer is given up."""

    opinion: Reason


class DiscardedOut(Schema):
    """It will not be delivered."""

    discarded: bool


class RefusedOut(Schema):
    """An incident that could not be tried again, and why."""

    id: UUID
    zh: str
    en: str


class RetriedOut(Schema):
    """What became of them; `left`: how many more have this cause, for another request."""

    retried: int
    refused: list[RefusedOut]
    left: int
