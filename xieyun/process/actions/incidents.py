"""Repairing what stands still: one incident, or all of the same cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from xieyun.kernel import audit, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute, in_transaction, shared_now
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound, Problem
from xieyun.process import tasks
from xieyun.process.actions.administer import discard_timer, retry
from xieyun.process.errors import OpinionRequired
from xieyun.process.incidents import STANDS, ended
from xieyun.process.input import clean_text, group_of, written
from xieyun.process.models.incident import ANSWER, CONNECTION, MESSAGE, SIGNAL, STOPPED, TIMER
from xieyun.process.outside import admission, messages, signals
from xieyun.process.policies import require_process_administrator, require_system_administrator

MAXIMUM_AT_ONCE = 100
MAXIMUM_REASON = 2000
_SELECT = (
    "SELECT i.id, i.kind, i.subject, i.instance_id, i.token, i.activity_name FROM process_incident i "
    f"WHERE i.group_id = %s AND i.open AND {STANDS} AND "
)


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one incident: tried again, or the problem that stands against it."""

    incident_id: UUID
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Retried:
    """What became of the incidents of one cause; `left`: how many more have it."""

    lines: list[Line]
    left: int


def retry_incident(*, actor: Actor, incident_id: UUID, reason: str = "") -> None:
    """Try again what stands still.

    A stopped instance goes on at once, as far as it gets; a delivery is enqueued, a connection lets one call try.
    Raises NotFound for others than those who administer processes and when it is over, and what the step refuses.
    """
    require_process_administrator(actor)
    found = execute(_SELECT + "i.id = %s", [group_of(actor), incident_id]).mappings()
    if not found:
        raise NotFound
    _retry(actor, found[0], reason)


def retry_cause(*, actor: Actor, cause: str, reason: str = "") -> Retried:
    """Try again all incidents of one cause, the oldest first, at most 100 at a time, each on its own.

    Raises NotFound, InvalidInput when nothing has this cause.
    """
    require_process_administrator(actor)
    params = [group_of(actor), cause]
    rows = execute(f"{_SELECT} i.cause = %s ORDER BY i.last_at, i.id LIMIT {MAXIMUM_AT_ONCE}", params).mappings()
    if not rows:
        raise InvalidInput(fields=[FieldError("cause", "field-invalid", {"reason": cause[:100]})])
    total = execute(
        f"SELECT count(*) FROM process_incident i WHERE i.group_id = %s AND i.open AND {STANDS} AND i.cause = %s",
        params,
    ).scalar()
    return Retried([_line(actor, row, reason) for row in rows], int(total) - len(rows))


def discard_incident(*, actor: Actor, incident_id: UUID, reason: str) -> None:
    """Give up a message or a signal whose receiver keeps failing, or a timer; who waits for it goes on waiting.

    Raises NotFound for others than system administrators, for an incident of another kind, and when it was delivered
    meanwhile; OpinionRequired without a reason; StepRefused for a timer of an instance that is suspended.
    """
    require_system_administrator(actor)
    reason = written(clean_text(reason, maximum=MAXIMUM_REASON, field="opinion"))
    if not reason:
        raise OpinionRequired(fields=[FieldError("opinion", "opinion-required")])
    with in_transaction():
        found = execute(_SELECT + "i.id = %s", [group_of(actor), incident_id]).mappings()
        if not found or found[0]["kind"] not in DISCARDED:
            raise NotFound
        DISCARDED[found[0]["kind"]](actor, found[0], reason)
        ended(found[0]["kind"], found[0]["subject"])


def _discard_timer(actor: Actor, row: dict[str, Any], reason: str) -> None:
    discard_timer(actor=actor, instance_id=row["instance_id"], timer=row["token"], reason=reason)
    outbox.publish(
        kind="process.timer_discarded", group_id=group_of(actor), subject_type="process_instance",
        subject_id=row["instance_id"], payload={"name": row["activity_name"], "instance_id": row["instance_id"]},
    )  # fmt: skip


def _discard_message(actor: Actor, row: dict[str, Any], reason: str) -> None:
    message = messages.discard(UUID(row["subject"]))
    given_up = None if message is None else {"name": message.name, "key": message.key, "sender": message.sender}
    _discarded(actor, row, reason, row["subject"], given_up)


def _discard_signal(actor: Actor, row: dict[str, Any], reason: str) -> None:
    # A signal reaches many: it is a message, and the subject says which receiver it is.
    signal_id, target = row["subject"].split(":")
    _discarded(actor, row, reason, signal_id, signals.discard(UUID(signal_id), UUID(target)))


def _discarded(
    actor: Actor, row: dict[str, Any], reason: str, message_id: str, given_up: dict[str, Any] | None
) -> None:
    if given_up is None:
        raise NotFound
    audit.record(
        actor=actor, action="process.discard_message" if row["kind"] == MESSAGE else "process.discard_signal",
        target_type="process_message", target_id=message_id,
        after={**given_up, "instance": row["instance_id"], "activity": row["activity_name"], "reason": reason},
    )  # fmt: skip
    outbox.publish(
        kind=f"process.{row['kind']}_discarded", group_id=group_of(actor), subject_type="process_message",
        subject_id=message_id, payload={"name": given_up["name"], "instance_id": row["instance_id"]},
    )  # fmt: skip


DISCARDED: dict[str, Callable[[Actor, dict[str, Any], str], None]] = {
    TIMER: _discard_timer,
    MESSAGE: _discard_message,
    SIGNAL: _discard_signal,
}


def _line(actor: Actor, row: dict[str, Any], reason: str) -> Line:
    try:
        with transaction.atomic():
            _retry(actor, row, reason)
    except Problem as problem:
        return Line(row["id"], problem)
    return Line(row["id"], None)


def _retry(actor: Actor, row: dict[str, Any], reason: str) -> None:
    if row["kind"] == STOPPED:
        retry(actor=actor, instance_id=row["instance_id"], token=row["token"], reason=reason)
        return
    reason = clean_text(reason, maximum=MAXIMUM_REASON, field="opinion")
    with in_transaction():
        _enqueue(row)
        audit.record(
            actor=actor, action="process.retry_incident", target_type="process_incident", target_id=str(row["id"]),
            after={
                "kind": row["kind"], "subject": row["subject"], "instance": row["instance_id"],
                "activity": row["activity_name"], "reason": reason,
            },
        )  # fmt: skip
        outbox.publish(
            kind="process.incident_retried", group_id=group_of(actor), subject_type="process_incident",
            subject_id=row["id"], payload={"kind": row["kind"], "instance_id": row["instance_id"]},
        )  # fmt: skip


def _enqueue(row: dict[str, Any]) -> None:
    kind, subject = row["kind"], row["subject"]
    if kind == TIMER:
        tasks.fire_timer.defer(instance_id=str(row["instance_id"]), timer=row["token"])
    elif kind == MESSAGE:
        tasks.deliver_message.defer(message_id=subject)
    elif kind == SIGNAL:
        signal_id, target = subject.split(":")
        signals.again(UUID(signal_id), UUID(target))
    elif kind == ANSWER:
        execute(
            "UPDATE process_service_call SET next_at = %s WHERE id = %s AND status = 'answered'",
            [shared_now(), subject],
        )
        tasks.call_service.defer(call_id=subject)
    elif kind == CONNECTION:
        admission.resume(UUID(subject))
