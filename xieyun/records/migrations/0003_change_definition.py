"""Every change of a record names the version of the definition by which it was written."""

from __future__ import annotations

from django.db import migrations, models

# Rows from before: the version that was in force then.
_FILL = """
UPDATE records_recordchange c SET definition = v.version
FROM records_objecttype t JOIN records_objecttypeversion v ON v.object_type_id = t.id
WHERE t.code = c.object_type AND v.version > 1 AND v.published_at <= c.at AND NOT EXISTS (
    SELECT FROM records_objecttypeversion w
    WHERE w.object_type_id = t.id AND w.version > v.version AND w.published_at <= c.at)
"""


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("records", "0002_change_digest")]

    operations = [
        migrations.AddField("recordchange", "definition", models.PositiveIntegerField(default=1, db_default=1)),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
