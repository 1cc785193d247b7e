"""What an instance, or a definition that has not begun, waits for from outside: messages and signals.

It is worked out from the live tokens, never stored in the state: the room keeps rows of it, so that a message finds
its instance, and writes them again whenever a step has changed the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .context import Context
from .definition import Definition, EventDefinition, Node
from .graph_entries import catching_starts
from .run import Run
from .state import State
from .subscriptions import catchers, key_of, name_of, open_definitions, own_events

KINDS = frozenset({"message", "signal"})


class Wait(NamedTuple):
    """One thing that is waited for. `token` 0: the instance itself. `key` None: the model declares no correlation."""

    token: int
    element: str
    kind: str
    name: str
    key: str | None = None


def waits_outside(definition: Definition) -> bool:
    """Whether any element could ever wait for a message or signal; looked up once per definition."""
    found = definition.cache.get("waits")
    if found is None:
        nodes = definition.activities.values()
        # What another file does is known only at the call.
        found = any(event.kind in KINDS for node in nodes for event in node.events) or any(
            node.called is not None and node.called.text not in definition.processes for node in nodes
        )
        definition.cache["waits"] = found
    return bool(found)


def waits(definition: Definition, state: State, context: Context) -> frozenset[Wait]:
    """Everything that an instance waits for; what has no name or key that can be told now is left out."""
    if state.finished or not waits_outside(definition):
        return frozenset()
    run = Run(definition, state, context)
    found: set[Wait] = set()
    for owner, event, entry in waiting(run):
        try:
            found.add(Wait(owner, event.id, entry.kind, name_of(run, owner, event, entry), key_of(run, owner, entry)))
        except (ValueError, ArithmeticError, RecursionError):
            continue
    return frozenset(found)


def waiting(run: Run) -> Iterator[tuple[int, Node, EventDefinition]]:
    """Who waits for messages and signals, pools that could begin by them included."""
    for owner, event in list(catchers(run)):
        for definition in open_definitions(run, owner, event):
            if definition.kind in KINDS:
                yield owner, event, definition
    root = run.definition.root
    if "mains" not in root.data:
        return
    live = {token.node for token in run.state.tokens.values() if token.scope == 0}
    for pool in root.nodes.values():
        if pool.id in live or pool.id in root.data["mains"] or pool.inner is None:
            continue
        for start in pool.inside.starts:
            yield from ((0, start, definition) for definition in start.events if definition.kind == "message")


def at_conditions(definition: Definition, state: State, context: Context) -> list[Node]:
    """The events at which tokens stand until data fulfil their condition."""
    run = Run(definition, state, context)
    return [
        event
        for token in state.tokens.values()
        if token.phase == "wait"
        for event in own_events(run, token)
        if any(each.kind == "conditional" for each in event.events)
    ]


def starts(definition: Definition) -> frozenset[Wait]:
    """The messages and signals that begin an instance of a definition, by the elements that catch them."""
    return frozenset(
        Wait(0, node.id, event.kind, event.name.text if event.name is not None else event.reference or node.id)
        for node in catching_starts(definition.root)
        for event in node.events
        if event.kind in KINDS and (event.name is None or event.name.language == "literal")
    )
