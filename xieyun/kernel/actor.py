"""Who acts: a person in a post, a program with its owner's rights, or the platform itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from xieyun.kernel.i18n import sentence

ActorKind = Literal["person", "service", "system"]
Channel = Literal["inside", "api", "system"]


SYSTEM_NAME = "系统"


@dataclass(frozen=True)
class Actor:
    """The identity that a request acts under, including the post (assignment) it acts in (S4-013)."""

    group_id: UUID | None
    account_id: UUID | None = None
    person_id: UUID | None = None
    person_name: str = ""
    assignment_id: UUID | None = None
    post_id: UUID | None = None
    post_name: str = ""
    node_id: UUID | None = None
    node_name: str = ""
    unit_id: UUID | None = None
    unit_name: str = ""
    kind: ActorKind = "person"
    channel: Channel = "inside"
    address: str = ""
    request_id: str = ""

    @property
    def is_system(self) -> bool:
        """Whether the platform itself acts (jobs, timers, installation)."""
        return self.kind == "system"

    def described(self) -> str:
        """Return "name (node post)" as trails print it."""
        place = f"{self.node_name} {self.post_name}" if self.node_name and self.post_name else ""
        place = place or self.node_name or self.post_name
        return f"{self.person_name} ({place})" if place else self.person_name


def system_actor(group_id: UUID | None = None, *, request_id: str = "") -> Actor:
    """Return the platform itself as actor, within a group when one is given."""
    return Actor(group_id=group_id, kind="system", channel="system", person_name=SYSTEM_NAME, request_id=request_id)


def shown_name(name: str) -> str:
    """Return an actor's name, as it was kept, for the reader: people by their names, the platform in his language."""
    return sentence("actor-system", {}) if name == SYSTEM_NAME else name


def within_group(actor: Actor, group_id: UUID) -> Actor:
    """Return the same actor bound to a group (for jobs that serve several groups)."""
    return replace(actor, group_id=group_id)
