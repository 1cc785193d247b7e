"""Messages and signals that instances throw: out of the outbox, after the step that threw them, to the others."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid5

from xieyun.kernel import clock, outbox
from xieyun.kernel.identifiers import parse_id
from xieyun.process.outside import messages, signals
from xieyun.process.outside.messages import Message

_NAMESPACE = UUID("5b0c2f4e-7d0e-4d53-9d0a-6f2b6a1c9e11")
LONGEST_KEEP = dt.timedelta(days=366)


def bind() -> None:
    """Subscribe to what instances throw."""
    outbox.subscribe("process.message", name="process.deliver")(take_message)
    outbox.subscribe("process.signal", name="process.tell")(take_signal)


def take_message(event: outbox.Event) -> None:
    """Accept a thrown message; its delivery id follows from the event, so twice is once."""
    if event.group_id is None:
        return
    payload, now = event.payload, clock.now()
    kept = min(dt.timedelta(seconds=float(payload.get("keep_seconds") or 0)), LONGEST_KEEP)
    messages.accept(
        Message(
            _delivery(event), event.group_id, str(payload["name"]), str(payload.get("correlation") or ""),
            dict(payload.get("variables") or {}), now, now + kept, {"instance_id": event.subject_id},
        )
    )  # fmt: skip


def take_signal(event: outbox.Event) -> None:
    """Spread a thrown signal."""
    if event.group_id is not None:
        signals.spread(
            signal_id=_delivery(event),
            group_id=event.group_id,
            name=str(event.payload["name"]),
            values=dict(event.payload.get("variables") or {}),
            sender=parse_id(event.subject_id),
        )


def _delivery(event: outbox.Event) -> UUID:
    return uuid5(_NAMESPACE, event.key)
