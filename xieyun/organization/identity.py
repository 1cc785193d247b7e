"""From an account to the actor: the person behind it and the post he acts in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor, Channel
from xieyun.kernel.prepared import run_named
from xieyun.organization.models import Account


@dataclass(frozen=True)
class Acting:
    """One of the assignments that a person may act in today."""

    id: UUID
    kind: str
    post_id: UUID
    post_name: str
    node_id: UUID
    node_name: str
    unit_id: UUID | None
    unit_name: str


@dataclass(frozen=True)
class Identity:
    """An active account with its person and today's assignments, the primary one first."""

    account_id: UUID
    login: str
    kind: str
    password: str
    group_id: UUID
    group_name: str
    person_id: UUID | None
    person_name: str
    person_number: str
    assignments: tuple[Acting, ...]

    def session_hash(self) -> str:
        """Return what a session keeps of the password, so that a new password ends old sessions."""
        return Account(password=self.password).get_session_auth_hash()

    def acting_in(self, assignment_id: UUID | None) -> Acting | None:
        """Return the chosen assignment, or the primary one when it is none of today's."""
        chosen = [acting for acting in self.assignments if acting.id == assignment_id]
        return next(iter((*chosen, *self.assignments)), None)

    def actor(self, *, assignment_id: UUID | None, channel: Channel, address: str = "", request_id: str = "") -> Actor:
        """Return the actor in the chosen assignment."""
        acting = self.acting_in(assignment_id)
        place = (
            {}
            if acting is None
            else {
                "assignment_id": acting.id, "post_id": acting.post_id, "post_name": acting.post_name,
                "node_id": acting.node_id, "node_name": acting.node_name,
                "unit_id": acting.unit_id, "unit_name": acting.unit_name,
            }
        )  # fmt: skip
        return Actor(
            group_id=self.group_id,
            account_id=self.account_id,
            person_id=self.person_id,
            person_name=self.person_name or self.login,
            kind="person" if self.kind == Account.Kind.PERSON else "service",
            channel=channel,
            address=address,
            request_id=request_id,
            **place,  # type: ignore[arg-type]
        )


def identify(account_id: UUID) -> Identity | None:
    """Return the identity of an active account, one query; None for a disabled one or a person who left."""
    rows = run_named(
        """
        SELECT c.id, c.login, c.kind, c.password, c.group_id, g.name, p.id, p.name, p.number,
               a.id, a.kind, t.id, t.name, n.id, n.name, n.unit_id, coalesce(nullif(u.short_name, ''), u.name, '')
        FROM organization_account c
        JOIN organization_orgnode g ON g.id = c.group_id
        LEFT JOIN organization_person p ON p.id = c.person_id
             AND p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
        LEFT JOIN organization_assignment a ON a.person_id = p.id
             AND a.valid_from <= %(day)s AND (a.valid_to IS NULL OR a.valid_to > %(day)s)
        LEFT JOIN organization_post t ON t.id = a.post_id
        LEFT JOIN organization_orgnode n ON n.id = a.node_id
        LEFT JOIN organization_orgnode u ON u.id = n.unit_id
        WHERE c.id = %(account)s AND c.is_active
        ORDER BY CASE a.kind WHEN 'primary' THEN 0 WHEN 'concurrent' THEN 1 ELSE 2 END, a.id
        """,
        {"account": account_id, "day": clock.today()},
    )
    if not rows:
        return None
    first = rows[0]
    if first[2] == Account.Kind.PERSON and first[6] is None:
        return None
    assignments = tuple(Acting(*row[9:]) for row in rows if row[9] is not None)
    account_id, login, kind, password, group_id, group_name, person_id, name, number = first[:9]
    return Identity(
        account_id, login, kind, password, group_id, group_name, person_id, name or "", number or "", assignments
    )
