"""What ties instances to other systems: connections, calls, what is waited for, and messages on their way."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xieyun.kernel.identifiers import new_id

OPEN_CALL = ("waiting", "running", "failed", "answered")
CALL_STATUSES = (*OPEN_CALL, "done", "dead", "cancelled")


class Connection(models.Model):
    """Another system that processes may call: nothing outside `base_url` is ever reached.

    `authentication`: none, hmac-sha256, hmac-sm3 or bearer. `secret` is sealed (kernel.crypto) and never read back by
    people. `private_allowed` lets the host have an address inside our own networks.

    `maximum_calls` at the same time and `calls_per_minute` hold for all workers together; 0 is no limit. When the
    system fails call after call (`failures` in a row, `failed_call` was the last), none is made before `open_until`
    (see `outside.admission`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group_id = models.UUIDField()
    code = models.TextField()
    name = models.TextField()
    base_url = models.TextField()
    authentication = models.TextField(default="none")
    secret = models.BinaryField(null=True)
    private_allowed = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    maximum_calls = models.IntegerField(default=0)
    calls_per_minute = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)
    failed_call = models.UUIDField(null=True)
    open_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "process_connection"
        constraints = [
            models.UniqueConstraint(fields=["group_id", "code"], name="process_connection_code"),
            models.CheckConstraint(
                condition=Q(authentication__in=["none", "hmac-sha256", "hmac-sm3", "bearer"]),
                name="process_connection_authentication",
            ),
            models.CheckConstraint(
                condition=Q(maximum_calls__gte=0, calls_per_minute__gte=0), name="process_connection_limits"
            ),
        ]


class ConnectionUse(models.Model):
    """A call that was begun through a connection with a limit per minute; kept for that minute."""

    pk = models.CompositePrimaryKey("call_id", "attempt")
    call_id = models.UUIDField()
    attempt = models.IntegerField()
    connection_id = models.UUIDField()
    begun_at = models.DateTimeField()

    class Meta:
        db_table = "process_connection_use"
        indexes = [models.Index("connection_id", "begun_at", name="process_connection_use_at")]


class ServiceCall(models.Model):
    """One call that an instance makes after its step: to a registered handler or, as a webhook, to another system.

    `number` is the engine's token. `attempts` counts how often it was begun and fences: only the attempt that began
    last may say how it ended; `attempts_before` of them were made before an administrator tried again. Not before
    `next_at` may it be begun (again); while it runs that is the end of its lease. `idempotency_key` stays the same
    over all attempts. `connection_id` is known once it was begun, or `held` back by the limits of its connection.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instance_id = models.UUIDField()
    number = models.IntegerField()
    group_id = models.UUIDField()
    activity_id = models.TextField()
    activity_name = models.TextField(default="")
    kind = models.TextField()
    handler = models.TextField(default="")
    input = models.JSONField(default=dict)
    status = models.TextField()
    attempts = models.IntegerField(default=0)
    attempts_before = models.IntegerField(default=0)
    maximum_attempts = models.IntegerField()
    first_delay = models.FloatField()
    maximum_delay = models.FloatField()
    next_at = models.DateTimeField()
    last_error = models.JSONField(default=dict)
    answer = models.JSONField(null=True)
    idempotency_key = models.TextField()
    connection_id = models.UUIDField(null=True)
    held = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "process_service_call"
        constraints = [
            models.UniqueConstraint(fields=["instance_id", "number"], name="process_service_call_number"),
            models.CheckConstraint(condition=Q(status__in=CALL_STATUSES), name="process_service_call_status"),
            models.CheckConstraint(condition=Q(kind__in=["handler", "webhook"]), name="process_service_call_kind"),
        ]
        indexes = [
            models.Index("next_at", name="process_service_call_due", condition=Q(status__in=OPEN_CALL)),
            models.Index(
                "connection_id", "created_at", name="process_call_connection",
                condition=Q(status__in=OPEN_CALL),
            ),
        ]  # fmt: skip


class EventSubscription(models.Model):
    """A message or signal that an instance waits for; follows from the instance's state and is written with it.

    `key` is "" when the model declares no correlation.
    """

    pk = models.CompositePrimaryKey("instance_id", "token", "element", "kind", "name")
    instance_id = models.UUIDField()
    token = models.IntegerField()
    element = models.TextField()
    kind = models.TextField()
    name = models.TextField()
    key = models.TextField(default="")
    group_id = models.UUIDField()
    since = models.DateTimeField()

    class Meta:
        db_table = "process_event_subscription"
        indexes = [
            models.Index("group_id", "kind", "name", "key", name="process_subscription_address"),
        ]


class StartSubscription(models.Model):
    """A message or signal that begins an instance of a published definition version."""

    pk = models.CompositePrimaryKey("definition_version_id", "element", "kind", "name")
    definition_version_id = models.UUIDField()
    element = models.TextField()
    kind = models.TextField()
    name = models.TextField()
    group_id = models.UUIDField()

    class Meta:
        db_table = "process_start_subscription"
        indexes = [models.Index("group_id", "kind", "name", name="process_start_address")]


class MessageDelivery(models.Model):
    """A message or signal between instances, or one that came before anybody waited for it.

    Its id is the delivery id: the step that receives it and the change of `status` are one transaction.
    `status`: pending, kept (nobody waits yet), matched (somebody waits, a job delivers it), delivered, expired,
    discarded (by an administrator, since its receiver kept failing).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group_id = models.UUIDField()
    kind = models.TextField()
    name = models.TextField()
    key = models.TextField(default="")
    content = models.JSONField(default=dict)
    sender = models.JSONField(default=dict)
    status = models.TextField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    instance_id = models.UUIDField(null=True)

    class Meta:
        db_table = "process_message"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["pending", "kept", "matched", "delivered", "expired", "discarded"]),
                name="process_message_status",
            ),
        ]
        indexes = [
            models.Index(
                "group_id", "name", "key", "created_at", name="process_message_kept", condition=Q(status="kept")
            ),
            models.Index("expires_at", name="process_message_expiry"),
        ]


class SignalReceipt(models.Model):
    """An instance (or a definition version to begin) that a signal still has to reach; gone when it has."""

    pk = models.CompositePrimaryKey("signal_id", "target_id")
    signal_id = models.UUIDField()
    target_id = models.UUIDField()
    start_event = models.TextField(null=True)
    attempts = models.IntegerField(default=0)
    not_before = models.DateTimeField()

    class Meta:
        db_table = "process_signal_receipt"
