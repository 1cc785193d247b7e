"""Taking a step without waiting for a lock when possible, and with it when others are at it, too.

First the step is made from an unlocked read and written by one statement that only takes effect if
nobody was faster: two round trips and one commit. When somebody was, or when a transaction is
already open, the instance row is locked first, so the second attempt cannot fail the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from uuid import UUID

from django.db import connection

from xieyun.kernel.actor import Actor
from xieyun.kernel.database import in_transaction
from xieyun.kernel.errors import NotFound
from xieyun.process import definitions
from xieyun.process.engine import State, codec
from xieyun.process.errors import InstanceChanged
from xieyun.process.stepping import conductor
from xieyun.process.stepping.draft import Draft, Moved, new_entry, person_id
from xieyun.process.store import read
from xieyun.process.store.rows import Instance, Item

Load = Callable[[ExitStack, bool], Draft]
Act = Callable[[Draft], None]


def take(load: Load, act: Act) -> Draft:
    """Load a draft, act on it, write it; return it as written. Raises what `act` raises."""
    if not connection.in_atomic_block:
        try:
            with ExitStack() as stack:
                draft = load(stack, False)
                act(draft)
                if conductor.save(draft):
                    return draft
        except Moved:
            pass
    with in_transaction(), ExitStack() as stack:
        draft = load(stack, True)
        act(draft)
        if not conductor.save(draft):
            raise InstanceChanged
        return draft


def on_item(actor: Actor, item_id: UUID, verb: str) -> Load:
    """Return the loader of a step on a work item. It raises NotFound for an item of another group."""

    def load(stack: ExitStack, lock: bool) -> Draft:
        found = read.item_and_instance(item_id, lock=lock)
        if found is None or found[1].group_id != actor.group_id:
            raise NotFound
        return _draft(actor, found[1], verb, stack, found[0])

    return load


def on_instance(actor: Actor, instance_id: UUID, verb: str) -> Load:
    """Return the loader of a step on an instance. It raises NotFound for one of another group."""

    def load(stack: ExitStack, lock: bool) -> Draft:
        instance = read.instance(instance_id, lock=lock)
        if instance is None or instance.group_id != actor.group_id:
            raise NotFound
        return _draft(actor, instance, verb, stack, None)

    return load


def _draft(actor: Actor, instance: Instance, verb: str, stack: ExitStack, item: Item | None) -> Draft:
    loaded = definitions.load(instance.definition_version_id)
    state = codec.load_state(
        bytes(instance.state),
        bytes(instance.variables),
        lambda: read.history(instance.id, instance.seq),
    )
    entry = new_entry(verb, record_version=instance.record_version, record_digest=instance.record_digest)
    if item is not None:
        _bring_up_to_date(item, state)
        entry.item_id, entry.activity_id, entry.activity_name = item.id, item.activity_id, item.activity_name
        entry.for_person_id = item.for_person_id
    return Draft(actor, instance, loaded, state, entry, stack, item, variables_before=state.variables)


def _bring_up_to_date(item: Item, state: State) -> None:
    """A row read while another step held the lock may be older than the instance; its state says whose the item is.

    Of an item that is not there any more only its row, read once more under the lock, says how it ended.
    """
    now = state.items.get(item.number) if item.number is not None else None
    if now is not None:
        item.assignee_id = person_id(now.person)
        item.status = "held" if now.held else "open"
    elif item.number is not None and item.status in ("open", "held"):
        item.status, item.outcome, item.assignee_id = read.item_now(item.id)
