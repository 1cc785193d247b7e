"""What the actions of this room share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from xieyun.access.errors import UnknownSubject
from xieyun.access.models import SubjectKind
from xieyun.kernel import audit, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import NotFound
from xieyun.organization import versions
from xieyun.organization.models import Account, Assignment, OrgNode, Person, Post


def group_of(actor: Actor) -> UUID:
    """Return the actor's group; NotFound for an actor of no group."""
    if actor.group_id is None:
        raise NotFound
    return actor.group_id


def require_subject(group_id: UUID, kind: str, identifier: UUID | None) -> None:
    """Raise UnknownSubject unless the subject exists in the group."""
    if kind == SubjectKind.EVERYONE and identifier is None:
        return
    rows: dict[str, QuerySet[Any]] = {
        SubjectKind.PERSON: Person.objects.filter(group_id=group_id),
        SubjectKind.POST: Post.objects.filter(group_id=group_id),
        SubjectKind.NODE: OrgNode.objects.filter(group_id=group_id),
        # Only programs: a person's rights hang on the person, in whatever way he signs in.
        SubjectKind.ACCOUNT: Account.objects.filter(group_id=group_id, kind=Account.Kind.SERVICE),
        SubjectKind.ASSIGNMENT: Assignment.objects.filter(node__group_id=group_id),
    }
    if kind not in rows or identifier is None or not rows[kind].filter(pk=identifier).exists():
        raise UnknownSubject


def announce(
    actor: Actor,
    action: str,
    row: Model,
    group_id: UUID,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write the audit row and the outbox event of an action, and mark the group's policies as changed."""
    subject = f"access.{row._meta.model_name}"
    audit.record(actor=actor, action=action, target_type=subject, target_id=str(row.pk), before=before, after=after)
    outbox.publish(kind=f"access.{action}", group_id=group_id, subject_type=subject, subject_id=str(row.pk), payload={})
    versions.touch(group_id)
