"""Who sends a request: a browser with its session, or a program with an API key."""

from __future__ import annotations

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.crypto import digest
from xieyun.kernel.errors import Unauthenticated
from xieyun.kernel.identifiers import parse_id
from xieyun.kernel.prepared import run
from xieyun.organization.identity import identify
from xieyun.organization.sign_in import ACTING, SEEN_AT

IDLE_SECONDS: int = getattr(settings, "SESSION_IDLE_SECONDS", 30 * 60)
# A session row is written at most this often for being used.
TOUCH_SECONDS = 60


def authenticate(request: HttpRequest) -> Actor | None:
    """Return the actor of a request, or None when nobody is signed in; at most two queries.

    A request with an Authorization header is a program's: its session cookie, if any, is not looked
    at. Raises Unauthenticated for a key that is unknown, expired or revoked.
    """
    authorization = request.headers.get("Authorization")
    if authorization is not None:
        return _by_api_key(request, authorization)
    return _by_session(request)


def _by_session(request: HttpRequest) -> Actor | None:
    session = request.session
    account_id = parse_id(str(session.get(SESSION_KEY, "")))
    if account_id is None or _is_idle(request):
        return None
    identity = identify(account_id)
    if identity is None:
        return None
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), identity.session_hash()):
        return None
    return identity.actor(
        assignment_id=parse_id(str(session.get(ACTING, ""))),
        channel="inside",
        address=_address(request),
        request_id=getattr(request, "request_id", ""),
    )


def _is_idle(request: HttpRequest) -> bool:
    seen_at = request.session.get(SEEN_AT)
    if seen_at is None:
        return False
    now = int(clock.now().timestamp())
    if now - seen_at > IDLE_SECONDS:
        request.session.flush()
        return True
    if now - seen_at > TOUCH_SECONDS:
        request.session[SEEN_AT] = now
    return False


def _by_api_key(request: HttpRequest, authorization: str) -> Actor:
    scheme, _, secret = authorization.partition(" ")
    account_id: UUID | None = None
    if scheme.lower() == "bearer":
        found = run(
            "SELECT account_id FROM access_apikey WHERE digest = $1 AND revoked_at IS NULL AND expires_at > $2",
            [digest(secret.strip().encode()), clock.now()],
        )
        account_id = found[0][0] if found else None
    identity = None if account_id is None else identify(account_id)
    if identity is None:
        raise Unauthenticated
    return identity.actor(
        assignment_id=None,
        channel="api",
        address=_address(request),
        request_id=getattr(request, "request_id", ""),
    )


def _address(request: HttpRequest) -> str:
    address: str = get_adapter().get_client_ip(request)
    return address
