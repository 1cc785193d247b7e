"""`Map` and `Set`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .values import UNDEFINED, Keyed, identity


def filled(value: Keyed, members: list[Any]) -> Keyed:
    """A `Map` or `Set` with members."""
    for member in members:
        if value.single:
            put(value, member, member)
        else:
            put(value, member[0], member[1] if len(member) > 1 else UNDEFINED)
    return value


def put(value: Keyed, key: Any, entry: Any) -> Keyed:
    """Set a member; the place of one that is there already stays."""
    place = identity(key)
    value.entries[place] = (value.entries[place][0] if place in value.entries else key, entry)
    return value


def _each(machine: Any, value: Keyed, function: Any) -> Any:
    for key, entry in list(value.entries.values()):
        machine.call(function, UNDEFINED, [entry, key, value])
    return UNDEFINED


def _clear(value: Keyed) -> Any:
    value.entries.clear()
    return UNDEFINED


METHODS: dict[str, Callable[..., Any]] = {
    "get": lambda machine, value, key: value.entries.get(identity(key), (None, UNDEFINED))[1],
    "set": lambda machine, value, key, entry: put(value, key, entry),
    "add": lambda machine, value, key: put(value, key, key),
    "has": lambda machine, value, key: identity(key) in value.entries,
    "delete": lambda machine, value, key: value.entries.pop(identity(key), None) is not None,
    "clear": lambda machine, value: _clear(value),
    "keys": lambda machine, value: [key for key, _ in value.entries.values()],
    "values": lambda machine, value: [entry for _, entry in value.entries.values()],
    "entries": lambda machine, value: [[key, entry] for key, entry in value.entries.values()],
    "forEach": _each,
}
