"""Work items: one person's (or pool's) piece of work."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xieyun.kernel.identifiers import new_id

LATEST = (F("finished_at").desc(), F("received_at").desc(), F("id").desc())


class WorkItem(models.Model):
    """A piece of work of one person, or of a pool until somebody claims it.

    `number` is the engine's number within the instance; notices (cc) and consultations are the room's
    own and have none. `status`: open, held (waits for others first), done (this person acted), cancelled
    (closed without his acting), sent (a notice, read or not). `outcome` is the verb that closed it. `why` records
    how the person was found. `narrowed`: the activity hides or masks fields, so the item does not open the record
    itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instance_id = models.UUIDField()
    number = models.IntegerField(null=True)
    kind = models.TextField()
    status = models.TextField()
    activity_id = models.TextField()
    activity_name = models.TextField()
    object_type = models.TextField(null=True)
    record_id = models.UUIDField(null=True)
    definition_code = models.TextField()
    assignee_id = models.UUIDField(null=True)
    assignment_id = models.UUIDField(null=True)
    for_person_id = models.UUIDField(null=True)
    asked_by = models.UUIDField(null=True)
    open_to_all = models.BooleanField(default=False)
    narrowed = models.BooleanField(default=False, db_default=False)
    urgent = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.TextField(null=True)
    kept = models.JSONField(null=True)
    why = models.JSONField(default=dict)

    class Meta:
        db_table = "work_item"
        constraints = [
            models.UniqueConstraint(fields=["instance_id", "number"], name="work_item_number"),
        ]
        indexes = [
            # One for all lists of a person: every step prepares the condition of each index that has one.
            models.Index("assignee_id", "status", *LATEST, name="work_item_box"),
            models.Index(
                "assignee_id",
                "object_type",
                "record_id",
                name="work_item_participant",
                condition=Q(object_type__isnull=False),
            ),
        ]


class WorkItemCandidate(models.Model):
    """A member of the pool that an item is offered to."""

    pk = models.CompositePrimaryKey("person_id", "item_id")
    person_id = models.UUIDField()
    item_id = models.UUIDField()

    class Meta:
        db_table = "work_item_candidate"
        indexes = [models.Index("item_id", name="work_item_candidate_item")]
