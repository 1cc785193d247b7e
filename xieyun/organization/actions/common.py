"""What the actions of this room share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Model, QuerySet

from xieyun.kernel import audit, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import NotFound
from xieyun.organization import versions
from xieyun.organization.errors import CodeTaken
from xieyun.organization.models import Account
from xieyun.organization.ports import authority

RowT = TypeVar("RowT", bound=Model)


def require_system_administrator(actor: Actor) -> None:
    """Raise Forbidden unless the actor administers the system (or is the platform itself)."""
    authority().require_administrator(actor, "system")


def own_account(actor: Actor) -> Account:
    """Return the account that the actor uses, locked; NotFound for the platform itself."""
    account = None
    if actor.account_id is not None:
        account = Account.objects.select_for_update().filter(pk=actor.account_id).first()
    if account is None:
        raise NotFound
    return account


def fetch(rows: QuerySet[RowT], group_id: UUID | None, identifier: UUID) -> RowT:
    """Return the row of the group, locked; NotFound when it is absent or belongs to another group."""
    row = rows.filter(group_id=group_id, pk=identifier).select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound
    return row


@contextmanager
def unique(value: str) -> Iterator[None]:
    """Turn a broken unique constraint into CodeTaken for the value."""
    try:
        yield
    except IntegrityError as error:
        raise CodeTaken(value=value) from error


def announce(
    actor: Actor,
    action: str,
    row: Model,
    group_id: UUID,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write the audit row and the outbox event of an action, and mark the organisation as changed."""
    subject = f"organization.{row._meta.model_name}"
    audit.record(actor=actor, action=action, target_type=subject, target_id=str(row.pk), before=before, after=after)
    outbox.publish(
        kind=f"organization.{action}", group_id=group_id, subject_type=subject, subject_id=str(row.pk), payload={}
    )
    versions.touch(group_id)
