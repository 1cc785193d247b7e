"""Records shared with single subjects: an explicit source of the compiler's own room."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import DateTime, Select, bindparam, column, or_, select, table, tuple_

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor

_SHARE = table(
    "access_recordshare",
    column("group_id"),
    column("object_type"),
    column("record_id"),
    column("subject_kind"),
    column("subject_id"),
    column("operation"),
    column("until"),
)


def shared_ids(actor: Actor, object_type: str, operation: str) -> Select[tuple[object]]:
    """Return the ids of the records shared with the actor for the operation (`update` includes `read`)."""
    subjects: list[tuple[str, UUID]] = [
        (kind, subject)
        for kind, subject in (
            ("person", actor.person_id),
            ("assignment", actor.assignment_id),
            ("post", actor.post_id),
            ("node", actor.node_id),
        )
        if subject is not None
    ]
    operations = ["read", "update"] if operation == "read" else [operation]
    shares = _SHARE.c
    return select(shares.record_id).where(
        shares.group_id == actor.group_id,
        shares.object_type == object_type,
        shares.operation.in_(operations),
        or_(shares.until.is_(None), shares.until > bindparam(None, type_=DateTime(timezone=True), callable_=clock.now)),
        tuple_(shares.subject_kind, shares.subject_id).in_(subjects),
    )
