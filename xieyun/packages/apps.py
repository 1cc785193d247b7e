"""Django application of the room."""

from django.apps import AppConfig


class PackagesConfig(AppConfig):
    """See README.md of the room."""

    name = "xieyun.packages"
    label = "packages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bind the room to the ports of lower rooms."""
        from xieyun.packages import documents

        documents.bind()
