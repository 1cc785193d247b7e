"""Publishing definitions: a new version, its tables, and everybody works with it from the next statement on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xieyun.access.policies import require_administrator
from xieyun.kernel import audit, clock, json, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action, execute
from xieyun.kernel.identifiers import new_id
from xieyun.kernel.locks import AdvisoryLock, lock
from xieyun.records import catalogue, ddl
from xieyun.records.definitions import ObjectType
from xieyun.records.ledger.declaration import read_ledger
from xieyun.records.ledger.pools import guard_steps
from xieyun.records.reading import read_definition


@action
def publish_object_type(*, actor: Actor, definition: Mapping[str, Any], package: str = "") -> ObjectType:
    """Make the definition the current version of its object type and bring the tables to it.

    Repeating the same definition changes nothing. Raises InvalidDefinition, DestructiveChange.
    """
    require_administrator(actor, "system")
    lock(AdvisoryLock.DEFINITION_CHANGE)
    compiled = read_definition(definition)
    current = catalogue.current().find(compiled.code)
    steps = ddl.plan(compiled)
    if current is not None and dict(current.definition) == json.loads(json.dumps(definition)) and not steps:
        return current
    ddl.run(steps)
    version = (current.version if current is not None else 0) + 1
    _store_version(actor, compiled.code, package, version, definition)
    catalogue.changed()
    audit.record(
        actor=actor,
        action="object-type.published",
        target_type="object-type",
        target_id=compiled.code,
        after={"version": version, "steps": [step.effect_en for step in steps]},
    )
    outbox.publish(
        kind="object_type.published",
        group_id=actor.group_id,
        subject_type="object-type",
        subject_id=compiled.code,
        payload={"version": version},
    )
    return catalogue.current().get(compiled.code)


def _store_version(actor: Actor, code: str, package: str, version: int, definition: Mapping[str, Any]) -> None:
    identifier = execute(
        "INSERT INTO records_objecttype (id, code, package, current_version) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (code) DO UPDATE SET current_version = excluded.current_version, package = excluded.package "
        "RETURNING id",
        [new_id(), code, package, version],
    ).scalar()
    execute(
        "INSERT INTO records_objecttypeversion (object_type_id, version, definition, published_at, published_by) "
        "VALUES (%s, %s, %s, %s, %s)",
        [identifier, version, json.dumps(definition).decode(), clock.now(), actor.described()],
    )


@action
def publish_ledger(*, actor: Actor, definition: Mapping[str, Any], package: str = "") -> None:
    """Set the declaration of a ledger. Its object types must be published. Raises InvalidDefinition."""
    require_administrator(actor, "system")
    lock(AdvisoryLock.DEFINITION_CHANGE)
    state = catalogue.current()
    ledger = read_ledger(definition, state)
    if state.ledgers().get(ledger.code) == json.loads(json.dumps(definition)):
        return
    ddl.run(guard_steps(ledger, state.get(ledger.pool_type)))
    execute(
        "INSERT INTO records_ledger (code, package, definition) VALUES (%s, %s, %s) "
        "ON CONFLICT (code) DO UPDATE SET definition = excluded.definition, package = excluded.package",
        [ledger.code, package, json.dumps(definition).decode()],
    )
    catalogue.changed()
    audit.record(
        actor=actor, action="ledger.published", target_type="ledger", target_id=ledger.code, after=dict(definition)
    )
