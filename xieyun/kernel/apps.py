"""Django application of the kernel."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Clock, ids, errors, audit, outbox, jobs."""

    name = "xieyun.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
