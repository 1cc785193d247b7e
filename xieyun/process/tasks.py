"""Background jobs of the process room. Every one may run twice."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from uuid import UUID

import structlog
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute, in_transaction, shared_now
from xieyun.kernel.jobs import OUTSIDE, job
from xieyun.process import definitions, incidents
from xieyun.process.models.incident import TIMER

log = structlog.get_logger(__name__)
# A timer this late has lost its job (a worker died for good, or the instance was suspended).
OVERDUE = dt.timedelta(minutes=5)
SWEEP_LIMIT = 500
# What still fails after these attempts is in a row, and enqueued again by the sweeper.
AGAIN = RetryStrategy(max_attempts=5, linear_wait=10)


@job(name="process.fire_timer", queue="timers")
def fire_timer(*, instance_id: str, timer: int) -> None:
    """Fire a due timer of an instance. One that was cancelled or has fired is left alone, a suspended one waits."""
    try:
        _fire(instance_id, timer)
    except Exception as error:
        place = _place_of_timer(UUID(instance_id), timer)
        if place is not None:
            incidents.failed(place, error)
        raise


def _fire(instance_id: str, timer: int) -> None:
    # Imported late: the conductor enqueues this job.
    from xieyun.process.stepping.timers import fire

    with in_transaction(), ExitStack() as stack:
        locked = execute(
            "SELECT group_id, status FROM process_instance WHERE id = %s FOR UPDATE", [instance_id]
        ).first()
        if locked is None or locked[1] != "running":
            log.info("timer of an instance that does not run", instance=instance_id, timer=timer)
            return
        waiting = execute(
            "UPDATE process_timer SET status = 'fired' WHERE instance_id = %s AND number = %s AND status = 'waiting' "
            "RETURNING number",
            [instance_id, timer],
        )
        if waiting:
            fire(stack, system_actor(locked[0]), UUID(instance_id), timer)


def _place_of_timer(instance_id: UUID, timer: int) -> incidents.Place | None:
    row = execute(
        "SELECT i.group_id, i.definition_code, i.definition_version_id, t.activity_id FROM process_timer t "
        "JOIN process_instance i ON i.id = t.instance_id WHERE t.instance_id = %s AND t.number = %s "
        "AND t.status = 'waiting'",
        [instance_id, timer],
    ).first()
    if row is None:
        return None
    name = definitions.load(row[2]).activity_name(row[3])
    return incidents.Place(TIMER, f"{instance_id}:{timer}", row[0], instance_id, row[1], timer, row[3], name)


@job(name="process.migrate_instances")
def migrate_instances(*, migration_id: str) -> None:
    """Work a migration batch off, or what is left of it."""
    # Imported late: the conductor enqueues the timers of this module.
    from xieyun.process.migration_job import work_off

    work_off(UUID(migration_id))


@app.periodic(cron="*/5 * * * *")
@app.task(name="process.sweep_migrations")
def sweep_migrations(timestamp: int = 0) -> None:
    """Enqueue batches again that nobody has worked on for some minutes: their worker died."""
    for (migration_id,) in execute(
        "SELECT id FROM process_migration WHERE status IN ('moving', 'undoing') AND worked_at < %s",
        [clock.now() - OVERDUE],
    ):
        migrate_instances.defer(migration_id=str(migration_id))


@app.periodic(cron="*/5 * * * *")
@app.task(name="process.sweep_timers", queue="timers")
def sweep_timers(timestamp: int = 0) -> None:
    """Enqueue again what should have fired some minutes ago, so that no timer is ever lost."""
    overdue = execute(
        "SELECT t.instance_id, t.number FROM process_timer t JOIN process_instance i ON i.id = t.instance_id "
        "WHERE t.status = 'waiting' AND t.due_at < coalesce(%s::timestamptz, statement_timestamp()) - %s "
        "AND i.status = 'running' ORDER BY t.due_at LIMIT %s",
        [clock.held(), OVERDUE, SWEEP_LIMIT],
    )
    for instance_id, number in overdue:
        fire_timer.defer(instance_id=str(instance_id), timer=number)
    _sweep_outside()


@job(name="process.call_service", queue=OUTSIDE, retry=AGAIN)
def call_service(*, call_id: str) -> None:
    """Call a handler or another system for an instance that waits for it."""
    from xieyun.process.outside import calls

    calls.run(UUID(call_id))


def _sweep_outside() -> None:
    from xieyun.process.outside import calls, messages, signals

    before = shared_now() - OVERDUE
    incidents.forget()
    for call_id in calls.overdue(before, SWEEP_LIMIT):
        call_service.defer(call_id=str(call_id))
    for message_id in messages.overdue(before, SWEEP_LIMIT):
        deliver_message.defer(message_id=str(message_id))
    for signal_id in signals.overdue(before, SWEEP_LIMIT):
        tell_signal.defer(signal_id=str(signal_id))


@job(name="process.deliver_message", queue="messages", retry=AGAIN)
def deliver_message(*, message_id: str) -> None:
    """Deliver a message to the instance that waits for it, to a process that it begins, or keep it."""
    from xieyun.process.outside import messages

    messages.deliver(UUID(message_id))


@job(name="process.tell_signal", queue="messages", retry=AGAIN)
def tell_signal(*, signal_id: str) -> None:
    """Tell a signal to some of the instances that wait for it; what is left goes into another job."""
    from xieyun.process.outside import signals

    signals.tell(UUID(signal_id))


@app.periodic(cron="17 * * * *")
@app.task(name="process.forget_messages", queue="messages")
def forget_messages(timestamp: int = 0) -> None:
    """Delete messages that nobody came for in time, and, after some days, those that were delivered."""
    from xieyun.process.outside import messages

    messages.forget()
