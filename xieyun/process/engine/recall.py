"""How it was just before an item was finished: read from the history, for who takes a decision back.

What a decision ended (its ballot, the items of co-signers) leaves the state with it; keeping it would burden every
step for a verb that is seldom used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from . import events as e
from .appliers import APPLIERS
from .codec import load_events
from .state import Item, State


class Visit(NamedTuple):
    """A visit with its open items, the finished one among them, and the data of its processor."""

    data: Mapping[str, Any]
    items: Mapping[int, Item]


def before_finishing(state: State, item: int) -> Visit | None:
    """The visit of an item just before the item was finished the last time; None when the history does not say."""
    if state.history is None:
        return None
    events = [event for document in state.history() for event in load_events(document)]
    last = next((place for place in reversed(range(len(events))) if _finishes(events[place], item)), None)
    if last is None:
        return None
    past = State()
    for event in events[:last]:
        APPLIERS[type(event)](past, event)
    number = past.items[item].token
    items = {key: entry for key, entry in past.items.items() if entry.token == number}
    return Visit(past.tokens[number].data or {}, items)


def _finishes(event: e.Event, item: int) -> bool:
    return isinstance(event, e.ItemClosed) and event.item == item and event.status == "done"
