"""What stands still and needs somebody to repair it, over all instances of a group."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xieyun.kernel.identifiers import new_id

STOPPED, TIMER, MESSAGE, SIGNAL, ANSWER, CONNECTION = "stopped", "timer", "message", "signal", "answer", "connection"
KINDS = (STOPPED, TIMER, MESSAGE, SIGNAL, ANSWER, CONNECTION)


class Incident(models.Model):
    """One open incident; the row is gone when it is repaired (the trail and the audit log keep the story).

    `kind`: stopped (a token of the instance is parked), timer, message, signal, answer (a delivery that fails again
    and again), connection (another system does not answer). `subject` names what it is about, once among its kind.
    `cause` is the same for incidents that one repair may end together. `attempts` counts the failures; how many of
    them make an incident of a delivery is decided in `process.incidents`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group_id = models.UUIDField()
    kind = models.TextField()
    subject = models.TextField()
    instance_id = models.UUIDField(null=True)
    definition_code = models.TextField(default="")
    token = models.IntegerField(null=True)
    activity_id = models.TextField(default="")
    activity_name = models.TextField(default="")
    code = models.TextField(default="")
    zh = models.TextField()
    en = models.TextField()
    cause = models.TextField()
    attempts = models.IntegerField()
    open = models.BooleanField()
    since = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "process_incident"
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="process_incident_subject"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="process_incident_kind"),
        ]
        indexes = [
            models.Index("group_id", "since", "id", name="process_incident_open", condition=Q(open=True)),
            models.Index("group_id", "cause", name="process_incident_cause"),
            models.Index("instance_id", name="process_incident_instance"),
        ]
