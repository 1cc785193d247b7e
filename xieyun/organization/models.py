"""Tables of the organisation room. Their invariants stand in README.md."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from xieyun.kernel.identifiers import new_id
from xieyun.organization.effective import EffectiveDated, EffectiveQuerySet, period_is_ordered


class NodeKind(models.TextChoices):
    """What a node of the tree is."""

    GROUP = "group", "集团"
    UNIT = "unit", "单位"
    DEPARTMENT = "department", "部门"
    TEAM = "team", "团队"
    PARTNER = "partner", "外部单位"


class OrgNode(EffectiveDated):
    """A group, unit, department, team or partner organisation: one tree table (S4-084, S4-085).

    `group` is the tenant boundary (a group's own row points to itself); `unit` is the nearest unit
    upwards (a unit's own row points to itself, null for the group). `path` lists the ids from the
    root, so that "and below" is a prefix match. `grade` counts units: 1 group headquarters, 2, 3.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=NodeKind)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    unit = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=100, blank=True)
    pinyin = models.CharField(max_length=600, blank=True)
    initials = models.CharField(max_length=200, blank=True)
    search = SearchVectorField(default="")
    path = models.TextField()
    level = models.PositiveSmallIntegerField(default=0)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "code"], name="org_node_code_once_per_group"),
            models.CheckConstraint(condition=Q(kind__in=NodeKind.values), name="org_node_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="group", parent__isnull=True) | (~Q(kind="group") & Q(parent__isnull=False)),
                name="org_node_only_groups_are_roots",
            ),
            models.CheckConstraint(
                condition=~Q(kind="unit") | Q(grade__isnull=False), name="org_node_units_have_a_grade"
            ),
            period_is_ordered("org_node_period_ordered"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["path"], name="org_node_path", opclasses=["text_pattern_ops"]),
            GinIndex(fields=["search"], name="org_node_search"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """Duties and rights that people hold at a node (S4-013)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(OrgNode, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "code"], name="post_code_once_per_group")]

    def __str__(self) -> str:
        return self.name


class Rank(models.Model):
    """An ordered level of people; a higher number is more senior."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(OrgNode, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "code"], name="rank_code_once_per_group")]

    def __str__(self) -> str:
        return self.name


class Person(EffectiveDated):
    """A human being who works in or for a group; the period is that of the employment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(OrgNode, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=32)
    name = models.CharField(max_length=100)
    pinyin = models.CharField(max_length=300, blank=True)
    initials = models.CharField(max_length=100, blank=True)
    search = SearchVectorField(default="")
    mobile = models.CharField(max_length=32, blank=True)
    email = models.CharField(max_length=254, blank=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "number"], name="person_number_once_per_group"),
            period_is_ordered("person_period_ordered"),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="person_search"),
            models.Index(fields=["group", "pinyin", "id"], name="person_by_pinyin"),
        ]

    def __str__(self) -> str:
        return self.name


class AssignmentKind(models.TextChoices):
    """How a person holds a post."""

    PRIMARY = "primary", "主岗"
    CONCURRENT = "concurrent", "兼职"
    ACTING = "acting", "代理"


class Assignment(EffectiveDated):
    """A person at a node in a post with a rank, from–to; may head or deputise the node."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assignments")
    node = models.ForeignKey(OrgNode, on_delete=models.PROTECT, related_name="assignments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="assignments")
    rank = models.ForeignKey(Rank, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=AssignmentKind, default=AssignmentKind.PRIMARY)
    is_head = models.BooleanField(default=False)
    is_deputy = models.BooleanField(default=False)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind="primary", valid_to__isnull=True),
                name="assignment_one_open_primary",
            ),
            models.CheckConstraint(condition=Q(kind__in=AssignmentKind.values), name="assignment_kind_known"),
            models.CheckConstraint(condition=~Q(is_head=True, is_deputy=True), name="assignment_head_or_deputy"),
            period_is_ordered("assignment_period_ordered"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["post", "node"], name="assignment_by_post"),
            models.Index(fields=["node"], condition=Q(is_head=True), name="assignment_heads"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post_id}"


class AccountManager(BaseUserManager["Account"]):
    """Accounts by login, which is kept in lower case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Return the account with the login, whatever its case."""
        return self.get(login=(username or "").lower())


class Account(AbstractBaseUser):
    """What signs in: a person's one account, or a program's (`service`). No super user exists."""

    class Kind(models.TextChoices):
        """Whose account it is."""

        PERSON = "person", "人员"
        SERVICE = "service", "程序"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(OrgNode, on_delete=models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="account")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.PERSON)
    login = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="service", person__isnull=True) | Q(kind="person", person__isnull=False),
                name="account_of_a_person_or_a_program",
            ),
        ]

    def __str__(self) -> str:
        return self.login


class OrganizationVersion(models.Model):
    """The state of one group's tree and assignments; every change draws a new random token.

    Caches are keyed by the token. It is random and not a counter, so that a value computed in a
    transaction that rolled back can never be taken for a later state.
    """

    group = models.OneToOneField(OrgNode, primary_key=True, on_delete=models.CASCADE, related_name="+")
    token = models.UUIDField(default=uuid.uuid4)
