"""Finding people and nodes by name, pinyin, initials, number or code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import FieldError, InvalidInput
from xieyun.organization.naming import query_text
from xieyun.organization.paging import Page, decode, page_of

LONGEST_QUERY = 100


@dataclass(frozen=True)
class FoundPerson:
    """A person as pickers and lists show him; contact data is in the person's own page only."""

    id: UUID
    name: str
    number: str
    post_name: str
    node_id: UUID | None
    node_name: str
    unit_name: str
    far: int
    pinyin: str


def people(
    actor: Actor,
    query: str = "",
    *,
    node_id: UUID | None = None,
    below: bool = True,
    cursor: str | None = None,
    size: int = 20,
) -> Page[FoundPerson]:
    """Return people employed today in the actor's group, by what the query's words begin.

    People of the actor's node come first, then those of his unit, then by pinyin. Without a query
    and a node only people of the actor's unit are listed. `node_id` narrows to a node and, unless
    `below` is false, everything below it. Partner organisations are left out: their people are
    nobody's colleagues. One query.
    """
    values: dict[str, Any] = {
        "group": actor.group_id, "day": clock.today(), "my_node": actor.node_id, "my_unit": actor.unit_id,
        "query": query_text(checked_query(query)), "node": node_id, "limit": size + 1,
    }  # fmt: skip
    last = decode(cursor, 3)
    after = "TRUE"
    if last is not None:
        after = "(far, pinyin, id) > (%(far)s::int, %(pinyin)s, %(last)s::uuid)"
        values |= {"far": last[0], "pinyin": last[1], "last": last[2]}
    sql = _PEOPLE.format(where=" AND ".join(_conditions(bool(query.strip()), node_id, below)), after=after)
    rows = [FoundPerson(*row) for row in execute(sql, values)]
    return page_of(rows, size, lambda row: (row.far, row.pinyin, row.id))


_PEOPLE = """
    SELECT id, name, number, post_name, node_id, node_name, unit_name, far, pinyin FROM (
        SELECT p.id, p.name, p.number, t.name AS post_name, n.id AS node_id, n.name AS node_name,
               coalesce(nullif(u.short_name, ''), u.name, '') AS unit_name,
               CASE WHEN n.id = %(my_node)s THEN 0 WHEN n.unit_id = %(my_unit)s THEN 1 ELSE 2 END AS far, p.pinyin
        FROM organization_person p
        JOIN organization_assignment a ON a.person_id = p.id
             AND a.valid_from <= %(day)s AND (a.valid_to IS NULL OR a.valid_to > %(day)s)
        JOIN organization_orgnode n ON n.id = a.node_id AND n.kind <> 'partner'
        JOIN organization_post t ON t.id = a.post_id
        LEFT JOIN organization_orgnode u ON u.id = n.unit_id
        WHERE {where}
    ) found WHERE {after} ORDER BY far, pinyin, id LIMIT %(limit)s
"""
_EMPLOYED = "p.group_id = %(group)s AND p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to > %(day)s)"
_BELOW = (
    "EXISTS (SELECT FROM organization_orgnode top WHERE top.id = %(node)s"
    " AND n.path ~>=~ top.path AND n.path ~<~ (top.path || 'z'))"
)


def checked_query(query: str) -> str:
    """Return the query without outer spaces; raises InvalidInput for one that is too long."""
    if len(query) > LONGEST_QUERY:
        raise InvalidInput(fields=[FieldError("query", "field-too-long", {"limit": LONGEST_QUERY})])
    return query.strip()


def _conditions(has_query: bool, node_id: UUID | None, below: bool) -> list[str]:
    conditions = [_EMPLOYED]
    if has_query:
        conditions.append("p.search @@ to_tsquery('simple', %(query)s)")
    if node_id is not None and not below:
        # The members of one node, whatever post brought them there.
        return [*conditions, "n.id = %(node)s"]
    conditions.append("a.kind = 'primary'")
    if node_id is not None:
        conditions.append(_BELOW)
    elif not has_query:
        conditions.append("n.unit_id = %(my_unit)s")
    return conditions
