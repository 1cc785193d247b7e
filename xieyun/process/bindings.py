"""What this room plugs into the rooms below it when the platform starts."""

from __future__ import annotations

from sqlalchemy import column, not_, select, table, union

from xieyun.access.ports import RecordIds, register_explicit_source, register_matters
from xieyun.kernel.actor import Actor
from xieyun.process import attachment_access, services
from xieyun.records.ports import register_attachment_reader

_ITEM = table(
    "work_item", column("id"), column("assignee_id"), column("object_type"), column("record_id"), column("narrowed")
)
_CANDIDATE = table("work_item_candidate", column("person_id"), column("item_id"))


def bind() -> None:
    """Register the source of records, matters to audit, readers of files, service handlers, what instances throw."""
    from xieyun.process.outside import thrown  # its jobs need the registry of applications
    from xieyun.process.selectors.audited import find_matter, name_matters

    register_explicit_source("process.participants", participants)
    register_matters(find_matter, name_matters)
    register_attachment_reader("process", attachment_access.may_read)
    services.register("records.set_status")(set_record_status)
    thrown.bind()


def participants(actor: Actor, object_type: str, operation: str) -> RecordIds | None:
    """Select the records whose work items the actor has or had; for reading only.

    An item whose activity hides or masks fields does not open the record itself: its handler sees the record
    through the item, with the rights of the activity (see selectors.viewing).
    """
    if operation != "read" or actor.person_id is None:
        return None
    mine = select(_ITEM.c.record_id).where(
        _ITEM.c.assignee_id == actor.person_id,
        _ITEM.c.object_type == object_type,
        _ITEM.c.record_id.is_not(None),
        not_(_ITEM.c.narrowed),
    )
    offered = (
        select(_ITEM.c.record_id)
        .select_from(_CANDIDATE.join(_ITEM, _ITEM.c.id == _CANDIDATE.c.item_id))
        .where(
            _CANDIDATE.c.person_id == actor.person_id,
            _ITEM.c.object_type == object_type,
            _ITEM.c.assignee_id.is_(None),
            _ITEM.c.record_id.is_not(None),
            not_(_ITEM.c.narrowed),
        )
    )
    return union(mine, offered)


def set_record_status(call: services.ServiceCall) -> dict[str, str]:
    """Service `records.set_status`: give the record the status of the input, also after the process has ended."""
    from xieyun.process.stepping.records_link import STATUS_VARIABLE
    from xieyun.records import actions

    status = str(call.input.get("status") or "")
    instance = call.instance
    if status and instance.object_type is not None and instance.record_id is not None:
        actions.set_status(
            actor=call.actor,
            object_type=instance.object_type,
            record_id=instance.record_id,
            status=status,
            process_instance_id=instance.id,
        )
    return {STATUS_VARIABLE: status} if status else {}
