"""Django application of the messaging room."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Messages to people, made from events."""

    name = "xieyun.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the events that people want to hear of."""
        from xieyun.messaging.subscriptions import subscribe_all  # needs the models

        subscribe_all()
