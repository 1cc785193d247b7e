"""Reads of messages: a person sees only their own."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xieyun.kernel.actor import Actor
from xieyun.kernel.identifiers import parse_id
from xieyun.messaging.models import Notification


@dataclass(frozen=True)
class Page:
    """Messages, newest first, and where the next page begins."""

    items: list[Notification]
    next_cursor: str | None


def own_notifications(actor: Actor) -> QuerySet[Notification]:
    """Return the actor's messages."""
    return Notification.objects.filter(person_id=actor.person_id) if actor.person_id else Notification.objects.none()


def notification_page(actor: Actor, *, unread: bool, cursor: str | None, size: int) -> Page:
    """Return a page of the actor's messages (all, or unread ones only)."""
    found = own_notifications(actor).order_by("-id")
    if unread:
        found = found.filter(read_at=None)
    before: UUID | None = parse_id(cursor) if cursor else None
    if before is not None:
        found = found.filter(id__lt=before)
    rows = list(found[: size + 1])
    return Page(rows[:size], str(rows[size - 1].id) if len(rows) > size else None)


def unread_count(actor: Actor) -> int:
    """Return how many messages the actor has not read, at most 1,000."""
    return len(own_notifications(actor).filter(read_at=None).values_list("id")[:1000])
