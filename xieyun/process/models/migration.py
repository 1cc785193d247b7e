"""Moving running instances to another version: one batch with its lines, kept for progress and undoing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xieyun.kernel.identifiers import new_id

UNDER_WAY = ("moving", "undoing")


class ProcessMigration(models.Model):
    """A batch: from which version to which, by which mapping of activities ({old: new}), and why.

    `status`: moving, moved, undoing, undone. `actor` and `undo_actor` are those who asked, as they were then: the
    job acts for them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group_id = models.UUIDField()
    definition_id = models.UUIDField()
    from_version_id = models.UUIDField()
    to_version_id = models.UUIDField()
    mapping = models.JSONField(default=dict)
    status = models.TextField()
    reason = models.TextField()
    actor = models.JSONField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undo_reason = models.TextField(default="")
    undo_actor = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True)
    worked_at = models.DateTimeField()

    class Meta:
        db_table = "process_migration"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["moving", "moved", "undoing", "undone"]), name="process_migration_status"
            ),
            models.UniqueConstraint(
                fields=["from_version_id"], condition=Q(status__in=UNDER_WAY), name="process_migration_one_at_a_time"
            ),
        ]
        indexes = [models.Index("definition_id", models.F("id").desc(), name="process_migration_definition")]


class ProcessMigrationLine(models.Model):
    """One instance of a batch.

    `status`: waiting, moved, refused (see `code`), back, kept (undoing was refused). `seq` is the instance's step of
    the move; `items` remembers, by work item, the activity and name that the move changed.
    """

    pk = models.CompositePrimaryKey("migration_id", "instance_id")
    migration_id = models.UUIDField()
    instance_id = models.UUIDField()
    status = models.TextField()
    seq = models.IntegerField(null=True)
    code = models.TextField(default="")
    params = models.JSONField(default=dict)
    items = models.JSONField(default=dict)

    class Meta:
        db_table = "process_migration_line"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "moved", "refused", "back", "kept"]),
                name="process_migration_line_status",
            )
        ]
        indexes = [models.Index("migration_id", "status", "instance_id", name="process_migration_line_next")]
