"""Work out the expressions of a script in JavaScript."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC
from typing import Any, ClassVar

from ..closures import MAXIMUM_CALLS
from ..lookups import Environment, stands_for
from ..regular import compiled
from ..scope import MAXIMUM_SIZE, Execution, SharingScope
from ..tokens import NotationError
from .functions import Builtin, Defined, Native, Node, Room
from .library import construct, root
from .members import call_member, get_member, has_member, members_of, set_member
from .values import (
    UNDEFINED,
    Expression,
    Failure,
    alike,
    failure,
    is_nan,
    keys_of,
    kind_of,
    number,
    primitive,
    property_key,
    same,
    text,
    to_int32,
    to_number,
    truth,
)

_NOWHERE = object()


class Expressions(ABC):
    """Expressions, names and calls."""

    def __init__(self, scope: SharingScope) -> None:
        self.scope = scope
        self.zone: Any = (scope.now.tzinfo if scope.now else None) or UTC
        self.top = Room(None, this=Environment(scope))
        self.answered: list[Any] = []
        self.waiting: list[Callable[[], Any]] = []

    @abstractmethod
    def body_of(self, function: Defined, room: Room) -> Any:
        """The value of a function whose parameters are in its room."""

    def value(self, node: Node, room: Room) -> Any:
        """The value of an expression."""
        return self._expressions[node[0]](self, node, room)

    # -- names

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
        if place.around is None:
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

    # -- members and calls

    def members(self, value: Any) -> list[Any]:
        """The members that a loop gives, each counted."""
        found = members_of(value)
        if found is None:
            raise failure("TypeError", f"{text(value)[:50]} is not iterable")
        self.scope.tick(len(found) // 10)
        return found

    def call(self, function: Any, this: Any, arguments: list[Any]) -> Any:
        """The value of a call."""
        scope = self.scope
        scope.tick()
        if isinstance(function, Defined):
            return self._call_defined(function, this, arguments)
        if isinstance(function, Builtin) and function.function is not None:
            function = Native(function.name, function.function)
        if isinstance(function, Native):
            try:
                return scope.sized(function.run(self, this, arguments))
            except NotationError:
                raise
            except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as error:
                raise failure("TypeError", f"{function.name}: {error}") from error
        raise failure("TypeError", f"{kind_of(function)} is not a function")

    def _call_defined(self, function: Defined, this: Any, arguments: list[Any]) -> Any:
        scope = self.scope
        scope.calls += 1
        if scope.calls > MAXIMUM_CALLS:
            raise NotationError(f"the functions of the script call each other more than {MAXIMUM_CALLS} deep")
        _, name, parameters, _, variables, arrow = function.node
        room = Room(function.room, function=True, this=function.room.this if arrow else this)
        if not arrow:
            room.variables["arguments"] = list(arguments)
            if this is UNDEFINED:
                room.this = self.top.this
        if name and name not in room.variables:
            room.variables.setdefault(name, function)
        for variable in variables:
            room.variables[variable] = UNDEFINED
        for index, parameter in enumerate(parameters):
            if parameter[0] == "rest":
                self.declare("let", parameter[1], arguments[index:], room)
            else:
                given = arguments[index] if index < len(arguments) else UNDEFINED
                self.declare("let", parameter, given, room)
        try:
            return self.body_of(function, room)
        finally:
            scope.calls -= 1

    def _arguments(self, nodes: list[Node], room: Room) -> list[Any]:
        found: list[Any] = []
        for node in nodes:
            if node[0] == "spread":
                found += self.members(self.value(node[1], room))
            else:
                found.append(self.value(node, room))
        return found

    def _call(self, node: Node, room: Room) -> Any:
        target, optional = node[1], node[3]
        if target[0] in ("member", "index"):
            owner = self.value(target[1], room)
            if target[3] and (owner is None or owner is UNDEFINED):
                raise _Short
            name = target[2] if target[0] == "member" else self.value(target[2], room)
            if optional and get_member(self, owner, name) in (None, UNDEFINED):
                raise _Short
            return call_member(self, owner, name, self._arguments(node[2], room))
        function = self.value(target, room)
        if optional and (function is None or function is UNDEFINED):
            raise _Short
        arguments = self._arguments(node[2], room)
        if not callable(function):
            name = target[1] if target[0] == "name" else kind_of(function)
            raise failure("TypeError", f"{name} is not a function")
        return self.call(function, UNDEFINED, arguments)

    def _new(self, node: Node, room: Room) -> Any:
        return construct(self, self.value(node[1], room), self._arguments(node[2], room))

    def _member(self, node: Node, room: Room) -> Any:
        owner = self.value(node[1], room)
        if node[3] and (owner is None or owner is UNDEFINED):
            raise _Short
        return get_member(self, owner, node[2] if node[0] == "member" else self.value(node[2], room))

    def _chain(self, node: Node, room: Room) -> Any:
        try:
            return self.value(node[1], room)
        except _Short:
            return UNDEFINED

    # -- operators

    def binary(self, operator: str, left: Any, right: Any) -> Any:
        """The value of an operator between two values."""
        if operator == "+":
            return self._sum(left, right)
        if operator in _ARITHMETIC:
            return number(_ARITHMETIC[operator](to_number(left), to_number(right)))
        if operator in ("==", "!="):
            return alike(left, right) is (operator == "==")
        if operator in ("===", "!=="):
            return same(left, right) is (operator == "===")
        if operator in _ORDERS:
            return _ordered(operator, left, right)
        if operator in _BITS:
            return number(_BITS[operator](left, right))
        if operator == "in":
            return has_member(self, right, left)
        return _instance(left, right)

    def _sum(self, left: Any, right: Any) -> Any:
        if type(left) is not str or type(right) is not str:
            left, right = primitive(left), primitive(right)
        if isinstance(left, str) or isinstance(right, str):
            first, second = text(left), text(right)
            if len(first) + len(second) > MAXIMUM_SIZE:
                raise NotationError("the text is too long")
            return self.scope.sized(first + second)
        return number(to_number(left) + to_number(right))

    def _binary(self, node: Node, room: Room) -> Any:
        return self.binary(node[1], self.value(node[2], room), self.value(node[3], room))

    def _logical(self, node: Node, room: Room) -> Any:
        left = self.value(node[2], room)
        if node[1] == "??":
            return self.value(node[3], room) if left is None or left is UNDEFINED else left
        return left if truth(left) is (node[1] == "||") else self.value(node[3], room)

    def _unary(self, node: Node, room: Room) -> Any:
        operator, operand = node[1], node[2]
        if operator == "typeof" and operand[0] == "name" and self.find(operand[1], room) is None:
            known = self.scope.has(operand[1]) or self._is_variable(operand[1], room)
            return "object" if known else "undefined"
        if operator == "delete":
            return self._delete(operand, room)
        value = self.value(operand, room)
        if operator == "!":
            return not truth(value)
        if operator == "typeof":
            return kind_of(value)
        if operator == "void":
            return UNDEFINED
        if operator == "~":
            return ~to_int32(value)
        found = to_number(value)
        if operator == "+":
            return found
        return -float(found) if found == 0 else -found

    def _is_variable(self, name: str, room: Room) -> bool:
        place: Room | None = room
        while place is not None and name not in place.variables:
            place = place.around
        return place is not None

    def _delete(self, node: Node, room: Room) -> bool:
        if node[0] == "name":
            if self.scope.has(node[1]):
                self.scope.remove(node[1])
            return True
        if node[0] not in ("member", "index"):
            return True
        owner = self.value(node[1], room)
        key = property_key(node[2] if node[0] == "member" else self.value(node[2], room))
        if isinstance(owner, Environment | Execution) and self.scope.has(key):
            self.scope.remove(key)
        elif isinstance(owner, dict):
            owner.pop(key, None)
        elif isinstance(owner, list) and key.isdigit() and int(key) < len(owner):
            owner[int(key)] = UNDEFINED
        return True

    def _assign(self, node: Node, room: Room) -> Any:
        _, operator, target, source = node
        if operator == "=":
            if target[0] in ("member", "index"):
                owner = self.value(target[1], room)
                key = target[2] if target[0] == "member" else self.value(target[2], room)
                value = self.value(source, room)
                set_member(self, owner, key, value)
                return value
            value = self.value(source, room)
            self.set(target, value, room)
            return value
        return self._changed(target, room, operator[:-1], lambda: self.value(source, room))[1]

    def _changed(self, target: Node, room: Room, operator: str, more: Callable[[], Any]) -> tuple[Any, Any]:
        """What a target was and is after an operator that assigns."""
        owner: Any = None
        key: Any = None
        if target[0] == "name":
            old = self.value(target, room)
        else:
            owner = self.value(target[1], room)
            key = target[2] if target[0] == "member" else self.value(target[2], room)
            old = get_member(self, owner, key)
        if operator in ("&&", "||", "??"):
            keeps = old not in (None, UNDEFINED) if operator == "??" else truth(old) is (operator == "||")
            if keeps:
                return old, old
            new = more()
        else:
            new = self.binary(operator, old, more())
        if target[0] == "name":
            self.assign(target[1], new, room)
        else:
            set_member(self, owner, key, new)
        return old, new

    def _update(self, node: Node, room: Room) -> Any:
        _, operator, target, before = node
        old, new = self._changed(target, room, "-", lambda: 1 if operator == "--" else -1)
        return new if before else to_number(old)

    # -- literals

    def _array(self, node: Node, room: Room) -> list[Any]:
        found: list[Any] = []
        for item in node[1]:
            if item is None:
                found.append(UNDEFINED)
            elif item[0] == "spread":
                found += self.members(self.value(item[1], room))
                self.scope.sized(found)
            else:
                found.append(self.value(item, room))
        return self.scope.sized(found)

    def _object(self, node: Node, room: Room) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for entry in node[1]:
            if entry[0] == "spread":
                value = self.value(entry[1], room)
                self.scope.tick(len(value) // 10 if isinstance(value, dict | list) else 1)
                if isinstance(value, dict):
                    made.update((key, value[key]) for key in keys_of(value))
                elif isinstance(value, list | str):
                    made.update((str(index), item) for index, item in enumerate(value))
                self.scope.sized(made)
            else:
                made[property_key(self.value(entry[1], room))] = self.value(entry[2], room)
        return made

    def _template(self, node: Node, room: Room) -> str:
        parts = [part if isinstance(part, str) else text(self.value(part, room)) for part in node[1]]
        if sum(len(part) for part in parts) > MAXIMUM_SIZE:
            raise NotationError("the text is too long")
        return self.scope.sized("".join(parts))

    def _sequence(self, node: Node, room: Room) -> Any:
        value = None
        for part in node[1]:
            value = self.value(part, room)
        return value

    _expressions: ClassVar[dict[str, Any]] = {
        "constant": lambda self, node, room: node[1],
        "name": _name,
        "this": lambda self, node, room: room.this,
        "member": _member,
        "index": _member,
        "call": _call,
        "chain": _chain,
        "group": lambda self, node, room: self.value(node[1], room),
        "new": _new,
        "binary": _binary,
        "logical": _logical,
        "unary": _unary,
        "update": _update,
        "assign": _assign,
        "choose": lambda self, node, room: self.value(node[2] if truth(self.value(node[1], room)) else node[3], room),
        "sequence": _sequence,
        "array": _array,
        "object": _object,
        "template": _template,
        "regex": lambda self, node, room: Expression(
            compiled(node[1], "javascript", "".join(flag for flag in node[2] if flag in "ims")), node[2]
        ),
        "make function": Defined,
    }


class _Short(Exception):
    """`?.` found nothing."""


def _divided(left: int | float, right: int | float) -> int | float:
    if right == 0:
        if left == 0 or is_nan(left):
            return math.nan
        return math.copysign(math.inf, left) * math.copysign(1, right)
    return left / right


def _remainder(left: int | float, right: int | float) -> int | float:
    if right == 0 or is_nan(left) or is_nan(right) or math.isinf(left):
        return math.nan
    if isinstance(left, int) and isinstance(right, int):
        found = abs(left) % abs(right)
        return -float(found) if left < 0 and found == 0 else -found if left < 0 else found
    return math.fmod(left, right)


def _power(left: int | float, right: int | float) -> int | float:
    if right == 0:
        return 1
    if isinstance(left, int) and isinstance(right, int) and right > 0 and abs(left).bit_length() * right <= 53:
        return int(left**right)
    try:
        found = math.pow(left, right)
    except OverflowError:
        return math.inf if left > 0 or right % 2 == 0 else -math.inf
    except ValueError:
        return math.inf if left == 0 else math.nan
    return math.nan if abs(left) == 1 and math.isinf(right) else found


def _product(left: int | float, right: int | float) -> int | float:
    found = left * right
    if found == 0 and isinstance(found, int) and (left < 0 or right < 0):
        return -0.0
    return found


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "-": lambda left, right: left - right,
    "*": _product,
    "/": _divided,
    "%": _remainder,
    "**": _power,
}


_BITS: dict[str, Callable[[Any, Any], int]] = {
    "&": lambda left, right: to_int32(left) & to_int32(right),
    "|": lambda left, right: to_int32(left) | to_int32(right),
    "^": lambda left, right: to_int32(left) ^ to_int32(right),
    "<<": lambda left, right: to_int32(to_int32(left) << (to_int32(right) & 31)),
    ">>": lambda left, right: to_int32(left) >> (to_int32(right) & 31),
    ">>>": lambda left, right: (to_int32(left) & 0xFFFFFFFF) >> (to_int32(right) & 31),
}
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _ordered(operator: str, left: Any, right: Any) -> bool:
    first, second = primitive(left, "number"), primitive(right, "number")
    if not (isinstance(first, str) and isinstance(second, str)):
        first, second = to_number(first), to_number(second)
    return bool(_ORDERS[operator](first, second))


def _instance(value: Any, kind: Any) -> bool:
    name = kind.name if isinstance(kind, Builtin) else ""
    if isinstance(value, Failure):
        return name in (value.kind, "Error", "Object")
    if name == "Object":
        return kind_of(value) in ("object", "function") and value is not None
    if not name:
        raise failure("TypeError", "Right-hand side of 'instanceof' is not callable")
    wanted: dict[str, Any] = {"Array": list, "Function": Defined, "RegExp": Expression}
    if name in ("Date", "Map", "Set"):
        return type(value).__name__ == {"Date": "Moment"}.get(name, "Keyed") and (
            name == "Date" or value.single is (name == "Set")
        )
    return isinstance(value, wanted.get(name, ()))
