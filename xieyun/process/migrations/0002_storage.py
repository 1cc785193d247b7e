"""Leave room on the pages of rows that change in place, so that a step need not touch their indexes."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    """Storage parameters only."""

    dependencies = [("process", "0001_initial")]

    operations = [
        migrations.RunSQL("ALTER TABLE process_instance SET (fillfactor = 70)", migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE work_item SET (fillfactor = 85)", migrations.RunSQL.noop),
    ]
