"""Move the running instances of a version to another one, and undo that."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xieyun.kernel import audit, clock, json, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action, execute
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound
from xieyun.kernel.locks import AdvisoryLock, lock
from xieyun.process import tasks
from xieyun.process.errors import MigrationNotDone, MigrationUnderWay
from xieyun.process.input import clean_text, group_of, written
from xieyun.process.migration_plan import check_mapping, require_pair
from xieyun.process.models import ProcessMigration
from xieyun.process.policies import require_process_administrator

MAXIMUM_REASON = 1000


@action
def migrate_instances(
    *, actor: Actor, from_version_id: UUID, to_version_id: UUID, mapping: Mapping[str, str], reason: str
) -> ProcessMigration:
    """Begin to move every running instance of a version; a job moves them one by one.

    `mapping` names the activity of the new version for activities of the old one; without an entry the id stays.
    Raises NotFound, InvalidInput, MigrationUnderWay.
    """
    require_process_administrator(actor)
    lock(AdvisoryLock.DEFINITION_CHANGE)
    text = _reason(reason)
    definition_id = require_pair(actor, from_version_id, to_version_id)
    check_mapping(from_version_id, to_version_id, mapping)
    if ProcessMigration.objects.filter(from_version_id=from_version_id, status__in=("moving", "undoing")).exists():
        raise MigrationUnderWay
    now = clock.now()
    made = ProcessMigration.objects.create(
        group_id=group_of(actor), definition_id=definition_id, from_version_id=from_version_id,
        to_version_id=to_version_id, mapping=dict(mapping), status="moving", reason=text, actor=_stored(actor),
        created_at=now, worked_at=now,
    )  # fmt: skip
    execute(
        "INSERT INTO process_migration_line (migration_id, instance_id, status, code, params, items) "
        "SELECT %s, id, 'waiting', '', '{}', '{}' FROM process_instance "
        "WHERE definition_version_id = %s AND status IN ('running', 'suspended')",
        [made.id, from_version_id],
    )
    _tell(actor, made, "process.migrate_instances", {"mapping": dict(mapping), "reason": text})
    tasks.migrate_instances.defer(migration_id=str(made.id))
    return made


@action
def undo_migration(*, actor: Actor, migration_id: UUID, reason: str) -> ProcessMigration:
    """Begin to take a migration back for the instances that have not taken a step since; others stay and are named.

    Raises NotFound, InvalidInput, MigrationNotDone, MigrationUnderWay.
    """
    require_process_administrator(actor)
    lock(AdvisoryLock.DEFINITION_CHANGE)
    text = _reason(reason)
    found = ProcessMigration.objects.filter(id=migration_id, group_id=group_of(actor)).first()
    if found is None:
        raise NotFound
    if found.status != "moved":
        raise MigrationNotDone
    if ProcessMigration.objects.filter(
        from_version_id=found.from_version_id, status__in=("moving", "undoing")
    ).exists():
        raise MigrationUnderWay
    found.status, found.undo_reason, found.undo_actor, found.worked_at = "undoing", text, _stored(actor), clock.now()
    found.save(update_fields=["status", "undo_reason", "undo_actor", "worked_at"])
    _tell(actor, found, "process.undo_migration", {"reason": text})
    tasks.migrate_instances.defer(migration_id=str(found.id))
    return found


def _reason(reason: str) -> str:
    text = written(clean_text(reason, maximum=MAXIMUM_REASON, field="reason"))
    if not text:
        raise InvalidInput(fields=[FieldError("reason", "field-required")])
    return text


def _stored(actor: Actor) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(actor)))
    return stored


def _tell(actor: Actor, migration: ProcessMigration, verb: str, content: dict[str, Any]) -> None:
    after = content | {"from_version": migration.from_version_id, "to_version": migration.to_version_id}
    audit.record(actor=actor, action=verb, target_type="process_migration", target_id=migration.id, after=after)
    outbox.publish(
        kind=verb, group_id=migration.group_id, subject_type="process_migration", subject_id=migration.id,
        payload=after,
    )  # fmt: skip
