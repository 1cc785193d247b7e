"""Background jobs of the process room. Every one may run twice."""

from __future__ import annotations

from contextlib import ExitStack
from uuid import UUID

import structlog

from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute, in_transaction
from xieyun.kernel.jobs import job

log = structlog.get_logger(__name__)


@job(name="process.fire_timer", queue="timers")
def fire_timer(*, instance_id: str, timer: int, purpose: str = "event") -> None:
    """Fire a due timer of an instance. One that was cancelled or has fired is left alone."""
    # Imported late: the conductor enqueues this job.
    from xieyun.process.stepping.timers import fire

    with in_transaction(), ExitStack() as stack:
        locked = execute("SELECT group_id FROM process_instance WHERE id = %s FOR UPDATE", [instance_id]).first()
        waiting = execute(
            "UPDATE process_timer SET status = 'fired' WHERE instance_id = %s AND number = %s AND status = 'waiting' "
            "RETURNING number",
            [instance_id, timer],
        )
        if locked is None or not waiting:
            log.info("timer is gone", instance=instance_id, timer=timer)
            return
        fire(stack, system_actor(locked[0]), UUID(instance_id), timer, purpose)
