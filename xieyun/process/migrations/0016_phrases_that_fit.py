"""Quick phrases say which verbs they fit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add `fits`; what people have kept fits any opinion."""

    dependencies = [("process", "0015_processes_of_a_file")]

    operations = [
        migrations.AddField("quickphrase", "fits", models.TextField(default="any", db_default="any")),
        migrations.AddConstraint(
            "quickphrase",
            models.CheckConstraint(
                condition=models.Q(("fits__in", ["any", "agree", "object"])), name="process_quick_phrase_fits"
            ),
        ),
    ]
