"""The organisation room as a Django app."""

from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    """Tables of people, posts, nodes and accounts."""

    name = "xieyun.organization"
    label = "organization"
    default_auto_field = "django.db.models.BigAutoField"
