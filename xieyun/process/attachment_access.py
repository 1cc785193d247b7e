"""Files of opinions and of records that somebody sees only through a work item."""

from __future__ import annotations

from xieyun.kernel import json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.process.confidentiality import Reader
from xieyun.process.selectors.instances import find_instance
from xieyun.process.selectors.viewing import shown_record, view_of
from xieyun.process.signatures import SIGNATURE
from xieyun.records.models import Attachment

OPINION = "opinion"


def may_read(actor: Actor, attachment: Attachment) -> bool | None:
    """Answer for a file that belongs to a process, or None when the record's own rights decide.

    A file in an opinion follows that opinion: who may not read the words cannot open the file. A file of the
    record is open to whoever sees its field through a work item.
    """
    if attachment.record_id is None:
        return None
    if attachment.field == OPINION:
        return _reads_opinion(actor, attachment)
    if attachment.field == SIGNATURE:
        return attachment.person_id == actor.person_id or _sees_instance_of_signature(actor, attachment)
    return True if _sees_field(actor, attachment) else None


def _reads_opinion(actor: Actor, attachment: Attachment) -> bool:
    rows = execute(
        "SELECT e.instance_id, e.actor_id, e.opinion_hidden, e.details::text AS details FROM process_event e "
        "JOIN process_instance i ON i.id = e.instance_id WHERE i.record_id = %s AND e.attachments @> %s::jsonb",
        [attachment.record_id, json.dumps([str(attachment.id)]).decode()],
    ).mappings()
    for row in rows:
        if not _sees(actor, row["instance_id"]):
            continue
        details = json.loads(row["details"].encode()) if row["details"] else {}
        if Reader(actor, row["instance_id"]).may_read(row, details):
            return True
    return False


def _sees_instance_of_signature(actor: Actor, attachment: Attachment) -> bool:
    return attachment.record_id is not None and _sees(actor, attachment.record_id)


def _sees(actor: Actor, instance_id: object) -> bool:
    try:
        find_instance(actor, instance_id)  # type: ignore[arg-type]
    except NotFound:
        return False
    return True


def _sees_field(actor: Actor, attachment: Attachment) -> bool:
    if actor.person_id is None:
        return False
    instances = execute(
        "SELECT DISTINCT i.id FROM process_instance i JOIN work_item w ON w.instance_id = i.id "
        "LEFT JOIN work_item_candidate c ON c.item_id = w.id AND w.assignee_id IS NULL "
        "WHERE i.record_id = %(record)s AND (w.assignee_id = %(person)s OR c.person_id = %(person)s)",
        {"record": attachment.record_id, "person": actor.person_id},
    ).scalars()
    for instance_id in instances:
        record = shown_record(actor, view_of(actor, find_instance(actor, instance_id)))
        levels = record["rights"]["fields"] if record is not None else {}
        paths = {attachment.field, attachment.field.partition(".")[0]}
        if record is not None and not {levels.get(path, "hidden") for path in paths} & {"hidden", "masked"}:
            return True
    return False
