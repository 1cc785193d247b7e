"""What an actor may do with the fields of an object type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self
from uuid import UUID

from xieyun.access.models import FieldLevel, Scope
from xieyun.access.scopes import WITHIN, Reach, reach_of
from xieyun.access.snapshot import Snapshot
from xieyun.kernel.actor import Actor

ORDER: Mapping[str, int] = {level.value: place for place, level in enumerate(FieldLevel)}
_Policies = Mapping[str, Mapping[UUID, str]]


def _most(levels: list[str]) -> str:
    return max(levels, key=ORDER.__getitem__)


def _least(levels: list[str]) -> str:
    return min(levels, key=ORDER.__getitem__)


@dataclass(frozen=True)
class FieldRights:
    """Levels of fields: hidden < masked < read < edit.

    A role allows `edit` unless it has a policy for the field (`edit` still needs the operation).
    On a record, the roles that reach the record count, and the most permissive of them wins; a
    record reached only by a share or a work item gets the least of the actor's policies.
    """

    policies: _Policies = field(default_factory=dict)
    role_scopes: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    reach: Callable[[UUID], Reach] = field(default=lambda role_id: Reach())
    actor: Actor | None = None
    fallback: str = FieldLevel.EDIT.value

    @classmethod
    def of(cls, actor: Actor, object_type: str, snapshot: Snapshot, organization_token: UUID | None) -> Self:
        """Return the actor's rights on the fields of an object type."""
        role_scopes = snapshot.role_scopes.get(object_type, {})
        reaches: dict[UUID, Reach] = {}

        def reach(role_id: UUID) -> Reach:
            if role_id not in reaches:
                reaches[role_id] = reach_of(actor, role_scopes[role_id], organization_token)
            return reaches[role_id]

        return cls(snapshot.policies.get(object_type, {}), role_scopes, reach, actor)

    @classmethod
    def unlimited(cls) -> Self:
        """Return the rights of the platform itself."""
        return cls()

    @classmethod
    def none(cls) -> Self:
        """Return the rights of nobody."""
        return cls(fallback=FieldLevel.HIDDEN.value)

    def level(self, field_code: str) -> str:
        """Return the least level over all records that the actor may see: safe for filters and sorts."""
        return self._bounds(field_code)[0]

    def highest(self, field_code: str) -> str:
        """Return the greatest level on any record: a list selects the column when this is not hidden."""
        return self._bounds(field_code)[1]

    def is_uniform(self, field_code: str) -> bool:
        """Whether the level is the same on every record; otherwise lists ask `at` for each row."""
        least, greatest = self._bounds(field_code)
        return least == greatest

    def at(self, field_code: str, *, owner_id: UUID | None, node_id: UUID | None) -> str:
        """Return the level on one record that the actor may see."""
        policies = self.policies.get(field_code)
        if not policies or self.actor is None:
            return self.fallback
        levels = [
            self._level_of(role_id, policies)
            for role_id in self.role_scopes
            if self.reach(role_id).covers(self.actor, owner_id=owner_id, node_id=node_id)
        ]
        return _most(levels) if levels else _least(list(policies.values()))

    def _level_of(self, role_id: UUID, policies: Mapping[UUID, str]) -> str:
        return policies.get(role_id, FieldLevel.EDIT.value)

    @cached_property
    def _known(self) -> dict[str, tuple[str, str]]:
        return {}

    def _bounds(self, field_code: str) -> tuple[str, str]:
        policies = self.policies.get(field_code)
        if not policies:
            return self.fallback, self.fallback
        if field_code not in self._known:
            scopes = {scope for granted in self.role_scopes.values() for scope in granted} | {Scope.EXPLICIT.value}
            best = [self._best_within(scope, policies) for scope in scopes]
            everywhere = [self._level_of(role_id, policies) for role_id in self.role_scopes]
            self._known[field_code] = (_least(best), _most(best + everywhere))
        return self._known[field_code]

    def _best_within(self, scope: str, policies: Mapping[UUID, str]) -> str:
        levels = [
            self._level_of(role_id, policies)
            for role_id, granted in self.role_scopes.items()
            if granted & WITHIN[scope]
        ]
        return _most(levels) if levels else _least(list(policies.values()))
