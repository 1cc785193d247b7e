"""Roles of packages: from declarations to the access room and back."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from xieyun.access.actions import FieldRule, Permission, define_role, grant_role
from xieyun.access.models import FieldPolicy, Grant, Role, RolePermission
from xieyun.kernel.actor import Actor
from xieyun.organization.models import Post
from xieyun.packages.declarations import Declaration


def apply_role(*, actor: Actor, package: str, declared: Declaration) -> None:
    """Define the role and grant it as declared. A post that the group does not have is left out."""
    define_role(
        actor=actor,
        code=str(declared["code"]),
        name=str(declared["name"]),
        description=str(declared.get("description", "")),
        permissions=[
            Permission(object_type, operation, scope)
            for object_type, scopes in (declared.get("permissions") or {}).items()
            for operation, scope in scopes.items()
        ],
        field_rules=[
            FieldRule(object_type, path, level)
            for object_type, levels in (declared.get("fields") or {}).items()
            for path, level in levels.items()
        ],
        package=package,
    )
    for subject_kind, subject_id in _subjects(actor, declared):
        grant_role(actor=actor, role_code=str(declared["code"]), subject_kind=subject_kind, subject_id=subject_id)


def _subjects(actor: Actor, declared: Declaration) -> Iterator[tuple[str, UUID | None]]:
    for grant in declared.get("grants") or ():
        if grant["kind"] == "everyone":
            yield "everyone", None
        elif grant["kind"] == "post":
            post = Post.objects.filter(group_id=actor.group_id, code=grant["post"]).first()
            if post is not None:
                yield "post", post.id


def missing_posts(group_id: UUID, declared: Declaration) -> list[str]:
    """Posts that the role is granted to and the group does not have."""
    wanted = [grant["post"] for grant in declared.get("grants") or () if grant.get("kind") == "post"]
    known = set(Post.objects.filter(group_id=group_id, code__in=wanted).values_list("code", flat=True))
    return [code for code in wanted if code not in known]


def exported_role(group_id: UUID, code: str, ungranted: Collection[str] = ()) -> dict[str, Any] | None:
    """The role as a declaration, as it is now; None when it is gone.

    `ungranted` are posts that the package names and the group does not have: they stay in the file.
    """
    role = Role.objects.filter(group_id=group_id, code=code).first()
    if role is None:
        return None
    declared: dict[str, Any] = {"code": role.code, "name": role.name}
    if role.description:
        declared["description"] = role.description
    permissions: dict[str, dict[str, str]] = {}
    for one in RolePermission.objects.filter(role=role).order_by("id"):
        permissions.setdefault(one.object_type, {})[one.operation] = one.scope
    declared["permissions"] = permissions
    fields: dict[str, dict[str, str]] = {}
    for rule in FieldPolicy.objects.filter(role=role).order_by("id"):
        fields.setdefault(rule.object_type, {})[rule.field] = rule.level
    if fields:
        declared["fields"] = fields
    grants = [*_exported_grants(role), *({"kind": "post", "post": post} for post in ungranted)]
    grants = sorted({tuple(grant.items()): grant for grant in grants}.values(), key=lambda one: one.get("post", ""))
    if grants:
        declared["grants"] = grants
    return declared


def _exported_grants(role: Role) -> Iterator[dict[str, str]]:
    """Grants to posts and to everyone travel with the package; those to people and departments are the group's own."""
    posts = dict(Post.objects.filter(group_id=role.group_id).values_list("id", "code"))
    for grant in Grant.objects.filter(role=role, valid_to=None).order_by("id"):
        if grant.subject_kind == "everyone":
            yield {"kind": "everyone"}
        elif grant.subject_kind == "post" and grant.subject_id in posts:
            yield {"kind": "post", "post": posts[grant.subject_id]}
