"""Open incidents; limits and the breaker of connections, and the calls that they hold back."""

from __future__ import annotations

from django.db import migrations, models

import xieyun.kernel.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("process", "0009_one_token"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConnectionUse",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "call_id", "attempt", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("call_id", models.UUIDField()),
                ("attempt", models.IntegerField()),
                ("connection_id", models.UUIDField()),
                ("begun_at", models.DateTimeField()),
            ],
            options={
                "db_table": "process_connection_use",
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xieyun.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("group_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("subject", models.TextField()),
                ("instance_id", models.UUIDField(null=True)),
                ("definition_code", models.TextField(default="")),
                ("token", models.IntegerField(null=True)),
                ("activity_id", models.TextField(default="")),
                ("activity_name", models.TextField(default="")),
                ("code", models.TextField(default="")),
                ("zh", models.TextField()),
                ("en", models.TextField()),
                ("cause", models.TextField()),
                ("attempts", models.IntegerField()),
                ("open", models.BooleanField()),
                ("since", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "db_table": "process_incident",
            },
        ),
        migrations.AddField(
            model_name="connection",
            name="calls_per_minute",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="connection",
            name="failed_call",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="connection",
            name="failures",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="connection",
            name="maximum_calls",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="connection",
            name="open_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="servicecall",
            name="connection_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="servicecall",
            name="held",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="servicecall",
            index=models.Index(
                models.F("connection_id"),
                models.F("created_at"),
                condition=models.Q(("status__in", ("waiting", "running", "failed", "answered"))),
                name="process_call_connection",
            ),
        ),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.CheckConstraint(
                condition=models.Q(("calls_per_minute__gte", 0), ("maximum_calls__gte", 0)),
                name="process_connection_limits",
            ),
        ),
        migrations.AddIndex(
            model_name="connectionuse",
            index=models.Index(models.F("connection_id"), models.F("begun_at"), name="process_connection_use_at"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                models.F("group_id"),
                models.F("since"),
                models.F("id"),
                condition=models.Q(("open", True)),
                name="process_incident_open",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(models.F("group_id"), models.F("cause"), name="process_incident_cause"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(models.F("instance_id"), name="process_incident_instance"),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(fields=("kind", "subject"), name="process_incident_subject"),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("stopped", "timer", "message", "signal", "answer", "connection"))),
                name="process_incident_kind",
            ),
        ),
    ]
