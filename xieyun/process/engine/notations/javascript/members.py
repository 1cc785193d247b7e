"""Members of values: JavaScript's own, and the Java methods of what engines hand to scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from .. import values as shared
from ..changes import LIST_CHANGES, MAP_CHANGES
from ..instance import variables_method
from ..java_classes import method_of
from ..json_paths import FOUND_METHODS as JSON_METHODS
from ..lookups import Environment, Library, attribute
from ..methods import call_method
from ..scope import MAXIMUM_SIZE, Execution, RuntimeService, Typed
from ..tokens import NotationError, UnknownNameError
from ..xml_texts import FOUND_METHODS, TEXT_METHODS
from . import dates, keyed, lists, numbers, texts
from .classes import Class
from .functions import Builtin, Defined, Native
from .values import (
    UNDEFINED,
    Expression,
    Failure,
    Keyed,
    Moment,
    Undefined,
    failure,
    index_of_key,
    keys_of,
    property_key,
    text,
    whole,
)

_OF_JAVA = frozenset(
    {
        "size", "isEmpty", "get", "contains", "containsKey", "keySet", "values", "entrySet", "getOrDefault", "equals",
        "equalsIgnoreCase", "compareTo", "length", "stringValue", "numberValue", "boolValue", "prop", "hasProp",
        "elements", "value", "isNull", "fieldNames", "subList", "intValue", "longValue", "doubleValue", "matches",
        "getSingleResult", "getFirstResult", "getSingleEntry", "getResultList", "getEntry", "getFirstEntry",
        "collectEntries", "isString", "isNumber", "isArray", "isObject", "isBoolean", "toList", "jsonPath", "stream",
        *TEXT_METHODS, *FOUND_METHODS, *JSON_METHODS,
    }
)  # fmt: skip
_VARIABLES = ("get", "set", "has", "rem", "put", "log", "app", "con")


def get_member(machine: Any, owner: Any, key: Any) -> Any:
    """`owner[key]`; undefined when there is none."""
    if isinstance(owner, Failure) and key in ("name", "stack"):
        return owner.name if key == "name" else text(owner)
    if isinstance(owner, dict):
        return _of_object(owner, key)
    if isinstance(owner, list | str | tuple):
        place = index_of_key(key)
        if place is not None:
            return owner[place] if place < len(owner) else UNDEFINED
        if key == "length":
            return texts.length(owner) if isinstance(owner, str) else len(owner)
    if owner is None or isinstance(owner, Undefined):
        raise failure("TypeError", f"Cannot read properties of {text(owner)} (reading '{text(key)[:50]}')")
    name = property_key(key)
    if isinstance(owner, Class) and (found := owner.static(name)) is not UNDEFINED:
        return found
    if name.startswith("__") or name in ("constructor", "prototype"):
        raise NotationError(f"the member {name!r} is not known here")
    if isinstance(owner, Environment | Execution):
        found = attribute(owner, name)
        return UNDEFINED if found is None and not machine.scope.has(name) else found
    if isinstance(owner, Builtin):
        return owner.members.get(name, UNDEFINED)
    if isinstance(owner, texts.Found) and name in ("index", "input", "groups"):
        return owner.place if name == "index" else getattr(owner, name)
    method = _method(machine, owner, name)
    return _fact(machine, owner, name) if method is None else method


def _of_object(owner: dict[Any, Any], key: Any) -> Any:
    name = property_key(key)
    if name in owner:
        return owner[name]
    kind = getattr(owner, "made_by", None)
    if isinstance(kind, Class):
        found = kind if name == "constructor" else kind.method(name)
        if found is not UNDEFINED:
            return found
    return Native(name, _OBJECT[name], owner) if name in _OBJECT else _number_key(owner, key)


def _fact(machine: Any, owner: Any, name: str) -> Any:
    """A member that is no function."""
    if isinstance(owner, Keyed) and name == "size":
        return len(owner.entries)
    if isinstance(owner, Expression) and name in ("source", "flags", "global", "lastIndex", "ignoreCase"):
        facts = {"source": owner.pattern.pattern, "flags": owner.flags, "global": "g" in owner.flags}
        return {**facts, "lastIndex": owner.last, "ignoreCase": "i" in owner.flags}[name]
    if isinstance(owner, Defined | Native) and name in ("name", "length"):
        if name == "name":
            return owner.node[1] if isinstance(owner, Defined) else owner.name.rsplit(".", 1)[-1]
        return owner.length if isinstance(owner, Defined) else owner.arguments - 2 if owner.arguments > 0 else 1
    if isinstance(owner, datetime | date | timedelta):
        found = attribute(owner, name)
        return UNDEFINED if found is None else found
    return UNDEFINED


def _number_key(owner: Mapping[Any, Any], key: Any) -> Any:
    return owner[key] if isinstance(key, int) and not isinstance(key, bool) and key in owner else UNDEFINED


def _method(machine: Any, owner: Any, name: str) -> Native | None:
    if isinstance(owner, Moment):
        found = dates.method(owner, name, machine.zone)
        if found is None:
            return None
        run = found
        return Native(name, lambda machine, this, *arguments: run(*arguments))
    for kind, methods in _METHODS:
        if isinstance(owner, kind) and name in methods:
            return Native(name, methods[name], owner)
    if callable(owner) and name in _FUNCTION:
        return Native(name, _FUNCTION[name], owner)
    return Native(name, _OBJECT[name], owner) if name in _OBJECT else None


def call_member(machine: Any, owner: Any, key: Any, arguments: list[Any]) -> Any:
    """`owner.key(arguments)`."""
    if isinstance(owner, Environment | Execution):
        name = property_key(key)
        if not machine.scope.has(name) and name[:3] in _VARIABLES:
            return variables_method(machine.scope, name, [None if one is UNDEFINED else one for one in arguments])
    machine.scope.tick(
        len(owner) // (100 if isinstance(owner, list) else 1000) if isinstance(owner, list | str | dict) else 0
    )
    function = get_member(machine, owner, key)
    if callable(function):
        result = machine.call(function, owner if not isinstance(function, Native) else UNDEFINED, arguments)
        if isinstance(owner, list | dict):
            machine.scope.sized(owner)
        return result
    name = property_key(key)
    if function is not UNDEFINED:
        raise failure("TypeError", f"{name} is not a function")
    return _call_java(machine, owner, name, arguments)


def _call_java(machine: Any, owner: Any, name: str, arguments: list[Any]) -> Any:
    """A method that the value has in Java, where engines take it from."""
    given = [None if one is UNDEFINED else one for one in arguments]
    changes = LIST_CHANGES if isinstance(owner, list) else MAP_CHANGES if isinstance(owner, dict) else {}
    if name in changes:
        if isinstance(owner, dict) and given and name != "putAll":
            given[0] = property_key(given[0])
        try:
            return changes[name](owner, *given)
        except (TypeError, ValueError, LookupError, AttributeError) as error:
            raise failure("TypeError", f"{name}: {error}") from error
    if isinstance(owner, Environment | Execution | Library | RuntimeService):
        return call_method(machine.scope, owner, name, (given, {}))
    if isinstance(owner, Typed) and (method := method_of(owner, name)) is not None:
        return method(machine.scope, owner, *given)
    getter = name.startswith(("get", "is")) and not given and isinstance(owner, dict)
    if name in _OF_JAVA or getter or isinstance(owner, datetime | date | timedelta):
        return call_method(machine.scope, owner, name, (given, {}))
    raise UnknownNameError(f"the method {name!r} is not known here")


def set_member(machine: Any, owner: Any, key: Any, value: Any) -> None:
    """`owner[key] = value`."""
    if isinstance(owner, Environment | Execution):
        machine.scope.publish(property_key(key), value)
        return
    if owner is None or isinstance(owner, Undefined):
        raise failure("TypeError", f"Cannot set properties of {text(owner)} (setting '{text(key)[:50]}')")
    if isinstance(owner, dict | Class):
        (owner.statics if isinstance(owner, Class) else owner)[property_key(key)] = value
        return
    if isinstance(owner, list):
        place = index_of_key(key)
        if key == "length":
            del owner[whole(value) :]
            return
        if place is not None:
            if place > len(owner) + 10_000 or place > MAXIMUM_SIZE:
                raise NotationError("the place in the list is too far from its end")
            owner.extend([UNDEFINED] * (place + 1 - len(owner)))
            owner[place] = value
            machine.scope.sized(owner)
            return
    if isinstance(owner, Expression) and key == "lastIndex":
        owner.last = whole(value)
    elif not isinstance(owner, str | int | float | bool):
        raise NotationError(f"the member {property_key(key)!r} cannot be set here")


def has_member(machine: Any, owner: Any, key: Any) -> bool:
    """`key in owner`."""
    if isinstance(owner, Environment | Execution):
        return bool(machine.scope.has(property_key(key)))
    if isinstance(owner, dict):
        return property_key(key) in owner
    if isinstance(owner, list):
        place = index_of_key(key)
        return key == "length" or (place is not None and place < len(owner))
    raise failure("TypeError", f"Cannot use 'in' operator to search for '{text(key)}' in {text(owner)[:50]}")


def members_of(value: Any) -> list[Any] | None:
    """What a loop or `...` gives; None when the value has no members."""
    if isinstance(value, str | list | tuple):
        return list(value)
    if isinstance(value, Keyed):
        return [entry if value.single else [key, entry] for key, entry in value.entries.values()]
    return None


def _bound(machine: Any, function: Any, this: Any, arguments: list[Any]) -> Native:
    return Native("bound", lambda machine, _, *more: machine.call(function, this, [*arguments, *more]))


_FUNCTION: dict[str, Callable[..., Any]] = {
    "call": lambda machine, function, this, *arguments: machine.call(function, this, list(arguments)),
    "apply": lambda machine, function, this, arguments=UNDEFINED: machine.call(
        function, this, members_of(arguments) or []
    ),
    "bind": lambda machine, function, this, *arguments: _bound(machine, function, this, list(arguments)),
}
_OBJECT: dict[str, Callable[..., Any]] = {
    "hasOwnProperty": lambda machine, owner, key: (
        has_member(machine, owner, key) if isinstance(owner, dict | list) else False
    ),
    "toString": lambda machine, owner: text(owner),
    "toLocaleString": lambda machine, owner: text(owner),
    "valueOf": lambda machine, owner: owner,
}
_METHODS: tuple[tuple[Any, dict[str, Callable[..., Any]]], ...] = (
    (str, texts.METHODS),
    (bool, {}),
    ((int, float), numbers.METHODS),
    ((list, tuple), lists.METHODS),
    (Keyed, keyed.METHODS),
    (Expression, texts.PATTERN_METHODS),
)
__all__ = ["call_member", "get_member", "has_member", "keys_of", "members_of", "set_member", "shared"]
