"""Every change of a record carries the digest of the content it led to."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.AddField("recordchange", "digest", models.TextField(default="", db_default="")),
    ]
