"""Java's classes as scripts in JavaScript name them: `java.util.ArrayList`, `Java.type("java.lang.Integer")`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..java_library import STATIC_FUNCTIONS
from ..libraries import LIBRARY_FUNCTIONS
from .functions import Builtin, Native, error_kind
from .members import members_of
from .numbers import parse_whole
from .values import UNDEFINED, text, to_number

_LISTS = frozenset({"ArrayList", "LinkedList", "HashSet", "LinkedHashSet", "TreeSet", "Vector"})
_MAPS = frozenset({"HashMap", "LinkedHashMap", "TreeMap", "ConcurrentHashMap"})
_STATIC: dict[str, dict[str, Callable[..., Any]]] = {
    "Arrays": {"asList": lambda machine, this, *items: list(items)},
    "Integer": {
        "parseInt": lambda machine, this, value: parse_whole(value, 10),
        "valueOf": lambda machine, this, value: to_number(value),
    },
    "Long": {
        "parseLong": lambda machine, this, value: parse_whole(value, 10),
        "valueOf": lambda machine, this, value: to_number(value),
    },
    "Double": {
        "parseDouble": lambda machine, this, value: to_number(value),
        "valueOf": lambda machine, this, value: to_number(value),
    },
    "Boolean": {"valueOf": lambda machine, this, value: text(value) == "true"},
    "String": {"valueOf": lambda machine, this, value: text(value)},
}


class Package(Builtin):
    """`java.util` and the like: the last name is the class. `own` gives JavaScript's own of that name."""

    __slots__ = ()

    def __init__(self, name: str, own: Callable[[str], Any]) -> None:
        super().__init__(name, _Packages(name, own))


class _Packages(dict[str, Any]):
    def __init__(self, name: str, own: Callable[[str], Any]) -> None:
        super().__init__()
        self.name = name
        self.own = own

    def get(self, key: str, default: Any = None) -> Any:
        """A class of Java, or what is further inside."""
        if self.name == "Java" and key == "type":
            return Native("type", lambda machine, this, name: _class(text(name).rsplit(".", 1)[-1], self.own))
        return _class(key, self.own) if key[:1].isupper() else Package(f"{self.name}.{key}", self.own)


def _class(name: str, own: Callable[[str], Any]) -> Any:
    if name in _LISTS:
        return Builtin(name, {}, make=lambda machine, this, items=UNDEFINED: list(members_of(items) or []))
    if name in _MAPS:
        return Builtin(
            name, {}, make=lambda machine, this, items=UNDEFINED: dict(items) if isinstance(items, dict) else {}
        )
    if name in ("Date", "BpmnError"):
        return own(name)
    if name.endswith(("Exception", "Error")):
        return error_kind(name)
    if name == "System":
        silent = Builtin("out", {"println": own("println"), "print": own("print")})
        return Builtin(name, {"currentTimeMillis": own("Date").members["now"], "out": silent})
    own_ways = {key: Native(f"{name}.{key}", run) for key, run in _STATIC.get(name, {}).items()}
    return Builtin(name, {**_shared(name), **own_ways})


def _shared(name: str) -> dict[str, Any]:
    """The static functions of a class that scripts of Groovy and Java know, too."""
    return {
        full.partition(".")[2]: Native(full, lambda machine, this, *given, run=run: run(machine.scope, *given))
        for full, run in {**LIBRARY_FUNCTIONS, **STATIC_FUNCTIONS}.items()
        if full.partition(".")[0] == name
    }
