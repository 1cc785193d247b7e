"""Functions of scripts and of the library, and the variables that they see."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from .values import UNDEFINED, Failure, text

Node = tuple[Any, ...]


class Room:
    """The variables of a block or function; `around` is None for the script itself."""

    __slots__ = ("around", "constants", "function", "home", "this", "variables")

    def __init__(self, around: Room | None, *, function: bool = False, this: Any = None) -> None:
        self.around = around
        self.function = function
        self.this: Any = this if function or around is None else around.this
        self.variables: dict[str, Any] = {}
        self.constants: set[str] = set()
        self.home: Any = None  # the class whose method this is


class Defined:
    """A function of the script: it sees what is around its definition."""

    __slots__ = ("home", "machine", "node", "room")

    def __init__(self, machine: Any, node: Node, room: Room, home: Any = None) -> None:
        self.machine = machine
        self.node = node
        self.room = room
        self.home = home

    @property
    def length(self) -> int:
        """How many parameters come before the first with a default or `...`."""
        parameters = self.node[2]
        optional = (at for at, one in enumerate(parameters) if one[0] == "rest" or one[2] is not None)
        return next(optional, len(parameters))

    def __call__(self, *arguments: Any) -> Any:
        """The value for these arguments."""
        return self.machine.call(self, UNDEFINED, list(arguments))


class Native:
    """A function of the library: `function(machine, this, *arguments)`. Further arguments are left out."""

    __slots__ = ("arguments", "function", "name", "this")

    def __init__(self, name: str, function: Callable[..., Any], this: Any = UNDEFINED) -> None:
        self.name = name
        self.function = function
        self.this = this
        self.arguments = _count(function)

    def __call__(self, *arguments: Any) -> Any:
        """The value for these arguments."""
        raise TypeError("functions of the library are called by the machine")

    def run(self, machine: Any, this: Any, arguments: list[Any]) -> Any:
        """The value for these arguments; missing ones are undefined."""
        given = [machine, self.this if this is UNDEFINED else this, *arguments]
        if self.arguments >= 0:
            given = given[: self.arguments] + [UNDEFINED] * (self.arguments - len(given))
        return self.function(*given)


_COUNTS: dict[Any, int] = {}


def _count(function: Callable[..., Any]) -> int:
    """How many arguments a function takes; -1 for any number."""
    code = getattr(function, "__code__", None)
    key = code or function
    if key not in _COUNTS:
        parameters = inspect.signature(function).parameters.values()
        any_number = any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters)
        _COUNTS[key] = -1 if any_number else len(parameters)
    return _COUNTS[key]


class Builtin:
    """A function with members, such as `Number`; `make` is what `new` does."""

    __slots__ = ("function", "make", "members", "name")

    def __init__(
        self,
        name: str,
        members: Mapping[str, Any],
        function: Callable[..., Any] | None = None,
        make: Callable[..., Any] | None = None,
    ) -> None:
        self.name = name
        self.members = members
        self.function = function
        self.make = make

    def __call__(self, *arguments: Any) -> Any:
        """The value for these arguments."""
        raise TypeError("functions of the library are called by the machine")


def error_kind(name: str) -> Builtin:
    """A kind of errors."""

    def make(machine: Any, this: Any, message: Any = UNDEFINED, options: Any = UNDEFINED) -> Failure:
        more = {"cause": options["cause"]} if isinstance(options, dict) and "cause" in options else {}
        return Failure(name, "" if message is UNDEFINED else text(message), **more)

    return Builtin(name, {}, make, make)


def natives(prefix: str, members: dict[str, Any]) -> dict[str, Any]:
    """Members of a library, its functions as functions of the script."""
    return {name: Native(f"{prefix}.{name}", value) if callable(value) else value for name, value in members.items()}
