"""Sharing single records. The records room checks that the actor may share the record, then calls this."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xieyun.access.actions.common import announce, group_of, require_subject
from xieyun.access.errors import UnknownSubject
from xieyun.access.models import RecordShare, SubjectKind
from xieyun.access.policies import require
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import NotFound


@action
def share_record(
    *,
    actor: Actor,
    object_type: str,
    record_id: UUID,
    subject_kind: str,
    subject_id: UUID,
    operation: str = "read",
    until: dt.datetime | None = None,
) -> RecordShare:
    """Show a record to a person, post, node or assignment until an instant; `update` includes `read`.

    Needs the operation `share` on the type. That the actor reaches this very record is for the
    caller to check with the compiler: only the records room can. Raises UnknownSubject.
    """
    require(actor, object_type, "share")
    group_id = group_of(actor)
    if subject_kind == SubjectKind.EVERYONE:
        raise UnknownSubject
    require_subject(group_id, subject_kind, subject_id)
    share, _ = RecordShare.objects.update_or_create(
        object_type=object_type,
        record_id=record_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        operation=operation,
        defaults={"group_id": group_id, "until": until, "shared_by": actor.person_id},
    )
    after = {
        "object_type": object_type,
        "record": str(record_id),
        "subject_kind": subject_kind,
        "subject": str(subject_id),
    }
    announce(actor, "share_record", share, group_id, after=after)
    return share


@action
def unshare_record(*, actor: Actor, share_id: UUID) -> None:
    """Withdraw a share; Forbidden unless the actor made it or may share such records."""
    share = RecordShare.objects.filter(group_id=group_of(actor), pk=share_id).first()
    if share is None:
        raise NotFound
    if share.shared_by != actor.person_id:
        require(actor, share.object_type, "share")
    announce(actor, "unshare_record", share, share.group_id, before={"record": str(share.record_id)})
    share.delete()
