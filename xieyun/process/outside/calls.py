"""Calls that follow a step: made by a worker after the commit, tried again, given up, answered once.

A call is never made inside a transaction. What it brings is written by a step of its own, together with the row of
the call: only the attempt that began last, and only while the row says "running", may do that. So a job that runs
twice, or a worker that died and was replaced, may call twice (with the same idempotency key) but answers once.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from xieyun.kernel import json
from xieyun.kernel.actor import system_actor
from xieyun.kernel.connection import current
from xieyun.kernel.database import execute, in_transaction, shared_now
from xieyun.kernel.identifiers import new_id
from xieyun.process import incidents, tasks
from xieyun.process.engine import codec
from xieyun.process.engine.commands import Command, ServiceCompleted, ServiceFailed
from xieyun.process.incidents import Place
from xieyun.process.models.incident import ANSWER
from xieyun.process.outside import admission, performing
from xieyun.process.outside.performing import Completed, Failed, GaveUp, Result, Thrown
from xieyun.process.stepping import conductor
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.runner import on_instance
from xieyun.process.store import read
from xieyun.process.store.rows import NewCall

log = structlog.get_logger(__name__)
# An answer is kept with its text beside what the text says.
MAXIMUM_KEPT = 8 * 1024 * 1024
_OPEN = "status IN ('waiting', 'running', 'failed', 'answered')"
_GONE = frozenset({"request-gone", "instance-finished", "token-gone"})
AGAIN = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Call:
    """The row of a call that this worker has begun."""

    id: UUID
    instance_id: UUID
    group_id: UUID
    number: int
    activity_id: str
    activity_name: str
    kind: str
    handler: str
    input: dict[str, Any]
    attempts: int
    attempts_before: int
    maximum_attempts: int
    first_delay: float
    maximum_delay: float
    answer: dict[str, Any] | None
    idempotency_key: str
    connection_id: UUID | None

    @property
    def tries(self) -> int:
        """How often it was begun since it was placed, or since an administrator tried again."""
        return self.attempts - self.attempts_before

    def pause(self) -> dt.timedelta:
        """Return how long to wait before the next attempt: doubling, bounded, and a little random.

        Random, so that the calls that failed together when a system went down do not all come back together.
        """
        longest = min(self.maximum_delay, self.first_delay * 2.0 ** min(self.tries - 1, 40))
        return dt.timedelta(seconds=longest * random.uniform(0.8, 1.0))  # noqa: S311 (no secret)


def place(draft: Draft, calls: Sequence[NewCall]) -> None:
    """Write the calls of a step and enqueue their jobs, in its transaction.

    A call of the same visit that was given up before begins again under its own key: the other system may well have
    done the work.
    """
    at = shared_now()
    for call in calls:
        call_id = execute(
            "INSERT INTO process_service_call AS c (id, instance_id, number, group_id, activity_id, activity_name, "
            "kind, handler, input, status, attempts, attempts_before, maximum_attempts, first_delay, "
            "maximum_delay, next_at, last_error, idempotency_key, created_at, "
            "held) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'waiting', 0, 0, %s, %s, %s, %s, '{}', %s, %s, FALSE) "
            "ON CONFLICT (instance_id, number) DO UPDATE SET status = 'waiting', input = EXCLUDED.input, "
            "handler = EXCLUDED.handler, kind = EXCLUDED.kind, attempts_before = c.attempts, "
            "maximum_attempts = EXCLUDED.maximum_attempts, first_delay = EXCLUDED.first_delay, "
            "maximum_delay = EXCLUDED.maximum_delay, next_at = EXCLUDED.next_at, answer = NULL, held = FALSE "
            "RETURNING id",
            [
                new_id(), draft.instance.id, call.number, draft.instance.group_id, call.activity_id,
                call.activity_name, call.kind, call.handler, json.dumps(call.input).decode(), call.attempts,
                call.first_delay, call.maximum_delay, at, f"{draft.instance.id}-{call.number}", draft.at,
            ],
        ).scalar()  # fmt: skip
        tasks.call_service.defer(call_id=str(call_id))


def run(call_id: UUID) -> None:
    """Make a call that is due, and write what came of it. One that nobody waits for any more is cancelled."""
    call = _begin(call_id)
    if call is None:
        return
    if not current().in_atomic_block:
        current().close()  # the call may take long; others need the connection
    result: Result | None
    if call.answer is None and call.tries > call.maximum_attempts:
        # Every worker that began it died with it: one more would, too.
        result = GaveUp("执行该调用的进程多次中断", "the processes that made this call died")
    else:
        result = performing.perform(call) if performing.stands_alone(call) else _within_step(call)
    if result is None:
        return
    log.info(
        "service call", call=str(call.id), kind=call.kind, handler=call.handler, attempt=call.attempts,
        result=type(result).__name__,
    )  # fmt: skip
    finish(call, result)
    if call.answer is None:
        told = error_of(result) or {"zh": "", "en": ""}
        admission.settle(call.connection_id, call.id, answered=performing.answered(result), **told)


def _begin(call_id: UUID) -> Call | None:
    with in_transaction():
        row = execute(
            "SELECT c.instance_id, c.number, c.group_id, c.kind, c.handler, c.input::text, c.next_at, c.status, "
            f"c.attempts FROM process_service_call c WHERE c.id = %s AND c.{_OPEN}",
            [call_id],
        ).first()
        if row is None:
            return None
        instance_id, number, group_id, kind, handler, content, next_at, status, attempts = row
        instance = read.instance(instance_id, lock=False)
        if instance is None or not _is_waited_for(instance.state, instance.variables, number):
            _set(call_id, "cancelled")
            return None
        if instance.status != "running":
            return None  # `wake` begins it when the instance goes on
        now = shared_now()
        if next_at > now:
            if status == "running":  # else whoever set the time has enqueued a job for it
                tasks.call_service.schedule(at=next_at, call_id=str(call_id))
            return None
        given = json.loads(content.encode())
        lease = performing.lease(kind, handler, given)
        admitted = admission.Admission()
        if kind == "webhook" and status != "answered":
            admitted = admission.admit(group_id, given, (call_id, attempts + 1), lease, now)
        if admitted.held_until is not None:
            admission.hold(call_id, admitted)
            return None
        begun = execute(
            "UPDATE process_service_call SET status = 'running', attempts = attempts + 1, next_at = %s, held = FALSE, "
            f"connection_id = coalesce(%s, connection_id) WHERE id = %s AND {_OPEN} AND next_at <= %s "
            "RETURNING id, instance_id, group_id, number, activity_id, activity_name, kind, handler, input::text, "
            "attempts, attempts_before, maximum_attempts, first_delay, maximum_delay, answer::text, "
            "idempotency_key, connection_id",
            [now + lease, admitted.connection_id, call_id, now],
        ).first()
    if begun is None:
        return None
    values = list(begun)
    values[8] = json.loads(values[8].encode())
    values[14] = None if values[14] is None else json.loads(values[14].encode(), maximum_bytes=MAXIMUM_KEPT)
    return Call(*values)


def _is_waited_for(state: bytes, variables: bytes, number: int) -> bool:
    loaded = codec.load_state(bytes(state), bytes(variables))
    token = loaded.tokens.get(number)
    return not loaded.finished and token is not None and token.phase == "wait"


def finish(call: Call, result: Result) -> None:
    """Write what an attempt brought, unless a later attempt or somebody by hand was first."""
    if isinstance(result, Failed) and call.tries < call.maximum_attempts:
        _try_again(call, result)
        return
    try:
        _step(call, result)
    except incidents.PASSING:
        raise
    except Exception as error:
        reason = incidents.told(error)[0]
        log.warning("the answer of a service call could not be taken", call=str(call.id), reason=reason)
        if reason in _GONE:
            _fenced(call, "status = 'cancelled'")
        else:
            _keep_answer(call, result, error)


def _within_step(call: Call) -> Result | None:
    """Run a handler that was written for the step's own transaction; return how it failed, None when all is written."""
    try:
        _step(call, None)
    except Exception as error:
        log.exception("a service call failed", call=str(call.id), handler=call.handler)
        return performing.failure(error)
    return None


def _step(call: Call, known: Result | None) -> None:
    actor = system_actor(call.group_id)
    with in_transaction(), ExitStack() as stack:
        draft = on_instance(actor, call.instance_id, "service")(stack, True)
        if not _still_mine(call):
            return
        result = known or performing.run_handler(call)
        draft.entry.activity_id, draft.entry.activity_name = call.activity_id, call.activity_name
        draft.details["call"] = {"attempts": call.tries, "to": call.handler}
        conductor.advance(draft, command_for(draft, call, result))
        parked = draft.state is not None and _parked(draft, call.number)
        conductor.save(draft)
        error = error_of(result)
        execute(
            "UPDATE process_service_call SET status = %s, answered_at = %s, "
            "last_error = coalesce(%s::jsonb, last_error) WHERE id = %s",
            ["dead" if parked else "done", shared_now(), _json(error), call.id],
        )


def command_for(draft: Draft, call: Call, result: Result) -> Command:
    """Return what the engine is told. A message that came early outweighs a call that failed in the end."""
    if isinstance(result, Completed):
        return ServiceCompleted(call.number, result.values, result.answer)
    if isinstance(result, Thrown):
        return ServiceFailed(call.number, result.message, result.code)
    token = draft.live.tokens.get(call.number)
    if token is not None and token.data and "early" in token.data:
        return ServiceCompleted(call.number, {})
    return ServiceFailed(call.number, result.zh, message_en=result.en)


def _parked(draft: Draft, number: int) -> bool:
    token = draft.live.tokens.get(number)
    return token is not None and token.phase == "parked"


def _still_mine(call: Call) -> bool:
    return bool(
        execute(
            "SELECT 1 FROM process_service_call WHERE id = %s AND status = 'running' AND attempts = %s FOR UPDATE",
            [call.id, call.attempts],
        )
    )


def _try_again(call: Call, result: Failed) -> None:
    due = shared_now() + max(call.pause(), result.not_before)
    with in_transaction():
        if _fenced(call, "status = 'failed', next_at = %s, last_error = %s", due, _json(error_of(result))):
            tasks.call_service.schedule(at=due, call_id=str(call.id))


def _keep_answer(call: Call, result: Result, failure: Exception) -> None:
    """The instance cannot take the answer now (suspended, or the next activity fails): it is not asked for again."""
    due = shared_now() + max(call.pause(), AGAIN)
    reason, zh, en = incidents.told(failure)
    error = {"zh": zh, "en": en}
    with in_transaction():
        kept = _fenced(
            call, "status = 'answered', next_at = %s, last_error = %s, answer = %s",
            due, _json(error), _json(performing.dump(result)),
        )  # fmt: skip
        if kept:
            tasks.call_service.schedule(at=due, call_id=str(call.id))
    if kept and reason != "instance-suspended":
        incidents.failed(_place(call), failure)


def _place(call: Call) -> Place:
    row = execute("SELECT definition_code FROM process_instance WHERE id = %s", [call.instance_id]).scalar()
    return Place(
        ANSWER, str(call.id), call.group_id, call.instance_id, str(row or ""), call.number, call.activity_id,
        call.activity_name,
    )  # fmt: skip


def _fenced(call: Call, settings: str, *values: Any) -> bool:
    return bool(
        execute(
            f"UPDATE process_service_call SET {settings} WHERE id = %s AND status = 'running' AND attempts = %s",
            [*values, call.id, call.attempts],
        ).rowcount
    )


def _set(call_id: UUID, status: str) -> None:
    execute(f"UPDATE process_service_call SET status = %s WHERE id = %s AND {_OPEN}", [status, call_id])


def close(instance_id: UUID, number: int, status: str) -> None:
    """Note that nobody needs the answer of a call any more (`done`: somebody answered by hand)."""
    execute(
        f"UPDATE process_service_call SET status = %s, answered_at = %s WHERE instance_id = %s AND number = %s "
        f"AND ({_OPEN} OR status = 'dead')",
        [status, shared_now(), instance_id, number],
    )


def wake(instance_id: UUID) -> None:
    """Enqueue the open calls of an instance that was suspended."""
    for call_id in execute(
        f"SELECT id FROM process_service_call WHERE instance_id = %s AND {_OPEN}", [instance_id]
    ).scalars():
        tasks.call_service.defer(call_id=str(call_id))


def overdue(before: dt.datetime, limit: int) -> list[UUID]:
    """Return calls that should have been begun before an instant: their jobs are lost."""
    return execute(
        f"SELECT c.id FROM process_service_call c JOIN process_instance i ON i.id = c.instance_id "
        f"WHERE c.{_OPEN} AND c.next_at < %s AND i.status <> 'suspended' ORDER BY c.next_at LIMIT %s",
        [before, limit],
    ).scalars()


def error_of(result: Result) -> dict[str, str] | None:
    """Return what a person is told of an attempt that did not succeed."""
    if isinstance(result, Failed | GaveUp):
        return {"zh": result.zh, "en": result.en}
    if isinstance(result, Thrown):
        return {"zh": f"{result.code}：{result.message}", "en": f"{result.code}: {result.message}"}
    return None


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value).decode()
