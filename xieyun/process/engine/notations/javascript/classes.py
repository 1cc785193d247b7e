"""Classes of scripts: constructors, methods, fields, statics, `extends` and `super`."""

from __future__ import annotations

from typing import Any

from ..tokens import NotationError
from .functions import Builtin, Defined, Room
from .values import UNDEFINED, Failure, Instance, failure, property_key, text


class Class:
    """A class: `methods` by name, `fields` that every object gets, and `statics` of its own."""

    __slots__ = ("constructor", "fields", "methods", "name", "parent", "room", "statics")

    def __init__(self, name: str, parent: Any, room: Room) -> None:
        self.name = name
        self.parent = parent
        self.room = room
        self.constructor: Defined | None = None
        self.methods: dict[str, Defined] = {}
        self.statics: dict[str, Any] = {}
        self.fields: list[tuple[Any, Any]] = []

    def __call__(self, *arguments: Any) -> Any:
        """A class is no function that can be called."""
        raise failure("TypeError", f"Class constructor {self.name} cannot be invoked without 'new'")

    def method(self, name: str) -> Any:
        """A method of the class or of those above it; undefined when there is none."""
        if name in self.methods:
            return self.methods[name]
        return self.parent.method(name) if isinstance(self.parent, Class) else UNDEFINED

    def static(self, name: str) -> Any:
        """A member of the class itself or of those above it."""
        if name in self.statics:
            return self.statics[name]
        if name == "name":
            return self.name
        return self.parent.static(name) if isinstance(self.parent, Class) else UNDEFINED

    def root(self) -> Any:
        """What the highest class extends: a kind of errors, or None."""
        return self.parent.root() if isinstance(self.parent, Class) else self.parent


def made_class(machine: Any, node: Any, room: Room) -> Class:
    """What `class ... { }` gives."""
    _, name, above, constructor, methods, fields = node
    parent = machine.value(above, room) if above is not None else None
    depth, higher = 0, parent
    while isinstance(higher, Class):
        depth, higher = depth + 1, higher.parent
    if depth > 40:
        raise NotationError("the classes of the script extend each other too often")
    if higher is not None and not (isinstance(higher, Builtin) and higher.name.endswith(("Error", "Exception"))):
        raise NotationError("a class can extend only another class of the script or a kind of errors here")
    inner = Room(room)
    made = Class(name, parent, inner)
    if name:
        inner.variables[name] = made
    if constructor is not None:
        made.constructor = Defined(machine, constructor, inner, made)
    for static, key, function in methods:
        place = property_key(machine.value(key, inner))
        (made.statics if static else made.methods)[place] = Defined(machine, function, inner, made)
    for static, key, value in fields:
        if static:
            place = property_key(machine.value(key, inner))
            made.statics[place] = UNDEFINED if value is None else machine.value(value, _place_of(made, made))
        else:
            made.fields.append((key, value))
    return made


def constructed(machine: Any, kind: Class, arguments: list[Any]) -> Any:
    """`new kind(arguments)`."""
    root = kind.root()
    made: Any = Instance() if root is None else Failure(root.name, "")
    made.made_by = kind
    result = initialised(machine, kind, made, arguments)
    return result if isinstance(result, dict | list) else made


def initialised(machine: Any, kind: Any, this: Any, arguments: list[Any]) -> Any:
    """Run the constructor of a class on an object; what `super(...)` does with the class above."""
    machine.scope.tick()
    if not isinstance(kind, Class):
        if isinstance(this, Failure) and arguments and arguments[0] is not UNDEFINED:
            this["message"] = text(arguments[0])
        return UNDEFINED
    if kind.constructor is None:
        initialised(machine, kind.parent, this, arguments)
        fields_set(machine, kind, this)
        return UNDEFINED
    if kind.parent is None:
        fields_set(machine, kind, this)
    return machine.call(kind.constructor, this, arguments)


def fields_set(machine: Any, kind: Class, this: Any) -> None:
    """Give an object the fields that its class declares."""
    place = _place_of(kind, this)
    for key, value in kind.fields:
        this[property_key(machine.value(key, place))] = UNDEFINED if value is None else machine.value(value, place)


def super_called(machine: Any, room: Room, arguments: list[Any]) -> Any:
    """`super(arguments)`."""
    kind = _home(room)
    initialised(machine, kind.parent, room.this, arguments)
    fields_set(machine, kind, room.this)
    return UNDEFINED


def super_method(room: Room, name: str) -> Any:
    """`super.name`."""
    kind = _home(room)
    return kind.parent.method(name) if isinstance(kind.parent, Class) else UNDEFINED


def is_instance(value: Any, kind: Class) -> bool:
    """`value instanceof kind`."""
    found = getattr(value, "made_by", None)
    while isinstance(found, Class):
        if found is kind:
            return True
        found = found.parent
    return False


def _place_of(kind: Class, this: Any) -> Room:
    place = Room(kind.room, function=True, this=this)
    place.home = kind
    return place


def _home(room: Room) -> Class:
    place: Room | None = room
    while place is not None:
        if isinstance(place.home, Class):
            return place.home
        place = place.around
    raise failure("SyntaxError", "'super' keyword unexpected here")
