"""Shapes of the messaging API."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from pydantic import ConfigDict

from xieyun.kernel.schema import Schema


class NotificationOut(Schema):
    """One message, its sentence in the caller's language, and where it leads."""

    id: UUID
    kind: str
    text: str
    link: str
    created_at: dt.datetime
    read: bool


class NotificationPage(Schema):
    """A page of messages, newest first, with the number of unread ones."""

    items: list[NotificationOut]
    next_cursor: str | None
    unread: int


class ReadIn(Schema):
    """Which messages were read: a list of ids, or all."""

    model_config = ConfigDict(extra="forbid")
    ids: list[UUID] = []
    all: bool = False


class ReadOut(Schema):
    """How many messages are still unread."""

    unread: int
