"""The access room as a Django app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Roles, grants and policies; plugs its answers into the organisation room's port."""

    name = "xieyun.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what lower rooms ask upwards."""
        from xieyun.access import wiring

        wiring.connect()
