"""Background jobs and timers: enqueued in the caller's transaction, run at least once by any worker.

A job may run twice (a worker can die after the work and before the receipt): make it idempotent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Generic, ParamSpec

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

Parameters = ParamSpec("Parameters")
# Jobs that wait for other systems: run beside the others, so that a slow system holds nothing else up.
OUTSIDE = "outside"
RETRIES = RetryStrategy(max_attempts=8, exponential_wait=2)


class Job(Generic[Parameters]):
    """A function that workers run; call it directly to run it here and now."""

    def __init__(
        self, name: str, queue: str, function: Callable[Parameters, None], retry: RetryStrategy | None
    ) -> None:
        self.name = name
        self._function = function
        self._task: Any = app.task(name=name, queue=queue, retry=retry or False)(function)

    def __call__(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        self._function(*args, **kwargs)

    def defer(self, **arguments: Any) -> int:
        """Enqueue a run with JSON arguments in the current transaction; return the job's number."""
        return int(self._task.defer(**arguments))

    def schedule(self, *, at: dt.datetime, **arguments: Any) -> int:
        """Enqueue a run not before an aware instant; return the job's number."""
        return int(self._task.configure(schedule_at=at).defer(**arguments))


def job(
    *, name: str, queue: str = "default", retry: RetryStrategy | None = RETRIES
) -> Callable[[Callable[Parameters, None]], Job[Parameters]]:
    """Register a function of keyword arguments as a job under a permanent name."""

    def register(function: Callable[Parameters, None]) -> Job[Parameters]:
        return Job(name, queue, function, retry)

    return register
