"""Which processes a file has, so that a call reads no other files."""

from typing import Any

import django.contrib.postgres.fields
from django.db import migrations, models
from lxml import etree


def name_processes(apps: Any, schema_editor: Any) -> None:
    """Read the ids out of the files that are there."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for version in apps.get_model("process", "ProcessDefinitionVersion").objects.iterator(chunk_size=50):
        root = etree.fromstring(bytes(version.xml), parser)
        version.process_ids = [
            element.get("id")
            for element in root.iterchildren(tag=etree.Element)
            if etree.QName(element).localname.startswith(("process", "global")) and element.get("id")
        ]
        version.save(update_fields=["process_ids"])


class Migration(migrations.Migration):
    dependencies = [("process", "0014_one_index_of_boxes")]

    operations = [
        migrations.AddField(
            model_name="processdefinitionversion",
            name="process_ids",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
        migrations.RunPython(name_processes, migrations.RunPython.noop),
    ]
