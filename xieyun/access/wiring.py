"""What the access room registers in the ports of lower rooms when the apps are ready."""

from __future__ import annotations

from xieyun.access.policies import Authority
from xieyun.access.relations import role_in_scope
from xieyun.organization import ports, relations


def connect() -> None:
    """Plug in the authority and the relation `role_in_scope`."""
    ports.register_authority(Authority())
    relations.register("role_in_scope", stable=True)(role_in_scope)
