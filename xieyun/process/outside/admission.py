"""Whether a call may be made through its connection now, decided for all workers together in the database.

Three things hold a call back, and none of them counts as an attempt of it: as many calls as the connection allows at
once are running; as many as it allows in a minute have begun; or the other system has failed call after call, so that
only one of them tries again now and then (a circuit breaker: a dead system must not keep the workers waiting).
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel.database import execute, in_transaction, shared_now
from xieyun.process import incidents, tasks
from xieyun.process.incidents import Place
from xieyun.process.models.incident import CONNECTION
from xieyun.process.outside import webhooks

# So many failures in a row, of different calls, open the breaker.
FAILURES = 5
FIRST_REST, LONGEST_REST = dt.timedelta(seconds=30), dt.timedelta(minutes=10)
MINUTE = dt.timedelta(minutes=1)
# A call that ends wakes one that is held back; this is for the case that its worker died before it could.
LOOK_AGAIN = dt.timedelta(seconds=30)
MAXIMUM_WOKEN = 1000


@dataclass(frozen=True, slots=True)
class Admission:
    """Through which connection a call goes, and until when it has to wait; None: it may go now."""

    connection_id: UUID | None = None
    held_until: dt.datetime | None = None


def admit(
    group_id: UUID, content: Mapping[str, Any], call: tuple[UUID, int], lease: dt.timedelta, now: dt.datetime
) -> Admission:
    """Decide about a call (its id and the number of the attempt); the connection stays locked if it has limits."""
    found = webhooks.find_connection(group_id, content)
    if found is None:
        return Admission()
    if not (found.maximum_calls or found.calls_per_minute or found.open_until):
        return Admission(found.id)
    maximum, per_minute, open_until = execute(
        "SELECT maximum_calls, calls_per_minute, open_until FROM process_connection WHERE id = %s FOR UPDATE",
        [found.id],
    )[0]
    until = (
        _until_probe(open_until, now)
        or _until_one_ends(found.id, call[0], maximum, now)
        or _until_minute_is_over(found.id, per_minute, now)
    )
    if until is not None:
        return Admission(found.id, until)
    if open_until is not None:
        # This one tries whether the system is back; the others wait for what it brings, or until it must have died.
        execute("UPDATE process_connection SET open_until = %s WHERE id = %s", [now + lease, found.id])
    if per_minute:
        execute(
            "INSERT INTO process_connection_use (call_id, attempt, connection_id, begun_at) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT DO NOTHING",
            [*call, found.id, now],
        )
    return Admission(found.id)


def _until_probe(open_until: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    return open_until if open_until is not None and open_until > now else None


def _until_one_ends(connection_id: UUID, call_id: UUID, maximum: int, now: dt.datetime) -> dt.datetime | None:
    if not maximum:
        return None
    running = execute(
        "SELECT count(*) FROM process_service_call WHERE connection_id = %s AND status = 'running' AND next_at > %s "
        "AND id <> %s",
        [connection_id, now, call_id],
    ).scalar()
    return now + LOOK_AGAIN * random.uniform(0.5, 1.0) if running >= maximum else None  # noqa: S311 (no secret)


def _until_minute_is_over(connection_id: UUID, per_minute: int, now: dt.datetime) -> dt.datetime | None:
    if not per_minute:
        return None
    execute(
        "DELETE FROM process_connection_use WHERE connection_id = %s AND begun_at <= %s", [connection_id, now - MINUTE]
    )
    first: dt.datetime | None = execute(
        "SELECT begun_at FROM process_connection_use WHERE connection_id = %s ORDER BY begun_at DESC OFFSET %s LIMIT 1",
        [connection_id, per_minute - 1],
    ).scalar()
    return None if first is None else first + MINUTE


def hold(call_id: UUID, admission: Admission) -> None:
    """Let a call wait, in the transaction of `admit`."""
    execute(
        "UPDATE process_service_call SET held = TRUE, connection_id = %s, next_at = %s WHERE id = %s",
        [admission.connection_id, admission.held_until, call_id],
    )
    assert admission.held_until is not None  # noqa: S101 (the caller asked)
    tasks.call_service.schedule(at=admission.held_until, call_id=str(call_id))


def settle(connection_id: UUID | None, call_id: UUID, *, answered: bool | None, zh: str = "", en: str = "") -> None:
    """Take note of how a call ended, in a transaction of its own, and let one that was held back go on.

    `answered`: the other system did (whatever it said), did not, or (None) was not asked.
    """
    if connection_id is None:
        return
    with in_transaction():
        row = execute(
            "SELECT failures, open_until, maximum_calls, failed_call FROM process_connection WHERE id = %s",
            [connection_id],
        ).first()
        if row is None or (answered is not False and row[:3] == (0, None, 0)):
            return
        failures, open_until, maximum, failed_call = execute(
            "SELECT failures, open_until, maximum_calls, failed_call FROM process_connection WHERE id = %s FOR UPDATE",
            [connection_id],
        )[0]
        if answered:
            _answers(connection_id)
        elif answered is False and (open_until is not None or failed_call != call_id):
            _fails(connection_id, call_id, failures + 1, zh, en)
        if answered and open_until is not None:
            wake(connection_id, maximum or MAXIMUM_WOKEN)
        elif maximum and (answered or open_until is None):
            wake(connection_id, 1)


def _answers(connection_id: UUID) -> None:
    execute(
        "UPDATE process_connection SET failures = 0, failed_call = NULL, open_until = NULL WHERE id = %s",
        [connection_id],
    )
    incidents.ended(CONNECTION, str(connection_id))


def _fails(connection_id: UUID, call_id: UUID, failures: int, zh: str, en: str) -> None:
    open_until = None
    if failures >= FAILURES:
        open_until = shared_now() + min(LONGEST_REST, FIRST_REST * 2.0 ** min(failures - FAILURES, 20))
    execute(
        "UPDATE process_connection SET failures = %s, failed_call = %s, open_until = %s WHERE id = %s",
        [failures, call_id, open_until, connection_id],
    )
    if open_until is None:
        return
    group_id, code, name = execute(
        "SELECT group_id, code, name FROM process_connection WHERE id = %s", [connection_id]
    )[0]
    incidents.stands(
        Place(CONNECTION, str(connection_id), group_id, activity_name=name, about=code),
        "connection-fails",
        f"外部系统“{name}”连续 {failures} 次没有正常答复（{zh}）。"
        "已暂停向它发出调用并定时试探；恢复后，排队的调用自动继续。",
        f"The system {name!r} did not answer properly {failures} times in a row ({en}). Calls to it rest, but for one "
        "that tries now and then; when it answers, those that wait go on by themselves.",
    )


def wake(connection_id: UUID, count: int) -> int:
    """Let calls that were held back try again now, the oldest first; return how many."""
    woken = execute(
        "UPDATE process_service_call SET held = FALSE, next_at = %s WHERE id IN (SELECT id FROM process_service_call "
        "WHERE connection_id = %s AND held AND status IN ('waiting', 'failed') ORDER BY created_at, id LIMIT %s "
        "FOR UPDATE SKIP LOCKED) RETURNING id",
        [shared_now(), connection_id, count],
    ).scalars()
    for call_id in woken:
        tasks.call_service.defer(call_id=str(call_id))
    return len(woken)


def resume(connection_id: UUID) -> None:
    """Let one call try now whether the system is back; with none waiting, forget that it failed."""
    execute("UPDATE process_connection SET open_until = %s WHERE id = %s", [shared_now(), connection_id])
    if not wake(connection_id, 1):
        _answers(connection_id)


def forget(connection_id: UUID) -> None:
    """Begin anew after a connection was changed: what failed before may have been mended."""
    _answers(connection_id)
    wake(connection_id, MAXIMUM_WOKEN)
