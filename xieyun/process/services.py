"""Handlers of service tasks: registered functions, run in the step's own transaction or as a job after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from xieyun.kernel.actor import Actor
from xieyun.process.store.rows import Instance

LEASE = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """What a handler is called with: who caused the step, for which instance, with which input.

    An asynchronous handler may be called again for the same work: `idempotency_key` is then the same, `attempt` not.
    """

    actor: Actor
    instance: Instance
    activity_id: str
    input: Mapping[str, Any]
    idempotency_key: str = ""
    attempt: int = 1


class ServiceError(Exception):
    """The work cannot be done for a reason that the model knows: a BPMN error with this code."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message)
        self.code = code


class ServiceRefused(Exception):
    """The work cannot be done, and trying again would not help: an incident at once."""


Function = Callable[[ServiceCall], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Handler:
    """A registered function. `lease` is how long an asynchronous one may take before it counts as dead."""

    function: Function
    asynchronous: bool = False
    lease: dt.timedelta = LEASE


_handlers: dict[str, Handler] = {}


def register(name: str, *, asynchronous: bool = False, lease: dt.timedelta = LEASE) -> Callable[[Function], Function]:
    """Register a handler under the permanent name that models use. What it returns become variables.

    An asynchronous one is run by a worker after the step, outside any transaction, perhaps more than once: for work
    with other systems. Any exception but ServiceError and ServiceRefused means "try again later".
    """

    def remember(function: Function) -> Function:
        _handlers[name] = Handler(function, asynchronous, lease)
        return function

    return remember


def handler_of(name: str) -> Handler | None:
    """Return the handler of a name, or None when nobody registered one."""
    return _handlers.get(name)


def unregister(name: str) -> None:
    """Forget a handler (for tests and for packages that are removed)."""
    _handlers.pop(name, None)


def names() -> tuple[str, ...]:
    """Return the registered names, for lint and editors."""
    return tuple(sorted(_handlers))
