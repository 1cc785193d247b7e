"""Reading files: with the record they hang on, or as who uploaded them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from xieyun.access.compiler import visible
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.records import catalogue, ports
from xieyun.records.models import Attachment
from xieyun.records.tables import record_table


def readable_attachment(actor: Actor, attachment_id: UUID) -> Attachment:
    """The file, if the actor reads its record and the field it stands in. Raises NotFound."""
    if actor.group_id is None:
        raise NotFound
    found = Attachment.objects.filter(id=attachment_id, group_id=actor.group_id).first()
    if found is None or not _may_read(actor, found):
        raise NotFound
    return found


def _may_read(actor: Actor, attachment: Attachment) -> bool:
    if attachment.record_id is None:
        return actor.account_id is not None and attachment.account_id == actor.account_id
    verdict = ports.attachment_verdict(actor, attachment)
    return _reads_record(actor, attachment) if verdict is None else verdict


def _reads_record(actor: Actor, attachment: Attachment) -> bool:
    kind = catalogue.current().find(attachment.object_type)
    if kind is None:
        return False
    table = record_table(kind)
    visibility = visible(actor, kind.code, "read", table)
    statement = sa.select(table.c.owner_id, table.c.node_id).where(
        table.c.id == attachment.record_id, table.c.deleted_at.is_(None), visibility.condition
    )
    row = execute(statement).first()
    if row is None:
        return False
    paths = [attachment.field, attachment.field.partition(".")[0]] if attachment.field else []
    levels = {visibility.readable.at(path, owner_id=row[0], node_id=row[1]) for path in paths}
    return not levels & {"hidden", "masked"}


def loose_files(actor: Actor, ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """Return the actor's own files among `ids` that hang on nothing yet, in this order: id, name, size, type."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    rows = execute(
        "SELECT id, name, size, content_type FROM records_attachment WHERE id = ANY(%s) AND group_id = %s "
        "AND record_id IS NULL AND account_id IS NOT DISTINCT FROM %s AND person_id IS NOT DISTINCT FROM %s",
        [wanted, actor.group_id, actor.account_id, actor.person_id],
    ).mappings()
    own = {row["id"]: dict(row) for row in rows}
    return [own[one] for one in wanted if one in own]


def attachments_of(object_type: str, record_id: UUID) -> list[UUID]:
    """Return the ids of all files that hang on a record, for a caller who has checked the access."""
    return execute(
        "SELECT id FROM records_attachment WHERE object_type = %s AND record_id = %s ORDER BY id",
        [object_type, record_id],
    ).scalars()


def attachment_cards(ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Name, size and type of files by id, for showing them in records that the caller has authorised."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    rows = execute("SELECT id, name, size, content_type FROM records_attachment WHERE id = ANY(%s)", [wanted])
    return {row[0]: {"id": row[0], "name": row[1], "size": row[2], "content_type": row[3]} for row in rows}
