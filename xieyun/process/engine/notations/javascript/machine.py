"""Walk the statements of a script in JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from ..scope import SharingScope
from ..tokens import NotationError, ThrownError, UnknownNameError
from .expressions import Expressions
from .functions import Defined, Node, Room
from .parser import Program
from .values import UNDEFINED, Failure, Keyed, Thrown, kept, keys_of, kind_of, same, text, truth

MAXIMUM_WAITING = 100


class Leaving:
    """`break`, `continue` or `return` on its way."""

    __slots__ = ("kind", "label", "value")

    def __init__(self, kind: str, label: str | None = None, value: Any = UNDEFINED) -> None:
        self.kind = kind
        self.label = label
        self.value = value


def run(program: Program, scope: SharingScope) -> Any:
    """Run a script; the value of its last expression, or what it gives to `next`."""
    machine = Machine(scope)
    try:
        ended = machine.program(program)
        value = ended.value if ended is not None else machine.last
    except Thrown as thrown:
        raise _reported(thrown.value) from thrown
    except RecursionError as error:
        raise NotationError("the functions of the script call each other too deep") from error
    value = machine.answered[-1] if machine.answered else value
    for held in (scope.changed, scope.copies, scope.given):
        for name, entry in list(held.items()):
            if callable(entry):
                scope.private.add(name)
            elif type(entry) is not object:
                held[name] = kept(entry, machine.zone)
    return kept(value, machine.zone)


def _reported(value: Any) -> NotationError:
    """What an error that nothing caught tells: its code, or its message as the code."""
    if isinstance(value, Failure):
        message = text(value.get("message", ""))
        if "errorCode" in value:
            return ThrownError(value["errorCode"], value.get("errorMessage"), value)
        if value.name in ("TypeError", "ReferenceError", "RangeError", "SyntaxError") and not value.thrown:
            return NotationError(f"the values do not fit the script: {value.name}: {message}")
        return ThrownError(value.name, message) if value.name.endswith("Exception") else ThrownError(message or None)
    if isinstance(value, dict):
        carries = {key: kept(entry) for key, entry in value.items()}
        return ThrownError(carries.get("errorCode"), carries.get("errorMessage"), carries)
    return ThrownError(text(value))


class Machine(Expressions):
    """Statements. Each gives None, or a `Leaving` on its way."""

    def __init__(self, scope: SharingScope) -> None:
        super().__init__(scope)
        self.last: Any = UNDEFINED

    def program(self, program: Program) -> Leaving | None:
        """All statements, and then what `setTimeout` put off."""
        for name in program.variables:
            if not self.scope.has(name):
                if not self.scope.stores:
                    self.scope.will_assign(name)
                self.scope.changed[name] = UNDEFINED
        ended = self.block(program.body, self.top)
        count = 0
        while self.waiting:
            count += 1
            if count > MAXIMUM_WAITING:
                raise NotationError("the script puts off its work too often")
            self.waiting.pop(0)()
        for name in program.variables:
            if self.scope.changed.get(name) is UNDEFINED:
                del self.scope.changed[name]
        return ended

    def block(self, body: list[Node], room: Room) -> Leaving | None:
        """Statements one after another."""
        for node in body:
            self.scope.tick()
            signal = self._statements[node[0]](self, node, room)
            if signal is not None:
                return signal
        return None

    def statement(self, node: Node, room: Room) -> Leaving | None:
        """One statement."""
        self.scope.tick()
        return self._statements[node[0]](self, node, room)

    def body_of(self, function: Defined, room: Room) -> Any:
        """The value of a function whose parameters are in its room."""
        last = self.last
        ended = self.block(function.node[3], room)
        self.last = last
        return ended.value if ended is not None else UNDEFINED

    def _expression(self, node: Node, room: Room) -> None:
        self.last = self.value(node[1], room)

    def _block(self, node: Node, room: Room) -> Leaving | None:
        return self.block(node[1], Room(room))

    def _declare(self, node: Node, room: Room) -> None:
        kind = node[1]
        for target, value in node[2]:
            if value is None:
                if kind != "var":
                    self.declare(kind, target, UNDEFINED, room)
                continue
            self.declare(kind, target, self.value(value, room), room)

    def _function(self, node: Node, room: Room) -> None:
        self.declare("let", ("name", node[1]), self.value(node[2], room), room)

    def _if(self, node: Node, room: Room) -> Leaving | None:
        if truth(self.value(node[1], room)):
            return self.statement(node[2], room)
        return self.statement(node[3], room) if node[3] is not None else None

    def _turn(self, body: Node, room: Room, label: str | None) -> Leaving | str | None:
        """One turn of a loop: None to go on, "end" to end it, or what leaves more than this loop."""
        signal = self.statement(body, room)
        if signal is None or (signal.kind == "continue" and signal.label in (None, label)):
            return None
        if signal.kind == "break" and signal.label in (None, label):
            return "end"
        return signal

    def _for(self, node: Node, room: Room, label: str | None = None) -> Leaving | None:
        _, first, test, change, body = node
        inner = Room(room)
        if first is not None:
            self.statement(first, inner)
        while test is None or truth(self.value(test, inner)):
            self.scope.tick()
            ended = self._turn(body, inner, label)
            if ended is not None:
                return None if isinstance(ended, str) else ended
            turned = Room(room)  # each turn has variables of its own, which functions keep
            turned.variables = dict(inner.variables)
            inner = turned
            if change is not None:
                self.value(change, inner)
        return None

    def _each(self, items: Any, node: Node, room: Room, label: str | None) -> Leaving | None:
        target = node[1]
        for item in items:
            self.scope.tick()
            inner = Room(room)
            if target[0] == "declare":
                self.declare(target[1], target[2][0][0], item, inner)
            else:
                self.set(target[1], item, inner)
            ended = self._turn(node[3], inner, label)
            if ended is not None:
                return None if isinstance(ended, str) else ended
        return None

    def _for_of(self, node: Node, room: Room, label: str | None = None) -> Leaving | None:
        value = self.value(node[2], room)
        if isinstance(value, list | Keyed):
            return self._each(self._growing(value), node, room, label)
        return self._each(self.members(value), node, room, label)

    def _growing(self, value: list[Any] | Keyed) -> Iterator[Any]:
        """The members of a list, `Map` or `Set`, and those that are added while it is walked."""
        if isinstance(value, list):
            index = 0
            while index < len(value):
                yield value[index]
                index += 1
            return
        seen: set[Any] = set()
        while pending := [place for place in value.entries if place not in seen]:
            self.scope.tick(1 + len(value.entries) // 10)
            for place in pending:
                seen.add(place)
                if place in value.entries:
                    key, entry = value.entries[place]
                    yield entry if value.single else [key, entry]

    def _for_in(self, node: Node, room: Room, label: str | None = None) -> Leaving | None:
        value = self.value(node[2], room)
        if isinstance(value, list | str):
            keys = [str(index) for index in range(len(value))]
        else:
            keys = keys_of(value) if isinstance(value, dict) else []
        return self._each(keys, node, room, label)

    def _while(self, node: Node, room: Room, label: str | None = None) -> Leaving | None:
        while truth(self.value(node[1], room)):
            self.scope.tick()
            ended = self._turn(node[2], room, label)
            if ended is not None:
                return None if isinstance(ended, str) else ended
        return None

    def _do(self, node: Node, room: Room, label: str | None = None) -> Leaving | None:
        while True:
            self.scope.tick()
            ended = self._turn(node[1], room, label)
            if ended is not None:
                return None if isinstance(ended, str) else ended
            if not truth(self.value(node[2], room)):
                return None

    def _label(self, node: Node, room: Room) -> Leaving | None:
        _, label, inner = node
        loop = self._loops.get(inner[0])
        signal = loop(self, inner, room, label) if loop else self.statement(inner, room)
        return None if signal is not None and signal.kind == "break" and signal.label == label else signal

    def _throw(self, node: Node, room: Room) -> None:
        value = self.value(node[1], room)
        if isinstance(value, Failure):
            value.thrown = True
        raise Thrown(value)

    def _try(self, node: Node, room: Room) -> Leaving | None:
        _, body, caught, rescue, after = node
        calls = self.scope.calls
        try:
            try:
                signal = self.statement(body, room)
            except UnknownNameError:
                raise
            except (Thrown, NotationError) as error:
                self.scope.tick()  # a script that works too much does not catch that
                self.scope.calls = calls
                if rescue is None or (isinstance(error, NotationError) and not isinstance(error, ThrownError)):
                    raise
                inner = Room(room)
                if caught is not None:
                    self.declare("let", caught, _error_value(error), inner)
                signal = self.block(rescue[1], inner)
        except BaseException:
            self.scope.tick()
            ended = self.statement(after, room) if after is not None else None
            if ended is not None:
                return ended
            raise
        ended = self.statement(after, room) if after is not None else None
        return signal if ended is None else ended

    def _switch(self, node: Node, room: Room) -> Leaving | None:
        value = self.value(node[1], room)
        inner = Room(room)
        cases = node[2]
        start = next(
            (
                index
                for index, (test, _) in enumerate(cases)
                if test is not None and same(value, self.value(test, inner))
            ),
            None,
        )
        if start is None:
            start = next((index for index, (test, _) in enumerate(cases) if test is None), len(cases))
        for _, body in cases[start:]:
            signal = self.block(body, inner)
            if signal is not None:
                return None if signal.kind == "break" and signal.label is None else signal
        return None

    _loops: ClassVar[dict[str, Any]] = {
        "for": _for,
        "for of": _for_of,
        "for in": _for_in,
        "while": _while,
        "do": _do,
    }
    _statements: ClassVar[dict[str, Callable[[Machine, Node, Room], Leaving | None]]] = {
        **_loops,
        "expression": _expression,
        "block": _block,
        "declare": _declare,
        "function": _function,
        "class": _function,
        "if": _if,
        "label": _label,
        "throw": _throw,
        "try": _try,
        "switch": _switch,
        "empty": lambda self, node, room: None,
        "return": lambda self, node, room: Leaving(
            "return", None, self.value(node[1], room) if node[1] is not None else UNDEFINED
        ),
        "break": lambda self, node, room: Leaving("break", node[1]),
        "continue": lambda self, node, room: Leaving("continue", node[1]),
    }


def _error_value(error: Thrown | NotationError) -> Any:
    if isinstance(error, Thrown):
        return error.value
    if isinstance(error, ThrownError):
        return Failure("Error", error.message or error.code or "", **error.carries)
    return Failure("Error", str(error))


__all__ = ["Machine", "kind_of", "run"]
