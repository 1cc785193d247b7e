"""Instances as this process last wrote them, so that the next step need not read what is known (process.md, lesson 6).

A memory is only a guess: the statement that writes a step from it demands that the instance still stands at the
remembered step, that the token of the group is the remembered one (nobody has changed its organisation, rights or
substitutions) and that the record has its remembered version. Everything that a step reads of an instance and its
items changes with one of these. A guess that fails writes nothing, and the step is made again from what is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from xieyun.kernel.recent import Recent
from xieyun.process import engine
from xieyun.process.definitions import Loaded
from xieyun.process.engine import codec
from xieyun.process.engine.passed import Passed
from xieyun.process.store import read
from xieyun.process.store.rows import Instance, Item, ItemChange, NewItem

CAPACITY = 2000  # open items; a few KiB each
MAXIMUM_ITEMS = 20  # of one instance: the memory of all of them is renewed with every step


class Remembered(NamedTuple):
    """An instance after a step, and those of its open items that are known. Nothing in it is ever changed."""

    instance: Instance
    loaded: Loaded
    state: engine.State
    items: Mapping[UUID, Item]


_remembered: Recent[Remembered] = Recent(capacity=CAPACITY)  # by the numbers of items: those are hashed in C


def recall(item_id: UUID) -> Remembered | None:
    """Return what is remembered of the instance of an open item."""
    return _remembered.known(item_id.int)


def remember(
    instance: Instance,
    loaded: Loaded,
    state: engine.State,
    items: Mapping[UUID, Item],
    *,
    changed: Mapping[int, ItemChange],
    opened: Mapping[int, NewItem],
) -> None:
    """Keep an instance as a written step left it; `items` are those known before the step."""
    for item_id in items:
        _remembered.forget(item_id.int)
    if state.finished:
        return
    known = {item.id: item for item in items.values() if item.number not in changed}
    known |= {item.id: _row(instance.id, item) for item in opened.values() if item.status == "open"}
    if len(known) > MAXIMUM_ITEMS:
        return

    def history() -> list[bytes]:
        return read.history(instance.id, instance.seq)

    # Read up to this step, should a later one ask where the work has been.
    state.history, state.passed = history, Passed(lambda: codec.passed_in(history()))
    memory = Remembered(instance, loaded, state, known)
    for item_id in known:
        _remembered.put(item_id.int, memory)


def _row(instance_id: UUID, item: NewItem) -> Item:
    return Item(
        item.id, instance_id, item.number, item.kind, item.status, item.activity_id, item.activity_name,
        item.assignee_id, item.for_person_id, item.asked_by, item.outcome, None, item.open_to_all,
    )  # fmt: skip
