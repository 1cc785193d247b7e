"""Writes of messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.messaging.models import Notification
from xieyun.messaging.selectors import own_notifications


@action
def notify(
    *, actor: Actor, people: Iterable[UUID], kind: str, params: Mapping[str, Any], link: str, event_key: str
) -> None:
    """Tell people of an event once each, however often the event is delivered."""
    if actor.group_id is None:
        return
    rows = [
        Notification(
            group_id=actor.group_id, person_id=person, kind=kind, params=dict(params), link=link, event_key=event_key
        )
        for person in dict.fromkeys(people)
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


@action
def mark_read(*, actor: Actor, ids: Iterable[UUID] | None) -> int:
    """Mark the actor's messages with these ids, or all of them, as read; return how many changed."""
    found = own_notifications(actor).filter(read_at=None)
    if ids is not None:
        found = found.filter(id__in=list(ids))
    return found.update(read_at=clock.now())
