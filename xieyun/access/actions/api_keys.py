"""API keys: secrets for programs. Shown once, kept as SHA-256."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from uuid import UUID

from xieyun.access.actions.common import announce, group_of
from xieyun.access.errors import ApiKeyPeriodWrong
from xieyun.access.models import ApiKey
from xieyun.access.policies import require_administrator
from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.crypto import digest
from xieyun.kernel.database import action
from xieyun.kernel.errors import Forbidden, NotFound
from xieyun.organization.actions.common import own_account
from xieyun.organization.models import Account

MARK = "xy_"  # lets secret scanners find a key that was published by mistake
SHOWN = 10
LONGEST = dt.timedelta(days=366)


@dataclass(frozen=True)
class NewApiKey:
    """A key with its secret, which is told this once."""

    key: ApiKey
    secret: str


@action
def create_api_key(
    *, actor: Actor, name: str, expires_at: dt.datetime | None = None, account_id: UUID | None = None
) -> NewApiKey:
    """Create a key for the actor's own account, or (system administrators) for a program's account.

    A key cannot make keys: a leaked one must not outlive its revocation. Raises ApiKeyPeriodWrong.
    """
    if actor.channel == "api":
        raise Forbidden
    account = _account(actor, account_id)
    ends = expires_at or clock.now() + dt.timedelta(days=90)
    if not clock.now() + dt.timedelta(hours=1) <= ends <= clock.now() + LONGEST:
        raise ApiKeyPeriodWrong
    secret = MARK + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        account=account, name=name, prefix=secret[:SHOWN], digest=digest(secret.encode()), expires_at=ends
    )
    key.refresh_from_db(fields=["created_at"])
    announce(actor, "create_api_key", key, account.group_id, after={"name": name, "account": account.login})
    return NewApiKey(key, secret)


@action
def revoke_api_key(*, actor: Actor, key_id: UUID) -> None:
    """End a key at once; NotFound unless it is the actor's own or he is a system administrator."""
    key = ApiKey.objects.select_related("account").filter(account__group_id=group_of(actor), pk=key_id).first()
    if key is None:
        raise NotFound
    if key.account_id != actor.account_id:
        require_administrator(actor, "system")
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        announce(actor, "revoke_api_key", key, key.account.group_id, before={"name": key.name})


def _account(actor: Actor, account_id: UUID | None) -> Account:
    if account_id is None or account_id == actor.account_id:
        return own_account(actor)
    require_administrator(actor, "system")
    # Another person's rights are never lent out: only programs get keys made for them.
    programs = Account.objects.filter(group_id=group_of(actor), kind=Account.Kind.SERVICE)
    account = programs.filter(pk=account_id).first()
    if account is None:
        raise NotFound
    return account
