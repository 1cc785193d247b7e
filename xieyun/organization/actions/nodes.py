"""Changes of the tree."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Q

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor, within_group
from xieyun.kernel.database import action, execute
from xieyun.kernel.errors import FieldError, InvalidInput
from xieyun.kernel.identifiers import new_id
from xieyun.organization.actions.common import announce, fetch, require_system_administrator, unique
from xieyun.organization.errors import NodeNotEmpty, TreeLoop
from xieyun.organization.models import Assignment, NodeKind, OrgNode
from xieyun.organization.naming import spell


@action
def create_group(*, actor: Actor, code: str, name: str, short_name: str = "") -> OrgNode:
    """Create a group: the root of a tree and a tenant. Only the platform itself does (installation)."""
    require_system_administrator(actor)
    identifier = new_id()
    node = _node(
        id=identifier, kind=NodeKind.GROUP, group_id=identifier, path=f"{identifier.hex}/",
        code=code, name=name, short_name=short_name,
    )  # fmt: skip
    with unique(code):
        node.save(force_insert=True)
    announce(within_group(actor, identifier), "create_group", node, identifier, after={"code": code, "name": name})
    return node


@action
def create_node(
    *,
    actor: Actor,
    parent_id: UUID,
    kind: str,
    code: str,
    name: str,
    short_name: str = "",
    grade: int | None = None,
    position: int = 0,
    valid_from: dt.date | None = None,
) -> OrgNode:
    """Create a node below another one. A unit without a grade is one grade below its parent's unit."""
    require_system_administrator(actor)
    if kind not in NodeKind.values or kind == NodeKind.GROUP:
        raise InvalidInput(fields=[FieldError("kind", "field-invalid", {"reason": kind})])
    parent = fetch(OrgNode.objects.select_related("unit"), actor.group_id, parent_id)
    identifier = new_id()
    is_unit = kind == NodeKind.UNIT
    node = _node(
        id=identifier,
        kind=kind,
        parent=parent,
        group_id=parent.group_id,
        unit_id=identifier if is_unit else parent.unit_id,
        path=f"{parent.path}{identifier.hex}/",
        level=parent.level + 1,
        grade=(grade or _grade_below(parent)) if is_unit else None,
        position=position,
        code=code,
        name=name,
        short_name=short_name,
        valid_from=valid_from or clock.today(),
    )
    with unique(code):
        node.save(force_insert=True)
    after = {"code": code, "name": name, "kind": kind, "parent": str(parent_id)}
    announce(actor, "create_node", node, parent.group_id, after=after)
    return node


@action
def rename_node(*, actor: Actor, node_id: UUID, name: str, short_name: str = "") -> OrgNode:
    """Give a node another name."""
    require_system_administrator(actor)
    node = fetch(OrgNode.objects.all(), actor.group_id, node_id)
    before = {"name": node.name, "short_name": node.short_name}
    spelling = spell(name, short_name, node.code)
    node.name, node.short_name = name, short_name
    node.pinyin, node.initials, node.search = spelling.pinyin, spelling.initials, spelling.search
    node.save(update_fields=["name", "short_name", "pinyin", "initials", "search"])
    announce(actor, "rename_node", node, node.group_id, before=before, after={"name": name, "short_name": short_name})
    return node


@action
def move_node(*, actor: Actor, node_id: UUID, parent_id: UUID) -> OrgNode:
    """Put a node, with everything below it, below another parent; raises TreeLoop."""
    require_system_administrator(actor)
    # Locked in the order of their ids, so that two moves cannot wait for each other.
    rows = {
        row.pk: row
        for row in OrgNode.objects.select_for_update()
        .filter(group_id=actor.group_id, pk__in=[node_id, parent_id])
        .order_by("pk")
    }
    node, parent = fetch(OrgNode.objects.all(), actor.group_id, node_id), rows.get(parent_id)
    if parent is None or node.parent_id is None or parent.path.startswith(node.path):
        raise TreeLoop
    before = {"parent": str(node.parent_id)}
    _move_subtree(node, parent)
    node.refresh_from_db()
    announce(actor, "move_node", node, node.group_id, before=before, after={"parent": str(parent_id)})
    return node


@action
def close_node(*, actor: Actor, node_id: UUID, on: dt.date) -> OrgNode:
    """End a node on a day (it does not hold on that day any more); raises NodeNotEmpty."""
    require_system_administrator(actor)
    node = fetch(OrgNode.objects.all(), actor.group_id, node_id)
    still_there = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    if (
        OrgNode.objects.filter(still_there, parent=node).exists()
        or Assignment.objects.filter(still_there, node=node).exists()
    ):
        raise NodeNotEmpty(name=node.name)
    node.valid_to = on
    node.save(update_fields=["valid_to"])
    announce(actor, "close_node", node, node.group_id, after={"valid_to": on.isoformat()})
    return node


def _node(**values: Any) -> OrgNode:
    spelling = spell(values["name"], values["short_name"], values["code"])
    return OrgNode(pinyin=spelling.pinyin, initials=spelling.initials, search=spelling.search, **values)


def _grade_below(parent: OrgNode) -> int:
    if parent.unit is not None and parent.unit.grade is not None:
        return parent.unit.grade + 1
    # Directly below the group: the first unit is the headquarters, the others are its subsidiaries.
    units = OrgNode.objects.on(clock.today()).filter(group_id=parent.group_id, kind=NodeKind.UNIT)
    return 2 if units.filter(grade=1).exists() else 1


def _move_subtree(node: OrgNode, parent: OrgNode) -> None:
    execute(
        """
        UPDATE organization_orgnode n
        SET path = %(new)s || substr(n.path, %(cut)s), level = n.level + %(shift)s,
            unit_id = CASE WHEN %(is_unit)s OR n.unit_id IS DISTINCT FROM %(old_unit)s THEN n.unit_id ELSE %(unit)s END,
            parent_id = CASE WHEN n.id = %(node)s THEN %(parent)s ELSE n.parent_id END
        WHERE n.path ~>=~ %(old)s AND n.path ~<~ (%(old)s || 'z')
        """,
        {
            "new": f"{parent.path}{node.id.hex}/", "old": node.path, "cut": len(node.path) + 1,
            "shift": parent.level + 1 - node.level, "is_unit": node.kind == NodeKind.UNIT,
            "old_unit": node.unit_id, "unit": parent.unit_id, "node": node.id, "parent": parent.id,
        },
    )  # fmt: skip
