"""Process definitions and their versions."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xieyun.kernel.identifiers import new_id


class ProcessDefinition(models.Model):
    """A process by its code, within a group; what it does is in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group_id = models.UUIDField()
    code = models.TextField()
    title = models.JSONField(default=dict)
    object_type = models.TextField(null=True)

    class Meta:
        db_table = "process_definition"
        constraints = [models.UniqueConstraint(fields=["group_id", "code"], name="process_definition_code")]


class ProcessDefinitionVersion(models.Model):
    """One frozen version: running instances keep theirs until they are migrated."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    definition = models.ForeignKey(ProcessDefinition, on_delete=models.PROTECT, related_name="versions")
    version = models.IntegerField()
    status = models.TextField()
    xml = models.BinaryField()
    process_ids = ArrayField(models.TextField(), default=list)  # of all processes of the file, by which calls find it
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    created_by_name = models.TextField(default="")
    published_at = models.DateTimeField(null=True)
    published_by_name = models.TextField(default="")

    class Meta:
        db_table = "process_definition_version"
        constraints = [
            models.UniqueConstraint(fields=["definition", "version"], name="process_definition_version_number"),
            models.UniqueConstraint(
                fields=["definition"], condition=Q(status="published"), name="process_definition_one_published"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "published", "retired"]), name="process_definition_version_status"
            ),
        ]
