"""Signals: to every instance of the group that waits for them at that moment, and to processes that they begin.

Who is to be told is written down at once, in one statement; jobs then tell them in batches, each in a transaction of
its own that also strikes the name off the list. So nobody is told twice, and nobody who came later is told at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import structlog

from xieyun.kernel import clock, json
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute, in_transaction
from xieyun.process import definitions, incidents, tasks
from xieyun.process.engine.commands import BroadcastSignal
from xieyun.process.incidents import Place
from xieyun.process.models.incident import SIGNAL
from xieyun.process.stepping import conductor
from xieyun.process.stepping.runner import on_instance
from xieyun.process.store import read

log = structlog.get_logger(__name__)
BATCH = 50
PAUSE = dt.timedelta(minutes=1)
# After so many attempts it is tried once a day; an administrator sees it and can try at once.
ATTEMPTS, LONG_PAUSE = 10, dt.timedelta(days=1)


class _Suspended(Exception):
    """The instance is suspended: it is told when it goes on."""


def spread(*, signal_id: UUID, group_id: UUID, name: str, values: Mapping[str, Any], sender: UUID | None = None) -> int:
    """Write down whom a signal is for and let jobs tell them; return how many. The same signal again: 0.

    The sender has told itself already.
    """
    now = clock.now()
    is_new = execute(
        "INSERT INTO process_message (id, group_id, kind, name, key, content, sender, status, "
            "created_at, expires_at) "
        "VALUES (%s, %s, 'signal', %s, '', %s, %s, 'delivered', %s, %s) ON CONFLICT (id) DO NOTHING RETURNING id",
        [
            signal_id, group_id, name, json.dumps(values).decode(),
            json.dumps({"instance_id": sender} if sender else {}).decode(), now, now,
        ],
    )  # fmt: skip
    if not is_new:
        return 0
    told = execute(
        "INSERT INTO process_signal_receipt (signal_id, target_id, start_event, attempts, not_before) "
        "SELECT %(signal)s, t.target, t.element, 0, %(now)s FROM ("
        "SELECT DISTINCT instance_id AS target, NULL AS element FROM process_event_subscription "
        "WHERE group_id = %(group)s AND kind = 'signal' AND name = %(name)s "
        "AND instance_id IS DISTINCT FROM %(sender)s "
        "UNION ALL SELECT s.definition_version_id, min(s.element) FROM process_start_subscription s "
        "JOIN process_definition_version v ON v.id = s.definition_version_id WHERE s.group_id = %(group)s "
        "AND s.kind = 'signal' AND s.name = %(name)s AND v.status = 'published' GROUP BY s.definition_version_id"
        ") t ON CONFLICT DO NOTHING",
        {"signal": signal_id, "group": group_id, "name": name, "sender": sender, "now": now},
    ).rowcount
    if told:
        tasks.tell_signal.defer(signal_id=str(signal_id))
    return told


def tell(signal_id: UUID) -> None:
    """Tell one batch; another job tells the rest."""
    row = execute(
        "SELECT group_id, name, content::text, sender::text FROM process_message WHERE id = %s", [signal_id]
    ).first()
    if row is None:
        return
    group_id, name, values, sender = row
    command = BroadcastSignal(name, json.loads(values.encode()))
    origin = json.loads(sender.encode()).get("instance_id")
    for _ in range(BATCH):
        if not _tell_next(signal_id, group_id, command, UUID(origin) if origin else None):
            break
    rest = execute("SELECT min(not_before) FROM process_signal_receipt WHERE signal_id = %s", [signal_id]).scalar()
    if rest is not None:
        tasks.tell_signal.schedule(at=max(rest, clock.now()), signal_id=str(signal_id))


def overdue(before: dt.datetime, limit: int) -> list[UUID]:
    """Return signals that somebody should have been told of: their jobs are lost."""
    return execute(
        "SELECT DISTINCT signal_id FROM process_signal_receipt WHERE not_before < %s LIMIT %s", [before, limit]
    ).scalars()


def _tell_next(signal_id: UUID, group_id: UUID, command: BroadcastSignal, sender: UUID | None) -> bool:
    target: UUID | None = None
    try:
        with in_transaction():
            row = execute(
                "SELECT target_id, start_event FROM process_signal_receipt WHERE signal_id = %s AND not_before <= %s "
                "ORDER BY target_id LIMIT 1 FOR UPDATE SKIP LOCKED",
                [signal_id, clock.now()],
            ).first()
            if row is None:
                return False
            target = row[0]
            _tell_one(group_id, command, row[0], row[1], signal_id, sender)
            execute("DELETE FROM process_signal_receipt WHERE signal_id = %s AND target_id = %s", [signal_id, target])
    except incidents.PASSING:
        raise
    except _Suspended:
        _postpone(signal_id, target, 0)
    except Exception as error:
        # Whatever it was, the others must be told.
        log.warning("a signal could not be told", signal=command.name, instance=str(target), reason=str(error)[:300])
        if target is not None:
            _postpone(signal_id, target, 1)
            incidents.failed(_place(signal_id, group_id, command.name, target), error)
    return True


def _tell_one(
    group_id: UUID,
    command: BroadcastSignal,
    target: UUID,
    start_event: str | None,
    signal_id: UUID,
    sender: UUID | None,
) -> None:
    from xieyun.process.actions.start_process import start_by_event

    actor = system_actor(group_id)
    if start_event is not None:
        start_by_event(
            actor=actor, version_id=target, start_event=start_event, variables=command.variables, on_behalf_of=sender
        )
        return
    with ExitStack() as stack:
        draft = on_instance(actor, target, "signal")(stack, True)
        if draft.state is None or draft.state.finished:
            return
        if draft.instance.status == "suspended":
            raise _Suspended
        draft.details["message"] = {"name": command.name, "delivery": signal_id}
        conductor.advance(draft, command)
        if draft.events:
            conductor.save(draft)


def _place(signal_id: UUID, group_id: UUID, name: str, target: UUID) -> Place:
    subject = f"{signal_id}:{target}"
    instance = read.instance(target, lock=False)
    if instance is None:  # a definition that the signal begins
        code = definitions.load(target).code
        return Place(SIGNAL, subject, group_id, None, code, None, "", name, name)
    return Place(SIGNAL, subject, group_id, target, instance.definition_code, None, "", name, name)


def _postpone(signal_id: UUID, target: UUID | None, counted: int) -> None:
    """Try again in a while; after many failures, that did not come of a suspension, only once a day."""
    execute(
        "UPDATE process_signal_receipt SET attempts = attempts + %(counted)s, not_before = %(now)s + "
        "CASE WHEN attempts + %(counted)s >= %(most)s THEN %(long)s ELSE %(pause)s END "
        "WHERE signal_id = %(signal)s AND target_id = %(target)s",
        {
            "signal": signal_id, "target": target, "counted": counted, "now": clock.now(), "most": ATTEMPTS,
            "long": LONG_PAUSE, "pause": PAUSE,
        },
    )  # fmt: skip


def again(signal_id: UUID, target: UUID) -> None:
    """Enqueue what could not be told."""
    execute(
        "UPDATE process_signal_receipt SET not_before = %s WHERE signal_id = %s AND target_id = %s",
        [clock.now(), signal_id, target],
    )
    tasks.tell_signal.defer(signal_id=str(signal_id))


def discard(signal_id: UUID, target: UUID) -> dict[str, Any] | None:
    """Give up telling one receiver, and return the signal's name and sender; None when it was told meanwhile."""
    row = execute(
        "DELETE FROM process_signal_receipt r USING process_message m WHERE r.signal_id = %s AND r.target_id = %s "
        "AND m.id = r.signal_id RETURNING m.name, m.sender::text",
        [signal_id, target],
    ).first()
    return None if row is None else {"name": row[0], "sender": json.loads(row[1].encode())}


def wake(instance_id: UUID) -> None:
    """Enqueue the signals that an instance could not take while it was suspended."""
    for signal_id in execute(
        "SELECT signal_id FROM process_signal_receipt WHERE target_id = %s", [instance_id]
    ).scalars():
        again(signal_id, instance_id)
