"""Process instances: one small row each, the only lock of a step."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xieyun.kernel.identifiers import new_id

ACTIVE = ("running", "suspended")
FINISHED = ("completed", "rejected", "withdrawn", "terminated", "failed")


class ProcessInstance(models.Model):
    """The live state of one run of a definition version, mostly over one record.

    `seq` counts the steps taken and equals the number of rows in `process_event`. `state` is what the
    engine dumps (live tokens only, so it stays small); `variables` change rarely and are apart.
    Ids are UUIDv7, so the table can be range-partitioned by id, which is by time of start; for the
    same reason nothing refers to it by a database foreign key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    definition_version_id = models.UUIDField()
    definition_code = models.TextField()
    object_type = models.TextField(null=True)
    record_id = models.UUIDField(null=True)
    group_id = models.UUIDField()
    unit_id = models.UUIDField(null=True)
    node_id = models.UUIDField(null=True)
    initiator_id = models.UUIDField(null=True)
    initiator_name = models.TextField(default="")
    initiator_assignment_id = models.UUIDField(null=True)
    unit_name = models.TextField(default="")
    title = models.TextField()
    summary = models.JSONField(default=list)
    status = models.TextField()
    seq = models.IntegerField()
    state = models.BinaryField()
    variables = models.JSONField(default=dict)
    urge_count = models.IntegerField(default=0)
    urged_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "process_instance"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"],
                condition=Q(status__in=ACTIVE, record_id__isnull=False),
                name="process_instance_one_active",
            ),
        ]
        indexes = [
            models.Index("initiator_id", models.F("id").desc(), name="process_instance_sent"),
            models.Index(
                "record_id",
                models.F("id").desc(),
                name="process_instance_record",
                condition=Q(record_id__isnull=False),
            ),
            models.Index("group_id", models.F("id").desc(), name="process_instance_group"),
            models.Index(
                "definition_version_id", "id", name="process_instance_version", condition=Q(status__in=ACTIVE)
            ),
        ]
