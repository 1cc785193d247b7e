"""Taking a step without waiting for a lock when possible, and with it when others are at it, too.

First the step is made from what this process remembers of the instance, or from an unlocked read, and written
by one statement that only takes effect if nobody was faster: one or two round trips and one commit. When
somebody was, or when a transaction is already open, the instance row is locked first, so that attempt cannot
fail the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import NamedTuple
from uuid import UUID

import django.db

from xieyun.kernel.actor import Actor
from xieyun.kernel.connection import current
from xieyun.kernel.database import in_transaction
from xieyun.kernel.errors import NotFound
from xieyun.process import definitions
from xieyun.process.engine import State, codec
from xieyun.process.errors import InstanceChanged
from xieyun.process.stepping import conductor, remembered
from xieyun.process.stepping.draft import Draft, Moved, new_entry, person_id
from xieyun.process.stepping.remembered import Remembered
from xieyun.process.store import read
from xieyun.process.store.rows import Entry, Instance, Item

Act = Callable[[Draft], None]


class Load(NamedTuple):
    """How a step comes by its draft: `read` from the database, with or without lock, or `recall` from memory."""

    read: Callable[[ExitStack, bool], Draft]
    recall: Callable[[ExitStack], Draft | None] = lambda stack: None

    def __call__(self, stack: ExitStack, lock: bool) -> Draft:
        """Return the draft as read."""
        return self.read(stack, lock)


def take(load: Load, act: Act) -> Draft:
    """Load a draft, act on it, write it; return it as written. Raises what `act` raises."""
    if not current().in_atomic_block:
        draft = _from_memory(load, act)
        if draft is not None:
            return draft
        with suppress(Moved), ExitStack() as stack:
            return _write(load(stack, False), act)
    with in_transaction(), ExitStack() as stack:
        draft = load(stack, True)
        act(draft)
        if not conductor.save(draft):
            raise InstanceChanged
        return draft


def _from_memory(load: Load, act: Act) -> Draft | None:
    """Return the draft as written from memory; None, with nothing written, when that does not work."""
    try:
        with ExitStack() as stack:
            draft = load.recall(stack)
            return None if draft is None else _write(draft, act)
    except django.db.Error:
        raise
    except Exception:
        # A refusal that rests on memory may be wrong: the step is made again from what is read.
        return None


def _write(draft: Draft, act: Act) -> Draft:
    """Act and write without lock; raises Moved, so that whatever other rooms wrote is undone, when it was too late."""
    act(draft)
    if not conductor.save(draft):
        raise Moved
    remember(draft)
    return draft


def remember(draft: Draft) -> None:
    """Remember the instance for its next step, after a step that is committed and touched nothing else."""
    if current().in_atomic_block or draft.version_id is not None or draft.title is not None:
        return
    seq = 1 if draft.new else draft.instance.seq + 1
    instance = draft.instance.after(seq, draft.status or draft.instance.status)
    remembered.remember(instance, draft.loaded, draft.live, draft.known, changed=draft.changed, opened=draft.opened)


def remember_read(draft: Draft) -> None:
    """Remember the instance as an unlocked draft of an open item has read it."""
    instance = draft.instance
    if not current().in_atomic_block and draft.acted.status in ("open", "held"):
        unchanged = instance.after(instance.seq, instance.status)
        remembered.remember(unchanged, draft.loaded, draft.live, draft.known, changed={}, opened={})


def on_item(actor: Actor, item_id: UUID, verb: str) -> Load:
    """Return the loader of a step on a work item. It raises NotFound for an item of another group."""

    def read_it(stack: ExitStack, lock: bool) -> Draft:
        found = read.item_and_instance(item_id, lock=lock)
        if found is None or found[1].group_id != actor.group_id:
            raise NotFound
        return _draft(actor, found[1], verb, stack, found[0])

    def recall(stack: ExitStack) -> Draft | None:
        memory = remembered.recall(item_id)
        if memory is None or memory.instance.group_id != actor.group_id:
            return None
        return _recalled(actor, memory, memory.items[item_id], verb, stack)

    return Load(read_it, recall)


def on_instance(actor: Actor, instance_id: UUID, verb: str) -> Load:
    """Return the loader of a step on an instance. It raises NotFound for one of another group."""

    def read_it(stack: ExitStack, lock: bool) -> Draft:
        instance = read.instance(instance_id, lock=lock)
        if instance is None or instance.group_id != actor.group_id:
            raise NotFound
        return _draft(actor, instance, verb, stack, None)

    return Load(read_it)


def _draft(actor: Actor, instance: Instance, verb: str, stack: ExitStack, item: Item | None) -> Draft:
    loaded = definitions.load(instance.definition_version_id)
    state = codec.load_state(
        bytes(instance.state),
        bytes(instance.variables),
        lambda: read.history(instance.id, instance.seq),
    )
    if item is not None:
        _bring_up_to_date(item, state)
    known = {} if item is None else {item.id: item}
    return Draft(
        actor, instance, loaded, state, _entry(verb, instance, item), stack, item,
        known=known, variables_before=state.variables,
    )  # fmt: skip


def _recalled(actor: Actor, memory: Remembered, item: Item, verb: str, stack: ExitStack) -> Draft:
    instance, state = memory.instance, memory.state
    return Draft(
        actor, instance, memory.loaded, state, _entry(verb, instance, item), stack, item,
        guessed=True, known=memory.items, variables_before=state.variables,
    )  # fmt: skip


def _entry(verb: str, instance: Instance, item: Item | None) -> Entry:
    entry = new_entry(verb, record_version=instance.record_version, record_digest=instance.record_digest)
    if item is not None:
        entry.item_id, entry.activity_id, entry.activity_name = item.id, item.activity_id, item.activity_name
        entry.for_person_id = item.for_person_id
    return entry


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
