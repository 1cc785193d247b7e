"""Whether an actor reaches one record for an operation; absent and forbidden are the same 404."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from xieyun.access.compiler import visible
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import Forbidden, NotFound
from xieyun.records.definitions import ObjectType
from xieyun.records.tables import record_table


def reaches(actor: Actor, object_type: ObjectType, record_id: UUID, operation: str) -> bool:
    """Whether the record exists and the actor may perform the operation on it."""
    table = record_table(object_type)
    condition = visible(actor, object_type.code, operation, table).condition
    statement = sa.select(sa.literal(1)).where(table.c.id == record_id, table.c.deleted_at.is_(None), condition)
    return execute(statement).first() is not None


def require_reach(actor: Actor, object_type: ObjectType, record_id: UUID, operation: str) -> None:
    """Raise NotFound when the actor may not even read the record, Forbidden when only the operation is missing."""
    if reaches(actor, object_type, record_id, operation):
        return
    if operation != "read" and reaches(actor, object_type, record_id, "read"):
        raise Forbidden
    raise NotFound


def operations_on(actor: Actor, object_type: ObjectType, record_id: UUID, wanted: tuple[str, ...]) -> list[str]:
    """Which of the operations the actor may perform on the record; one statement over it."""
    table = record_table(object_type)
    columns = [
        visible(actor, object_type.code, name, table).condition.label(f"o{place}") for place, name in enumerate(wanted)
    ]
    row = execute(sa.select(*columns).where(table.c.id == record_id)).first()
    return [name for name, allowed in zip(wanted, row or (), strict=False) if allowed]
