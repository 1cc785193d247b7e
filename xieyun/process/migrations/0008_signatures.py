"""Personal signatures."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("process", "0007_status_domains")]

    operations = [
        migrations.CreateModel(
            name="PersonalSignature",
            fields=[
                ("person_id", models.UUIDField(primary_key=True, serialize=False)),
                ("group_id", models.UUIDField()),
                ("attachment_id", models.UUIDField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={"db_table": "process_personal_signature"},
        ),
    ]
