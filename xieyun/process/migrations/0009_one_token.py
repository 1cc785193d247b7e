from django.db import migrations


class Migration(migrations.Migration):
    """The token of a group's organisation stands for its substitutions, too."""

    dependencies = [("process", "0008_signatures")]
    operations = [migrations.DeleteModel("SubstitutionClock")]
