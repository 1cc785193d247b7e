"""The modules that scripts may import: lists of names. Others can be imported, and are refused when they are used."""

from __future__ import annotations

import copy
import functools
import itertools
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from statistics import StatisticsError, mean, median
from typing import Any

from ..functions import call_function, drawing
from ..regular import Match, Pattern, compiled
from ..regular.matching import expanded
from ..tokens import NotationError, UnknownNameError
from . import operators, texts
from .builtins import function_of
from .frames import Native

_FLAGS = {"I": 1, "IGNORECASE": 1, "M": 2, "MULTILINE": 2, "S": 4, "DOTALL": 4, "X": 8, "VERBOSE": 8}


class Module:
    """A module by its members; `callable_as` is the class that bears its name, where scripts mean either."""

    __slots__ = ("callable_as", "machine", "members", "name")

    def __init__(self, machine: Any, name: str, members: dict[str, Any], callable_as: type | None = None) -> None:
        self.machine = machine
        self.name = name
        self.members = members
        self.callable_as = callable_as

    def member(self, name: str) -> Any:
        """A member; raises UnknownNameError when it is not known here."""
        if name in self.members:
            return self.members[name]
        if self.callable_as is not None:
            return self.machine.member(self.callable_as, name)
        raise UnknownNameError(f"the function {self.name}.{name} is not known here")


def imported(machine: Any, name: str) -> Module:
    """The module that an import names."""
    root, _, rest = name.partition(".")
    found = Module(machine, root, _natives(machine, _MODULES[root]()) if root in _MODULES else {})
    if rest and root in _MODULES:
        raise UnknownNameError(f"the module {name} is not known here")
    return found


def offered(machine: Any, name: str) -> Any:
    """What engines offer their scripts without an import; None when nothing of that name."""
    if name == "datetime":
        return Module(machine, name, _natives(machine, _MODULES[name]()), callable_as=datetime)
    if name in ("json", "math", "random", "re", "time"):
        return imported(machine, name)
    if name in ("S", "XML", "JSON"):  # Spin's
        return Native(name, lambda *given: call_function(name, machine.scope, (list(given), {})))
    kind = {"timedelta": timedelta, "date": date, "Decimal": Decimal}.get(name)
    return kind if kind is not None else {"timezone": timezone}.get(name)


def _natives(machine: Any, members: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value
        if isinstance(value, type | int | float | str) or value is UTC
        else Native(name, functools.partial(value, machine))
        for name, value in members.items()
    }


def _numbers(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(machine: Any, *numbers: Any) -> Any:
        for number in numbers:
            if isinstance(number, Decimal):
                operators.kept(machine.scope, number)
        return function(*numbers)

    return call


def _factorial(machine: Any, number: int) -> int:
    if number > 500:
        raise NotationError("the number is too large")
    return math.factorial(number)


def _math() -> dict[str, Any]:
    names = """floor ceil sqrt fabs trunc log log10 log2 exp sin cos tan atan atan2 hypot
    degrees radians gcd isnan isinf isfinite isclose fmod copysign"""
    return {
        **{name: _numbers(getattr(math, name)) for name in names.split()},
        "pow": lambda machine, base, power: math.pow(base, power),
        "fsum": lambda machine, items: math.fsum(machine.members(items)),
        "prod": lambda machine, items: functools.reduce(
            lambda left, right: operators.kept(machine.scope, left * right), machine.members(items), 1
        ),
        "factorial": _factorial,
        "pi": math.pi,
        "e": math.e,
        "inf": math.inf,
        "nan": math.nan,
    }


def _dumps(machine: Any, value: Any, **named: Any) -> str:
    known = {"indent", "sort_keys", "ensure_ascii", "separators", "default"}
    if set(named) - known or (isinstance(named.get("indent"), int) and named["indent"] > 20):
        raise NotationError("json.dumps: an option is not known here")
    if operators.measured(machine.scope, value) > 100_000:
        raise NotationError("the text is too long")
    if "default" in named:
        named["default"] = function_of(machine, named["default"])
    if isinstance(named.get("separators"), list):
        named["separators"] = tuple(named["separators"])
    return json.dumps(value, **named)


def _json() -> dict[str, Any]:
    return {"dumps": _dumps, "loads": lambda machine, text: json.loads(text), "JSONDecodeError": json.JSONDecodeError}


def _datetime() -> dict[str, Any]:
    kinds = (datetime, date, time, timedelta, timezone)
    return {**{kind.__name__: kind for kind in kinds}, "UTC": UTC}


def _decimal() -> dict[str, Any]:
    rounding = (ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP)
    return {"Decimal": Decimal, **{name: name for name in rounding}}


def _random() -> dict[str, Any]:
    return {
        "random": lambda machine: drawing(machine.scope).random(),
        "randint": lambda machine, low, high: drawing(machine.scope).randint(low, high),
        "uniform": lambda machine, low, high: drawing(machine.scope).uniform(low, high),
        "randrange": lambda machine, *bounds: drawing(machine.scope).randrange(*bounds),
        "choice": lambda machine, items: drawing(machine.scope).choice(machine.members(items)),
        "seed": lambda machine, *_: None,
    }


def _moment(machine: Any) -> datetime:
    now: datetime = machine.scope.moment
    return now


def _time() -> dict[str, Any]:
    return {
        "sleep": lambda machine, *_: None,
        "time": lambda machine: _moment(machine).timestamp(),
        "strftime": lambda machine, form: texts.dated(_moment(machine), form),
    }


def _collections() -> dict[str, Any]:
    return {"OrderedDict": dict, "defaultdict": defaultdict, "Counter": Counter}


def _functools() -> dict[str, Any]:
    return {
        "reduce": lambda machine, function, items, *first: functools.reduce(
            function_of(machine, function), machine.members(items), *first
        ),
        "partial": lambda machine, function, *given, **fixed: Native(
            "partial", lambda *more, **named: machine.call(function, [*given, *more], {**fixed, **named})
        ),
        "cmp_to_key": lambda machine, function: Native("key", functools.cmp_to_key(function_of(machine, function))),
    }


def _itertools() -> dict[str, Any]:
    def grouped(machine: Any, items: Any, key: Any = None) -> Any:
        groups = itertools.groupby(machine.members(items), function_of(machine, key))
        return iter([(name, iter(list(group))) for name, group in groups])

    return {
        "chain": lambda machine, *lists: iter([item for items in lists for item in machine.turns(items)]),
        "accumulate": lambda machine, items: iter(list(itertools.accumulate(machine.members(items)))),
        "groupby": grouped,
    }


def _statistic(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda machine, items: function(machine.members(items))


def _statistics() -> dict[str, Any]:
    return {"mean": _statistic(mean), "median": _statistic(median), "StatisticsError": StatisticsError}


def _copied(machine: Any, value: Any) -> Any:
    operators.measured(machine.scope, value)
    return copy.deepcopy(value)


def _pattern(source: Any, flags: int = 0) -> Pattern:
    if isinstance(source, Pattern):
        return source
    letters = "".join(letter for bit, letter in ((1, "i"), (2, "m"), (4, "s"), (8, "x")) if flags & bit)
    return compiled(source, "python", letters)


def _re() -> dict[str, Any]:
    def bare(name: str) -> Callable[..., Any]:
        places = {"sub": 4, "split": 3}.get(name, 2)

        def call(machine: Any, source: Any, *given: Any, flags: int = 0, **named: Any) -> Any:
            if len(given) >= places:
                given, flags = given[:-1], given[-1]
            return pattern_member(machine, _pattern(source, flags), name)(*given, **named)

        return call

    return {
        **{name: bare(name) for name in ("match", "fullmatch", "search", "findall", "finditer", "split", "sub")},
        "compile": lambda machine, source, flags=0: _pattern(source, flags),
        "escape": lambda machine, text: "".join(c if c.isalnum() or c == "_" else "\\" + c for c in text),
        **_FLAGS,
    }


def _found(match: Match) -> Any:
    groups = match.groups()
    if not groups:
        return match.group()
    listed = [group or "" for group in groups]
    return listed[0] if len(listed) == 1 else tuple(listed)


def _substituted(machine: Any, pattern: Pattern, new: Any, text: str, count: int = 0) -> str:
    def write(found: Match) -> str:
        machine.scope.tick()
        return expanded(new, found, "python") if isinstance(new, str) else str(machine.call(new, [found], {}))

    return pattern.replaced(text, write, count or None)


def _split(machine: Any, pattern: Pattern, text: str, limit: int = 0) -> list[Any]:
    parts: list[Any] = []
    place = 0
    for found in machine.turns(pattern.finditer(text)):
        if limit and len(parts) >= limit:
            break
        parts += [text[place : found.start], *found.groups()]
        place = found.end
    return [*parts, text[place:]]


def pattern_member(machine: Any, owner: Any, name: str) -> Any:
    """A method of a pattern or of what it found."""
    if isinstance(owner, Match):
        found = _of_match(owner, name)
    else:
        found = {
            "match": owner.match,
            "fullmatch": owner.fullmatch,
            "search": owner.search,
            "findall": lambda text: [_found(match) for match in machine.turns(owner.finditer(text))],
            "finditer": lambda text: iter(machine.members(owner.finditer(text))),
            "split": lambda text, maxsplit=0: _split(machine, owner, text, maxsplit),
            "sub": lambda repl, string, count=0: _substituted(machine, owner, repl, string, count),
            "pattern": None,
        }.get(name)
        if name == "pattern":
            return owner.pattern
    if found is None:
        raise UnknownNameError(f"the method {name!r} is not known here")
    return Native(name, found) if callable(found) else found


def _of_match(match: Match, name: str) -> Any:
    def group(*which: Any) -> Any:
        found = tuple(match.group(one) for one in which or (0,))
        return found[0] if len(found) == 1 else found

    def place(which: Any = 0) -> tuple[int, int]:
        return match.span(which) or (-1, -1)

    return {
        "group": group,
        "groups": lambda default=None: tuple(default if one is None else one for one in match.groups()),
        "groupdict": lambda: {name: match.group(name) for name in match.names},
        "span": place,
        "start": lambda which=0: place(which)[0],
        "end": lambda which=0: place(which)[1],
        "string": match.text,
    }.get(name)


_MODULES: dict[str, Callable[[], dict[str, Any]]] = {
    "math": _math,
    "json": _json,
    "datetime": _datetime,
    "decimal": _decimal,
    "random": _random,
    "time": _time,
    "collections": _collections,
    "functools": _functools,
    "itertools": _itertools,
    "statistics": _statistics,
    "re": _re,
    "copy": lambda: {"deepcopy": _copied, "copy": lambda machine, value: copy.copy(value)},
    "typing": lambda: dict.fromkeys(("Any", "List", "Dict", "Optional", "Union", "Tuple"), object),
}
