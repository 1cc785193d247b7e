"""One index for all lists of a person, without a condition; what was sent for reading has a status of its own.

Every step that writes a work item prepares the condition of each index: three of them cost an approval 4 %.
"""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import F

STATUSES = ("open", "held", "done", "cancelled")


def _statuses(*statuses: str) -> str:
    words = ", ".join(f"'{status}'" for status in statuses)
    return (
        "ALTER DOMAIN work_item_status DROP CONSTRAINT work_item_status_check;"
        f"ALTER DOMAIN work_item_status ADD CONSTRAINT work_item_status_check CHECK (VALUE IN ({words}));"
    )


class Migration(migrations.Migration):
    dependencies = [("process", "0013_personal_routes")]

    operations = [
        *(migrations.RemoveIndex("workitem", f"work_item_{box}") for box in ("to_do", "done", "to_read")),
        migrations.RunSQL(
            [_statuses(*STATUSES, "sent"), "UPDATE work_item SET status = 'sent' WHERE kind = 'notice'"],
            ["UPDATE work_item SET status = 'open' WHERE kind = 'notice'", _statuses(*STATUSES)],
        ),
        migrations.AddIndex(
            "workitem",
            models.Index(
                "assignee_id",
                "status",
                F("finished_at").desc(),
                F("received_at").desc(),
                F("id").desc(),
                name="work_item_box",
            ),
        ),
    ]
