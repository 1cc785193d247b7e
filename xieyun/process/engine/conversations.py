"""Which messages belong together: the correlation keys of a collaboration (BPMN 2.0.2, 8.4.2).

A process instance (in our reading also an instance of a sub-process, as in SpiffWorkflow) takes the values of a key
from the first message of the conversation that it sends or receives. After that it receives those messages that tell
the same values, or that tell none.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from . import events as e
from .definition import PAYLOAD, EventDefinition, Node
from .notation import evaluate
from .notations.values import equal
from .run import Run

KEYS = "keys of the conversation"  # among what a message carries inside its file: what its sender knew of its keys
_MARK = "key:"


def sent(run: Run, number: int, definition: EventDefinition, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a thrown message carries, with the values of its keys; its sender remembers them."""
    if not definition.keys:
        return values
    scope = run.state.tokens[number].scope
    keys = {**_known(run, scope), **_told(run, definition, {**run.data(scope, number), **values})}
    named = {key: keys[key] for key, _ in definition.keys if key in keys}
    _remember(run, scope, named)
    return {**values, KEYS: named} if named else values


def is_for_another(run: Run, owner: int, event: Node, definition: EventDefinition, values: Mapping[str, Any]) -> bool:
    """Whether the keys or the bindings (context-based correlation) of who waits say that a message is not for him."""
    if definition.keys:
        known, told = _known(run, _scope(run, owner, event)), _told(run, definition, values)
        both = known.keys() & told.keys()
        if both and not any(equal(known[key], told[key]) for key in both):
            return True
    for retrieval, wanted in definition.bound:
        with suppress(ValueError):  # what has no value cannot differ
            value, own = evaluate(retrieval, _view(values), run.context), run.evaluate(wanted, owner or None)
            if value is not None and own is not None and not equal(value, own):
                return True
    return False


def caught(run: Run, owner: int, event: Node, definition: EventDefinition | None, values: Mapping[str, Any]) -> None:
    """Who receives a message takes over the values of its keys. `definition`: which of the event's own it was."""
    for entry in event.events if definition is None else (definition,):
        if entry.keys:
            _remember(run, _scope(run, owner, event), _told(run, entry, values))


def begun(run: Run, scope: int, start: Node, values: Mapping[str, Any]) -> None:
    """A process that begins by a message takes over the values of its keys."""
    for entry in start.events:
        _remember(run, scope, _told(run, entry, values))


def without_keys(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a message carries for the variables of its receiver."""
    return {name: value for name, value in values.items() if name != KEYS} if KEYS in values else values


def _scope(run: Run, owner: int, event: Node) -> int:
    """Where the conversation of an event that waits is remembered: the process or sub-process around it."""
    if owner == 0 or (event.type == "startEvent" and run.state.tokens[owner].phase == "in"):
        return owner
    return run.state.tokens[owner].scope


def _view(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a retrieval expression sees of a message: its members, and the whole as `payload`."""
    return values if "payload" in values else {**values, "payload": values.get(PAYLOAD, without_keys(values))}


def _told(run: Run, definition: EventDefinition, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    if KEYS in values:
        return dict(values[KEYS])
    found: dict[str, list[Any]] = {}
    for key, retrievals in definition.keys:
        with suppress(ValueError):
            told = [evaluate(retrieval, _view(values), run.context) for retrieval in retrievals]
            if None not in told:
                found[key] = told
    return found


def _known(run: Run, scope: int) -> dict[str, list[Any]]:
    """The keys of a scope and of those around it, the nearest first."""
    found: dict[str, list[Any]] = {}
    while scope:
        token = run.state.tokens[scope]
        found = {**(token.data or {}).get("keys", {}), **found}
        scope = token.scope
    for kept in run.state.messages.values():
        if kept.target.startswith(_MARK):
            found.setdefault(kept.target.removeprefix(_MARK), (kept.values or {}).get("values", []))
    return found


def _remember(run: Run, scope: int, keys: Mapping[str, list[Any]]) -> None:
    new = {key: values for key, values in keys.items() if key not in _known(run, scope)}
    if not new:
        return
    if scope == 0:
        for key, values in new.items():
            run.emit(e.MessageKept(run.state.next, _MARK + key, "", {"values": values}))
        return
    token = run.state.tokens[scope]
    data = dict(token.data or {})
    run.emit(e.Changed(scope, token.phase, {**data, "keys": {**data.get("keys", {}), **new}}))
