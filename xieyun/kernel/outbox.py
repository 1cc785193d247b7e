"""Facts for other rooms and systems: written with the change, delivered at least once afterwards.

What one action has to tell goes into one row: a row costs an approval as much as everything that it says.

A handler runs in its own transaction, perhaps more than once, perhaps in another order than the
events: it must be idempotent. Rooms register handlers in their AppConfig.ready.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from xieyun.kernel import clock, json
from xieyun.kernel.database import execute, in_transaction

log = structlog.get_logger(__name__)
TABLE = "kernel_outboxevent"
COLUMNS = ("group_id", "facts")
MAXIMUM_FACTS = 200  # in one row, which is delivered in one transaction
MAXIMUM_ATTEMPTS = 12
BATCH = 100
MAXIMUM_BYTES = 64 * 1024 * 1024
# The database's clock, by which events are written: a worker's own may be hours off.
_NOW = "coalesce(%s::timestamptz, statement_timestamp())"
_DUE = f"next_attempt_at <= {_NOW}"


@dataclass(frozen=True)
class Event:
    """One published fact: what happened (`kind`), to what, and what handlers need to know of it.

    `key` names the fact for ever, however often it is delivered.
    """

    key: str
    kind: str
    group_id: UUID | None
    subject_type: str
    subject_id: str
    payload: Mapping[str, Any]


# Kind, type and id of the subject, payload.
Fact = tuple[str, str, str | UUID, Mapping[str, Any]]
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
    for values in rows(group_id, [(kind, subject_type, subject_id, payload)]):
        execute(f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES (%s, %s)", values)


def rows(
    group_id: UUID | None, facts: Sequence[Fact], common: Mapping[str, Any] | None = None
) -> list[tuple[UUID | None, str]]:
    """Return rows in the order of `COLUMNS` that tell the facts, for a caller that inserts them itself.

    `common` belongs to the payload of each of them.
    """
    return [
        (group_id, json.dumps({"common": common or {}, "facts": facts[start : start + MAXIMUM_FACTS]}).decode())
        for start in range(0, len(facts), MAXIMUM_FACTS)
    ]


def relay() -> int:
    """Deliver due events, each in its own transaction; return how many were attempted.

    Any number of processes may relay at once: a locked event is skipped. What every handler has leaves the table.
    """
    due = execute(f"SELECT id FROM {TABLE} WHERE {_DUE} ORDER BY id LIMIT %s", [clock.held(), BATCH]).scalars()
    return sum(map(_deliver, due))


def _deliver(identifier: int) -> bool:
    """Deliver an event; False when somebody else has, or does."""
    with in_transaction():
        found = execute(
            f"SELECT group_id, facts, attempts, done_by::text FROM {TABLE} WHERE {_DUE} AND id = %s "
            "FOR UPDATE SKIP LOCKED",
            [clock.held(), identifier],
        ).first()
        if found is None:
            return False
        group_id, facts, attempts, done_by = found
        done: list[str] = json.loads(done_by.encode())
        failure = _run_handlers(_events(identifier, group_id, facts), done)
        if failure is None:
            execute(f"DELETE FROM {TABLE} WHERE id = %s", [identifier])
        else:
            _postpone(identifier, attempts + 1, done, failure)
        return True


def _events(identifier: int, group_id: UUID | None, facts: str) -> list[Event]:
    content = json.loads(facts.encode(), maximum_bytes=MAXIMUM_BYTES)
    return [
        Event(f"{identifier}.{place}", kind, group_id, subject_type, subject_id, content["common"] | payload)
        for place, (kind, subject_type, subject_id, payload) in enumerate(content["facts"], 1)
    ]


def _run_handlers(events: Sequence[Event], done: list[str]) -> str | None:
    failure = None
    for event in events:
        for name, handler in _handlers.get(event.kind, {}).items():
            told = f"{event.key}:{name}"
            if told in done:
                continue
            try:
                # A savepoint: one failing handler must not undo what the others did.
                with transaction.atomic():
                    handler(event)
                done.append(told)
            except Exception as error:
                log.exception("outbox handler failed", handler=name, event_key=event.key, kind=event.kind)
                failure = f"{name}: {type(error).__name__}: {error}"
    return failure


def _postpone(identifier: int, attempts: int, done: list[str], failure: str) -> None:
    # Exponential back-off from 2 s; after about two hours the event rests a day between attempts.
    wait = dt.timedelta(days=1) if attempts >= MAXIMUM_ATTEMPTS else dt.timedelta(seconds=2**attempts)
    execute(
        f"UPDATE {TABLE} SET attempts = %s, next_attempt_at = {_NOW} + %s, done_by = %s, failure = %s WHERE id = %s",
        [attempts, clock.held(), wait, json.dumps(done).decode(), failure[:2000], identifier],
    )
