"""The loop that every kind is measured in: all processes begin together, when the last of them is ready."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

# A process that serves for hours has planned its statements; one that begins plans each about ten times (five times
# before psycopg prepares it, five times before PostgreSQL keeps one plan for all).
WARM_UP = 20
_start: threading.Barrier | None = None


def join(start: threading.Barrier) -> None:
    """Make this process wait for the others before it measures."""
    global _start
    _start = start


def repeat(run_instance: Callable[[], int], seconds: float) -> dict[str, float]:
    """Complete instances for some seconds, after some that are not counted; return tasks, instances, (CPU) seconds.

    Without the common start, the first processes would be measured while others still load their code.
    """
    for _ in range(WARM_UP):
        run_instance()
    if _start is not None:
        _start.wait()
    begun, cpu = time.perf_counter(), time.process_time()
    tasks = instances = 0
    while time.perf_counter() - begun < seconds:
        tasks += run_instance()
        instances += 1
    return {
        "tasks": tasks, "instances": instances, "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - cpu,
    }  # fmt: skip
