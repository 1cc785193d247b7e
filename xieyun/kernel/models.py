"""Tables that every room writes through the kernel: audit, outbox, idempotency keys."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class AuditRow(models.Model):
    """Who did what to what, when and from where.

    Append-only: `digest` is the HMAC of the content; only `seal` is set once, by the sealer.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    group_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    actor_text = models.TextField()
    action = models.TextField()
    target_type = models.TextField()
    target_id = models.TextField()
    outcome = models.TextField()
    channel = models.TextField()
    address = models.TextField()
    request_id = models.TextField()
    before = models.TextField(null=True)
    after = models.TextField(null=True)
    digest = models.TextField()
    seal = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(seal=None), name="audit_unsealed"),
            models.Index(fields=["group_id", "-id"], name="audit_by_group"),
            models.Index(fields=["target_type", "target_id"], name="audit_by_target"),
        ]


class AuditSeal(models.Model):
    """One link of the chain: the rows it covers and a digest over them and the link before."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    rows = models.JSONField()
    digest = models.TextField()


class OutboxEvent(models.Model):
    """Facts that other rooms must still learn of, written in the transaction that made them true.

    Text, because nothing asks for a part of them on the way; the view `kernel_outboxfact` has one row for each.
    """

    id = models.BigAutoField(primary_key=True)
    group_id = models.UUIDField(null=True)
    facts = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    attempts = models.IntegerField(db_default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    done_by = models.JSONField(db_default=[])
    failure = models.TextField(null=True)


class IdempotencyKey(models.Model):
    """The answer given to a command, so that a repeated command gets the same answer."""

    account_id = models.UUIDField()
    key = models.TextField()
    request_digest = models.TextField()
    status = models.SmallIntegerField()
    body = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account_id", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_by_age")]
