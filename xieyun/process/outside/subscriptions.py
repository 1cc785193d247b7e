"""Rows of what instances and definitions wait for, so that a message finds whom it is for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xieyun.kernel.database import execute
from xieyun.kernel.locks import lock_addresses
from xieyun.process import engine, tasks
from xieyun.process.engine.waiting import Wait
from xieyun.process.store.rows import Instance


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who waits for a message: an instance, and where in it."""

    instance_id: UUID
    wait: Wait


def address(group_id: UUID, name: str, key: str) -> str:
    """Return what a message and its subscriber have in common, for the lock between the two."""
    return f"message\x1f{group_id}\x1f{name}\x1f{key}"


def change(instance: Instance, at: dt.datetime, ended: Iterable[Wait], begun: Iterable[Wait]) -> None:
    """Write the difference of one step, in its transaction; hand over messages that were kept for what begins.

    The address lock makes this and `messages.keep` take turns: whoever comes second sees what the first wrote.
    """
    begun = sorted(begun, key=lambda wait: (wait.token, wait.element, wait.kind, wait.name))
    messages = [wait for wait in begun if wait.kind == "message"]
    lock_addresses(address(instance.group_id, wait.name, wait.key or "") for wait in messages)
    for wait in ended:
        execute(
            "DELETE FROM process_event_subscription WHERE instance_id = %s AND token = %s AND element = %s "
            "AND kind = %s AND name = %s AND key = %s",
            [instance.id, wait.token, wait.element, wait.kind, wait.name, wait.key or ""],
        )
    for wait in begun:
        execute(
            "INSERT INTO process_event_subscription (instance_id, token, element, kind, name, key, group_id, since) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) "
            "ON CONFLICT (instance_id, token, element, kind, name) DO UPDATE SET key = EXCLUDED.key",
            [instance.id, wait.token, wait.element, wait.kind, wait.name, wait.key or "", instance.group_id, at],
        )
    for wait in messages:
        _hand_over(instance.group_id, wait, at)


def _hand_over(group_id: UUID, wait: Wait, at: dt.datetime) -> None:
    kept = execute(
        "UPDATE process_message SET status = 'matched' WHERE id = (SELECT id FROM process_message "
        "WHERE status = 'kept' AND group_id = %s AND name = %s AND key = %s AND expires_at > %s "
        "ORDER BY created_at, id LIMIT 1 FOR UPDATE) RETURNING id",
        [group_id, wait.name, wait.key or "", at],
    ).scalar()
    if kept is not None:
        tasks.deliver_message.defer(message_id=str(kept))


def find(group_id: UUID, name: str, key: str) -> list[Subscriber]:
    """Return who waits for a message, the longest waiting first; at most two, which is enough to tell one from many."""
    rows = execute(
        "SELECT instance_id, token, element, key FROM process_event_subscription WHERE kind = 'message' "
        "AND group_id = %s AND name = %s AND key = %s ORDER BY since, instance_id, token LIMIT 2",
        [group_id, name, key],
    )
    return [
        Subscriber(instance_id, Wait(token, element, "message", name, found or None))
        for instance_id, token, element, found in rows
    ]


def find_start(group_id: UUID, name: str) -> tuple[UUID, str] | None:
    """Return the published version, and its start event, that a message begins."""
    row = execute(
        "SELECT s.definition_version_id, s.element FROM process_start_subscription s "
        "JOIN process_definition_version v ON v.id = s.definition_version_id WHERE s.group_id = %s "
        "AND s.kind = 'message' AND s.name = %s AND v.status = 'published' ORDER BY v.published_at, v.id LIMIT 1",
        [group_id, name],
    ).first()
    return None if row is None else (row[0], row[1])


def register_starts(group_id: UUID, version_id: UUID, compiled: engine.Definition) -> None:
    """Note by which messages and signals a new version begins."""
    for wait in engine.starts(compiled):
        execute(
            "INSERT INTO process_start_subscription (definition_version_id, element, kind, name, group_id) "
            "VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [version_id, wait.element, wait.kind, wait.name, group_id],
        )
