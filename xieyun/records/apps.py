"""Django application of the room."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """See README.md of the room."""

    name = "xieyun.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the object types in the audit trail."""
        from xieyun.kernel import audit_titles
        from xieyun.records import catalogue  # needs the models

        audit_titles.register_namer(catalogue.title_of)
