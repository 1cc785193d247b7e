"""Handlers of service tasks: registered functions that run in the step's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from xieyun.kernel.actor import Actor
from xieyun.process.store.rows import Instance


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """What a handler is called with: who caused the step, for which instance, with which input."""

    actor: Actor
    instance: Instance
    activity_id: str
    input: Mapping[str, Any]


ServiceHandler = Callable[[ServiceCall], Mapping[str, Any] | None]
_handlers: dict[str, ServiceHandler] = {}


def register(name: str) -> Callable[[ServiceHandler], ServiceHandler]:
    """Register a handler under the permanent name that models use. What it returns become variables."""

    def remember(handler: ServiceHandler) -> ServiceHandler:
        _handlers[name] = handler
        return handler

    return remember


def handler_of(name: str) -> ServiceHandler | None:
    """Return the handler of a name, or None when nobody registered one."""
    return _handlers.get(name)


def unregister(name: str) -> None:
    """Forget a handler (for tests and for packages that are removed)."""
    _handlers.pop(name, None)


def names() -> tuple[str, ...]:
    """Return the registered names, for lint and editors."""
    return tuple(sorted(_handlers))
