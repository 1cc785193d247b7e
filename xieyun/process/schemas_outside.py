"""Shapes of messages, signals, connections, and what an instance has to do with other systems."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from xieyun.kernel.schema import Schema
from xieyun.process.schemas import Strict
from xieyun.process.schemas_commands import ReasonIn

Name = Annotated[str, Field(max_length=200)]
Authentication = Literal["none", "hmac-sha256", "hmac-sm3", "bearer"]


class MessageIn(Strict):
    """A message; without `keep_for_seconds` it is refused when nobody waits for it."""

    name: Name
    correlation_key: Name = ""
    values: Annotated[dict[str, Any], Field(default_factory=dict)]
    keep_for_seconds: Annotated[int, Field(ge=0, le=30 * 24 * 3600)] = 0


class MessageOut(Schema):
    """What became of it."""

    result: Literal["delivered", "started", "kept"]
    delivery_id: UUID
    instance_id: UUID | None


class SignalIn(Strict):
    """A signal to all who wait for it."""

    name: Name
    values: Annotated[dict[str, Any], Field(default_factory=dict)]


class SignalOut(Schema):
    """How many instances and process definitions will be told."""

    delivery_id: UUID
    told: int


class AnswerIn(ReasonIn):
    """What an administrator answers in place of another system; the values become variables."""

    token: int
    values: Annotated[dict[str, Any], Field(default_factory=dict)]


class IncidentOut(Schema):
    """Where the instance stopped, and why."""

    token: int
    activity: str
    name: str
    code: str
    zh: str
    en: str
    since: dt.datetime | None
    attempts: int | None
    answerable: bool


class CallOut(Schema):
    """A call to another system that is not answered yet. `to`: the handler or connection."""

    token: int
    activity: str
    name: str
    kind: Literal["handler", "webhook"]
    to: str
    status: str
    attempts: int
    maximum_attempts: int
    next_at: dt.datetime
    error_zh: str | None
    error_en: str | None
    since: dt.datetime
    # Held back by the limits of its connection, or because the system does not answer.
    held: bool


class WaitOut(Schema):
    """A message or signal that is waited for."""

    token: int
    activity: str
    name: str
    kind: Literal["message", "signal"]
    message: str
    key: str | None
    since: dt.datetime | None
    answerable: bool


class OutsideOut(Schema):
    """What an instance has to do with other systems."""

    incidents: list[IncidentOut]
    calls: list[CallOut]
    waits: list[WaitOut]


class ConnectionChangeIn(Strict):
    """New values of a connection; what is left out stays. Limits hold for all workers together; 0 is no limit."""

    name: Annotated[str, Field(max_length=100)] | None = None
    base_url: Annotated[str, Field(max_length=500)] | None = None
    authentication: Authentication | None = None
    secret: Annotated[str, Field(max_length=1000)] | None = None
    private_allowed: bool | None = None
    active: bool | None = None
    maximum_calls: Annotated[int, Field(ge=0, le=1000)] | None = None
    calls_per_minute: Annotated[int, Field(ge=0, le=6000)] | None = None


class ConnectionIn(ConnectionChangeIn):
    """A new connection."""

    code: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=100)]
    base_url: Annotated[str, Field(max_length=500)]


class ConnectionOut(Schema):
    """A connection; its secret is never told."""

    id: UUID
    code: str
    name: str
    base_url: str
    authentication: Authentication
    private_allowed: bool
    active: bool
    has_secret: bool
    changed_at: dt.datetime
    maximum_calls: int
    calls_per_minute: int
    running: int
    held: int
    failures: int
    # While this is set, calls rest, because so many in a row failed; one tries again at this time.
    open_until: dt.datetime | None


class ConnectionsOut(Schema):
    """All connections of the group."""

    items: list[ConnectionOut]
