"""Facts for other rooms and systems: written with the change, delivered at least once afterwards.

A handler runs in its own transaction, perhaps more than once, perhaps in another order than the
events: it must be idempotent. Rooms register handlers in their AppConfig.ready.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from xieyun.kernel import clock, json
from xieyun.kernel.database import execute, in_transaction

log = structlog.get_logger(__name__)
TABLE = "kernel_outboxevent"
COLUMNS = ("kind", "group_id", "subject_type", "subject_id", "payload")
MAXIMUM_ATTEMPTS = 12
BATCH = 100
# The database's clock, by which events are written: a worker's own may be hours off.
_NOW = "coalesce(%s::timestamptz, statement_timestamp())"


@dataclass(frozen=True)
class Event:
    """One published fact: what happened (`kind`), to what, and what handlers need to know of it."""

    id: int
    kind: str
    group_id: UUID | None
    subject_type: str
    subject_id: str
    payload: Mapping[str, Any]


Handler = Callable[[Event], None]
_handlers: dict[str, dict[str, Handler]] = {}


def subscribe(kind: str, *, name: str) -> Callable[[Handler], Handler]:
    """Register a handler for a kind of event under a permanent name."""

    def register(handler: Handler) -> Handler:
        _handlers.setdefault(kind, {})[name] = handler
        return handler

    return register


def publish(
    *, kind: str, group_id: UUID | None, subject_type: str, subject_id: str | UUID, payload: Mapping[str, Any]
) -> None:
    """Write an event in the caller's transaction."""
    execute(
        f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s, %s)",
        row(kind=kind, group_id=group_id, subject_type=subject_type, subject_id=subject_id, payload=payload),
    )


def row(
    *, kind: str, group_id: UUID | None, subject_type: str, subject_id: str | UUID, payload: Mapping[str, Any]
) -> tuple[Any, ...]:
    """Return the values of one event in the order of `COLUMNS`, for a caller that inserts it itself."""
    return (kind, group_id, subject_type, str(subject_id), json.dumps(payload).decode())


def relay() -> int:
    """Deliver due events, each in its own transaction; return how many were attempted.

    Any number of processes may relay at once: a locked event is skipped.
    """
    attempted = 0
    while attempted < BATCH and _deliver_next():
        attempted += 1
    return attempted


def _deliver_next() -> bool:
    with in_transaction():
        found = execute(
            f"SELECT id, kind, group_id, subject_type, subject_id, payload::text, attempts, done_by::text FROM {TABLE} "
            f"WHERE delivered_at IS NULL AND next_attempt_at <= {_NOW} ORDER BY next_attempt_at, id LIMIT 1 "
            "FOR UPDATE SKIP LOCKED",
            [clock.held()],
        ).first()
        if found is None:
            return False
        identifier, kind, group_id, subject_type, subject_id, payload, attempts, done_by = found
        event = Event(identifier, kind, group_id, subject_type, subject_id, json.loads(payload.encode()))
        done: list[str] = json.loads(done_by.encode())
        failure = _run_handlers(event, done)
        if failure is None:
            execute(f"UPDATE {TABLE} SET delivered_at = %s, failure = NULL WHERE id = %s", [clock.now(), identifier])
        else:
            _postpone(event, attempts + 1, done, failure)
        return True


def _run_handlers(event: Event, done: list[str]) -> str | None:
    failure = None
    for name, handler in _handlers.get(event.kind, {}).items():
        if name in done:
            continue
        try:
            # A savepoint: one failing handler must not undo what the others did.
            with transaction.atomic():
                handler(event)
            done.append(name)
        except Exception as error:
            log.exception("outbox handler failed", handler=name, event_id=event.id, kind=event.kind)
            failure = f"{name}: {type(error).__name__}: {error}"
    return failure


def _postpone(event: Event, attempts: int, done: list[str], failure: str) -> None:
    # Exponential back-off from 2 s; after about two hours the event rests a day between attempts.
    wait = dt.timedelta(days=1) if attempts >= MAXIMUM_ATTEMPTS else dt.timedelta(seconds=2**attempts)
    execute(
        f"UPDATE {TABLE} SET attempts = %s, next_attempt_at = {_NOW} + %s, done_by = %s, failure = %s WHERE id = %s",
        [attempts, clock.held(), wait, json.dumps(done).decode(), failure[:2000], event.id],
    )
