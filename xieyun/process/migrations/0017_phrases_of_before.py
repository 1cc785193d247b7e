"""Phrases kept before they said which opinions they fit: consent is not offered for returning, nor a refusal for approving."""

from typing import Any

from django.db import migrations

AGREE = r"^(情况属实，?)?(同意|批准|准予|通过)|^(approved?|agreed?|checked and approved)\y"
OBJECT = r"^(不同意|不予|不符合|退回|驳回|请补充|请修改|填写有误)|^(rejected|returned|please (add|correct))\y"


def sort_phrases(apps: Any, schema_editor: Any) -> None:
    """Let phrases that fit any opinion fit those that their first words are for; their people may say otherwise."""
    kept = apps.get_model("process", "QuickPhrase").objects.filter(fits="any")
    kept.filter(text__iregex=AGREE).update(fits="agree")
    kept.filter(text__iregex=OBJECT).update(fits="object")


class Migration(migrations.Migration):
    dependencies = [("process", "0016_phrases_that_fit")]

    operations = [migrations.RunPython(sort_phrases, migrations.RunPython.noop)]
