"""The one permission compiler: the only way to a row (architecture.md rule 2, security.md 3c).

`visible` gives the condition in the form measured fastest (A3): bound arrays of node ids, the owner,
and one array of explicit record ids; always inside the actor's group. List, get, count, search,
export and attachments use it alike, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, false, func, literal, or_, true, union
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as UUID_TYPE

from xieyun.access import ports, shares
from xieyun.access.fields import FieldRights
from xieyun.access.scopes import Reach, reach_of
from xieyun.access.snapshot import snapshot_of, token_of
from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.recent import Recent


@dataclass(frozen=True)
class Visibility:
    """Which rows of a record table an actor may reach for an operation, and what he may do with the fields."""

    condition: ColumnElement[bool]
    readable: FieldRights


_visibilities: Recent[Visibility] = Recent(capacity=512)


def visible(actor: Actor, object_type: str, operation: str, table: FromClause) -> Visibility:
    """Return the condition on `table` (columns id, owner_id, node_id, unit_id, group_id) and the field rights.

    Nothing is visible without a permission, a share or another explicit source. The platform itself
    (jobs, installation) reaches every row of its group; no person does without a grant.
    """
    if actor.is_system:
        own_group = true() if actor.group_id is None else table.c.group_id == actor.group_id
        return Visibility(own_group, FieldRights.unlimited())
    if actor.group_id is None:
        return Visibility(false(), FieldRights.none())
    token = token_of(actor.group_id)
    # All that the answer follows from; time within it is bound anew at each use (`shares`).
    place = (
        actor.account_id,
        actor.person_id,
        actor.assignment_id,
        actor.post_id,
        actor.node_id,
        actor.unit_id,
        actor.kind,
    )
    sources = ports.explicit_sources()
    key = (token, clock.today(), actor.group_id, place, object_type, operation, table, sources)
    return _visibilities.get(key, lambda: _visible(actor, object_type, operation, table, token))


def _visible(actor: Actor, object_type: str, operation: str, table: FromClause, token: UUID | None) -> Visibility:
    snapshot = snapshot_of(actor, token)
    scopes = snapshot.scopes.get(object_type, {}).get(operation, frozenset())
    reach = reach_of(actor, scopes, token)
    rights = FieldRights.of(actor, object_type, snapshot, token)
    within_group = table.c.group_id == actor.group_id
    if reach.everything:
        return Visibility(within_group, rights)
    clauses = _clauses(actor, object_type, operation, reach, table)
    return Visibility(within_group & or_(*clauses) if clauses else false(), rights)


def field_rights(
    actor: Actor,
    object_type: str,
    fields: Iterable[str],
    *,
    owner_id: UUID | None = None,
    node_id: UUID | None = None,
) -> dict[str, str]:
    """Return hidden, masked, read or edit per field.

    With the owner and node of a record: the rights on that record. Without: the least over all
    records that the actor may see, safe for filters, sorts and anything that spans records.
    `edit` still needs the operation (create, update) on the record.
    """
    if actor.is_system:
        return dict.fromkeys(fields, "edit")
    token = token_of(actor.group_id)
    rights = FieldRights.of(actor, object_type, snapshot_of(actor, token), token)
    if owner_id is None and node_id is None:
        return {field: rights.level(field) for field in fields}
    return {field: rights.at(field, owner_id=owner_id, node_id=node_id) for field in fields}


def _clauses(
    actor: Actor, object_type: str, operation: str, reach: Reach, table: FromClause
) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if reach.node_ids:
        nodes = literal(sorted(reach.node_ids), ARRAY(UUID_TYPE(as_uuid=True)))
        clauses.append(table.c.node_id == func.any(nodes))
    if reach.own and actor.person_id is not None:
        clauses.append(table.c.owner_id == actor.person_id)
    explicit: list[ports.RecordIds] = [shares.shared_ids(actor, object_type, operation)]
    for source in ports.explicit_sources():
        ids = source(actor, object_type, operation)
        if ids is not None:
            explicit.append(ids)
    # ARRAY(select) is evaluated once and lets the planner use the primary key; EXISTS does neither.
    ids = explicit[0] if len(explicit) == 1 else union(*explicit)
    clauses.append(table.c.id == func.any(func.array(ids.scalar_subquery())))
    return clauses
