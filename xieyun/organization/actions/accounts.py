"""Accounts and their passwords. Who signs in, see `organization.sign_in`."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound
from xieyun.organization.actions.common import announce, fetch, own_account, require_system_administrator, unique
from xieyun.organization.errors import SignInFailed
from xieyun.organization.models import Account, Person


@action
def create_account(*, actor: Actor, login: str, person_id: UUID | None = None, password: str | None = None) -> Account:
    """Create the account of a person, or of a program when no person is given.

    Without a password nobody can sign in until one is set (`reset_password`). Raises CodeTaken.
    """
    require_system_administrator(actor)
    if actor.group_id is None:
        raise NotFound
    person = None if person_id is None else fetch(Person.objects.all(), actor.group_id, person_id)
    kind = Account.Kind.SERVICE if person is None else Account.Kind.PERSON
    account = Account(group_id=actor.group_id, person=person, kind=kind, login=login.lower())
    if password is None:
        account.set_unusable_password()
    else:
        _set_password(account, password, "password")
    with unique(login):
        account.save(force_insert=True)
    announce(actor, "create_account", account, actor.group_id, after={"login": account.login, "kind": kind})
    return account


@action
def disable_account(*, actor: Actor, account_id: UUID) -> Account:
    """Disable an account: its sessions and API keys end with their next request."""
    return _set_active(actor, account_id, False)


@action
def enable_account(*, actor: Actor, account_id: UUID) -> Account:
    """Let a disabled account sign in again."""
    return _set_active(actor, account_id, True)


@action
def reset_password(*, actor: Actor, account_id: UUID) -> str:
    """Set and return a random password, and end the account's sessions."""
    require_system_administrator(actor)
    account = fetch(Account.objects.all(), actor.group_id, account_id)
    password = secrets.token_urlsafe(12)
    _set_password(account, password, "password")
    account.save(update_fields=["password", "password_changed_at"])
    announce(actor, "reset_password", account, account.group_id)
    return password


@action
def change_password(*, actor: Actor, current: str, new: str) -> Account:
    """Change the actor's own password; raises SignInFailed when the current one is wrong.

    All other sessions of the account end: their hash over the password no longer fits.
    """
    account = own_account(actor)
    if not account.check_password(current):
        raise SignInFailed
    _set_password(account, new, "new")
    account.save(update_fields=["password", "password_changed_at"])
    announce(actor, "change_password", account, account.group_id)
    return account


def _set_active(actor: Actor, account_id: UUID, active: bool) -> Account:
    require_system_administrator(actor)
    account = fetch(Account.objects.all(), actor.group_id, account_id)
    account.is_active = active
    account.save(update_fields=["is_active"])
    announce(actor, "enable_account" if active else "disable_account", account, account.group_id)
    return account


def _set_password(account: Account, password: str, field: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise InvalidInput(fields=[FieldError(field, "password-weak")]) from error
    account.set_password(password)
    account.password_changed_at = clock.now()
