"""Keeping and removing a person's own signature."""

from __future__ import annotations

import struct
from uuid import UUID

from xieyun.kernel import audit, clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import FieldError, Forbidden, InvalidInput
from xieyun.process.input import group_of
from xieyun.process.models import PersonalSignature
from xieyun.process.signatures import SIGNATURE
from xieyun.records.attachments import storage
from xieyun.records.attachments.actions import attach
from xieyun.records.models import Attachment

MAXIMUM_BYTES = 512 * 1024
MAXIMUM_SIDE = 3000  # pixels
CONTENT_TYPE = "image/png"


@action
def keep_signature(*, actor: Actor, attachment_id: UUID) -> PersonalSignature:
    """Make an uploaded PNG the actor's signature; what he has signed with the one before stays as it is.

    Raises InvalidInput for a file that is not there, not his, not a PNG, or over 512 KiB or 3000 pixels.
    """
    if actor.person_id is None or actor.kind != "person":
        raise Forbidden
    found = Attachment.objects.filter(id=attachment_id, group_id=group_of(actor), person_id=actor.person_id).first()
    if (
        found is None
        or attach(actor=actor, ids=[attachment_id], object_type="", record_id=actor.person_id, field=SIGNATURE) != 1
    ):
        raise InvalidInput(fields=[FieldError("attachment_id", "value-not-found")])
    if found.content_type != CONTENT_TYPE or found.size > MAXIMUM_BYTES or not _fits(found.digest):
        raise InvalidInput(fields=[FieldError("attachment_id", "signature-image")])
    values = {"group_id": found.group_id, "attachment_id": found.id, "updated_at": clock.now()}
    kept, _ = PersonalSignature.objects.update_or_create(person_id=actor.person_id, defaults=values)
    _tell(actor, "process.keep_signature", found.digest)
    return kept


@action
def remove_signature(*, actor: Actor) -> None:
    """Forget the actor's signature; signed steps keep theirs."""
    if actor.person_id is None:
        raise Forbidden
    PersonalSignature.objects.filter(person_id=actor.person_id).delete()
    _tell(actor, "process.remove_signature", None)


def _fits(digest: str) -> bool:
    """Whether the picture is no larger than paper needs: a small file may still unfold to gigabytes of pixels."""
    with storage.path_of(digest).open("rb") as file:
        head = file.read(24)
    return len(head) == 24 and all(0 < side <= MAXIMUM_SIDE for side in struct.unpack(">II", head[16:24]))


def _tell(actor: Actor, verb: str, digest: str | None) -> None:
    audit.record(
        actor=actor, action=verb, target_type="person", target_id=str(actor.person_id), after={"digest": digest}
    )
