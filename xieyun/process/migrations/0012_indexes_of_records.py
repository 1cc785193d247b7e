"""Rows without a record stay out of the indexes that find the rows of a record."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("process", "0011_discarded_messages"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="processinstance",
            name="process_instance_one_active",
        ),
        migrations.RemoveIndex(
            model_name="processinstance",
            name="process_instance_record",
        ),
        migrations.RemoveIndex(
            model_name="workitem",
            name="work_item_participant",
        ),
        migrations.AddIndex(
            model_name="processinstance",
            index=models.Index(
                models.F("record_id"),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("record_id__isnull", False)),
                name="process_instance_record",
            ),
        ),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                models.F("assignee_id"),
                models.F("object_type"),
                models.F("record_id"),
                condition=models.Q(("object_type__isnull", False)),
                name="work_item_participant",
            ),
        ),
        migrations.AddConstraint(
            model_name="processinstance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("record_id__isnull", False), ("status__in", ("running", "suspended"))),
                fields=("record_id",),
                name="process_instance_one_active",
            ),
        ),
    ]
