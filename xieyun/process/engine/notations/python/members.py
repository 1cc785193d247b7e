"""Members and methods of Python's values: lists of names, looked up by the exact type."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from ..instance import variables_method
from ..json_paths import FOUND_METHODS as JSON_METHODS
from ..json_paths import FoundJson
from ..lookups import Environment
from ..methods import call_method
from ..regular import Match, Pattern
from ..scope import MAXIMUM_SIZE, Execution, Scope
from ..tokens import NotationError, ThrownError, UnknownNameError
from ..xml_texts import FOUND_METHODS, TEXT_METHODS, Found
from . import operators, texts
from .builtins import function_of, message_of, sorted_list
from .frames import Native
from .modules import Module, pattern_member

_PLAIN_TEXT = frozenset({
    "upper", "lower", "title", "capitalize", "strip", "lstrip", "rstrip", "startswith", "endswith", "split",
    "rsplit", "splitlines", "count", "find", "rfind", "index", "rindex", "isdigit", "isalpha", "isalnum",
    "isspace", "isupper", "islower", "isnumeric", "isdecimal", "istitle", "isidentifier", "swapcase", "casefold",
    "partition", "rpartition", "encode", "removeprefix", "removesuffix",
})  # fmt: skip
_WIDE_TEXT = frozenset({"ljust", "rjust", "center", "zfill", "expandtabs"})
_LISTED = frozenset({"append", "insert", "pop", "clear", "copy", "reverse"})
_SEARCHED = frozenset({"index", "count", "remove"})
_MAPPED = frozenset({"get", "keys", "values", "items", "pop", "setdefault", "clear", "copy", "popitem"})
_SETS = frozenset({
    "add", "discard", "remove", "pop", "clear", "copy", "union", "intersection", "difference",
    "symmetric_difference", "issubset", "issuperset", "isdisjoint", "intersection_update", "difference_update",
})  # fmt: skip
_MOMENTS: dict[type, frozenset[str]] = {
    datetime: frozenset(
        {"isoformat", "timestamp", "date", "time", "weekday", "isoweekday", "replace", "timetuple", "utcoffset"}
    ),
    date: frozenset(["isoformat", "weekday", "isoweekday", "replace", "toordinal"]),
    time: frozenset(["isoformat", "replace"]),
    timedelta: frozenset({"total_seconds"}),
}
_PARTS: dict[type, frozenset[str]] = {
    datetime: frozenset(["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"]),
    date: frozenset(["year", "month", "day"]),
    time: frozenset(["hour", "minute", "second", "microsecond"]),
    timedelta: frozenset(["days", "seconds", "microseconds"]),
}
_NUMBERS: dict[type, frozenset[str]] = {
    int: frozenset({"bit_length"}),
    float: frozenset({"is_integer"}),
    Decimal: frozenset({"quantize", "is_nan", "copy_abs", "normalize", "to_integral_value", "sqrt"}),
}
_BYTES = frozenset({"decode", "hex"})
_OF_JSON = frozenset({"prop", "hasProp", "stringValue", "numberValue", "boolValue", "elements", "jsonPath"})
_SPIN: dict[type, frozenset[str]] = {  # what Spin's values can do: texts of XML, and what JSON says
    str: frozenset(TEXT_METHODS) - {"value"} | _OF_JSON,
    Found: frozenset(FOUND_METHODS),
    FoundJson: frozenset(JSON_METHODS),
    **dict.fromkeys((dict, list, int, float, bool), _OF_JSON),
}
Method = Callable[..., Any]


def member(machine: Any, owner: Any, name: str) -> Any:
    """`owner.name`; raises AttributeError when there is no such member, UnknownNameError when it is not known here."""
    if name.startswith("_") and not (name == "__name__" and isinstance(owner, type)):
        raise NotationError(f"the member {name!r} is not known here")
    if isinstance(owner, Module):
        return owner.member(name)
    if isinstance(owner, type):
        return _of_type(machine, owner, name)
    kind = type(owner)
    found = _METHODS[kind](machine, owner, name) if kind in _METHODS else None
    found = _of_spin(machine, owner, name) if found is None else found
    if found is not None:
        return found
    if isinstance(owner, dict) and name in owner:  # SpiffWorkflow's data are boxes
        return owner[name]
    for of_kind, parts in _PARTS.items():
        if kind is of_kind and name in parts:
            return getattr(owner, name)
    if isinstance(owner, Pattern | Match):
        return pattern_member(machine, owner, name)
    if isinstance(owner, BaseException):
        if name == "args" and not isinstance(owner, ThrownError):
            return owner.args
        if isinstance(owner, ThrownError) and name in ("errorCode", "code", "message"):
            return message_of(owner) if name == "message" else owner.code
    if hasattr(owner, name) and kind.__module__ in ("builtins", "datetime", "decimal", "collections"):
        raise UnknownNameError(f"the method {name!r} is not known here")
    raise AttributeError(f"'{kind.__name__}' object has no attribute '{name}'")


def _of_spin(machine: Any, owner: Any, name: str) -> Any:
    """A method of Spin's values; a member of an object that bears its name comes first."""
    if name not in _SPIN.get(type(owner), ()) or (isinstance(owner, dict) and name in owner):
        return None
    return Native(name, lambda *given: call_method(machine.scope, owner, name, (list(given), {})))


def variables_member(scope: Scope, owner: Any, name: str) -> Any:
    """A method of `execution` or of all variables; None when it is none."""
    if name[:3] in ("get", "set", "has", "rem") or name in ("put", "log", "appendData", "containsKey"):
        return Native(name, lambda *arguments: variables_method(scope, name, list(arguments)))
    return None


def set_member(scope: Scope, owner: Any, name: str, value: Any) -> None:
    """`owner.name = value`."""
    if isinstance(owner, Execution | Environment):
        scope.publish(name, value)
    elif isinstance(owner, dict):
        owner[name] = value
    else:
        raise AttributeError(f"'{type(owner).__name__}' object has no attribute '{name}'")


def _worked(machine: Any, owner: Any, method: Method) -> Method:
    """A method of a text, list or object: its size counts."""

    def call(*arguments: Any, **named: Any) -> Any:
        machine.scope.tick(len(owner) // 1000)
        result = method(*arguments, **named)
        if isinstance(owner, list | dict):
            machine.scope.sized(owner)
        return result

    return call


def _text(machine: Any, owner: str, name: str) -> Any:
    scope = machine.scope
    if name in _PLAIN_TEXT:
        return Native(name, _worked(machine, owner, getattr(owner, name)))
    if name in _WIDE_TEXT:

        def wide(width: Any = 8, *filling: Any) -> str:
            if width > MAXIMUM_SIZE or (name == "expandtabs" and width > 100):
                raise NotationError(f".{name}(...): a number is too large")
            return str(getattr(owner, name)(width, *filling))

        return Native(name, wide)
    if name == "format":
        return Native(name, lambda *given, **named: texts.filled(scope, owner, list(given), named, machine.member))
    if name == "format_map":
        return Native(name, lambda named: texts.filled(scope, owner, [], named, machine.member))
    if name == "join":
        return Native(name, functools.partial(_join, machine, owner))
    return Native(name, functools.partial(_replace, machine, owner)) if name == "replace" else None


def _join(machine: Any, separator: str, items: Any) -> str:
    parts = machine.members(items)
    for index, part in enumerate(parts):
        if not isinstance(part, str):
            raise TypeError(f"sequence item {index}: expected str instance, {type(part).__name__} found")
    if sum(len(part) for part in parts) + len(separator) * len(parts) > MAXIMUM_SIZE:
        raise NotationError("the text is too long")
    return separator.join(parts)


def _replace(machine: Any, text: str, old: str, new: str, count: int = -1) -> str:
    machine.scope.tick(len(text) // 1000)
    if len(text) + (len(text) + 1 if not old else text.count(old)) * len(new) > MAXIMUM_SIZE:
        raise NotationError("the text is too long")
    return text.replace(old, new, count)


def _list(machine: Any, owner: Any, name: str) -> Any:
    if isinstance(owner, list):
        if name in _LISTED:
            return Native(name, _worked(machine, owner, getattr(owner, name)))
        if name == "extend":
            return Native(name, _worked(machine, owner, lambda more: owner.extend(machine.members(more))))
        if name == "sort":
            return Native(name, functools.partial(_sort, machine, owner))
    if name in _SEARCHED:

        def searched(*arguments: Any) -> Any:
            if isinstance(arguments[0] if arguments else None, operators.CONTAINERS):
                operators.measured(machine.scope, owner)
            return getattr(owner, name)(*arguments)

        return Native(name, _worked(machine, owner, searched))
    return None


def _sort(machine: Any, owner: list[Any], *, key: Any = None, reverse: Any = False) -> None:
    owner[:] = sorted_list(machine, owner, key, reverse)


def _mapping(machine: Any, owner: dict[Any, Any], name: str) -> Any:
    if name in _MAPPED:
        method = getattr(owner, name)
        return Native(name, _worked(machine, owner, method))
    if name == "update":

        def update(more: Any = (), **named: Any) -> None:
            if isinstance(owner, Counter):
                owner.update(more if isinstance(more, Mapping) else machine.members(more), **named)
                return
            pairs = (
                more.items() if isinstance(more, Mapping) else [machine.members(pair) for pair in machine.turns(more)]
            )
            owner.update(pairs, **named)

        return Native(name, _worked(machine, owner, update))
    if isinstance(owner, Counter) and name in ("most_common", "elements", "total"):
        return Native(name, getattr(owner, name)) if name != "elements" else None
    return None


def _set(machine: Any, owner: Any, name: str) -> Any:
    if name == "update":
        return Native(name, lambda *more: [owner.add(item) for items in more for item in machine.turns(items)] and None)
    if name not in _SETS or not hasattr(owner, name):
        return None
    if name == "pop":
        return Native(name, lambda: _taken(machine, owner))
    one = name in ("add", "discard", "remove")

    def call(*arguments: Any) -> Any:
        given = [operators.hashed(machine.scope, item) for item in arguments]
        return getattr(owner, name)(*(given if one else [set(machine.turns(items)) for items in given]))

    return Native(name, call)


def _taken(machine: Any, owner: set[Any]) -> Any:
    for item in machine.turns(owner):
        owner.discard(item)
        return item
    raise KeyError("pop from an empty set")


def _moment(machine: Any, owner: Any, name: str) -> Any:
    if name == "strftime":
        return Native(name, lambda form: texts.dated(owner, form))
    if name == "astimezone":
        return Native(name, lambda zone=UTC: owner.astimezone(zone))
    if name in _MOMENTS[type(owner)]:
        return Native(name, getattr(owner, name))
    return None


def _number(machine: Any, owner: Any, name: str) -> Any:
    if name in ("real", "numerator") and not isinstance(owner, Decimal):
        return owner
    return Native(name, getattr(owner, name)) if name in _NUMBERS[type(owner)] else None


def _of_type(machine: Any, kind: type, name: str) -> Any:
    """`str.upper`, `dict.fromkeys`, `datetime.now` and the like."""
    if kind is dict and name == "fromkeys":
        return Native(name, lambda keys, value=None: dict.fromkeys(machine.members(keys), value))
    if name == "__name__":
        return kind.__name__
    if kind in (datetime, date) and name in _CLASS_METHODS:
        return Native(name, functools.partial(_CLASS_METHODS[name], machine, kind))
    if kind is timezone and name == "utc":
        return UTC
    if kind in (datetime, date, time) and name in ("min", "max"):
        return getattr(kind, name)
    if kind in _METHODS:
        return Native(name, lambda owner, *arguments: machine.call(member(machine, owner, name), list(arguments), {}))
    raise AttributeError(f"type object '{kind.__name__}' has no attribute '{name}'")


def _now(machine: Any, zone: Any = None) -> datetime:
    now: datetime = machine.scope.moment
    return now.astimezone(zone) if zone is not None else now.replace(tzinfo=None)


_CLASS_METHODS: dict[str, Callable[..., Any]] = {
    "now": lambda machine, kind, tz=None: _now(machine, tz),
    "utcnow": lambda machine, kind: _now(machine, UTC).replace(tzinfo=None),
    "today": lambda machine, kind: _now(machine) if kind is datetime else _now(machine).date(),
    "fromisoformat": lambda machine, kind, text: kind.fromisoformat(text),
    "strptime": lambda machine, kind, text, form: datetime.strptime(text[:200], form[:200]),  # noqa: DTZ007 - as the script says
    "fromtimestamp": lambda machine, kind, stamp, tz=None: datetime.fromtimestamp(
        stamp, tz or (machine.scope.now and machine.scope.now.tzinfo) or UTC
    ).replace(tzinfo=tz),
    "combine": lambda machine, kind, day, hour: datetime.combine(day, hour),
}

_METHODS: dict[type, Callable[[Any, Any, str], Any]] = {
    str: _text,
    list: _list,
    tuple: _list,
    dict: _mapping,
    defaultdict: _mapping,
    Counter: _mapping,
    set: _set,
    frozenset: _set,
    **dict.fromkeys((datetime, date, time, timedelta), _moment),
    **dict.fromkeys((int, float, Decimal), _number),
    bytes: lambda machine, owner, name: Native(name, getattr(owner, name)) if name in _BYTES else None,
}
__all__ = ["function_of", "member", "set_member", "variables_member"]
