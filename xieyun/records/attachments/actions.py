"""Uploading files and attaching them to records."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.conf import settings

from xieyun.kernel import audit
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action, execute
from xieyun.kernel.errors import FieldError, Forbidden, NotFound
from xieyun.records.attachments import storage
from xieyun.records.attachments.types import ALLOWED, HEAD_BYTES, extension_of
from xieyun.records.errors import FileRefused
from xieyun.records.models import Attachment
from xieyun.records.values import Refused, clean_text


def upload(*, actor: Actor, name: str, chunks: Iterable[bytes]) -> Attachment:
    """Store an uploaded file. Raises FileRefused for a type that is not allowed, TooLarge over 50 MiB."""
    if actor.group_id is None:
        raise Forbidden
    clean = _clean_name(name)
    extension = extension_of(clean)
    if extension not in ALLOWED:
        raise _refused(clean, "attachment-type", allowed="、".join(ALLOWED))
    content_type, matches = ALLOWED[extension]
    head, rest = _head(iter(chunks))
    if not head:
        raise _refused(clean, "attachment-empty")
    if not matches(head[:HEAD_BYTES]):
        raise _refused(clean, "attachment-content", extension=extension)
    # Written before the transaction: slow disks must not hold locks. An unused file is harmless.
    digest, size = storage.store(itertools.chain([head], rest), settings.MAXIMUM_ATTACHMENT_BYTES)
    return _keep(actor, actor.group_id, clean, size, content_type, digest)


@action
def _keep(actor: Actor, group_id: UUID, name: str, size: int, content_type: str, digest: str) -> Attachment:
    attachment = Attachment.objects.create(
        group_id=group_id,
        account_id=actor.account_id,
        person_id=actor.person_id,
        name=name,
        size=size,
        content_type=content_type,
        digest=digest,
    )
    audit.record(
        actor=actor,
        action="attachment.uploaded",
        target_type="attachment",
        target_id=attachment.id,
        after={"name": name, "size": size, "digest": digest},
    )
    return attachment


@action
def attach(*, actor: Actor, ids: Sequence[UUID], object_type: str, record_id: UUID, field: str) -> int:
    """Bind the actor's own unattached files to a record, whose access they follow from then on; returns how many."""
    return execute(
        "UPDATE records_attachment SET object_type = %s, record_id = %s, field = %s WHERE id = ANY(%s) "
        "AND group_id = %s AND record_id IS NULL AND account_id IS NOT DISTINCT FROM %s",
        [object_type, record_id, field, list(ids), actor.group_id, actor.account_id],
    ).rowcount


@action
def copy(*, actor: Actor, attachment_id: UUID, object_type: str, record_id: UUID, field: str) -> Attachment:
    """Keep the actor's own file a second time, bound to something else; the content is stored once.

    Raises NotFound for a file that is not his.
    """
    found = Attachment.objects.filter(id=attachment_id).first()
    if found is None or actor.person_id is None or found.person_id != actor.person_id:
        raise NotFound
    return Attachment.objects.create(
        group_id=found.group_id,
        account_id=actor.account_id,
        person_id=actor.person_id,
        name=found.name,
        size=found.size,
        content_type=found.content_type,
        digest=found.digest,
        object_type=object_type,
        record_id=record_id,
        field=field,
    )


def _clean_name(name: str) -> str:
    base = name.replace("\\", "/").rpartition("/")[2]
    try:
        clean = clean_text(base, 200)
    except Refused:
        clean = ""
    if not clean or clean.startswith("."):
        raise _refused(base[:50].encode("utf-8", "replace").decode().replace("\x00", ""), "attachment-name")
    return clean


def _head(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= HEAD_BYTES:
            break
    return head, chunks


def _refused(name: str, code: str, **params: object) -> FileRefused:
    return FileRefused(fields=[FieldError("file", code, dict(params))], name=name)
