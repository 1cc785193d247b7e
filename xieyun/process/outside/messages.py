"""Messages to instances: from programs, from other instances, and kept ones.

A message reaches exactly one instance: the one that waits for its name and correlation key, else a process that it
begins. Delivery and the mark of it are one transaction, whatever runs twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from xieyun.kernel import clock, json
from xieyun.kernel.actor import Actor, system_actor
from xieyun.kernel.database import execute, in_transaction
from xieyun.kernel.locks import lock_addresses
from xieyun.process import definitions, engine, incidents, tasks
from xieyun.process.engine.commands import DeliverMessage
from xieyun.process.incidents import Place
from xieyun.process.models.incident import MESSAGE
from xieyun.process.outside.subscriptions import Subscriber, address, find, find_start
from xieyun.process.stepping import conductor
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.runner import on_instance
from xieyun.process.store import read

log = structlog.get_logger(__name__)
REMEMBERED = dt.timedelta(days=7)
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Message:
    """A message; `key` "" has no correlation. `sender` tells the instance that threw it, if one did."""

    id: UUID
    group_id: UUID
    name: str
    key: str
    values: Mapping[str, Any]
    created_at: dt.datetime
    expires_at: dt.datetime
    sender: Mapping[str, Any]


class Suspended(Exception):
    """The instance that waits for the message is suspended."""


def hand_to(actor: Actor, to: Subscriber, values: Mapping[str, Any], *, delivery: UUID | None = None) -> Draft | None:
    """Take the step of a message; None when that one does not wait for it any more. Raises Suspended."""
    with in_transaction(), ExitStack() as stack:
        draft = on_instance(actor, to.instance_id, "message")(stack, True)
        if draft.instance.status == "suspended":
            raise Suspended
        if draft.state is None or to.wait not in engine.waits(draft.loaded.compiled, draft.state, draft.context):
            return None
        draft.entry.activity_id = to.wait.element
        draft.entry.activity_name = draft.loaded.activity_name(to.wait.element)
        draft.details["message"] = {"name": to.wait.name, "key": to.wait.key or "", "delivery": delivery}
        command = DeliverMessage(to.wait.name, values, to.wait.key, to.wait.token, to.wait.element)
        conductor.advance(draft, command)
        conductor.save(draft)
        return draft


def keep(message: Message) -> bool:
    """Keep a message until somebody waits for it; False, with nothing kept, when somebody does already.

    Takes turns with `subscriptions.change` by the address lock: either this sees the subscription, or the step that
    subscribes sees the message. Must be the last thing that its transaction locks.
    """
    with in_transaction():
        lock_addresses([address(message.group_id, message.name, message.key)])
        if find(message.group_id, message.name, message.key):
            return False
        _insert(message, "message", "kept")
        return True


def _insert(message: Message, kind: str, status: str) -> bool:
    return bool(
        execute(
            "INSERT INTO process_message (id, group_id, kind, name, key, content, sender, status, "
            "created_at, expires_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING RETURNING id",
            [
                message.id, message.group_id, kind, message.name, message.key,
                json.dumps(message.values).decode(), json.dumps(message.sender).decode(), status, message.created_at,
                message.expires_at,
            ],
        )
    )  # fmt: skip


def accept(message: Message) -> None:
    """Take over a message that an instance threw; a job delivers it. The same again changes nothing."""
    if _insert(message, "message", "pending"):
        tasks.deliver_message.defer(message_id=str(message.id))


def deliver(message_id: UUID) -> None:
    """Deliver a message that is pending or was matched with a subscription; keep it when nobody waits.

    Raises what the step of its receiver refuses; after some attempts that is an incident.
    """
    try:
        _deliver(message_id)
    except Exception as error:
        place = _place(message_id)
        if place is not None:
            incidents.failed(place, error)
        raise


def _deliver(message_id: UUID) -> None:
    for _ in range(ROUNDS):
        try:
            done = _deliver_now(message_id)
        except Suspended:
            return  # `wake` delivers it when the receiver goes on
        if done or _rest(message_id):
            return
    raise RuntimeError(f"message {message_id} met {ROUNDS} receivers that had just gone on")


def _deliver_now(message_id: UUID) -> bool:
    """Whether nothing is left to do: delivered, now or before. False: nobody waits."""
    with in_transaction():
        message = _load(message_id, "FOR UPDATE")
        if message is None:
            return True
        actor = system_actor(message.group_id)
        for to in find(message.group_id, message.name, message.key)[:1]:
            draft = hand_to(actor, to, message.values, delivery=message.id)
            if draft is None:
                return False
            _mark_delivered(message.id, to.instance_id)
            return True
        begun = begin(message, actor)
        if begun is not None:
            _mark_delivered(message.id, begun)
        return begun is not None


def _place(message_id: UUID) -> Place | None:
    message = _load(message_id)
    if message is None:
        return None
    about = f"{message.name}（{message.key}）" if message.key else message.name
    for to in find(message.group_id, message.name, message.key)[:1]:
        instance = read.instance(to.instance_id, lock=False)
        if instance is not None:
            loaded = definitions.load(instance.definition_version_id)
            return Place(
                MESSAGE, str(message_id), message.group_id, to.instance_id, instance.definition_code, to.wait.token,
                to.wait.element, loaded.activity_name(to.wait.element) or about, message.name,
            )  # fmt: skip
    start = find_start(message.group_id, message.name)
    code = "" if start is None else definitions.load(start[0]).code
    return Place(MESSAGE, str(message_id), message.group_id, None, code, None, "", about, message.name)


def begin(message: Message, actor: Actor) -> UUID | None:
    """Start the published process that begins by a message; None when there is none."""
    from xieyun.process.actions.start_process import start_by_event

    start = find_start(message.group_id, message.name)
    if start is None:
        return None
    sender = message.sender.get("instance_id")
    outcome = start_by_event(
        actor=actor, version_id=start[0], start_event=start[1], variables=message.values,
        on_behalf_of=UUID(str(sender)) if sender else None,
    )  # fmt: skip
    return outcome.instance_id


def _mark_delivered(message_id: UUID, instance_id: UUID) -> None:
    execute(
        "UPDATE process_message SET status = 'delivered', delivered_at = %s, instance_id = %s WHERE id = %s",
        [clock.now(), instance_id, message_id],
    )


def _rest(message_id: UUID) -> bool:
    """Let a message that nobody waits for rest until somebody does or its time is over; False when somebody does."""
    with in_transaction():
        message = _load(message_id)
        if message is None:
            return True
        lock_addresses([address(message.group_id, message.name, message.key)])
        if find(message.group_id, message.name, message.key):
            return False
        # Another run of this job that holds the row does the rest; waiting for it here could be waiting in a circle.
        locked = execute("SELECT 1 FROM process_message WHERE id = %s FOR UPDATE SKIP LOCKED", [message_id])
        if locked:
            status = "kept" if message.expires_at > clock.now() else "expired"
            execute(
                "UPDATE process_message SET status = %s WHERE id = %s AND status IN ('pending', 'matched')",
                [status, message_id],
            )
        return True


def _load(message_id: UUID, lock: str = "") -> Message | None:
    row = execute(
        "SELECT id, group_id, name, key, content::text, created_at, expires_at, sender::text FROM process_message "
        f"WHERE id = %s AND kind = 'message' AND status IN ('pending', 'matched') {lock}",
        [message_id],
    ).first()
    if row is None:
        return None
    identifier, group_id, name, key, values, created_at, expires_at, sender = row
    return Message(
        identifier, group_id, name, key, json.loads(values.encode()), created_at, expires_at,
        json.loads(sender.encode()),
    )  # fmt: skip


def discard(message_id: UUID) -> Message | None:
    """Give up a message that is on its way, and return it; None when it was delivered or is over meanwhile.

    Its row stays for some days, so that the event that threw it cannot bring it again.
    """
    with in_transaction():
        message = _load(message_id, "FOR UPDATE")
        if message is not None:
            execute("UPDATE process_message SET status = 'discarded' WHERE id = %s", [message_id])
        return message


def overdue(before: dt.datetime, limit: int) -> list[UUID]:
    """Return messages that should have been delivered: their jobs are lost, or their receivers suspended."""
    return execute(
        "SELECT id FROM process_message WHERE kind = 'message' AND status IN ('pending', 'matched') "
        "AND created_at < %s AND created_at > %s ORDER BY created_at LIMIT %s",
        [before, before - REMEMBERED, limit],
    ).scalars()


def wake(instance_id: UUID) -> None:
    """Enqueue the messages that an instance could not take while it was suspended."""
    for message_id in execute(
        "SELECT DISTINCT m.id FROM process_event_subscription s JOIN process_message m ON m.group_id = s.group_id "
        "AND m.name = s.name AND m.key = s.key WHERE s.instance_id = %s AND s.kind = 'message' "
        "AND m.kind = 'message' AND m.status IN ('pending', 'matched')",
        [instance_id],
    ).scalars():
        tasks.deliver_message.defer(message_id=str(message_id))


def forget() -> int:
    """Mark kept messages whose time is over, and delete what ended some days ago; return how many were deleted."""
    now = clock.now()
    execute("UPDATE process_message SET status = 'expired' WHERE status = 'kept' AND expires_at < %s", [now])
    return execute(
        "DELETE FROM process_message m WHERE m.status IN ('delivered', 'expired', 'discarded') AND m.expires_at < %s "
        "AND m.created_at < %s AND NOT EXISTS (SELECT 1 FROM process_signal_receipt r WHERE r.signal_id = m.id)",
        [now, now - REMEMBERED],
    ).rowcount
