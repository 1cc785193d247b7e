"""Messages that an administrator discarded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("process", "0010_incidents")]

    operations = [
        migrations.RemoveConstraint(model_name="messagedelivery", name="process_message_status"),
        migrations.AddConstraint(
            model_name="messagedelivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["pending", "kept", "matched", "delivered", "expired", "discarded"])),
                name="process_message_status",
            ),
        ),
    ]
