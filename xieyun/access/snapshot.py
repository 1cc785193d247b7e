"""What one actor may do, computed once per state of policies and organisation.

The snapshot is looked up by the token of the group, read in the same transaction as the query it
narrows: a changed grant or a moved department takes effect with the next statement, and a stale
entry can never be hit (the token is random).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.held import once
from xieyun.kernel.prepared import run
from xieyun.kernel.recent import Recent
from xieyun.organization import versions
from xieyun.organization.selectors import node_ids_below, node_ids_of_unit


@dataclass(frozen=True)
class Snapshot:
    """Permissions and field policies of one actor in one post, on one day."""

    # object type -> operation -> scopes
    scopes: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    # object type -> role -> scopes of all its permissions on the type
    role_scopes: Mapping[str, Mapping[UUID, frozenset[str]]] = field(default_factory=dict)
    # object type -> field -> role -> level
    policies: Mapping[str, Mapping[str, Mapping[UUID, str]]] = field(default_factory=dict)
    administrator_kinds: frozenset[str] = frozenset()
    role_codes: frozenset[str] = frozenset()


_snapshots: Recent[Snapshot] = Recent(capacity=4096)
_reaches: Recent[tuple[UUID, ...]] = Recent(capacity=4096)


def token_of(group_id: UUID | None) -> UUID | None:
    """Return the token of the group; asked once in a request."""
    return once(("access.token", group_id), lambda: _read_token(group_id))


def _read_token(group_id: UUID | None) -> UUID | None:
    token: UUID | None = run(f"SELECT {versions.COLUMN.format(group='$1::uuid')}", [group_id])[0][0]
    return token


def snapshot_of(actor: Actor, token: UUID | None = None) -> Snapshot:
    """Return the actor's snapshot; one query when it is known, three when it must be computed."""
    day = clock.today()
    who = (actor.group_id, actor.account_id, actor.person_id, actor.assignment_id, actor.kind)
    key = (token or token_of(actor.group_id), *who, day)
    return _snapshots.get(key, lambda: _compute(actor, day))


def reach(kind: str, node_id: UUID, token: UUID | None) -> tuple[UUID, ...]:
    """Return the ids of the nodes below a node (`below`) or of a unit (`unit`), closed ones too."""
    key = (token, kind, node_id)
    below = kind == "below"
    return _reaches.get(key, lambda: tuple(node_ids_below(node_id) if below else node_ids_of_unit(node_id)))


_GRANTED_ROLES = """
    SELECT r.id, r.code, r.administrator FROM access_role r
    WHERE r.group_id = %(group)s AND EXISTS (
        SELECT FROM access_grant g WHERE g.role_id = r.id
          AND g.valid_from <= %(day)s AND (g.valid_to IS NULL OR g.valid_to > %(day)s)
          AND (g.subject_kind = 'everyone'
               OR (g.subject_kind = 'person' AND g.subject_id = %(person)s)
               OR (g.subject_kind = 'assignment' AND g.subject_id = %(assignment)s)
               OR (g.subject_kind = 'account' AND g.subject_id = %(account)s)
               OR (g.subject_kind = 'post' AND g.subject_id = %(post)s)
               OR (g.subject_kind = 'node' AND NOT g.and_below AND g.subject_id = %(node)s)
               OR (g.subject_kind = 'node' AND g.and_below AND g.subject_id IN (
                   SELECT unnest(string_to_array(trim(both '/' from path), '/')::uuid[])
                   FROM organization_orgnode WHERE id = %(node)s))))
"""


def _compute(actor: Actor, day: dt.date) -> Snapshot:
    roles = execute(
        _GRANTED_ROLES,
        {
            "group": actor.group_id, "day": day, "person": actor.person_id, "assignment": actor.assignment_id,
            "account": actor.account_id if actor.kind == "service" else None,
            "post": actor.post_id, "node": actor.node_id,
        },
    )  # fmt: skip
    if not roles:
        return Snapshot()
    ids = [row[0] for row in roles]
    return Snapshot(
        *_permissions(ids),
        _policies(ids),
        frozenset(row[2] for row in roles if row[2]),
        frozenset(row[1] for row in roles),
    )


def _permissions(
    role_ids: list[UUID],
) -> tuple[dict[str, dict[str, frozenset[str]]], dict[str, dict[UUID, frozenset[str]]]]:
    scopes: dict[str, dict[str, frozenset[str]]] = {}
    role_scopes: dict[str, dict[UUID, frozenset[str]]] = {}
    for role_id, object_type, operation, scope in execute(
        "SELECT role_id, object_type, operation, scope FROM access_rolepermission WHERE role_id = ANY(%s)", [role_ids]
    ):
        by_operation = scopes.setdefault(object_type, {})
        by_operation[operation] = by_operation.get(operation, frozenset()) | {scope}
        by_role = role_scopes.setdefault(object_type, {})
        by_role[role_id] = by_role.get(role_id, frozenset()) | {scope}
    return scopes, role_scopes


def _policies(role_ids: list[UUID]) -> dict[str, dict[str, dict[UUID, str]]]:
    policies: dict[str, dict[str, dict[UUID, str]]] = {}
    for role_id, object_type, field_code, level in execute(
        "SELECT role_id, object_type, field, level FROM access_fieldpolicy WHERE role_id = ANY(%s)", [role_ids]
    ):
        policies.setdefault(object_type, {}).setdefault(field_code, {})[role_id] = level
    return policies
