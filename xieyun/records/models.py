"""Tables of the records room. The data itself lives in schema `data`, one table per object type."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from xieyun.kernel.identifiers import new_id


class ObjectType(models.Model):
    """A kind of record, for the whole installation; its definition is in the current version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=128, unique=True)
    package = models.CharField(max_length=64, blank=True)
    current_version = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return self.code


class ObjectTypeVersion(models.Model):
    """One published definition. Versions are never changed or removed."""

    object_type = models.ForeignKey(ObjectType, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(db_default=Now(), editable=False)
    published_by = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["object_type", "version"], name="object_type_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.object_type_id} {self.version}"


class Ledger(models.Model):
    """A ledger on an object type whose records are its pools; `definition` says how lines find a pool."""

    code = models.CharField(primary_key=True, max_length=128)
    package = models.CharField(max_length=64, blank=True)
    definition = models.JSONField()

    def __str__(self) -> str:
        return self.code


class CatalogueVersion(models.Model):
    """The state of all definitions, one row: every change draws a new random token that caches are keyed by."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField()


class RecordChange(models.Model):
    """Who changed what in a record, when, from what to what; `digest` is that of the content it led to.

    `definition` is the version of the object type by which it was written, and the digest made.
    """

    id = models.BigAutoField(primary_key=True)
    object_type = models.TextField()
    record_id = models.UUIDField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    actor_text = models.TextField()
    kind = models.TextField()
    changes = models.JSONField()
    digest = models.TextField(default="", db_default="")
    definition = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["record_id", "id"], name="record_change_by_record")]


class LedgerMovement(models.Model):
    """One booking with its cause. Amounts are positive, except those of adjustments. Append-only."""

    class Kind(models.TextChoices):
        """What the booking does to the balance of its pool."""

        RESERVE = "reserve", "占用"
        RELEASE = "release", "释放"
        CONSUME = "consume", "核销"
        ADJUST = "adjust", "调整"
        EXCESS = "excess", "超额待批"
        EXCESS_DROPPED = "excess_dropped", "超额撤销"
        EXCESS_APPROVED = "excess_approved", "超额批准"

    id = models.BigAutoField(primary_key=True)
    group_id = models.UUIDField()
    ledger = models.TextField()
    pool_id = models.UUIDField(null=True)
    kind = models.TextField(choices=Kind)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    cause_type = models.TextField()
    cause_id = models.UUIDField()
    cause_line = models.TextField(blank=True)
    at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    actor_text = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind="adjust") | Q(amount__gt=0), name="ledger_amount_positive"),
            models.CheckConstraint(
                condition=Q(pool_id__isnull=False) | Q(kind__startswith="excess"), name="ledger_movement_has_pool"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["cause_id", "id"], name="ledger_by_cause"),
            models.Index(fields=["pool_id", "id"], name="ledger_by_pool"),
        ]


class Attachment(models.Model):
    """A stored file. Readable with its record; until it is attached, only by who uploaded it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group_id = models.UUIDField()
    account_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=128)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    object_type = models.CharField(max_length=128, blank=True)
    record_id = models.UUIDField(null=True)
    field = models.CharField(max_length=128, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["record_id"], name="attachment_by_record")]

    def __str__(self) -> str:
        return self.name


class BackgroundJob(models.Model):
    """Work that a person asked for and waits for, such as an export: its progress and its file."""

    class Status(models.TextChoices):
        """Where the work stands."""

        QUEUED = "queued", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group_id = models.UUIDField()
    account_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    actor = models.JSONField()
    arguments = models.JSONField()
    status = models.CharField(max_length=16, choices=Status, default=Status.QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_size = models.BigIntegerField(null=True)
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account_id", "-created_at"], name="job_by_account")]

    def __str__(self) -> str:
        return self.title
