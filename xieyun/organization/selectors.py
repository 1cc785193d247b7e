"""Reads of the organisation that other rooms use. None of them shows fields under a field policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from xieyun.kernel import clock, json
from xieyun.kernel.database import execute


@dataclass(frozen=True)
class PersonCard:
    """What everybody in a group may see of a colleague: name, number, post and place."""

    id: UUID
    name: str
    number: str
    post_name: str
    node_name: str
    unit_name: str
    left: bool
    """Whether he works here no more."""


def person_cards(group_id: UUID, person_ids: Collection[UUID]) -> dict[UUID, PersonCard]:
    """Return the cards of people of the group, by id; one query. People who left keep their name."""
    if not person_ids:
        return {}
    rows = execute(
        """
        SELECT DISTINCT ON (p.id) p.id, p.name, p.number, coalesce(t.name, ''), coalesce(n.name, ''),
               coalesce(nullif(u.short_name, ''), u.name, ''), coalesce(p.valid_to <= %(day)s, FALSE)
        FROM organization_person p
        LEFT JOIN organization_assignment a ON a.person_id = p.id
             AND a.valid_from <= %(day)s AND (a.valid_to IS NULL OR a.valid_to > %(day)s)
        LEFT JOIN organization_post t ON t.id = a.post_id
        LEFT JOIN organization_orgnode n ON n.id = a.node_id
        LEFT JOIN organization_orgnode u ON u.id = n.unit_id
        WHERE p.group_id = %(group)s AND p.id = ANY(%(ids)s)
        ORDER BY p.id, CASE a.kind WHEN 'primary' THEN 0 WHEN 'concurrent' THEN 1 ELSE 2 END, a.id
        """,
        {"group": group_id, "ids": list(person_ids), "day": clock.today()},
    )
    return {row[0]: PersonCard(*row) for row in rows}


def posts_of(group_id: UUID, assignment_ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return code and name of the post of each assignment of the group; one query. Ended ones are known, too."""
    if not assignment_ids:
        return {}
    rows = execute(
        "SELECT a.id, t.code, t.name FROM organization_assignment a JOIN organization_post t ON t.id = a.post_id "
        "JOIN organization_person p ON p.id = a.person_id WHERE p.group_id = %s AND a.id = ANY(%s)",
        [group_id, list(assignment_ids)],
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def node_names(group_id: UUID, node_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of nodes of the group, by id; one query. Closed nodes keep their name."""
    if not node_ids:
        return {}
    rows = execute(
        "SELECT id, name FROM organization_orgnode WHERE group_id = %s AND id = ANY(%s)", [group_id, list(node_ids)]
    )
    return {row[0]: row[1] for row in rows}


def former_person_names(person_ids: Collection[UUID], at: dt.datetime) -> dict[UUID, str]:
    """Return the names of people who had another one at an instant; one query of the audit trail."""
    return {person: before["name"] for person, before in _former_names("organization.person", person_ids, at).items()}


def person_renamings(person_ids: Collection[UUID]) -> dict[UUID, list[tuple[dt.datetime, str]]]:
    """Return, for people who were renamed, when and from which name, oldest first; one query of the audit trail."""
    found = _renamings("organization.person", person_ids)
    return {person: [(at, before["name"]) for at, before in renamed] for person, renamed in found.items()}


def former_node_names(node_ids: Collection[UUID], at: dt.datetime) -> dict[UUID, str]:
    """Return the titles (short name, else name) of nodes that had another one at an instant; one query."""
    found = _former_names("organization.orgnode", node_ids, at)
    return {node: before.get("short_name") or before["name"] for node, before in found.items()}


def _former_names(target_type: str, ids: Collection[UUID], at: dt.datetime) -> dict[UUID, dict[str, str]]:
    """What the first renaming after an instant renamed."""
    later = {
        identifier: [before for renamed, before in found if renamed > at]
        for identifier, found in _renamings(target_type, ids).items()
    }
    return {identifier: found[0] for identifier, found in later.items() if found}


def _renamings(target_type: str, ids: Collection[UUID]) -> dict[UUID, list[tuple[dt.datetime, dict[str, str]]]]:
    """When things were renamed and what they were called before, oldest first; the audit trail alone keeps names."""
    if not ids:
        return {}
    rows = execute(
        "SELECT target_id, at, before FROM kernel_auditrow WHERE target_type = %s AND target_id = ANY(%s) "
        "AND action = ANY(%s) ORDER BY target_id, id",
        [target_type, [str(one) for one in ids], ["rename_person", "rename_node"]],
    )
    found: dict[UUID, list[tuple[dt.datetime, dict[str, str]]]] = {}
    for identifier, at, before in rows:
        found.setdefault(UUID(identifier), []).append((at, json.loads(before.encode())))
    return found


def node_ids_below(node_id: UUID, as_of: dt.date | None = None) -> list[UUID]:
    """Return the node and all nodes below it that are valid on the day; with no day also closed ones."""
    return execute(
        """
        SELECT n.id FROM organization_orgnode top JOIN organization_orgnode n
          ON n.path ~>=~ top.path AND n.path ~<~ (top.path || 'z')
        WHERE top.id = %(node)s AND (%(day)s::date IS NULL
              OR (n.valid_from <= %(day)s AND (n.valid_to IS NULL OR n.valid_to > %(day)s)))
        ORDER BY n.path
        """,
        {"node": node_id, "day": as_of},
    ).scalars()


def node_ids_of_unit(unit_id: UUID) -> list[UUID]:
    """Return the unit and its departments and teams, closed ones too, but not the units below it."""
    return execute("SELECT id FROM organization_orgnode WHERE unit_id = %s ORDER BY path", [unit_id]).scalars()


@dataclass(frozen=True)
class Place:
    """A node with its unit and group, as records store them."""

    node_id: UUID
    unit_id: UUID | None
    group_id: UUID
    name: str
    unit_name: str
    unit_grade: int | None


def place(group_id: UUID, node_id: UUID) -> Place | None:
    """Return a node of the group with its unit; None when absent."""
    row = execute(
        """
        SELECT n.id, n.unit_id, n.group_id, n.name, coalesce(u.name, ''), u.grade FROM organization_orgnode n
        LEFT JOIN organization_orgnode u ON u.id = n.unit_id WHERE n.id = %s AND n.group_id = %s
        """,
        [node_id, group_id],
    ).first()
    return None if row is None else Place(*row)


def post_names(group_id: UUID, codes: Collection[str]) -> dict[str, str]:
    """Return the names of posts of the group by code; one query."""
    rows = execute(
        "SELECT code, name FROM organization_post WHERE group_id = %s AND code = ANY(%s)", [group_id, list(codes)]
    )
    return dict(iter(rows))


def post_codes(group_id: UUID, named: str) -> list[str]:
    """Return the codes of the group's posts that have this code or name."""
    return execute(
        "SELECT code FROM organization_post WHERE group_id = %s AND %s IN (code, name) ORDER BY code",
        [group_id, named],
    ).scalars()


def primary_place(group_id: UUID, person_id: UUID, day: dt.date) -> tuple[UUID, UUID | None] | None:
    """Return node and unit of a person's primary assignment on the day, else of another; None without one."""
    row = execute(
        "SELECT a.node_id, n.unit_id FROM organization_assignment a JOIN organization_orgnode n ON n.id = a.node_id "
        "WHERE a.person_id = %s AND n.group_id = %s AND a.valid_from <= %s AND (a.valid_to IS NULL OR a.valid_to > %s) "
        "ORDER BY CASE a.kind WHEN 'primary' THEN 0 ELSE 1 END, a.id LIMIT 1",
        [person_id, group_id, day, day],
    ).first()
    return None if row is None else (row[0], row[1])


@dataclass(frozen=True)
class Holder:
    """Who holds a post: person, employee number, and the code of the post."""

    person_id: UUID
    number: str
    post_code: str


def holders(assignment_ids: Collection[UUID]) -> list[Holder]:
    """Return who holds which post in these assignments; one query."""
    if not assignment_ids:
        return []
    rows = execute(
        "SELECT a.person_id, p.number, coalesce(t.code, '') FROM organization_assignment a JOIN organization_person p "
        "ON p.id = a.person_id LEFT JOIN organization_post t ON t.id = a.post_id WHERE a.id = ANY(%s)",
        [list(assignment_ids)],
    )
    return [Holder(*row) for row in rows]


def person_id_by_number(group_id: UUID, number: str) -> UUID | None:
    """Return the person with the employee number in the group."""
    result: UUID | None = execute(
        "SELECT id FROM organization_person WHERE group_id = %s AND number = %s", [group_id, number]
    ).scalar()
    return result


def group_ids() -> list[UUID]:
    """Return the groups of this installation, oldest first (for jobs and installation)."""
    return execute("SELECT id FROM organization_orgnode WHERE kind = 'group' ORDER BY id").scalars()
