"""Work out the expressions of a script in JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from ..closures import MAXIMUM_CALLS
from ..lookups import Environment
from ..regular import compiled
from ..scope import MAXIMUM_SIZE, Execution
from ..tokens import NotationError
from .classes import Class, made_class, super_called, super_method
from .functions import Builtin, Defined, Native, Node, Room
from .library import construct
from .members import call_member, get_member, set_member
from .names import Names
from .operators import binary, written
from .values import (
    UNDEFINED,
    Expression,
    failure,
    keys_of,
    kind_of,
    property_key,
    text,
    to_int32,
    to_number,
    truth,
)

_NOWHERE = object()


class Expressions(Names):
    """Expressions, calls and literals."""

    def value(self, node: Node, room: Room) -> Any:
        """The value of an expression."""
        return self._expressions[node[0]](self, node, room)

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
        if isinstance(function, Class):
            function()
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
            room.home = function.home
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
        if target[0] == "super":
            return super_called(self, room, self._arguments(node[2], room))
        if target[0] == "member" and target[1][0] == "super":
            method = super_method(room, target[2])
            if not callable(method):
                raise failure("TypeError", f"(intermediate value).{target[2]} is not a function")
            return self.call(method, room.this, self._arguments(node[2], room))
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

    def _binary(self, node: Node, room: Room) -> Any:
        return binary(self, node[1], self.value(node[2], room), self.value(node[3], room))

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
            new = binary(self, operator, old, more())
        if target[0] == "name":
            self.assign(target[1], new, room)
        else:
            set_member(self, owner, key, new)
        return old, new

    def _update(self, node: Node, room: Room) -> Any:
        _, operator, target, before = node
        old, new = self._changed(target, room, "-", lambda: 1 if operator == "--" else -1)
        return new if before else to_number(old)

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
        parts = [part if isinstance(part, str) else text(written(self, self.value(part, room))) for part in node[1]]
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
        "name": Names._name,
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
        "make class": made_class,
        "super": lambda self, node, room: super_method(room, ""),
    }


class _Short(Exception):
    """`?.` found nothing."""
