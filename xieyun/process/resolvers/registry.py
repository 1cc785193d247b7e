"""The registry of assignment kinds. A kind that the organisation does not know yet plugs in here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from xieyun.organization.relations import Anchor, Candidate

Sentence = tuple[str, dict[str, Any]]


class Question(NamedTuple):
    """Who handles an activity: its assignment (kind first, expressions evaluated) and what it may refer to."""

    group_id: UUID
    as_of: dt.date
    activity_id: str
    assignment: Mapping[str, Any]
    variables: Mapping[str, Any]
    initiator: Anchor
    actor: Anchor
    previous_handler: str | None = None
    passed: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    token: UUID | None = None

    def text(self, name: str, default: str = "") -> str:
        """Return an attribute of the assignment as text."""
        value = self.assignment.get(name)
        return default if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Return a yes-or-no attribute of the assignment."""
        return self.assignment.get(name) in (True, "true", "1")


class Found(NamedTuple):
    """The answer of a kind: the people, whether they form a pool, and the sentence that says why they."""

    people: list[Candidate]
    because: Sentence
    pool: bool = False
    open_to_all: bool = False


Resolver = Callable[[Question], Found]
_resolvers: dict[str, Resolver] = {}


def register(kind: str) -> Callable[[Resolver], Resolver]:
    """Register the resolver of an assignment kind under its permanent name."""

    def remember(resolver: Resolver) -> Resolver:
        _resolvers[kind] = resolver
        return resolver

    return remember


def resolver_of(kind: str) -> Resolver | None:
    """Return the resolver of a kind, or None when nobody registered one."""
    return _resolvers.get(kind)


def kinds() -> tuple[str, ...]:
    """Return the known kinds, for lint and editors."""
    return tuple(sorted(_resolvers))
