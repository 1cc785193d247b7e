"""Which events of the process room become messages, to whom, and where a click leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel import outbox
from xieyun.kernel.actor import system_actor
from xieyun.messaging.actions import notify

Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Message:
    """What people are told: the sentence (`kind`), who, and the page that shows the thing."""

    kind: str
    people: tuple[str, ...]
    link: str


def _of_opened_item(payload: Payload) -> Message:
    people = (payload["assignee_id"],) if payload.get("assignee_id") else tuple(payload.get("candidate_ids", ()))
    kind = "cc" if payload.get("kind") == "notice" else "work-item-opened"
    return Message(kind, people, f"/work-items/{payload['item_id']}")


def _of_urged_item(payload: Payload) -> Message:
    people = (payload["assignee_id"],) if payload.get("assignee_id") else ()
    return Message("work-item-urged", people, f"/work-items/{payload['item_id']}")


REASONED = {"process-rejected", "process-terminated"}
MOST_OF_A_REASON = 100  # characters


def _of_finished_instance(kind: str) -> Callable[[Payload], Message]:
    def compose(payload: Payload) -> Message:
        people = (payload["initiator_id"],) if payload.get("initiator_id") else ()
        told = f"{kind}-because" if kind in REASONED and payload.get("opinion") else kind
        return Message(told, people, f"/process-instances/{payload['instance_id']}")

    return compose


def _shortened(reason: str) -> str:
    return reason if len(reason) <= MOST_OF_A_REASON else f"{reason[: MOST_OF_A_REASON - 1]}…"


COMPOSERS: Mapping[str, Callable[[Payload], Message]] = {
    "work_item.opened": _of_opened_item,
    "work_item.urged": _of_urged_item,
    "process.completed": _of_finished_instance("process-completed"),
    "process.rejected": _of_finished_instance("process-rejected"),
    "process.terminated": _of_finished_instance("process-terminated"),
}


def subscribe_all() -> None:
    """Register one handler per kind of event."""
    for kind in COMPOSERS:
        outbox.subscribe(kind, name="messaging.notify")(tell)


def tell(event: outbox.Event) -> None:
    """Turn one event into messages; nobody is told of what he did himself."""
    payload = event.payload
    message = COMPOSERS[event.kind](payload)
    notify(
        actor=system_actor(event.group_id),
        people=[UUID(person) for person in message.people if person != payload.get("actor_id")],
        kind=message.kind,
        # Not the title: what of it a person may read, is asked when he reads the message (see selectors).
        params={
            "instance_id": payload["instance_id"],
            "item_id": payload.get("item_id"),
            "initiator": payload.get("initiator_name", ""),
            "by": payload.get("actor_name", ""),
            "activity": payload.get("activity_name", ""),
            "count": payload.get("count", 0),
            "reason": _shortened(str(payload.get("opinion") or "")),
        },
        link=message.link,
        event_key=event.key,
    )
