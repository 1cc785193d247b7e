"""Questions that this room asks rooms above it. They register their answers when the apps are ready."""

from __future__ import annotations

from typing import Protocol

from xieyun.kernel.actor import Actor


class Authority(Protocol):
    """What the access room answers."""

    def require_administrator(self, actor: Actor, kind: str) -> None:
        """Raise Forbidden unless the actor is an administrator of the kind (system, security, audit)."""

    def administrator_kinds(self, actor: Actor) -> frozenset[str]:
        """Return the kinds of administrator that the actor is."""

    def allows(self, actor: Actor, object_type: str, operation: str) -> bool:
        """Whether some role of the actor allows the operation on the object type."""


_authority: Authority | None = None


def register_authority(authority: Authority) -> None:
    """Set who answers (once, at start)."""
    global _authority
    _authority = authority


def authority() -> Authority:
    """Return who answers; RuntimeError when the access room is not installed."""
    if _authority is None:
        raise RuntimeError("the access room has not registered its authority")
    return _authority
