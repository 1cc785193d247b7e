"""Who works where, in which post."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Q

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import NotFound
from xieyun.organization.actions.common import announce, fetch, require_system_administrator
from xieyun.organization.errors import PeriodsOverlap
from xieyun.organization.models import Assignment, AssignmentKind, OrgNode, Person, Post, Rank


@action
def assign(
    *,
    actor: Actor,
    person_id: UUID,
    node_id: UUID,
    post_id: UUID,
    rank_id: UUID | None = None,
    kind: str = AssignmentKind.PRIMARY,
    is_head: bool = False,
    is_deputy: bool = False,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Assignment:
    """Assign a person to a post at a node; raises PeriodsOverlap for a second primary assignment."""
    require_system_administrator(actor)
    person = fetch(Person.objects.all(), actor.group_id, person_id)
    node = fetch(OrgNode.objects.all(), actor.group_id, node_id)
    post = fetch(Post.objects.all(), actor.group_id, post_id)
    rank = None if rank_id is None else fetch(Rank.objects.all(), actor.group_id, rank_id)
    begins = valid_from or clock.today()
    if kind == AssignmentKind.PRIMARY:
        _refuse_second_primary(person, begins, valid_to)
    assignment = Assignment.objects.create(
        person=person, node=node, post=post, rank=rank, kind=kind, is_head=is_head, is_deputy=is_deputy,
        valid_from=begins, valid_to=valid_to,
    )  # fmt: skip
    after = {"person": str(person_id), "node": str(node_id), "post": post.code, "kind": kind, "is_head": is_head}
    announce(actor, "assign", assignment, node.group_id, after=after)
    return assignment


@action
def end_assignment(*, actor: Actor, assignment_id: UUID, on: dt.date) -> Assignment:
    """End an assignment on a day (it does not hold on that day any more)."""
    require_system_administrator(actor)
    assignment = _fetch(actor, assignment_id)
    before = {"valid_to": assignment.valid_to}
    assignment.valid_to = on
    assignment.save(update_fields=["valid_to"])
    group_id = assignment.node.group_id
    announce(actor, "end_assignment", assignment, group_id, before=before, after={"valid_to": on.isoformat()})
    return assignment


@action
def transfer(
    *,
    actor: Actor,
    person_id: UUID,
    node_id: UUID,
    post_id: UUID,
    on: dt.date,
    rank_id: UUID | None = None,
    is_head: bool = False,
) -> Assignment:
    """Move a person's primary assignment to another node and post from a day on."""
    require_system_administrator(actor)
    primaries = Assignment.objects.filter(person_id=person_id, kind=AssignmentKind.PRIMARY, valid_to__isnull=True)
    current = primaries.filter(node__group_id=actor.group_id).first()
    if current is None:
        raise NotFound
    if current.valid_from >= on:
        current.delete()
    else:
        end_assignment(actor=actor, assignment_id=current.id, on=on)
    return assign(
        actor=actor, person_id=person_id, node_id=node_id, post_id=post_id, rank_id=rank_id or current.rank_id,
        is_head=is_head, valid_from=on,
    )  # fmt: skip


@action
def set_head(*, actor: Actor, node_id: UUID, assignment_id: UUID | None) -> OrgNode:
    """Make an assignment at the node its head, or leave the node without one."""
    require_system_administrator(actor)
    node = fetch(OrgNode.objects.all(), actor.group_id, node_id)
    heads = Assignment.objects.filter(node=node, is_head=True)
    before = {"heads": [str(identifier) for identifier in heads.values_list("id", flat=True)]}
    heads.update(is_head=False)
    if assignment_id is not None:
        changed = Assignment.objects.filter(node=node, pk=assignment_id).update(is_head=True, is_deputy=False)
        if not changed:
            raise NotFound
    after = {"heads": [] if assignment_id is None else [str(assignment_id)]}
    announce(actor, "set_head", node, node.group_id, before=before, after=after)
    return node


def _fetch(actor: Actor, assignment_id: UUID) -> Assignment:
    rows = Assignment.objects.select_related("node").filter(node__group_id=actor.group_id, pk=assignment_id)
    assignment: Assignment | None = rows.select_for_update(of=("self",)).first()
    if assignment is None:
        raise NotFound
    return assignment


def _refuse_second_primary(person: Person, begins: dt.date, ends: dt.date | None) -> None:
    ends_later = Q(valid_to__isnull=True) | Q(valid_to__gt=begins)
    begins_earlier = Q() if ends is None else Q(valid_from__lt=ends)
    others = Assignment.objects.filter(ends_later, begins_earlier, person=person, kind=AssignmentKind.PRIMARY)
    other = others.select_related("post").first()
    if other is not None:
        raise PeriodsOverlap(post=other.post.name)
