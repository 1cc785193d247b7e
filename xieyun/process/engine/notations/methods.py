"""Methods that foreign expressions may call on values. Anything else is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from . import values
from .closures import LIST_CLOSURES, Closure
from .feel import safe_pattern
from .functions import LIBRARY_FUNCTIONS, Arguments
from .lookups import Environment, Library
from .scope import MAXIMUM_SIZE, Execution, Scope
from .tokens import NotationError


def call_method(scope: Scope, value: Any, name: str, arguments: Arguments) -> Any:
    """The result of `value.name(arguments)`; methods that change a list or object work on a copy's owner."""
    scope.tick()
    if name.startswith("__"):
        raise NotationError(f"the method {name!r} is not known here")
    positional, named = arguments
    large = any(isinstance(argument, int) and abs(argument) > MAXIMUM_SIZE for argument in positional)
    if large and isinstance(value, str | list):  # a width, a count or a place
        raise NotationError(f".{name}(...): a number is too large")
    try:
        if isinstance(value, Library):
            return _library(scope, value, name, arguments)
        if isinstance(value, Execution | Environment):
            return _variables(scope, name, positional)
        if name in _COMMON:
            return _COMMON[name](value, *positional)
        if positional and isinstance(positional[0], Closure) and name in LIST_CLOSURES:
            return scope.sized(LIST_CLOSURES[name](value, *positional))
        return scope.sized(_typed(value, name, positional, named))
    except NotationError:
        raise
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        raise NotationError(f".{name}(...) has no value here: {error}") from error


def _library(scope: Scope, library: Library, name: str, arguments: Arguments) -> Any:
    function = LIBRARY_FUNCTIONS.get(f"{library.name}.{name}")
    if function is None:
        raise NotationError(f"the function {library.name}.{name} is not known here")
    return function(scope, *arguments[0], **arguments[1])


def _variables(scope: Scope, name: str, arguments: list[Any]) -> Any:
    if name in ("getVariable", "getVariableLocal", "getVariableTyped", "get"):
        return scope.look_up(str(arguments[0]))
    if name in ("setVariable", "setVariableLocal", "set", "put"):
        scope.assign(str(arguments[0]), arguments[1])
        return None
    if name in ("hasVariable", "hasVariableLocal", "containsKey"):
        return scope.has(str(arguments[0]))
    if name in ("removeVariable", "removeVariableLocal"):
        scope.assign(str(arguments[0]), None)
        return None
    if name == "getVariables":
        return {**scope.data, **scope.changed}
    if name in ("getProcessInstanceId", "getId", "getProcessBusinessKey", "getBusinessKey"):
        return scope.look_up("businessKey") if "Key" in name else "instance"
    fact = name[3:4].lower() + name[4:]
    if name.startswith("get") and fact in (scope.facts or {}):
        return (scope.facts or {})[fact]
    raise NotationError(f"the method {name!r} is not known here")


def _typed(value: Any, name: str, arguments: list[Any], named: Mapping[str, Any]) -> Any:
    for kind, methods in _BY_TYPE:
        if isinstance(value, kind) and name in methods:
            return methods[name](value, *arguments, **named)
    if value is None:
        return None
    if not arguments and isinstance(value, Mapping):
        # `order.getAmount()` of JUEL is the member `amount`
        for prefix in ("get", "is"):
            member = name[len(prefix) : len(prefix) + 1].lower() + name[len(prefix) + 1 :]
            if name.startswith(prefix) and member in value:
                return value[member]
        if name in value:
            return value[name]
    raise NotationError(f"the method {name!r} is not known here")


def _replace(text: str, old: str, new: str, *_: Any) -> str:
    result = text.replace(old, new)
    if len(result) > MAXIMUM_SIZE:
        raise NotationError("the text is too long")
    return result


def _join(first: Any, second: Any = ",") -> str:
    separator, items = (first, second) if isinstance(first, str) else (second, first)
    return str(separator).join(values.text_of(item) for item in items)


def _index(items: Any, item: Any) -> int:
    return next((index for index, value in enumerate(items) if values.equal(value, item)), -1)


def _format(text: str, *arguments: Any, **named: Any) -> str:
    raise NotationError("format is not supported; join the texts with +")


_COMMON: dict[str, Callable[..., Any]] = {
    "stringValue": values.text_of,
    "numberValue": values.to_number,
    "boolValue": values.truth,
    "isNull": lambda value: value is None,
    "equals": values.equal,
    "toString": values.text_of,
    "isEmpty": values.is_empty,
    "size": lambda value: 0 if value is None else len(value),
    "length": lambda value: 0 if value is None else len(value),
    "compareTo": lambda value, other: (values.compare(">", value, other)) - (values.compare("<", value, other)),
}

_TEXT: dict[str, Callable[..., Any]] = {
    "upper": lambda text: text.upper(),
    "toUpperCase": lambda text: text.upper(),
    "lower": lambda text: text.lower(),
    "toLowerCase": lambda text: text.lower(),
    "title": lambda text: text.title(),
    "capitalize": lambda text: text.capitalize(),
    "strip": lambda text, *characters: text.strip(*characters),
    "trim": lambda text: text.strip(),
    "startswith": lambda text, part: text.startswith(part),
    "startsWith": lambda text, part: text.startswith(part),
    "endswith": lambda text, part: text.endswith(part),
    "endsWith": lambda text, part: text.endswith(part),
    "contains": lambda text, part: part in text,
    "includes": lambda text, part: part in text,
    "equalsIgnoreCase": lambda text, other: isinstance(other, str) and text.lower() == other.lower(),
    "split": lambda text, *separator: text.split(*separator),
    "replace": _replace,
    "join": _join,
    "format": _format,
    "substring": lambda text, start, *stop: text[int(start) : int(stop[0]) if stop else None],
    "charAt": lambda text, index: text[int(index)],
    "indexOf": lambda text, part: text.find(part),
    "find": lambda text, part: text.find(part),
    "isdigit": lambda text: text.isdigit(),
    "matches": lambda text, pattern: safe_pattern(pattern).fullmatch(text[:10_000]) is not None,
    "match": lambda text, pattern: safe_pattern(pattern).search(text[:10_000]) is not None,
    "concat": lambda text, *more: text + "".join(values.text_of(part) for part in more),
    "lastIndexOf": lambda text, part: text.rfind(part),
}

_LIST: dict[str, Callable[..., Any]] = {
    "contains": values.contains,
    "includes": values.contains,
    "get": lambda items, index: items[int(index)],
    "indexOf": _index,
    "index": _index,
    "count": lambda items, item: sum(values.equal(value, item) for value in items),
    "join": _join,
    "concat": lambda items, more: [*items, *more],
    "copy": list,
    "slice": lambda items, start=0, stop=None: items[int(start) : stop],
}

_OBJECT: dict[str, Callable[..., Any]] = {
    "get": lambda mapping, key, default=None: mapping.get(key, default),
    "keys": list,
    "keySet": list,
    "values": lambda mapping: list(mapping.values()),
    "items": lambda mapping: [[key, value] for key, value in mapping.items()],
    "containsKey": lambda mapping, key: key in mapping,
    "hasOwnProperty": lambda mapping, key: key in mapping,
    "prop": lambda mapping, key: mapping.get(key),
    "value": lambda mapping: mapping,
    "copy": dict,
}

_NUMBER: dict[str, Callable[..., Any]] = {
    "intValue": int,
    "longValue": int,
    "doubleValue": float,
    "booleanValue": bool,
    "toFixed": lambda number, digits=0: f"{number:.{min(int(digits), 20)}f}",
}

_TIME: dict[str, Callable[..., Any]] = {
    "isoformat": lambda moment, *_: moment.isoformat(),
    "total_seconds": lambda length: length.total_seconds(),
    "timestamp": lambda moment: moment.timestamp(),
    "getTime": lambda moment: int(moment.timestamp() * 1000),
    "plusDays": lambda moment, days: moment + timedelta(days=days),
    "plusHours": lambda moment, hours: moment + timedelta(hours=hours),
    "toDate": lambda moment: moment,
    "toISOString": lambda moment: moment.isoformat(),
}

_BY_TYPE: tuple[tuple[Any, dict[str, Callable[..., Any]]], ...] = (
    (str, _TEXT),
    ((list, tuple), _LIST),
    (Mapping, _OBJECT),
    ((int, float), _NUMBER),
    ((datetime, date, timedelta), _TIME),
)
