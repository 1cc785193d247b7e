"""Checks of permissions; the only readers of grants besides the compiler."""

from __future__ import annotations

from xieyun.access.errors import AdministratorRequired
from xieyun.access.models import Scope
from xieyun.access.snapshot import Snapshot, snapshot_of
from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import Forbidden

# What everybody may do who can reach a record by a share or a work item is not listed here: see the compiler.
NOTHING: frozenset[str] = frozenset()


def _snapshot(actor: Actor) -> Snapshot:
    return Snapshot() if actor.group_id is None else snapshot_of(actor)


def allowed_operations(actor: Actor, object_type: str) -> frozenset[str]:
    """Return the operations on the object type that some role of the actor allows within some scope."""
    return frozenset(_snapshot(actor).scopes.get(object_type, {}))


def require(actor: Actor, object_type: str, operation: str) -> None:
    """Raise Forbidden unless some role allows the operation; whether on this record, the compiler says."""
    if not actor.is_system and operation not in allowed_operations(actor, object_type):
        raise Forbidden


def require_create(actor: Actor, object_type: str) -> None:
    """Raise Forbidden unless the actor may make a record of the type that he owns at his own node."""
    scopes = NOTHING if actor.is_system else _snapshot(actor).scopes.get(object_type, {}).get("create", NOTHING)
    if not actor.is_system and not scopes - {Scope.EXPLICIT}:
        raise Forbidden


def administrator_kinds(actor: Actor) -> frozenset[str]:
    """Return the kinds of administrator (system, security, audit) that the actor is."""
    return _snapshot(actor).administrator_kinds


def role_codes(actor: Actor) -> frozenset[str]:
    """Return the codes of the roles that the actor holds in his acting post today."""
    return _snapshot(actor).role_codes


def require_administrator(actor: Actor, kind: str) -> None:
    """Raise AdministratorRequired unless the actor is an administrator of the kind.

    The platform itself may do what system and security administrators do (installation), but nobody
    stands in for the audit administrator.
    """
    if actor.is_system and kind != "audit":
        return
    if kind not in administrator_kinds(actor):
        raise AdministratorRequired(kind=kind)


class Authority:
    """The access room's answers to the organisation room (organization.ports)."""

    def require_administrator(self, actor: Actor, kind: str) -> None:
        """See `require_administrator`."""
        require_administrator(actor, kind)

    def administrator_kinds(self, actor: Actor) -> frozenset[str]:
        """See `administrator_kinds`."""
        return administrator_kinds(actor)

    def allows(self, actor: Actor, object_type: str, operation: str) -> bool:
        """Whether some role of the actor allows the operation on the object type."""
        return operation in allowed_operations(actor, object_type)
