"""Reads of the tree for pages: children with counts, one person's page, posts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.organization.naming import query_text
from xieyun.organization.paging import Page, decode, page_of
from xieyun.organization.ports import authority
from xieyun.organization.search import checked_query


@dataclass(frozen=True)
class TreeNode:
    """A node as trees show it; `people` counts primary assignments at it and below."""

    id: UUID
    parent_id: UUID | None
    kind: str
    code: str
    name: str
    short_name: str
    grade: int | None
    position: int
    children: int
    people: int


_NODES = """
    WITH page AS (
        SELECT n.* FROM organization_orgnode n
        WHERE n.group_id = %(group)s AND {where} AND {after}
          AND n.valid_from <= %(day)s AND (n.valid_to IS NULL OR n.valid_to > %(day)s)
        ORDER BY n.position, n.code, n.id LIMIT %(limit)s)
    SELECT n.id, n.parent_id, n.kind, n.code, n.name, n.short_name, n.grade, n.position,
        (SELECT count(*) FROM organization_orgnode c WHERE c.parent_id = n.id
            AND c.valid_from <= %(day)s AND (c.valid_to IS NULL OR c.valid_to > %(day)s)),
        (SELECT count(*) FROM organization_orgnode b JOIN organization_assignment a ON a.node_id = b.id
            WHERE b.path ~>=~ n.path AND b.path ~<~ (n.path || 'z') AND a.kind = 'primary'
            AND a.valid_from <= %(day)s AND (a.valid_to IS NULL OR a.valid_to > %(day)s))
    FROM page n ORDER BY n.position, n.code, n.id
"""


def nodes(
    actor: Actor, *, parent_id: UUID | None = None, query: str = "", cursor: str | None = None, size: int = 100
) -> Page[TreeNode]:
    """Return the children of a node (of nothing: the group itself), or the nodes that the query finds.

    Everybody in a group sees its whole tree. One query.
    """
    last = decode(cursor, 3)
    where = "n.parent_id IS NULL" if parent_id is None else "n.parent_id = %(parent)s"
    if query.strip():
        where = "n.search @@ to_tsquery('simple', %(query)s)"
    after = "TRUE" if last is None else "(n.position, n.code, n.id) > (%(position)s::int, %(code)s, %(last)s::uuid)"
    values = {
        "group": actor.group_id, "day": clock.today(), "parent": parent_id, "limit": size + 1,
        "query": query_text(checked_query(query)),
        "position": last and last[0], "code": last and last[1], "last": last and last[2],
    }  # fmt: skip
    rows = [TreeNode(*row) for row in execute(_NODES.format(where=where, after=after), values)]
    return page_of(rows, size, lambda row: (row.position, row.code, row.id))


@dataclass(frozen=True)
class Held:
    """One of a person's assignments of today."""

    id: UUID
    kind: str
    post_name: str
    rank_name: str
    node_id: UUID
    node_name: str
    unit_name: str
    is_head: bool
    valid_from: dt.date


@dataclass(frozen=True)
class PersonPage:
    """A colleague's page; mobile is masked unless it is one's own or a role allows `read_contact`."""

    id: UUID
    name: str
    number: str
    mobile: str
    email: str
    assignments: list[Held]


def person_page(actor: Actor, person_id: UUID) -> PersonPage:
    """Return a person of the actor's group; NotFound otherwise. At most three queries."""
    person = execute(
        "SELECT id, name, number, mobile, email FROM organization_person WHERE id = %s AND group_id = %s",
        [person_id, actor.group_id],
    ).first()
    if person is None:
        raise NotFound
    identifier, name, number, mobile, email = person
    rows = execute(
        """
        SELECT a.id, a.kind, t.name, coalesce(r.name, ''), n.id, n.name,
               coalesce(nullif(u.short_name, ''), u.name, ''), a.is_head, a.valid_from
        FROM organization_assignment a
        JOIN organization_post t ON t.id = a.post_id
        JOIN organization_orgnode n ON n.id = a.node_id
        LEFT JOIN organization_orgnode u ON u.id = n.unit_id
        LEFT JOIN organization_rank r ON r.id = a.rank_id
        WHERE a.person_id = %(person)s
          AND a.valid_from <= %(day)s AND (a.valid_to IS NULL OR a.valid_to > %(day)s)
        ORDER BY CASE a.kind WHEN 'primary' THEN 0 WHEN 'concurrent' THEN 1 ELSE 2 END, a.id
        """,
        {"person": person_id, "day": clock.today()},
    )
    in_clear = identifier == actor.person_id or authority().allows(actor, "organization.person", "read_contact")
    return PersonPage(
        identifier, name, number, mobile if in_clear else masked(mobile), email, [Held(*row) for row in rows]
    )


def masked(number: str) -> str:
    """Return a telephone number with all but its first three and last four characters hidden."""
    if len(number) < 8:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


@dataclass(frozen=True)
class PostRow:
    """A post of the group."""

    id: UUID
    code: str
    name: str


def posts(actor: Actor) -> list[PostRow]:
    """Return the posts of the actor's group in their order; one query."""
    rows = execute(
        "SELECT id, code, name FROM organization_post WHERE group_id = %s ORDER BY position, code LIMIT 1000",
        [actor.group_id],
    )
    return [PostRow(*row) for row in rows]
