"""The one-time code (TOTP, RFC 6238) as second factor of sign-in, on allauth's authenticators."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret, get_totp_secret, validate_totp_code
from django.http import HttpRequest

from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.organization.actions.common import announce, fetch, own_account, require_system_administrator
from xieyun.organization.errors import SecondFactorActive, SignInFailed
from xieyun.organization.models import Account


@dataclass(frozen=True)
class Enrolment:
    """A new secret, as text and as the address that authenticator apps read from a QR picture."""

    secret: str
    url: str
    svg: str


def is_active(account_id: UUID) -> bool:
    """Whether the account asks for a one-time code at sign-in."""
    return bool(Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.TOTP).exists())


@action
def begin(request: HttpRequest, *, actor: Actor) -> Enrolment:
    """Make a secret and keep it in the session until it is confirmed; raises SecondFactorActive."""
    account = own_account(actor)
    if is_active(account.pk):
        raise SecondFactorActive
    secret = get_totp_secret(regenerate=True)
    url = get_adapter().build_totp_url(account, secret)
    return Enrolment(secret, url, get_adapter().build_totp_svg(url))


@action
def confirm(request: HttpRequest, *, actor: Actor, code: str) -> list[str]:
    """Activate the secret of `begin` with its first code; return recovery codes, each good once."""
    account = own_account(actor)
    if is_active(account.pk):
        raise SecondFactorActive
    if not validate_totp_code(get_totp_secret(), code):
        raise SignInFailed
    TOTP.activate(account, get_totp_secret())
    clear_totp_secret(request)
    codes: list[str] = RecoveryCodes.activate(account).get_unused_codes()
    announce(actor, "activate_second_factor", account, account.group_id)
    return codes


@action
def deactivate(*, actor: Actor, password: str) -> None:
    """Sign in without code from now on; needs the password again, raises SignInFailed."""
    account = own_account(actor)
    if not account.check_password(password):
        raise SignInFailed
    Authenticator.objects.filter(user=account).delete()
    announce(actor, "deactivate_second_factor", account, account.group_id)


@action
def remove(*, actor: Actor, account_id: UUID) -> None:
    """Take the second factor off an account whose owner lost it; for system administrators."""
    require_system_administrator(actor)
    account = fetch(Account.objects.all(), actor.group_id, account_id)
    Authenticator.objects.filter(user=account).delete()
    announce(actor, "remove_second_factor", account, account.group_id)
