"""Working a migration batch off: each instance in a transaction of its own, by whichever worker comes first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog

from xieyun.kernel import clock, json, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute, in_transaction
from xieyun.process.models import ProcessMigration
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.migrating import CannotMove, Move, move_instance, take_back
from xieyun.process.stepping.runner import on_instance, take

log = structlog.get_logger(__name__)
AT_ONCE = 100
# What each pass looks for and what becomes of it: (line to work on, done, refused, status of the batch at the end).
PASSES = {"moving": ("waiting", "moved", "refused", "moved"), "undoing": ("moved", "back", "kept", "undone")}


def work_off(migration_id: UUID) -> None:
    """Move (or take back) what is left of a batch, then close it. A second worker at the same batch does no harm."""
    migration = ProcessMigration.objects.filter(id=migration_id).first()
    if migration is None or migration.status not in PASSES:
        return
    while instances := _left(migration):
        for instance_id in instances:
            _one(migration, instance_id)
        ProcessMigration.objects.filter(id=migration_id).update(worked_at=clock.now())
    _close(migration)


def _left(migration: ProcessMigration) -> list[UUID]:
    found: list[UUID] = execute(
        "SELECT instance_id FROM process_migration_line WHERE migration_id = %s AND status = %s "
        "ORDER BY instance_id LIMIT %s",
        [migration.id, PASSES[migration.status][0], AT_ONCE],
    ).scalars()
    return found


def _one(migration: ProcessMigration, instance_id: UUID) -> None:
    """One instance; what cannot be done is noted on its line with the reason."""
    open_status, done, refused, _ = PASSES[migration.status]
    try:
        if migration.status == "moving":
            _move(migration, instance_id, open_status, done)
        else:
            _take_back(migration, instance_id, open_status, done)
    except CannotMove as error:
        _refuse(migration, instance_id, open_status, refused, error)
    except Exception:
        # One instance that breaks must not keep the others from moving; the log has the trace.
        log.exception("an instance could not be moved", migration=str(migration.id), instance=str(instance_id))
        _refuse(migration, instance_id, open_status, refused, CannotMove("migration-failed"))


def _move(migration: ProcessMigration, instance_id: UUID, expected: str, done: str) -> None:
    move = Move(migration.from_version_id, migration.to_version_id, migration.mapping)
    actor = actor_of(migration.actor)

    def act(draft: Draft) -> None:
        if _line(draft, migration, expected) is None:
            raise _Done
        draft.entry.opinion = migration.reason
        items = move_instance(draft, move)
        draft.details["migration"] = str(migration.id)
        execute(
            "UPDATE process_migration_line SET status = %s, seq = %s, items = %s::jsonb "
            "WHERE migration_id = %s AND instance_id = %s",
            [done, draft.instance.seq + 1, json.dumps(items).decode(), migration.id, instance_id],
        )

    _step(actor, instance_id, "migrate", act)


def _take_back(migration: ProcessMigration, instance_id: UUID, expected: str, done: str) -> None:
    move = Move(migration.from_version_id, migration.to_version_id, migration.mapping)
    actor = actor_of(migration.undo_actor or migration.actor)

    def act(draft: Draft) -> None:
        line = _line(draft, migration, expected)
        if line is None:
            raise _Done
        draft.entry.opinion = migration.undo_reason
        take_back(draft, move, line[0], json.loads(line[1].encode()))
        draft.details["migration"] = str(migration.id)
        execute(
            "UPDATE process_migration_line SET status = %s WHERE migration_id = %s AND instance_id = %s",
            [done, migration.id, instance_id],
        )

    _step(actor, instance_id, "migrate-back", act)


class _Done(Exception):
    """Another worker has dealt with the line."""


def _step(actor: Actor, instance_id: UUID, verb: str, act: Any) -> None:
    try:
        take(on_instance(actor, instance_id, verb), act)
    except _Done:
        return


def _line(draft: Draft, migration: ProcessMigration, expected: str) -> tuple[Any, ...] | None:
    """Lock the instance, then read the line: a rival that held the lock has noted there what it did."""
    draft.enter_transaction()
    return execute(
        "SELECT seq, items::text FROM process_migration_line WHERE migration_id = %s AND instance_id = %s "
        "AND status = %s",
        [migration.id, draft.instance.id, expected],
    ).first()


def _refuse(migration: ProcessMigration, instance_id: UUID, expected: str, refused: str, error: CannotMove) -> None:
    execute(
        "UPDATE process_migration_line SET status = %s, code = %s, params = %s::jsonb "
        "WHERE migration_id = %s AND instance_id = %s AND status = %s",
        [refused, error.code, json.dumps(error.params).decode(), migration.id, instance_id, expected],
    )


def _close(migration: ProcessMigration) -> None:
    _, done, refused, ended = PASSES[migration.status]
    column = "finished_at" if migration.status == "moving" else "undone_at"
    with in_transaction():
        closed = execute(
            f"UPDATE process_migration SET status = %s, {column} = %s WHERE id = %s AND status = %s RETURNING id",
            [ended, clock.now(), migration.id, migration.status],
        )
        if not closed:
            return
        counts: dict[str, int] = dict(
            execute(
                "SELECT status, count(*) FROM process_migration_line WHERE migration_id = %s GROUP BY status",
                [migration.id],
            )
        )
        outbox.publish(
            kind=f"process.migration_{ended}",
            group_id=migration.group_id,
            subject_type="process_migration",
            subject_id=migration.id,
            payload={"done": counts.get(done, 0), "refused": counts.get(refused, 0)},
        )


def actor_of(stored: dict[str, Any]) -> Actor:
    """The actor who asked, as he was then."""
    values = dict(stored)
    for name, value in values.items():
        if name.endswith("_id") and name != "request_id" and value is not None:
            values[name] = UUID(value)
    return Actor(**values)
