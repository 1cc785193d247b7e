"""The history of instances: append-only, gap-free."""

from __future__ import annotations

from django.db import models


class ProcessEvent(models.Model):
    """One step of an instance: who did what for whom, with which opinion, and what the engine did.

    It is at once the trail that people read, the engine's history that replays to the stored state,
    and the log for mining; there is no second copy. `changes` lists changed fields as
    {field: [before, after]}; `record_version` tells which version of the record the person signed.
    """

    pk = models.CompositePrimaryKey("instance_id", "seq")
    instance_id = models.UUIDField()
    seq = models.IntegerField()
    at = models.DateTimeField()
    verb = models.TextField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField(default="")
    post_name = models.TextField(default="")
    node_name = models.TextField(default="")
    unit_name = models.TextField(default="")
    channel = models.TextField(default="inside")
    for_person_id = models.UUIDField(null=True)
    for_person_name = models.TextField(default="")
    item_id = models.UUIDField(null=True)
    activity_id = models.TextField(default="")
    activity_name = models.TextField(default="")
    opinion = models.TextField(default="")
    opinion_hidden = models.BooleanField(default=False)
    attachments = models.JSONField(null=True)
    details = models.JSONField(null=True)
    changes = models.JSONField(null=True)
    record_version = models.IntegerField(null=True)
    engine = models.BinaryField()

    class Meta:
        db_table = "process_event"
