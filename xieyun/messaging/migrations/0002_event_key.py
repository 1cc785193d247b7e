from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]
    operations = [
        migrations.RemoveConstraint("Notification", "notification_once_per_event"),
        migrations.AlterField("Notification", "event_id", models.TextField()),
        # Until now an outbox row told one fact, its first.
        migrations.RunSQL("UPDATE messaging_notification SET event_id = event_id || '.1'", migrations.RunSQL.noop),
        migrations.RenameField("Notification", "event_id", "event_key"),
        migrations.AddConstraint(
            "Notification",
            models.UniqueConstraint(fields=("event_key", "person_id"), name="notification_once_per_event"),
        ),
    ]
