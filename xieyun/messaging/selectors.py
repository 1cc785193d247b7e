"""Reads of messages: a person sees only their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xieyun.kernel.actor import Actor
from xieyun.kernel.identifiers import parse_id
from xieyun.messaging.models import Notification
from xieyun.process.selectors import headlines_of


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
    _name(actor, rows[:size])
    return Page(rows[:size], str(rows[size - 1].id) if len(rows) > size else None)


def _name(actor: Actor, rows: Sequence[Notification]) -> None:
    """Put the titles of what messages are about into their parameters, as the actor may read them; two queries."""
    about = {row.id: (_id(row, "instance_id"), _id(row, "item_id")) for row in rows}
    named = [(instance, item) for instance, item in about.values() if instance is not None]
    titles = headlines_of(actor, list(dict.fromkeys(named))) if named else {}
    for row in rows:
        instance, item = about[row.id]
        if instance is not None:
            row.params = row.params | {"title": titles.get((instance, item), "")}


def _id(row: Notification, name: str) -> UUID | None:
    return parse_id(str(row.params.get(name) or ""))


def unread_count(actor: Actor) -> int:
    """Return how many messages the actor has not read, at most 1,000."""
    return len(own_notifications(actor).filter(read_at=None).values_list("id")[:1000])
