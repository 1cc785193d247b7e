"""What scopes reach, seen from the post in which the actor acts."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from uuid import UUID

from xieyun.access.models import Scope
from xieyun.access.snapshot import reach
from xieyun.kernel.actor import Actor

# For each scope the scopes that contain it whatever the record.
WITHIN: dict[str, frozenset[str]] = {
    Scope.SELF: frozenset({Scope.SELF, Scope.GROUP}),
    Scope.DEPARTMENT: frozenset(
        {Scope.DEPARTMENT, Scope.DEPARTMENT_AND_BELOW, Scope.UNIT, Scope.UNIT_AND_BELOW, Scope.GROUP}
    ),
    Scope.DEPARTMENT_AND_BELOW: frozenset({Scope.DEPARTMENT_AND_BELOW, Scope.UNIT_AND_BELOW, Scope.GROUP}),
    Scope.UNIT: frozenset({Scope.UNIT, Scope.UNIT_AND_BELOW, Scope.GROUP}),
    Scope.UNIT_AND_BELOW: frozenset({Scope.UNIT_AND_BELOW, Scope.GROUP}),
    Scope.GROUP: frozenset({Scope.GROUP}),
    Scope.EXPLICIT: frozenset({Scope.GROUP}),
}


@dataclass(frozen=True)
class Reach:
    """Records of these nodes, the actor's own ones, or everything in the group."""

    node_ids: frozenset[UUID] = frozenset()
    own: bool = False
    everything: bool = False

    def covers(self, actor: Actor, *, owner_id: UUID | None, node_id: UUID | None) -> bool:
        """Whether a record of the actor's group with this owner and node is reached."""
        return (
            self.everything
            or (self.own and owner_id is not None and owner_id == actor.person_id)
            or node_id in self.node_ids
        )


def reach_of(actor: Actor, scopes: Set[str], organization_token: UUID | None) -> Reach:
    """Return what the scopes reach together; records of closed departments stay within reach."""
    if Scope.GROUP in scopes:
        return Reach(own=True, everything=True)
    nodes: set[UUID] = set()
    if actor.node_id is not None and Scope.DEPARTMENT in scopes:
        nodes.add(actor.node_id)
    if actor.node_id is not None and Scope.DEPARTMENT_AND_BELOW in scopes:
        nodes.update(reach("below", actor.node_id, organization_token))
    if actor.unit_id is not None and Scope.UNIT in scopes:
        nodes.update(reach("unit", actor.unit_id, organization_token))
    if actor.unit_id is not None and Scope.UNIT_AND_BELOW in scopes:
        nodes.update(reach("below", actor.unit_id, organization_token))
    return Reach(node_ids=frozenset(nodes), own=Scope.SELF in scopes)
