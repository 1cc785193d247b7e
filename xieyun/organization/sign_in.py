"""Signing in and out with a password and, when the account has one, a one-time code.

The password check, its rate limits and the equal time for unknown logins are allauth's; the
session is Django's. A failure writes an audit row, so nothing here runs in one transaction.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.contrib.auth import logout as end_session
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from xieyun.kernel import audit, clock
from xieyun.kernel.actor import Actor
from xieyun.organization.errors import OneTimeCodeRequired, SignInFailed, TooManySignIns
from xieyun.organization.models import Account

# Session keys of ours.
ACTING = "acting_assignment_id"
SEEN_AT = "seen_at"
LOCKED_SECONDS = 600
LONGEST_LOGIN = 64


def sign_in(request: HttpRequest, *, login: str, password: str, code: str = "") -> Account:
    """Begin a session for the account and return it; the session key is a new one.

    Raises SignInFailed (whatever was wrong), OneTimeCodeRequired, TooManySignIns.
    """
    login = login.strip().lower()
    try:
        account = get_adapter().authenticate(request, username=login, password=password)
    except ValidationError as error:
        _record(request, login, None, "locked")
        raise TooManySignIns(minutes=LOCKED_SECONDS // 60, seconds=LOCKED_SECONDS) from error
    if account is None or not account.is_active:
        _record(request, login, account, "failure")
        raise SignInFailed
    _check_second_factor(request, account, code)
    get_adapter().login(request, account)
    request.session[SEEN_AT] = int(clock.now().timestamp())
    _record(request, login, account, "success")
    return account  # type: ignore[no-any-return]


def sign_out(request: HttpRequest, actor: Actor) -> None:
    """End the session and delete its data."""
    audit.record(actor=actor, action="sign_out", target_type="organization.account", target_id=str(actor.account_id))
    end_session(request)


def _check_second_factor(request: HttpRequest, account: Account, code: str) -> None:
    authenticators = list(Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.WEBAUTHN))
    if not any(authenticator.type == Authenticator.Type.TOTP for authenticator in authenticators):
        return
    if not code:
        raise OneTimeCodeRequired
    # Guessing codes is limited like guessing passwords; a right code gives its use back.
    usage = ratelimit.consume(request, app="allauth.account", action="login_failed", key=f"code:{account.pk}")
    if usage is None:
        _record(request, account.login, account, "locked")
        raise TooManySignIns(minutes=LOCKED_SECONDS // 60, seconds=LOCKED_SECONDS)
    if not any(authenticator.wrap().validate_code(code) for authenticator in authenticators):
        _record(request, account.login, account, "failure")
        raise SignInFailed
    usage.rollback()


def _record(request: HttpRequest, login: str, account: Account | None, outcome: str) -> None:
    person = None if account is None else account.person
    actor = Actor(
        group_id=None if account is None else account.group_id,
        account_id=None if account is None else account.pk,
        person_id=None if person is None else person.pk,
        person_name=login[:LONGEST_LOGIN] if person is None else person.name,
        address=get_adapter().get_client_ip(request),
        request_id=getattr(request, "request_id", ""),
    )
    audit.record(
        actor=actor,
        action="sign_in",
        target_type="organization.account",
        target_id=login[:LONGEST_LOGIN],
        outcome=outcome,
    )
