"""The worker: runs jobs and timers, delivers outbox events, seals the audit chain, tidies up."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import structlog

from xieyun.kernel.jobs import OUTSIDE

log = structlog.get_logger(__name__)
CONCURRENCY = 2
OUTSIDE_CONCURRENCY = 4
RELAY_SECONDS = 0.5
SEAL_SECONDS = 2.0
HOUSEKEEPING_SECONDS = 3600.0
# A worker that has not been heard of for this long is taken for dead, and its jobs run again.
HEARTBEAT_SECONDS, DEAD_SECONDS, RESCUE_SECONDS = 3.0, 12.0, 5.0
RECOVERY_SECONDS = 1.0
STOP_SECONDS = 25.0


def run() -> int:
    """Work until SIGTERM or SIGINT; a job in work is finished first, for at most `STOP_SECONDS`."""
    from xieyun.kernel import audit, outbox

    loops = [
        Loop("outbox relay", outbox.relay, RELAY_SECONDS),
        Loop("audit seal", audit.seal, SEAL_SECONDS),
        Loop("housekeeping", tidy, HOUSEKEEPING_SECONDS),
    ]
    for loop in loops:
        loop.start()
    try:
        asyncio.run(_run_jobs())
    finally:
        for loop in loops:
            loop.stopping.set()
        for loop in loops:
            loop.join(timeout=10)
    return 0


def tidy() -> int:
    """Forget what is no longer needed: old idempotency keys and ended sessions; return how many keys."""
    from django.contrib.sessions.backends.db import SessionStore

    from xieyun.kernel import idempotency

    SessionStore.clear_expired()
    return idempotency.forget_old()


class Loop(threading.Thread):
    """Calls a function again and again; without a pause as long as it reports that it found work."""

    def __init__(self, name: str, function: Callable[[], int], pause: float) -> None:
        super().__init__(name=name, daemon=True)
        self.function = function
        self.pause = pause
        self.stopping = threading.Event()

    def run(self) -> None:
        """Loop until stopped; a failure is logged and tried again after a longer pause."""
        from django.db import close_old_connections

        while not self.stopping.is_set():
            rest = self.pause
            try:
                found = self.function()
                if found and self.pause < HOUSEKEEPING_SECONDS:
                    rest = 0.0
            except Exception:
                log.exception("a background loop failed", loop=self.name)
                rest = max(self.pause, 5.0)
            finally:
                close_old_connections()
            self.stopping.wait(rest)


async def _run_jobs() -> None:
    """Run jobs until told to stop. procrastinate gives up when the database stops; it is started again then."""
    from asgiref.sync import sync_to_async
    from django.db import connections

    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(sum(_threads()) + 2))
    while not stopping.is_set():
        try:
            await _work_until(stopping)
        except Exception as error:
            log.warning("jobs rest: the database does not answer", error=type(error).__name__)
        if not stopping.is_set():
            # The thread that enqueues periodic jobs would keep its broken connection for ever.
            await sync_to_async(connections.close_all)()
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), RECOVERY_SECONDS)


def _threads() -> tuple[int, int]:
    """How many ordinary jobs run at once, and how many calls to other systems."""
    return (
        int(os.environ.get("XIEYUN_WORKER_THREADS") or CONCURRENCY),
        int(os.environ.get("XIEYUN_OUTSIDE_THREADS") or OUTSIDE_CONCURRENCY),
    )


async def _work_until(stopping: asyncio.Event) -> None:
    """Run jobs until told to stop, or until the database is lost."""
    from procrastinate.contrib.django import DjangoApp
    from procrastinate.contrib.django import app as django_app

    # A second app over the same tasks: this one fetches jobs over its own connections, while `defer`
    # within a job goes through Django's connection and so joins the job's transaction.
    app = DjangoApp(connector=django_app.connector.get_worker_connector())  # type: ignore[attr-defined]
    app.tasks = django_app.tasks
    app.periodic_registry = django_app.periodic_registry
    async with app.open_async():
        rescue = asyncio.create_task(_rescue_stalled(app))
        told = asyncio.create_task(stopping.wait())
        ordinary, outside = _threads()
        # Two workers in one: calls to other systems may hang, and must not keep timers and messages waiting.
        queues = sorted({task.queue for task in app.tasks.values()} - {OUTSIDE})
        working = [
            asyncio.create_task(_work(app, ordinary, queues)), asyncio.create_task(_work(app, outside, [OUTSIDE])),
        ]  # fmt: skip
        try:
            await asyncio.wait([*working, told], return_when=asyncio.FIRST_COMPLETED)
            for task in working:
                task.cancel()  # procrastinate finishes what is in work
            await asyncio.wait(working)
        finally:
            rescue.cancel()
            told.cancel()
        for task in working:
            if not task.cancelled():
                task.result()  # a worker that ended by itself says why


async def _work(app: Any, concurrency: int, queues: list[str]) -> None:
    await app.run_worker_async(
        concurrency=concurrency,
        queues=queues,
        name=",".join(queues),
        delete_jobs="successful",
        shutdown_graceful_timeout=STOP_SECONDS,
        fetch_job_polling_interval=2.0,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        stalled_worker_timeout=DEAD_SECONDS,
        install_signal_handlers=False,
    )


async def _rescue_stalled(app: Any) -> None:
    """Give the jobs of workers that died back to the queue; they run again, as every job may."""
    while True:
        started = time.monotonic()
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_SECONDS):
                log.warning("a job is run again: its worker died", job=job.id, task=job.task_name)
                await app.job_manager.retry_job(job)
        except Exception:
            log.exception("stalled jobs could not be looked for")
        await asyncio.sleep(max(0.0, RESCUE_SECONDS - (time.monotonic() - started)))
