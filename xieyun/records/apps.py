"""Django application of the room."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """See README.md of the room."""

    name = "xieyun.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
