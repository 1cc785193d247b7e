"""The loop that every kind is measured in: all processes begin together, when the last of them is ready."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_start: threading.Barrier | None = None


def join(start: threading.Barrier) -> None:
    """Make this process wait for the others before it measures."""
    global _start
    _start = start


def repeat(run_instance: Callable[[], int], seconds: float) -> dict[str, float]:
    """Complete instances for some seconds; return tasks, instances, seconds and CPU seconds.

    Without the common start, the first processes would be measured while others still load their code.
    """
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
