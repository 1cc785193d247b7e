"""The demo group as plain rows, the same for the same seed; nothing is written here."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from uuid import UUID

from xieyun.organization.demo import vocabulary as words
from xieyun.organization.demo.names import Names

EPOCH_MILLISECONDS = 1_767_225_600_000  # 2026-01-01, so that ids of one load stay together in indexes


@dataclass(frozen=True)
class NodePlan:
    """A node to be."""

    id: UUID
    kind: str
    parent: NodePlan | None
    code: str
    name: str
    short_name: str
    grade: int | None
    position: int
    sector: str = ""

    @property
    def path(self) -> str:
        """The ids from the root, as `OrgNode.path` keeps them."""
        return ("" if self.parent is None else self.parent.path) + self.id.hex + "/"

    @property
    def level(self) -> int:
        """The depth below the root."""
        return 0 if self.parent is None else self.parent.level + 1

    @property
    def unit(self) -> NodePlan | None:
        """The nearest unit upwards."""
        if self.kind == "unit":
            return self
        return None if self.parent is None else self.parent.unit


@dataclass(frozen=True)
class PersonPlan:
    """A person to be."""

    id: UUID
    number: str
    name: str
    since: dt.date


@dataclass(frozen=True)
class AssignmentPlan:
    """An assignment to be."""

    id: UUID
    person: PersonPlan
    node: NodePlan
    post: str
    rank: str
    kind: str = "primary"
    is_head: bool = False
    is_deputy: bool = False


@dataclass
class GroupPlan:
    """Everything of the demo group; `posts` and `ranks` by code."""

    nodes: list[NodePlan] = field(default_factory=list)
    posts: dict[str, tuple[UUID, str]] = field(default_factory=dict)
    ranks: dict[str, tuple[UUID, str, int]] = field(default_factory=dict)
    people: list[PersonPlan] = field(default_factory=list)
    assignments: list[AssignmentPlan] = field(default_factory=list)

    @property
    def units(self) -> list[NodePlan]:
        """Headquarters first, then the companies."""
        return [node for node in self.nodes if node.kind == "unit"]

    def department(self, unit: NodePlan, code: str) -> NodePlan:
        """Return a department of the unit by its code in the unit."""
        return next(node for node in self.nodes if node.code == f"{unit.code}-{code}")


class Planner:
    """Draws a group: first the tree, then the posts that must be held, then everybody else."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 (a plan is repeatable, not secret)
        self.names = Names(self.rng)
        self.plan = GroupPlan()
        self._ids = 0
        self._taken: set[str] = set()

    def new_id(self) -> UUID:
        """Return the next id: a UUIDv7 whose time and randomness come from the plan."""
        self._ids += 1
        milliseconds = EPOCH_MILLISECONDS + self._ids
        random_bits = self.rng.getrandbits(12) << 64 | self.rng.getrandbits(62)
        return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62 | random_bits)

    def draw(self, companies: int, people: int) -> GroupPlan:
        """Return the plan of a group with that many units (headquarters included) and people.

        There are more people than asked for when the posts that every unit needs are more.
        """
        self._posts_and_ranks()
        self._tree(companies)
        self._required_people()
        self._everybody_else(people - len(self.plan.people))
        self._concurrent_assignments()
        return self.plan

    def _posts_and_ranks(self) -> None:
        self.plan.posts = {code: (self.new_id(), name) for code, name in words.POSTS}
        self.plan.ranks = {code: (self.new_id(), name, level) for code, name, level in words.RANKS}

    # -- the tree ------------------------------------------------------------------------------

    def _add(
        self, kind: str, parent: NodePlan | None, code: str, name: str, *, short: str = "", grade: int | None = None,
        position: int = 0, sector: str = "",
    ) -> NodePlan:  # fmt: skip
        node = NodePlan(self.new_id(), kind, parent, code, name, short, grade, position, sector)
        self.plan.nodes.append(node)
        return node

    def _tree(self, companies: int) -> None:
        group = self._add("group", None, "JH", words.GROUP_NAME, short=words.GROUP_SHORT)
        headquarters = self._add("unit", group, "JH00", words.HEADQUARTERS_NAME, short="集团总部", grade=1, position=0)
        self._departments(headquarters, words.HEADQUARTERS)
        # About one company in eight is of the second level; the third-level ones stand below them.
        second_level = max(1, min(companies - 1, round((companies - 1) / 8) + 2))
        parents = [self._second_level(group, number) for number in range(1, second_level + 1)]
        for number in range(companies - 1 - second_level):
            self._third_level(parents[number % len(parents)], number // len(parents) + 1)

    def _second_level(self, group: NodePlan, number: int) -> NodePlan:
        sector = words.SECTORS[(number - 1) % len(words.SECTORS)]
        short, full = self._company_name("江海", sector, "集团有限公司" if number % 5 == 0 else "股份有限公司")
        unit = self._add("unit", group, f"JH{number:02d}", full, short=short, grade=2, position=number, sector=sector)
        self._departments(unit, words.SECOND_LEVEL[sector])
        return unit

    def _third_level(self, parent: NodePlan, number: int) -> None:
        short, full = self._company_name(self.rng.choice(words.CITIES), parent.sector, "有限公司")
        unit = self._add(
            "unit", parent, f"{parent.code}{number:02d}", full, short=short, grade=3, position=100 + number,
            sector=parent.sector,
        )  # fmt: skip
        self._departments(unit, words.THIRD_LEVEL[parent.sector])

    def _company_name(self, place: str, sector: str, ending: str) -> tuple[str, str]:
        while True:
            short = place + self.rng.choice(words.BRANDS) + self.rng.choice(words.BUSINESSES[sector])
            if short not in self._taken:
                self._taken.add(short)
                return short, short + ending

    def _departments(self, unit: NodePlan, kinds: tuple[words.DepartmentKind, ...]) -> None:
        for position, kind in enumerate(kinds, start=1):
            self._add("department", unit, f"{unit.code}-{kind.code}", kind.name, position=position)

    # -- people --------------------------------------------------------------------------------

    def _hire(
        self, node: NodePlan, post: str, rank: str, *, is_head: bool = False, is_deputy: bool = False
    ) -> AssignmentPlan:
        since = dt.date(2003, 1, 6) + dt.timedelta(days=self.rng.randrange(0, 8200))
        person = PersonPlan(self.new_id(), f"JH{len(self.plan.people) + 1:06d}", self.names.draw(), since)
        self.plan.people.append(person)
        assignment = AssignmentPlan(self.new_id(), person, node, post, rank, is_head=is_head, is_deputy=is_deputy)
        self.plan.assignments.append(assignment)
        return assignment

    def _required_people(self) -> None:
        for unit in self.plan.units:
            departments = [node for node in self.plan.nodes if node.parent is unit and node.kind == "department"]
            rank = {1: "executive", 2: "company-executive"}.get(unit.grade or 0, "senior-manager")
            self._hire(unit, "general-manager", rank, is_head=True)
            if unit.grade == 1:
                self._hire(unit, "chairman", rank)
            for _ in range({1: 3, 2: 1}.get(unit.grade or 0, 0)):
                self._hire(unit, "deputy-general-manager", rank, is_deputy=True)
            for department in departments:
                self._required_in(unit, department)

    def _required_in(self, unit: NodePlan, department: NodePlan) -> None:
        if department.code == f"{unit.code}-{words.FINANCE}":
            if unit.grade == 1:
                self._hire(department, "group-finance-head", "executive", is_head=True)
            self._hire(department, "finance-manager", "manager", is_head=unit.grade != 1, is_deputy=unit.grade == 1)
            for _ in range(2):
                self._hire(department, "cashier", "specialist")
            return
        # A few departments wait for a head; headquarters and the company of the demo accounts must work.
        if unit.code not in ("JH00", "JH01") and self.rng.random() < 0.03:
            return
        self._hire(department, "department-head", "senior-manager" if unit.grade == 1 else "manager", is_head=True)
        if department.code == f"JH01-{words.SALES}":
            self._hire(department, "clerk", "specialist")
        if department.code == "JH00-AUD":
            self._hire(department, "auditor", "senior-specialist")
        if department.code == "JH00-IT":
            for _ in range(3):
                self._hire(department, "administrator", "specialist")

    def _everybody_else(self, number: int) -> None:
        kinds = {1: {"": words.HEADQUARTERS}, 2: words.SECOND_LEVEL, 3: words.THIRD_LEVEL}
        places: list[tuple[NodePlan, words.DepartmentKind]] = []
        weights: list[float] = []
        for unit in self.plan.units:
            size = {1: 3.0, 2: 3.0}.get(unit.grade or 0, 1.0) * self.rng.uniform(0.5, 1.8)
            for kind in kinds[unit.grade or 0][unit.sector]:
                places.append((self.plan.department(unit, kind.code), kind))
                weights.append(size * kind.weight)
        ranks = ("assistant", "specialist", "senior-specialist", "supervisor")
        for node, kind in self.rng.choices(places, weights, k=max(0, number)):
            self._hire(node, self.rng.choice(kind.posts), self.rng.choices(ranks, (3, 6, 4, 2))[0])

    def _concurrent_assignments(self) -> None:
        chairman = next(held for held in self.plan.assignments if held.post == "chairman")
        self._concurrently(chairman.person, self.plan.nodes[0], "chairman", "executive", is_head=True)
        leaders = [held for held in self.plan.assignments if held.is_deputy and held.node.kind == "unit"]
        for unit in self.plan.units[1:]:
            if unit.grade == 2 and self.rng.random() < 0.7:
                deputy = self.rng.choice([held for held in leaders if held.node.grade == 1])
                self._concurrently(deputy.person, unit, "chairman", "executive")
            elif unit.grade == 3 and self.rng.random() < 0.25:
                above = [held for held in leaders if held.node is unit.parent]
                self._concurrently(self.rng.choice(above).person, unit, "chairman", "company-executive")

    def _concurrently(self, person: PersonPlan, node: NodePlan, post: str, rank: str, *, is_head: bool = False) -> None:
        assignment = AssignmentPlan(self.new_id(), person, node, post, rank, kind="concurrent", is_head=is_head)
        self.plan.assignments.append(assignment)
