"""Timers, quick phrases, substitutions, and what else belongs to one person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xieyun.kernel.identifiers import new_id


class ProcessTimer(models.Model):
    """A timer that the engine set; a job fires it, and finding it gone is no error."""

    pk = models.CompositePrimaryKey("instance_id", "number")
    instance_id = models.UUIDField()
    number = models.IntegerField()
    activity_id = models.TextField()
    due_at = models.DateTimeField()
    status = models.TextField()

    class Meta:
        db_table = "process_timer"
        indexes = [models.Index("due_at", name="process_timer_due", condition=Q(status="waiting"))]


class QuickPhrase(models.Model):
    """A phrase for opinions, of one person or (without person) of the whole group.

    `fits`: any opinion, agree (with approving only) or object (with rejecting and returning only).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    position = models.IntegerField()
    text = models.TextField()
    fits = models.TextField(default="any")

    class Meta:
        db_table = "process_quick_phrase"
        constraints = [
            models.CheckConstraint(condition=Q(fits__in=["any", "agree", "object"]), name="process_quick_phrase_fits")
        ]
        indexes = [models.Index("group_id", "person_id", "position", name="process_quick_phrase_order")]


class Substitution(models.Model):
    """A standing deputy for a period, optionally only for some processes and up to an amount."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group_id = models.UUIDField()
    person_id = models.UUIDField()
    deputy_id = models.UUIDField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    definition_codes = models.JSONField(default=list)
    maximum_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    reason = models.TextField(default="")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "process_substitution"
        constraints = [
            models.CheckConstraint(condition=~Q(person_id=F("deputy_id")), name="process_substitution_other_person"),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="process_substitution_period"),
        ]
        indexes = [models.Index("group_id", "valid_to", name="process_substitution_valid")]


class PersonalSignature(models.Model):
    """The image of a person's own hand, put under his decisions where their activity asks for it.

    A signed step keeps a file of its own: what a person draws later changes nothing that he has signed.
    """

    person_id = models.UUIDField(primary_key=True)
    group_id = models.UUIDField()
    attachment_id = models.UUIDField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "process_personal_signature"


class PersonalRoute(models.Model):
    """A free route that a person keeps to begin others with; `steps` name people, as they were chosen."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group_id = models.UUIDField()
    person_id = models.UUIDField()
    name = models.TextField()
    steps = models.JSONField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "process_personal_route"
        constraints = [models.UniqueConstraint(fields=["person_id", "name"], name="process_personal_route_name")]
