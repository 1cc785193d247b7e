"""Django application of the room."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    """See README.md of the room."""

    name = "xieyun.rules"
    label = "rules"
    default_auto_field = "django.db.models.BigAutoField"
