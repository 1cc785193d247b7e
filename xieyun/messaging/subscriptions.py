"""Which events of lower rooms become messages, and to whom."""

from __future__ import annotations

from uuid import UUID

from xieyun.kernel import outbox
from xieyun.kernel.actor import system_actor
from xieyun.messaging.actions import notify

# Event kind -> message kind. The payload names `people` (ids), `params` and `link`.
MESSAGES = {
    "work_item.opened": "work-item-opened",
    "work_item.urged": "work-item-urged",
    "work_item.overdue": "work-item-overdue",
    "work_item.notified": "cc",
    "process.completed": "process-completed",
    "process.rejected": "process-rejected",
    "process.returned": "process-returned",
    "process.terminated": "process-terminated",
}


def subscribe_all() -> None:
    """Register one handler per kind of event."""
    for kind, message in MESSAGES.items():
        outbox.subscribe(kind, name="messaging.notify")(_teller(message))


def _teller(message: str) -> outbox.Handler:
    def tell(event: outbox.Event) -> None:
        notify(
            actor=system_actor(event.group_id),
            people=[UUID(person) for person in event.payload.get("people", [])],
            kind=message,
            params=event.payload.get("params", {}),
            link=event.payload.get("link", ""),
            event_id=event.id,
        )

    return tell
