"""An independent, slow answer to "who may see what": plain Python over a plain description.

It shares no code with the compiler, the snapshot or the scopes; it walks parents, not paths.
"""

from __future__ import annotations

from dataclasses import dataclass, field

LEVELS = ["hidden", "masked", "read", "edit"]


@dataclass
class Node:
    group: int
    parent: int | None
    kind: str
    closed: bool = False


@dataclass
class Held:
    person: int
    node: int
    post: int


@dataclass
class Role:
    permissions: list[tuple[str, str]]  # operation, scope
    policies: dict[str, str] = field(default_factory=dict)  # field -> level


@dataclass
class Given:
    role: int
    kind: str
    subject: int | None
    and_below: bool
    period: str  # now, over, later


@dataclass
class Shared:
    record: int
    kind: str
    subject: int
    operation: str
    period: str


@dataclass
class Record:
    node: int
    owner: int
    linked: bool = False  # named by the explicit source for read


@dataclass
class Description:
    nodes: list[Node]
    people: list[int]  # group of each person
    held: list[Held]
    posts: list[int]  # group of each post
    roles: list[Role]
    grants: list[Given]
    shares: list[Shared]
    records: list[Record]
    me: int  # index into held

    def ancestors(self, node: int) -> list[int]:
        found = []
        current: int | None = node
        while current is not None:
            found.append(current)
            current = self.nodes[current].parent
        return found

    def unit_of(self, node: int) -> int | None:
        return next((place for place in self.ancestors(node) if self.nodes[place].kind == "unit"), None)

    def is_me(self, kind: str, subject: int | None) -> bool:
        mine = self.held[self.me]
        return {
            "everyone": True,
            "person": subject == mine.person,
            "assignment": subject == self.me,
            "post": subject == mine.post,
            "node": subject == mine.node,
        }[kind]

    def my_roles(self) -> list[int]:
        mine = self.held[self.me]
        roles = set()
        for grant in self.grants:
            below = grant.kind == "node" and grant.and_below and grant.subject in self.ancestors(mine.node)
            if grant.period == "now" and (self.is_me(grant.kind, grant.subject) or below):
                roles.add(grant.role)
        return sorted(roles)

    def in_scope(self, scope: str, record: Record) -> bool:
        mine = self.held[self.me]
        my_unit = self.unit_of(mine.node)
        return {
            "self": record.owner == mine.person,
            "department": record.node == mine.node,
            "department_and_below": mine.node in self.ancestors(record.node),
            "unit": my_unit is not None and self.unit_of(record.node) == my_unit,
            "unit_and_below": my_unit is not None and my_unit in self.ancestors(record.node),
            "group": True,
            "explicit": False,
        }[scope]

    def sees(self, operation: str, index: int) -> bool:
        record, mine = self.records[index], self.held[self.me]
        if self.nodes[record.node].group != self.nodes[mine.node].group:
            return False
        if any(
            name == operation and self.in_scope(scope, record)
            for role in self.my_roles()
            for name, scope in self.roles[role].permissions
        ):
            return True
        if operation == "read" and record.linked:
            return True
        return any(
            share.record == index
            and share.period != "over"
            and (share.operation == operation or (operation == "read" and share.operation == "update"))
            and self.is_me(share.kind, share.subject)
            for share in self.shares
        )

    def level(self, field_code: str, index: int) -> str:
        record = self.records[index]
        mine = self.my_roles()
        reaching = [
            role for role in mine if any(self.in_scope(scope, record) for _, scope in self.roles[role].permissions)
        ]
        if reaching:
            levels = [self.roles[role].policies.get(field_code, "edit") for role in reaching]
            return max(levels, key=LEVELS.index)
        stated = [self.roles[role].policies[field_code] for role in mine if field_code in self.roles[role].policies]
        return min(stated, key=LEVELS.index) if stated else "edit"
