"""The group as a generator sees it: departments, their heads, holders of posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.database import execute
from xieyun.process.bulk import PastActor


@dataclass(frozen=True)
class Department:
    """A department with its company, its head and its other people."""

    id: UUID
    code: str
    name: str
    unit_id: UUID
    unit_code: str
    unit_name: str
    unit_grade: int
    head: PastActor | None
    people: tuple[PastActor, ...]


@dataclass
class World:
    """Departments in the order of their codes, and holders of posts by company and post."""

    group_id: UUID
    departments: list[Department] = field(default_factory=list)
    holders: dict[tuple[UUID | None, str], list[PastActor]] = field(default_factory=dict)
    headquarters: UUID | None = None

    def handlers(self, step: Mapping[str, str], department: Department) -> list[PastActor]:
        """Who handles a declared step for a record of the department: `head`, or the holders of a post."""
        if step.get("by") == "head":
            return [department.head] if department.head is not None else []
        unit = self.headquarters if step.get("scope") == "group_headquarters" else department.unit_id
        return self.holders.get((unit, step["post"]), [])


@dataclass
class _Place:
    """A department while its people are being collected."""

    id: UUID
    code: str
    name: str
    unit_id: UUID
    unit_code: str
    unit_name: str
    unit_grade: int
    heads: list[PastActor] = field(default_factory=list)
    people: list[PastActor] = field(default_factory=list)

    def department(self) -> Department:
        """The department as generators see it."""
        return Department(
            self.id, self.code, self.name, self.unit_id, self.unit_code, self.unit_name, self.unit_grade,
            self.heads[0] if self.heads else None, tuple(self.people),
        )  # fmt: skip


def read_world(group_id: UUID) -> World:
    """The group as of today; one query."""
    rows = execute(
        """
        SELECT n.id, n.code, n.name, u.id, u.code, coalesce(nullif(u.short_name, ''), u.name), u.grade, n.kind,
               a.is_head, t.code, p.id, p.name, a.id, t.name
        FROM organization_assignment a
        JOIN organization_orgnode n ON n.id = a.node_id
        JOIN organization_orgnode u ON u.id = n.unit_id
        JOIN organization_person p ON p.id = a.person_id
        JOIN organization_post t ON t.id = a.post_id
        WHERE n.group_id = %(group)s AND a.kind = 'primary' AND a.valid_from <= %(day)s
          AND (a.valid_to IS NULL OR a.valid_to > %(day)s) AND (n.valid_to IS NULL OR n.valid_to > %(day)s)
        ORDER BY n.code, a.id
        """,
        {"group": group_id, "day": clock.today()},
    )
    world = World(group_id)
    found: dict[UUID, _Place] = {}
    for row in rows:
        node_id, code, name, unit_id, unit_code, unit_name, grade, kind, is_head, post, *who = row
        person = PastActor(
            person_id=who[0], name=who[1], assignment_id=who[2], post_name=who[3],
            node_id=node_id, node_name=name, unit_id=unit_id, unit_name=unit_name,
        )  # fmt: skip
        world.holders.setdefault((unit_id, post), []).append(person)
        if grade == 1:
            world.headquarters = unit_id
        if kind == "department":
            place = found.setdefault(node_id, _Place(node_id, code, name, unit_id, unit_code, unit_name, grade))
            (place.heads if is_head else place.people).append(person)
    world.departments = [place.department() for place in found.values()]
    return world
