"""Django application of the assembly: logging is set up here, once per process."""

from django.apps import AppConfig
from django.conf import settings

from xieyun.http.logs import configure


class HttpConfig(AppConfig):
    """API, pages, health."""

    name = "xieyun.http"
    label = "http"

    def ready(self) -> None:
        """Set up structured logs."""
        configure(settings.LOG_LEVEL, settings.LOG_FORMAT)
