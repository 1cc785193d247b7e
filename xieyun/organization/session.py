"""What a browser's session is about: who is signed in and in which post he acts."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest
from django.middleware.csrf import get_token

from xieyun.kernel import audit
from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import NotFound
from xieyun.organization import second_factor
from xieyun.organization.identity import Identity, identify
from xieyun.organization.models import Account
from xieyun.organization.ports import authority
from xieyun.organization.schemas import AccountOut, ActingOut, GroupOut, PersonOut, SessionOut
from xieyun.organization.sign_in import ACTING


def session_of(request: HttpRequest, actor: Actor | None) -> SessionOut:
    """Describe the session; of an actor, or of nobody."""
    identity = None if actor is None or actor.account_id is None else identify(actor.account_id)
    if actor is None or identity is None:
        return SessionOut(csrf_token=get_token(request))
    kinds = sorted(authority().administrator_kinds(actor))
    return SessionOut(
        account=AccountOut(
            id=identity.account_id,
            login=identity.login,
            kind=identity.kind,
            second_factor=second_factor.is_active(identity.account_id),
        ),
        person=_person(identity),
        assignments=[
            ActingOut(
                id=acting.id, kind=acting.kind, post=acting.post_name, node=acting.node_name, node_id=acting.node_id,
                unit=acting.unit_name,
            )
            for acting in identity.assignments
        ],
        acting_assignment_id=actor.assignment_id,
        group=GroupOut(id=identity.group_id, name=identity.group_name),
        administrator=bool(kinds),
        administrator_kinds=kinds,
        csrf_token=get_token(request),
    )  # fmt: skip


def actor_signed_in(request: HttpRequest, account: Account) -> Actor | None:
    """Return the actor of an account that has just signed in, in its primary assignment."""
    identity = identify(account.pk)
    request_id: str = getattr(request, "request_id", "")
    return None if identity is None else identity.actor(assignment_id=None, channel="inside", request_id=request_id)


def keep_session(request: HttpRequest, account: Account) -> None:
    """Let this session, under a new key, outlive a change of its account's password; the others end.

    Django's own function asks `request.user`, which no longer exists: its session hash is the old one.
    """
    if HASH_SESSION_KEY in request.session:
        request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        request.session.cycle_key()


def act_in(request: HttpRequest, *, actor: Actor, assignment_id: UUID) -> Actor:
    """Act in another of one's assignments of today from now on; NotFound for any other.

    The choice stays in the session and is printed in every trail. API keys act in the primary
    assignment always.
    """
    identity = None if actor.account_id is None or actor.channel == "api" else identify(actor.account_id)
    if identity is None or all(acting.id != assignment_id for acting in identity.assignments):
        raise NotFound
    request.session[ACTING] = str(assignment_id)
    changed = identity.actor(
        assignment_id=assignment_id, channel=actor.channel, address=actor.address, request_id=actor.request_id
    )
    audit.record(
        actor=changed, action="act_in", target_type="organization.assignment", target_id=str(assignment_id),
        before={"assignment": str(actor.assignment_id or "")}, after={"assignment": str(assignment_id)},
    )  # fmt: skip
    return changed


def _person(identity: Identity) -> PersonOut | None:
    if identity.person_id is None:
        return None
    return PersonOut(id=identity.person_id, name=identity.person_name, number=identity.person_number)
