"""Items that show only a part of their record do not open the record itself."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("process", "0004_versions")]

    operations = [
        migrations.AddField("workitem", "narrowed", models.BooleanField(default=False, db_default=False)),
    ]
