"""Messages and signals that programs send to processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.access.policies import require
from xieyun.kernel import audit, clock, json
from xieyun.kernel.actor import Actor
from xieyun.kernel.connection import current
from xieyun.kernel.database import in_transaction
from xieyun.kernel.errors import FieldError, InvalidInput
from xieyun.kernel.identifiers import new_id
from xieyun.process.errors import InstanceChanged, InstanceSuspended, NobodyWaits, SeveralWait
from xieyun.process.input import clean_text, group_of
from xieyun.process.outside import messages, signals
from xieyun.process.outside.messages import Message, Suspended
from xieyun.process.outside.subscriptions import find

# The permissions of programs (docs/how-to-connect-a-system.md); a role grants them like those on records.
MESSAGE, DELIVER = "process.message", "deliver"
SIGNAL, BROADCAST = "process.signal", "broadcast"
MAXIMUM_NAME = 200
MAXIMUM_VALUES = 256 * 1024
LONGEST_KEEP = 30 * 24 * 3600
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a message. `result`: delivered, started, kept."""

    result: str
    delivery_id: UUID
    instance_id: UUID | None = None


def deliver_message(
    *,
    actor: Actor,
    name: str,
    correlation_key: str = "",
    values: Mapping[str, Any] | None = None,
    keep_for_seconds: int = 0,
) -> Delivered:
    """Give a message to the one instance that waits for its name and key, else begin the process that it starts.

    When nobody waits yet it may be kept for some time. Raises Forbidden, NobodyWaits (404), SeveralWait (409),
    InstanceSuspended for a receiver that is suspended, InvalidInput, and what the receiver's step refuses.
    """
    require(actor, MESSAGE, DELIVER)
    message = _message(actor, name, correlation_key, values or {}, keep_for_seconds)
    for _ in range(ROUNDS):
        found = find(message.group_id, message.name, message.key)
        if len(found) > 1:
            raise SeveralWait(name=message.name, key=message.key)
        try:
            draft = messages.hand_to(actor, found[0], message.values, delivery=message.id) if found else None
        except Suspended:
            raise InstanceSuspended from None
        if draft is not None:
            return Delivered("delivered", message.id, draft.instance.id)
        begun = None if found else messages.begin(message, actor)
        if begun is not None:
            return Delivered("started", message.id, begun)
        if not found:
            if keep_for_seconds <= 0:
                raise NobodyWaits(name=message.name, key=message.key)
            if _keep(actor, message):
                return Delivered("kept", message.id)
            if current().in_atomic_block:
                break  # the address is locked until this transaction ends: no instance may be locked now
    raise InstanceChanged


def _keep(actor: Actor, message: Message) -> bool:
    with in_transaction():
        if not messages.keep(message):
            return False
        audit.record(
            actor=actor, action="process.keep_message", target_type="process_message", target_id=str(message.id),
            after={"name": message.name, "key": message.key, "until": message.expires_at},
        )  # fmt: skip
        return True


def broadcast_signal(*, actor: Actor, name: str, values: Mapping[str, Any] | None = None) -> tuple[UUID, int]:
    """Tell a signal to all instances of the group that wait for it, and begin the processes that it starts.

    Returns the delivery id and how many will be told, in batches. Raises Forbidden, InvalidInput.
    """
    require(actor, SIGNAL, BROADCAST)
    signal_id, group_id = new_id(), group_of(actor)
    name, content = _name(name), _values(values or {})
    with in_transaction():
        told = signals.spread(signal_id=signal_id, group_id=group_id, name=name, values=content)
        audit.record(
            actor=actor, action="process.broadcast_signal", target_type="process_message", target_id=str(signal_id),
            after={"name": name, "told": told},
        )  # fmt: skip
    return signal_id, told


def _message(actor: Actor, name: str, key: str, values: Mapping[str, Any], keep: int) -> Message:
    if not 0 <= keep <= LONGEST_KEEP:
        raise InvalidInput(fields=[FieldError("keep_for_seconds", "message-keep-range", {"limit": LONGEST_KEEP})])
    now = clock.now()
    return Message(
        new_id(), group_of(actor), _name(name), clean_text(key, maximum=MAXIMUM_NAME, field="correlation_key"),
        _values(values), now, now + dt.timedelta(seconds=keep), {},
    )  # fmt: skip


def _name(name: str) -> str:
    found = clean_text(name, maximum=MAXIMUM_NAME, field="name").strip()
    if not found:
        raise InvalidInput(fields=[FieldError("name", "field-required")])
    return found


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    if len(json.dumps(values)) > MAXIMUM_VALUES:
        raise InvalidInput(fields=[FieldError("values", "message-too-large", {"limit": MAXIMUM_VALUES // 1024})])
    return dict(values)
