"""JSONPath as Spin asks for it: `customer.jsonPath("$.orders[0].price").numberValue()`.

Names, places, parts, `*`, `..`, several of them, and filters such as `[?(@.price > 10)]`, whose
comparisons are those of the common grammar.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from . import values
from .scope import Scope
from .tokens import NotationError

MAXIMUM_PATH = 500
MAXIMUM_VISITS = 100_000
_NAME = re.compile(r"(\.\.|\.)(?:(\*)|([^.\[\]]+))?")
_QUOTED = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\")\s*(,|\])")
_PLACES = re.compile(r"\s*(\*|-?\d+(?:\s*,\s*-?\d+)*|(?:-?\d+)?:(?:-?\d+)?)\s*\]")
_TEXTS = re.compile(r"('[^']*'|\"[^\"]*\")")
_EXISTS = re.compile(r"@[\w.]+")
_CURRENT = "current_of_path"


class Step(NamedTuple):
    """One step: what it chooses among the members of a value, and whether at every depth below it (`..`)."""

    choose: Callable[[Any], Iterator[Any]]
    deep: bool
    single: bool


class FoundJson:
    """What a path leads to. `definite`: it can lead to one value only."""

    __slots__ = ("definite", "found")

    def __init__(self, found: list[Any], *, definite: bool) -> None:
        self.found = found
        self.definite = definite

    def value(self) -> Any:
        """The one value, or the list of all; raises NotationError when there is none, as Spin does."""
        if not self.definite:
            return self.found
        if not self.found:
            raise NotationError("the path leads to nothing")
        return self.found[0]

    def of(self, kind: type | tuple[type, ...], name: str) -> Any:
        """The value, which must be of a kind."""
        value = self.value()
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise NotationError(f"the path does not lead to a {name}")
        return value


def json_path(value: Any, path: str) -> FoundJson:
    """What a path finds in a value or in a text of JSON; raises NotationError when it is not understood."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise NotationError(f"{value[:40]!r} is no JSON that can be read") from error
    found, visits = [value], 0
    steps = _steps(path)
    for step in steps:
        made: list[Any] = []
        for start in found:
            for place in _below(start) if step.deep else (start,):
                visits += 1 if step.single or not isinstance(place, list | Mapping) else 1 + len(place)
                if visits > MAXIMUM_VISITS:
                    raise NotationError("the path walks through too much; make it simpler")
                for member in step.choose(place):
                    made.append(member)
                    visits += 1
        found = made
    return FoundJson(found, definite=all(step.single for step in steps))


def _below(value: Any) -> Iterator[Any]:
    """A value and all that it holds, outside first."""
    waiting = [value]
    while waiting:
        place = waiting.pop()
        yield place
        waiting.extend(reversed(list(_members(place))))


def _members(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


@lru_cache(maxsize=512)
def _steps(path: str) -> tuple[Step, ...]:
    path = path.strip()
    if len(path) > MAXIMUM_PATH:
        raise NotationError(f"the path is longer than {MAXIMUM_PATH} characters")
    position, deep = int(path.startswith("$")), False
    found: list[Step] = []
    while position < len(path):
        named = _NAME.match(path, position)
        if named:
            deep, position = deep or named[1] == "..", named.end()
            if named[2] or named[3]:
                choose = _members if named[2] else _named([named[3].strip()])
                found.append(Step(choose, deep, bool(named[3]) and not deep))
                deep = False
                continue
            if path[position : position + 1] != "[":
                raise NotationError(f"the path {path!r} is not understood")
        if path[position] != "[":
            raise NotationError(f"the path {path!r} is not understood")
        choose, single, position = _bracket(path, position + 1)
        found.append(Step(choose, deep, single and not deep))
        deep = False
    return tuple(found)


def _bracket(path: str, position: int) -> tuple[Callable[[Any], Iterator[Any]], bool, int]:
    """What stands between brackets: what it chooses, whether it is one member, and where it ends."""
    if path.startswith("?(", position):
        end = _closing(path, position + 2)
        if not path.startswith(")]", end):
            raise NotationError(f"the path {path!r} is not understood")
        return _filter(path[position + 2 : end]), False, end + 2
    names: list[str] = []
    quoted = _QUOTED.match(path, position)
    while quoted:
        names.append(quoted[1] if quoted[1] is not None else quoted[2])
        position = quoted.end()
        if quoted[3] == "]":
            return _named(names), len(names) == 1, position
        quoted = _QUOTED.match(path, position)
    places = _PLACES.match(path, position)
    if not places or names:
        raise NotationError(f"the path {path!r} is not understood")
    written = places[1]
    if written == "*":
        return _members, False, places.end()
    if ":" in written:
        first, last = (int(part) if part.strip() else None for part in written.split(":"))
        return (lambda value: iter(value[first:last] if isinstance(value, list) else ())), False, places.end()
    wanted = [int(part) for part in written.split(",")]
    return _placed(wanted), len(wanted) == 1, places.end()


def _named(names: list[str]) -> Callable[[Any], Iterator[Any]]:
    return lambda value: (value[name] for name in names if isinstance(value, Mapping) and name in value)


def _placed(places: list[int]) -> Callable[[Any], Iterator[Any]]:
    return lambda value: (
        value[place] for place in places if isinstance(value, list) and -len(value) <= place < len(value)
    )


def _closing(path: str, position: int) -> int:
    depth, quote = 0, ""
    for index in range(position, len(path)):
        character = path[index]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == ")":
            if depth == 0:
                return index
            depth -= 1
        else:
            depth += character == "("
    return len(path)


def _filter(text: str) -> Callable[[Any], Iterator[Any]]:
    from .parser import parse

    parts = _TEXTS.split(text)
    test = parse("".join(part if at % 2 else part.replace("@", _CURRENT) for at, part in enumerate(parts)))
    exists = _EXISTS.fullmatch(text.strip()) is not None

    def choose(value: Any) -> Iterator[Any]:
        for member in _members(value):
            answer = test(Scope({_CURRENT: member}))
            if answer is not None if exists else values.truth(answer):
                yield member

    return choose


FOUND_METHODS: dict[str, Callable[[FoundJson], Any]] = {
    "element": FoundJson.value,
    "elementList": lambda found: found.of(list, "list"),
    "stringValue": lambda found: found.of(str, "text"),
    "numberValue": lambda found: found.of((int, float), "number"),
    "boolValue": lambda found: found.of(bool, "truth value"),
}
