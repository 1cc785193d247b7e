"""Connections, service calls, subscriptions, messages and signals on their way."""

from __future__ import annotations

from django.db import migrations, models

import xieyun.kernel.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("process", "0005_form"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignalReceipt",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "signal_id", "target_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("signal_id", models.UUIDField()),
                ("target_id", models.UUIDField()),
                ("start_event", models.TextField(null=True)),
                ("attempts", models.IntegerField(default=0)),
                ("not_before", models.DateTimeField()),
            ],
            options={
                "db_table": "process_signal_receipt",
            },
        ),
        migrations.CreateModel(
            name="Connection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xieyun.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("group_id", models.UUIDField()),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("base_url", models.TextField()),
                ("authentication", models.TextField(default="none")),
                ("secret", models.BinaryField(null=True)),
                ("private_allowed", models.BooleanField(default=False)),
                ("active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "process_connection",
                "constraints": [
                    models.UniqueConstraint(fields=("group_id", "code"), name="process_connection_code"),
                    models.CheckConstraint(
                        condition=models.Q(("authentication__in", ["none", "hmac-sha256", "hmac-sm3", "bearer"])),
                        name="process_connection_authentication",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventSubscription",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "instance_id",
                        "token",
                        "element",
                        "kind",
                        "name",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("instance_id", models.UUIDField()),
                ("token", models.IntegerField()),
                ("element", models.TextField()),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("key", models.TextField(default="")),
                ("group_id", models.UUIDField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "db_table": "process_event_subscription",
                "indexes": [
                    models.Index(
                        models.F("group_id"),
                        models.F("kind"),
                        models.F("name"),
                        models.F("key"),
                        name="process_subscription_address",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageDelivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xieyun.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("group_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("key", models.TextField(default="")),
                ("content", models.JSONField(default=dict)),
                ("sender", models.JSONField(default=dict)),
                ("status", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
                ("instance_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "process_message",
                "indexes": [
                    models.Index(
                        models.F("group_id"),
                        models.F("name"),
                        models.F("key"),
                        models.F("created_at"),
                        condition=models.Q(("status", "kept")),
                        name="process_message_kept",
                    ),
                    models.Index(models.F("expires_at"), name="process_message_expiry"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["pending", "kept", "matched", "delivered", "expired"])),
                        name="process_message_status",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceCall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xieyun.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("instance_id", models.UUIDField()),
                ("number", models.IntegerField()),
                ("group_id", models.UUIDField()),
                ("activity_id", models.TextField()),
                ("activity_name", models.TextField(default="")),
                ("kind", models.TextField()),
                ("handler", models.TextField(default="")),
                ("input", models.JSONField(default=dict)),
                ("status", models.TextField()),
                ("attempts", models.IntegerField(default=0)),
                ("attempts_before", models.IntegerField(default=0)),
                ("maximum_attempts", models.IntegerField()),
                ("first_delay", models.FloatField()),
                ("maximum_delay", models.FloatField()),
                ("next_at", models.DateTimeField()),
                ("last_error", models.JSONField(default=dict)),
                ("answer", models.JSONField(null=True)),
                ("idempotency_key", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "process_service_call",
                "indexes": [
                    models.Index(
                        models.F("next_at"),
                        condition=models.Q(("status__in", ("waiting", "running", "failed", "answered"))),
                        name="process_service_call_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("instance_id", "number"), name="process_service_call_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("waiting", "running", "failed", "answered", "done", "dead", "cancelled"))
                        ),
                        name="process_service_call_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["handler", "webhook"])), name="process_service_call_kind"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StartSubscription",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "definition_version_id",
                        "element",
                        "kind",
                        "name",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("definition_version_id", models.UUIDField()),
                ("element", models.TextField()),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("group_id", models.UUIDField()),
            ],
            options={
                "db_table": "process_start_subscription",
                "indexes": [
                    models.Index(models.F("group_id"), models.F("kind"), models.F("name"), name="process_start_address")
                ],
            },
        ),
    ]
