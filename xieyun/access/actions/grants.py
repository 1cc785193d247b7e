"""Who holds which role."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xieyun.access.actions.common import announce, group_of, require_subject
from xieyun.access.errors import DutiesCollide, SelfGrant
from xieyun.access.models import Grant, Role, SubjectKind
from xieyun.access.policies import require_administrator
from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import NotFound
from xieyun.organization.models import Assignment


@action
def grant_role(
    *,
    actor: Actor,
    role_code: str,
    subject_kind: str,
    subject_id: UUID | None = None,
    and_below: bool = False,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Grant:
    """Grant a role to a person, post, node, assignment or everyone. For security administrators.

    Granting the same again returns the grant that holds. Raises SelfGrant, DutiesCollide,
    UnknownSubject; NotFound for an unknown role.
    """
    require_administrator(actor, "security")
    group_id = group_of(actor)
    role = Role.objects.select_for_update().filter(group_id=group_id, code=role_code).first()
    if role is None:
        raise NotFound
    require_subject(group_id, subject_kind, subject_id)
    _refuse_self_grant(actor, subject_kind, subject_id)
    if role.administrator:
        _refuse_second_duty(role, subject_kind, subject_id)
    begins = valid_from or clock.today()
    same = Grant.objects.filter(
        role=role, subject_kind=subject_kind, subject_id=subject_id, and_below=and_below, valid_to=valid_to
    )
    held: Grant | None = same.filter(valid_from__lte=begins).first()
    if held is not None:
        return held
    grant = Grant.objects.create(
        role=role, subject_kind=subject_kind, subject_id=subject_id, and_below=and_below, valid_from=begins,
        valid_to=valid_to, granted_by=actor.person_id,
    )  # fmt: skip
    after = {
        "role": role.code,
        "subject_kind": subject_kind,
        "subject": str(subject_id or ""),
        "until": str(valid_to or ""),
    }
    announce(actor, "grant_role", grant, group_id, after=after)
    return grant


@action
def revoke_grant(*, actor: Actor, grant_id: UUID) -> None:
    """Withdraw a grant at once; it takes effect with the next request of those it concerned."""
    require_administrator(actor, "security")
    group_id = group_of(actor)
    grant = Grant.objects.select_related("role").filter(role__group_id=group_id, pk=grant_id).first()
    if grant is None:
        raise NotFound
    announce(actor, "revoke_grant", grant, group_id, before=_described(grant))
    grant.delete()


def _described(grant: Grant) -> dict[str, str]:
    return {
        "role": grant.role.code,
        "subject_kind": grant.subject_kind,
        "subject": str(grant.subject_id or ""),
        "until": str(grant.valid_to or ""),
    }


def _refuse_self_grant(actor: Actor, kind: str, subject_id: UUID | None) -> None:
    if actor.is_system:
        return
    is_own = kind == SubjectKind.PERSON and subject_id == actor.person_id
    if kind == SubjectKind.ASSIGNMENT and subject_id is not None:
        is_own = Assignment.objects.filter(pk=subject_id, person__account=actor.account_id).exists()
    if is_own:
        raise SelfGrant


def _refuse_second_duty(role: Role, kind: str, subject_id: UUID | None) -> None:
    # Administrators are named people: a post or everyone would hide who they are.
    if kind != SubjectKind.PERSON:
        raise DutiesCollide
    others = Grant.objects.on(clock.today()).filter(
        role__group_id=role.group_id, subject_kind=SubjectKind.PERSON, subject_id=subject_id
    )
    if others.exclude(role__administrator__in=["", role.administrator]).exists():
        raise DutiesCollide
