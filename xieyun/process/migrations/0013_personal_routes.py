"""Routes that people keep for themselves."""

from django.db import migrations, models

import xieyun.kernel.identifiers


class Migration(migrations.Migration):
    dependencies = [("process", "0012_indexes_of_records")]

    operations = [
        migrations.CreateModel(
            name="PersonalRoute",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xieyun.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("group_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("name", models.TextField()),
                ("steps", models.JSONField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "db_table": "process_personal_route",
                "constraints": [
                    models.UniqueConstraint(fields=("person_id", "name"), name="process_personal_route_name")
                ],
            },
        ),
    ]
