from django.db import migrations


class Migration(migrations.Migration):
    """The token of a group's organisation stands for its roles and grants, too."""

    dependencies = [("access", "0002_program_grants")]
    operations = [migrations.DeleteModel("PolicyVersion")]
