"""The process room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class ProcessConfig(AppConfig):
    """Registers the tables of the room and binds it to the ports of the rooms below."""

    name = "xieyun.process"
    label = "process"
    verbose_name = "流程"

    def ready(self) -> None:
        """Bind the room to the ports of lower rooms."""
        from xieyun.process import bindings

        bindings.bind()
