"""Shapes of the access API."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from xieyun.kernel.schema import Schema


class ApiKeyIn(Schema):
    """A key for my own account, or (system administrators) for a program's account."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=100)]
    expires_at: dt.datetime | None = None
    account_id: UUID | None = None


class ApiKeyOut(Schema):
    """A key as lists show it: never its secret."""

    id: UUID
    name: str
    prefix: str
    login: str
    created_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None


class NewApiKeyOut(ApiKeyOut):
    """A new key with its secret, which is told this once."""

    secret: str


class ApiKeysOut(Schema):
    """My keys, the newest first."""

    items: list[ApiKeyOut]
    next_cursor: str | None = None


class MatterNameOut(Schema):
    """The matter to which a row belongs."""

    id: UUID
    title: str


class AuditRowOut(Schema):
    """One row of the audit trail; `matter` when it belongs to one."""

    id: int
    at: dt.datetime
    actor: str
    person_id: UUID | None
    action: str
    action_title: str
    target_type: str
    target_title: str
    target_id: str
    outcome: str
    channel: str
    address: str
    request_id: str
    before: Any
    after: Any
    matter: MatterNameOut | None


class OpeningOut(Schema):
    """Somebody to whom a matter came, and when he first opened it."""

    name: str
    activity: str
    received_at: dt.datetime
    opened_at: dt.datetime | None


class AuditMatterOut(Schema):
    """A matter for whoever audits it."""

    title: str
    initiator: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    openings: list[OpeningOut]


class AuditActionOut(Schema):
    """An action of the audit trail by its code and name."""

    code: str
    title: str


class AuditPageOut(Schema):
    """A page of the audit trail, the newest first."""

    items: list[AuditRowOut]
    next_cursor: str | None
