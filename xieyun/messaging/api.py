"""Routes of messages."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router

from xieyun.kernel.i18n import sentence
from xieyun.kernel.request import Request
from xieyun.messaging import actions, selectors
from xieyun.messaging.models import Notification
from xieyun.messaging.schemas import NotificationOut, NotificationPage, ReadIn, ReadOut

router = Router(tags=["messaging"])


@router.get("/notifications", response=NotificationPage, operation_id="list_notifications")
def list_notifications(
    request: Request,
    unread: bool = False,
    cursor: str | None = None,
    page_size: Annotated[int, Query(ge=1, le=100)] = 20,
) -> NotificationPage:
    """List my messages, newest first."""
    page = selectors.notification_page(request.actor, unread=unread, cursor=cursor, size=page_size)
    return NotificationPage(
        items=[_shown(row) for row in page.items],
        next_cursor=page.next_cursor,
        unread=selectors.unread_count(request.actor),
    )


@router.post("/notifications/read", response=ReadOut, operation_id="read_notifications")
def read_notifications(request: Request, body: ReadIn) -> ReadOut:
    """Mark my messages as read."""
    actions.mark_read(actor=request.actor, ids=None if body.all else body.ids)
    return ReadOut(unread=selectors.unread_count(request.actor))


def _shown(row: Notification) -> NotificationOut:
    return NotificationOut(
        id=row.id, kind=row.kind, text=sentence(f"notification-{row.kind}", row.params), link=row.link,
        created_at=row.created_at, read=row.read_at is not None,
    )  # fmt: skip
