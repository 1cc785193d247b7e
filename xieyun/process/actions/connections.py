"""Connections to other systems, kept by administrators. A secret goes in and never comes out again."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from xieyun.kernel import audit, clock, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.crypto import seal
from xieyun.kernel.database import action
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound
from xieyun.kernel.outbound import OutboundRefused, checked_base
from xieyun.process.input import clean_text, group_of
from xieyun.process.models import Connection
from xieyun.process.outside import admission
from xieyun.process.outside.webhooks import SEALED_FOR
from xieyun.process.policies import require_system_administrator

_CODE = re.compile(r"[a-z][a-z0-9.-]{0,63}")
AUTHENTICATIONS = ("none", "hmac-sha256", "hmac-sm3", "bearer")
_FIELDS = (
    "name", "base_url", "authentication", "private_allowed", "active", "maximum_calls", "calls_per_minute",
)  # fmt: skip
LIMITS = {"maximum_calls": 1000, "calls_per_minute": 6000}
SHORTEST_SECRET, LONGEST_SECRET = 16, 1000


@action
def create_connection(*, actor: Actor, code: str, **values: Any) -> Connection:
    """Set up a connection under the code that process definitions use; values as in `change_connection`.

    Raises NotFound for others than system administrators, InvalidInput.
    """
    require_system_administrator(actor)
    group_id = group_of(actor)
    if not _CODE.fullmatch(code):
        raise _wrong("code", "connection-code")
    if Connection.objects.filter(group_id=group_id, code=code).exists():
        raise _wrong("code", "connection-code-taken")
    now = clock.now()
    made = Connection(group_id=group_id, code=code, created_at=now, changed_at=now)
    _fill(made, values)
    made.save(force_insert=True)
    _tell(actor, made, "process.create_connection", None, "secret" in values)
    return made


@action
def change_connection(*, actor: Actor, connection_id: UUID, **values: Any) -> Connection:
    """Change name, base_url, authentication, secret (None: as it is), private_allowed, active or the limits.

    `maximum_calls` at the same time and `calls_per_minute`; 0 is no limit. Calls that were held back try again.
    Raises NotFound, InvalidInput.
    """
    require_system_administrator(actor)
    found = Connection.objects.select_for_update().filter(group_id=group_of(actor), id=connection_id).first()
    if found is None:
        raise NotFound
    before = described(found)
    _fill(found, values)
    found.changed_at = clock.now()
    found.save(update_fields=[*_FIELDS, "secret", "changed_at"])
    admission.forget(found.id)
    _tell(actor, found, "process.change_connection", before, bool(values.get("secret")))
    return found


@action
def resume_connection(*, actor: Actor, connection_id: UUID) -> Connection:
    """Let a call try now whether a system that failed again and again is back. Raises NotFound."""
    require_system_administrator(actor)
    found = Connection.objects.select_for_update().filter(group_id=group_of(actor), id=connection_id).first()
    if found is None:
        raise NotFound
    admission.resume(found.id)
    _tell(actor, found, "process.resume_connection", described(found), False)
    found.refresh_from_db()
    return found


def _fill(row: Connection, values: dict[str, Any]) -> None:
    for name in ("authentication", "private_allowed", "active", "maximum_calls", "calls_per_minute"):
        if values.get(name) is not None:
            setattr(row, name, values[name])
    if values.get("name") is not None:
        row.name = clean_text(values["name"], maximum=100, field="name").strip()
    if values.get("base_url") is not None:
        row.base_url = values["base_url"].strip()
    try:
        checked_base(row.base_url)
    except OutboundRefused as refused:
        raise _wrong("base_url", "connection-address", reason_zh=refused.zh, reason_en=refused.en) from refused
    for name, most in LIMITS.items():
        if not 0 <= getattr(row, name) <= most:
            raise _wrong(name, "connection-limit", limit=most)
    if row.authentication not in AUTHENTICATIONS:
        raise _wrong("authentication", "connection-authentication")
    if row.authentication != "none" and row.base_url.startswith("http://") and row.authentication == "bearer":
        raise _wrong("base_url", "connection-needs-tls")
    _set_secret(row, values.get("secret") or "")


def _set_secret(row: Connection, secret: str) -> None:
    if secret:
        if not SHORTEST_SECRET <= len(secret) <= LONGEST_SECRET or not secret.isascii() or not secret.isprintable():
            raise _wrong("secret", "connection-secret", least=SHORTEST_SECRET)
        row.secret = seal(SEALED_FOR, secret.encode())
    if row.authentication == "none":
        row.secret = None
    elif row.secret is None:
        raise _wrong("secret", "connection-secret", least=SHORTEST_SECRET)


def _wrong(field: str, code: str, **params: object) -> InvalidInput:
    return InvalidInput(fields=[FieldError(field, code, params)])


def described(row: Connection) -> dict[str, Any]:
    """Return a connection without its secret."""
    return {
        "code": row.code,
        "name": row.name,
        "base_url": row.base_url,
        "authentication": row.authentication,
        "private_allowed": row.private_allowed,
        "active": row.active,
        "maximum_calls": row.maximum_calls,
        "calls_per_minute": row.calls_per_minute,
    }


def _tell(actor: Actor, row: Connection, verb: str, before: dict[str, Any] | None, new_secret: bool) -> None:
    after = described(row) | ({"secret": "***"} if new_secret else {})
    audit.record(
        actor=actor, action=verb, target_type="process_connection", target_id=str(row.id), before=before, after=after
    )
    outbox.publish(
        kind=verb, group_id=row.group_id, subject_type="process_connection", subject_id=row.id,
        payload={"code": row.code, "active": row.active},
    )  # fmt: skip
