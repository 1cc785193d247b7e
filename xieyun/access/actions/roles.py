"""Definition of roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from xieyun.access.actions.common import announce, group_of
from xieyun.access.models import FieldLevel, FieldPolicy, Role, RolePermission, Scope
from xieyun.access.policies import require_administrator
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound


@dataclass(frozen=True)
class Permission:
    """One operation on the records of an object type within a scope."""

    object_type: str
    operation: str
    scope: str


@dataclass(frozen=True)
class FieldRule:
    """What holders of the role may do with one field of an object type."""

    object_type: str
    field: str
    level: str


@action
def define_role(
    *,
    actor: Actor,
    code: str,
    name: str,
    permissions: Sequence[Permission] = (),
    field_rules: Sequence[FieldRule] = (),
    description: str = "",
    package: str = "",
    administrator: str = "",
) -> Role:
    """Create the role or replace what it allows; its grants stay. For security administrators.

    The same definition twice changes nothing (packages apply again and again).
    """
    require_administrator(actor, "security")
    group_id = group_of(actor)
    _check(permissions, field_rules)
    values: dict[str, Any] = {
        "name": name, "description": description, "package": package, "administrator": administrator,
    }  # fmt: skip
    role, is_new = Role.objects.select_for_update().get_or_create(group_id=group_id, code=code, defaults=values)
    before = None if is_new else _described(role)
    Role.objects.filter(pk=role.pk).update(**values)
    role.refresh_from_db()
    RolePermission.objects.filter(role=role).delete()
    RolePermission.objects.bulk_create(
        RolePermission(role=role, **asdict(permission)) for permission in dict.fromkeys(permissions)
    )
    FieldPolicy.objects.filter(role=role).delete()
    FieldPolicy.objects.bulk_create(FieldPolicy(role=role, **asdict(rule)) for rule in dict.fromkeys(field_rules))
    after = _described(role)
    if before != after:
        announce(actor, "define_role", role, group_id, before=before, after=after)
    return role


@action
def remove_role(*, actor: Actor, code: str) -> None:
    """Delete a role with its grants; NotFound when it is absent."""
    require_administrator(actor, "security")
    role = Role.objects.select_for_update().filter(group_id=group_of(actor), code=code).first()
    if role is None:
        raise NotFound
    announce(actor, "remove_role", role, role.group_id, before=_described(role))
    role.delete()


def _described(role: Role) -> dict[str, Any]:
    permissions = role.permissions.values_list("object_type", "operation", "scope")
    policies = role.field_policies.values_list("object_type", "field", "level")
    return {
        "code": role.code,
        "name": role.name,
        "description": role.description,
        "package": role.package,
        "administrator": role.administrator,
        "permissions": sorted(map(list, permissions)),
        "field_policies": sorted(map(list, policies)),
    }


def _check(permissions: Sequence[Permission], field_rules: Sequence[FieldRule]) -> None:
    errors = [
        FieldError(f"permissions[{place}].scope", "field-invalid", {"reason": permission.scope})
        for place, permission in enumerate(permissions)
        if permission.scope not in Scope.values
    ]
    errors += [
        FieldError(f"field_rules[{place}].level", "field-invalid", {"reason": rule.level})
        for place, rule in enumerate(field_rules)
        if rule.level not in FieldLevel.values
    ]
    if errors:
        raise InvalidInput(fields=errors)
