"""Messages to people."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from xieyun.kernel.identifiers import new_id


class Notification(models.Model):
    """One message to one person; a click leads to the exact item (`link`)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    group_id = models.UUIDField()
    person_id = models.UUIDField()
    kind = models.TextField()
    params = models.JSONField()
    link = models.TextField()
    event_key = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # The outbox delivers at least once; a person is told once.
            models.UniqueConstraint(fields=["event_key", "person_id"], name="notification_once_per_event"),
        ]
        indexes = [
            models.Index(fields=["person_id", "-id"], name="notification_by_person"),
            models.Index(fields=["person_id"], condition=Q(read_at=None), name="notification_unread"),
        ]
