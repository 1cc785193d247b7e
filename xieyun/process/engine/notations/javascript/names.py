"""What names stand for in a script in JavaScript, and how they take values."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC
from typing import Any

from ..lookups import Environment, stands_for
from ..scope import SharingScope
from .functions import Defined, Node, Room
from .library import root
from .members import get_member, members_of, set_member
from .values import (
    UNDEFINED,
    failure,
    keys_of,
    property_key,
    text,
)

_NOWHERE = object()


class Names(ABC):
    """The script's own variables, those of its functions and blocks, and what engines hand to it."""

    def __init__(self, scope: SharingScope) -> None:
        self.scope = scope
        self.zone: Any = (scope.now.tzinfo if scope.now else None) or UTC
        self.top = Room(None, this=Environment(scope))
        self.answered: list[Any] = []
        self.waiting: list[Callable[[], Any]] = []

    @abstractmethod
    def body_of(self, function: Defined, room: Room) -> Any:
        """The value of a function whose parameters are in its room."""

    @abstractmethod
    def value(self, node: Node, room: Room) -> Any:
        """The value of an expression."""

    def find(self, name: str, room: Room) -> Any:
        """What a name stands for; None when for nothing."""
        held = self._held(name, room)
        return self._meant(name) if held is _NOWHERE else held

    def _held(self, name: str, room: Room) -> Any:
        """What the nearest variable of a name holds."""
        place: Room | None = room
        while place is not None:
            if name in place.variables:
                return place.variables[name]
            place = place.around
        return self.scope.shared(name) if self.scope.has(name) else _NOWHERE

    def _meant(self, name: str) -> Any:
        """What a name stands for that no variable has; None when for nothing."""
        found = root(name)
        return found if found is not None else stands_for(self.scope, name)

    def _name(self, node: Node, room: Room) -> Any:
        name = node[1]
        held = self._held(name, room)
        if held is not _NOWHERE:
            return held
        found = self._meant(name)
        if found is None:
            raise failure("ReferenceError", f"{name} is not defined")
        return found

    def _is_variable(self, name: str, room: Room) -> bool:
        place: Room | None = room
        while place is not None and name not in place.variables:
            place = place.around
        return place is not None

    def assign(self, name: str, value: Any, room: Room) -> None:
        """Set the nearest variable of a name, or one of the script."""
        place: Room | None = room
        while place is not None:
            if name in place.variables or name in place.constants:
                if name in place.constants:
                    raise failure("TypeError", "Assignment to constant variable.")
                place.variables[name] = value
                return
            place = place.around
        self.scope.will_assign(name)
        self.scope.changed[name] = value

    def declare(self, kind: str, target: Node, value: Any, room: Room) -> None:
        """Make the names of a target variables of their block, or of the function with `var`."""
        if target[0] != "name":
            self._take_apart(target, value, lambda part, entry: self.declare(kind, part, entry, room), room)
            return
        place = room
        if kind == "var":
            while not place.function and place.around is not None:
                place = place.around
        if place.around is None and (kind == "var" or not self.scope.has(target[1])):
            self.scope.will_assign(target[1])
            self.scope.changed[target[1]] = value
            if kind == "const":
                place.constants.add(target[1])
        else:
            place.variables[target[1]] = value
            if kind == "const":
                place.constants.add(target[1])

    def set(self, target: Node, value: Any, room: Room) -> None:
        """Give a value to what stands left of an assignment."""
        if target[0] == "name":
            self.assign(target[1], value, room)
        elif target[0] == "member":
            set_member(self, self.value(target[1], room), target[2], value)
        elif target[0] == "index":
            set_member(self, self.value(target[1], room), self.value(target[2], room), value)
        else:
            self._take_apart(target, value, lambda part, entry: self.set(part, entry, room), room)

    def _take_apart(self, target: Node, value: Any, put: Callable[[Node, Any], None], room: Room) -> None:
        if target[0] == "default":
            if value is UNDEFINED and target[2] is not None:
                value = self.value(target[2], room)
            put(target[1], value)
            return
        if target[0] == "rest":
            put(target[1], value)
            return
        if value is None or value is UNDEFINED:
            raise failure("TypeError", f"Cannot destructure '{text(value)}' as it is {text(value)}.")
        if target[0] == "array pattern":
            items = self.members(value)
            for index, part in enumerate(target[1]):
                if part is None:
                    continue
                if part[0] == "rest":
                    put(part[1], items[index:])
                else:
                    put(part, items[index] if index < len(items) else UNDEFINED)
            return
        taken: set[str] = set()
        for entry in target[1]:
            if entry[0] == "rest":
                rest = (
                    {key: value[key] for key in keys_of(value) if key not in taken} if isinstance(value, dict) else {}
                )
                put(entry[1], rest)
                continue
            key = self.value(entry[1], room)
            taken.add(property_key(key))
            put(entry[2], get_member(self, value, key))

    def members(self, value: Any) -> list[Any]:
        """The members that a loop gives, each counted."""
        found = members_of(value)
        if found is None:
            raise failure("TypeError", f"{text(value)[:50]} is not iterable")
        self.scope.tick(len(found) // 10)
        return found
