"""Tables of the access room. Their invariants stand in README.md."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from xieyun.kernel.identifiers import new_id
from xieyun.organization.effective import EffectiveDated, EffectiveQuerySet, period_is_ordered
from xieyun.organization.models import Account, OrgNode


class SubjectKind(models.TextChoices):
    """To whom a grant or a share applies."""

    PERSON = "person", "人员"
    POST = "post", "岗位"
    NODE = "node", "组织"
    ASSIGNMENT = "assignment", "任职"
    ACCOUNT = "account", "程序账号"
    EVERYONE = "everyone", "全员"


class Scope(models.TextChoices):
    """Which records a permission reaches, seen from the post in which the actor acts."""

    SELF = "self", "本人"
    DEPARTMENT = "department", "本部门"
    DEPARTMENT_AND_BELOW = "department_and_below", "本部门及下级"
    UNIT = "unit", "本单位"
    UNIT_AND_BELOW = "unit_and_below", "本单位及下级"
    GROUP = "group", "全集团"
    EXPLICIT = "explicit", "指定数据"


class FieldLevel(models.TextChoices):
    """What may be done with a field, from least to most."""

    HIDDEN = "hidden", "隐藏"
    MASKED = "masked", "脱敏"
    READ = "read", "只读"
    EDIT = "edit", "可编辑"


class AdministratorKind(models.TextChoices):
    """The three separated administrators (GB/T 22239 8.1.4.2 d): no super user exists."""

    SYSTEM = "system", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDIT = "audit", "审计管理员"


class Role(models.Model):
    """A named set of permissions and field policies; granted to subjects."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(OrgNode, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=128)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    package = models.CharField(max_length=128, blank=True)
    administrator = models.CharField(max_length=16, choices=AdministratorKind, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "code"], name="role_code_once_per_group"),
            models.CheckConstraint(
                condition=Q(administrator="") | Q(administrator__in=AdministratorKind.values),
                name="role_administrator_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RolePermission(models.Model):
    """A role may perform an operation on the records of an object type within a scope."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="permissions")
    object_type = models.CharField(max_length=128)
    operation = models.CharField(max_length=64)
    scope = models.CharField(max_length=32, choices=Scope)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "object_type", "operation", "scope"], name="permission_once"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="permission_scope_known"),
        ]


class FieldPolicy(models.Model):
    """What holders of a role may do with one field; without a policy a role reads and edits it."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="field_policies")
    object_type = models.CharField(max_length=128)
    field = models.CharField(max_length=128)
    level = models.CharField(max_length=16, choices=FieldLevel)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "object_type", "field"], name="field_policy_once"),
            models.CheckConstraint(condition=Q(level__in=FieldLevel.values), name="field_policy_level_known"),
        ]


class Grant(EffectiveDated):
    """A role given to a subject for a period; to a node with or without everything below it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    subject_kind = models.CharField(max_length=16, choices=SubjectKind)
    subject_id = models.UUIDField(null=True, blank=True)
    and_below = models.BooleanField(default=False)
    granted_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(subject_kind__in=SubjectKind.values), name="grant_subject_known"),
            models.CheckConstraint(
                condition=Q(subject_kind="everyone", subject_id__isnull=True)
                | (~Q(subject_kind="everyone") & Q(subject_id__isnull=False)),
                name="grant_names_its_subject",
            ),
            period_is_ordered("grant_period_ordered"),
        ]
        indexes: ClassVar = [models.Index(fields=["subject_id"], name="grant_by_subject")]


class RecordShare(models.Model):
    """One record shown to a subject beyond its scopes, until an instant; `update` includes `read`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(OrgNode, on_delete=models.PROTECT, related_name="+")
    object_type = models.CharField(max_length=128)
    record_id = models.UUIDField()
    subject_kind = models.CharField(max_length=16, choices=SubjectKind)
    subject_id = models.UUIDField()
    operation = models.CharField(max_length=16, choices=[("read", "查看"), ("update", "编辑")])
    until = models.DateTimeField(null=True, blank=True)
    shared_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["object_type", "record_id", "subject_kind", "subject_id", "operation"], name="share_once"
            ),
            models.CheckConstraint(
                condition=Q(subject_kind__in=["person", "post", "node", "assignment"]), name="share_subject_known"
            ),
            models.CheckConstraint(condition=Q(operation__in=["read", "update"]), name="share_operation_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "object_type", "operation", "record_id"], name="share_by_subject"),
        ]


class ApiKey(models.Model):
    """A secret with which a program acts as an account. Only its SHA-256 is kept; the prefix is shown."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
