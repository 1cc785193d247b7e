"""Methods that foreign expressions may call on values. Anything else is refused."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from . import values
from .changes import map_key
from .closures import LIST_CLOSURES, Closure, entries_of
from .feel import distinct
from .functions import FUNCTIONS, Arguments
from .instance import service_method, variables_method
from .java_library import STATIC_FUNCTIONS, without_package
from .json_paths import FOUND_METHODS as JSON_METHODS
from .json_paths import FoundJson, json_path
from .libraries import LIBRARY_FUNCTIONS
from .lookups import Environment, Library
from .matchers import MATCHER_METHODS, Matcher, is_pattern, parted, replaced
from .moments import MOMENTS
from .regular import compiled
from .scope import MAXIMUM_SIZE, Execution, RuntimeService, Scope
from .tokens import NotationError, UnknownNameError
from .xml_texts import FOUND_METHODS, TEXT_METHODS, Found


def call_method(scope: Scope, value: Any, name: str, arguments: Arguments) -> Any:
    """The result of `value.name(arguments)`."""
    scope.tick()
    if name.startswith("__"):
        raise NotationError(f"the method {name!r} is not known here")
    positional, named = arguments
    _counted(scope, value, name, positional)
    try:
        if isinstance(value, Library):
            return _library(scope, value, name, arguments)
        if isinstance(value, Execution | Environment):
            return variables_method(scope, name, positional)
        if isinstance(value, RuntimeService):
            return service_method(scope, name, positional)
        if isinstance(value, Closure) and name == "call":
            return value(*positional)
        if name in _OF_FINDS.get(type(value), ()):
            return scope.sized(_OF_FINDS[type(value)][name](value, *positional))
        if name in _COMMON:
            return _COMMON[name](value, *positional)
        if positional and isinstance(positional[-1], Closure) and name in LIST_CLOSURES:
            return _with_function(scope, value, name, positional)
        if positional and isinstance(positional[0], Closure) and name == "reduce":
            return _with_function(scope, value, name, positional)
        return scope.sized(_typed(value, name, positional, named))
    except NotationError:
        raise
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        raise NotationError(f".{name}(...) has no value here: {error}") from error


def _counted(scope: Scope, value: Any, name: str, arguments: list[Any]) -> None:
    """Count the work of a call; refuses numbers that would make something too large."""
    large = any(isinstance(argument, int) and abs(argument) > MAXIMUM_SIZE for argument in arguments)
    if large and isinstance(value, str | list):  # a width, a count or a place
        raise NotationError(f".{name}(...): a number is too large")
    if name in _BRIEF or name.startswith("get"):
        scope.tick(len(value) // 1000 if isinstance(value, list | dict) else 0)
    else:
        scope.measured(value, *arguments)


def _with_function(scope: Scope, value: Any, name: str, arguments: list[Any]) -> Any:
    """A method of lists and maps that takes a function, which may change them while they are walked."""
    walked = list(value) if isinstance(value, list) else dict(value) if isinstance(value, dict) else value
    result = LIST_CLOSURES[name](() if walked is None else walked, *arguments)
    return value if result is walked else scope.sized(result)


def _library(scope: Scope, library: Library, name: str, arguments: Arguments) -> Any:
    full = without_package(f"{library.name}.{name}")
    function = STATIC_FUNCTIONS.get(full) or LIBRARY_FUNCTIONS.get(full)
    if function is None and library.name.startswith("java."):
        function = FUNCTIONS.get(full)
    if function is None:
        raise UnknownNameError(f"the function {library.name}.{name} is not known here")
    return function(scope, *arguments[0], **arguments[1])


def _typed(value: Any, name: str, arguments: list[Any], named: Mapping[str, Any]) -> Any:
    for kind, methods in _BY_TYPE:
        if isinstance(value, kind) and name in methods:
            return methods[name](value, *arguments, **named)
    if value is None:
        return None
    if name == "value" and not arguments:  # Spin
        return value
    if not arguments and isinstance(value, Mapping):
        # `order.getAmount()` of JUEL is the member `amount`
        for prefix in ("get", "is"):
            member = name[len(prefix) : len(prefix) + 1].lower() + name[len(prefix) + 1 :]
            if name.startswith(prefix) and member in value:
                return value[member]
        if name in value:
            return value[name]
    raise UnknownNameError(f"the method {name!r} is not known here")


def _replace(text: str, old: str, new: str, *_: Any) -> str:
    result = text.replace(old, new)
    if len(result) > MAXIMUM_SIZE:
        raise NotationError("the text is too long")
    return result


def _join(first: Any, second: Any = ",") -> str:
    separator, items = (first, second) if isinstance(first, str) else (second, first)
    return values.joined(separator, items)


def _index(items: Any, item: Any) -> int:
    return next((index for index, value in enumerate(items) if values.equal(value, item)), -1)


def _unique(items: Any) -> list[Any]:
    if len(items) > _MAXIMUM_COMPARED:
        raise NotationError("the list is too long to be compared")
    return distinct(items)


def _format(text: str, *arguments: Any, **named: Any) -> str:
    if "%" in text and "{" not in text:  # Java's String.format
        return str(values.arithmetic("%", text, list(arguments)))
    if set("{}") & set(_PLACE.sub("", text)):
        raise NotationError("the text has places that are not understood; join the texts with +")
    return text.format(*arguments, **named)


# Methods that do not write or compare what a list or map holds.
_BRIEF = frozenset(
    {
        "size", "length", "isEmpty", "containsKey", "has", "prop", "path", "keySet", "keys", "values", "entrySet",
        "first", "last", "head", "stream", "call", "each", "eachWithIndex", "forEach", "collect", "findAll", "find",
        "any", "every", "map", "filter", "times", "upto",
    }
)  # fmt: skip
_PLACE = re.compile(r"\{\w*(?::[<>^]?\d{0,2},?(?:\.\d{1,2})?[dfs%]?)?\}")
_MAXIMUM_COMPARED = 3000

_OF_FINDS: dict[type, Mapping[str, Callable[..., Any]]] = {
    Matcher: MATCHER_METHODS,
    Found: FOUND_METHODS,
    FoundJson: JSON_METHODS,
}
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
    **TEXT_METHODS,
    "jsonPath": json_path,
    "upper": lambda text: text.upper(),
    "toUpperCase": lambda text: text.upper(),
    "lower": lambda text: text.lower(),
    "toLowerCase": lambda text: text.lower(),
    "title": lambda text: text.title(),
    "capitalize": lambda text: text.capitalize(),
    "strip": lambda text, *characters: text.strip(*characters),
    "trim": lambda text: text.strip(),
    "startswith": lambda text, part: text.startswith(part),
    "count": lambda text, part: text.count(part),
    "reverse": lambda text: text[::-1],
    "startsWith": lambda text, part: text.startswith(part),
    "endswith": lambda text, part: text.endswith(part),
    "endsWith": lambda text, part: text.endswith(part),
    "contains": lambda text, part: part in text,
    "includes": lambda text, part: part in text,
    "equalsIgnoreCase": lambda text, other: isinstance(other, str) and text.lower() == other.lower(),
    "split": lambda text, *separator: (
        parted(text, separator[0]) if separator and is_pattern(separator[0]) else text.split(*separator)
    ),
    "replace": _replace,
    "join": _join,
    "format": _format,
    "substring": lambda text, start, *stop: text[int(start) : int(stop[0]) if stop else None],
    "charAt": lambda text, index: text[int(index)],
    "indexOf": lambda text, part: text.find(part),
    "find": lambda text, part: text.find(part),
    "isdigit": lambda text: text.isdigit(),
    "asText": str,
    "textValue": str,
    "isBlank": lambda text: not text.strip(),
    "matches": lambda text, pattern: compiled(pattern, "java").fullmatch(text) is not None,
    "match": lambda text, pattern: compiled(pattern, "java").search(text) is not None,
    "matcher": lambda pattern, text: Matcher(text, pattern),
    "replaceAll": replaced,
    "replaceFirst": lambda text, pattern, new: replaced(text, pattern, new, 1),
    "findAll": lambda text, pattern: list(Matcher(text, pattern)),
    "concat": lambda text, *more: text + "".join(values.text_of(part) for part in more),
    "lastIndexOf": lambda text, part: text.rfind(part),
    "take": lambda text, number: text[: int(number)],
    "drop": lambda text, number: text[int(number) :],
    "tokenize": lambda text, *separators: [part for part in text.split(*separators) if part],
    "toInteger": int,
    "toLong": int,
    "toDouble": float,
    "isNumber": lambda text: values.to_number(text) is not None,
    "padStart": lambda text, width, filling=" ": text.rjust(min(int(width), 1000), filling[:1]),
    "padLeft": lambda text, width, filling=" ": text.rjust(min(int(width), 1000), filling[:1]),
    "zfill": lambda text, width: text.zfill(min(int(width), 1000)),
}

_LIST: dict[str, Callable[..., Any]] = {
    "jsonPath": json_path,
    # what Camunda's result of a decision can do
    "getSingleResult": values.single,
    "getFirstResult": lambda rows: rows[0] if rows else None,
    "getSingleEntry": lambda rows: values.single_entry(values.single(rows)),
    "getResultList": list,
    "collectEntries": lambda rows, name: [row[name] for row in rows if name in row],
    "contains": values.contains,
    "includes": values.contains,
    "get": lambda items, index: items[int(index)],
    "indexOf": _index,
    "index": _index,
    "join": _join,
    "concat": lambda items, more: [*items, *more],
    "copy": list,
    "slice": lambda items, start=0, stop=None: items[int(start) : stop],
    "subList": lambda items, start, stop: items[int(start) : int(stop)],
    "elements": list,
    "stream": list,
    "toList": list,
    "toArray": list,
    "count": lambda items, *item: sum(values.equal(value, item[0]) for value in items) if item else len(items),
    "sort": lambda items, *, key=None, reverse=False: sorted(items, key=key, reverse=reverse),
    "sorted": sorted,
    "toSorted": sorted,
    "reverse": lambda items: items[::-1],
    "distinct": _unique,
    "unique": _unique,
    "toSet": _unique,
    "sum": lambda items: functools.reduce(values.add, items) if items else None,
    "max": lambda items: max(items, default=None),
    "min": lambda items: min(items, default=None),
    "first": lambda items: items[0] if items else None,
    "last": lambda items: items[-1] if items else None,
    "head": lambda items: items[0] if items else None,
    "tail": lambda items: items[1:],
    "take": lambda items, number: items[: int(number)],
    "drop": lambda items, number: items[int(number) :],
    **dict.fromkeys(
        ("flat", "flatten"),
        lambda items, *_: [entry for item in items for entry in (item if isinstance(item, list) else [item])],
    ),
    "containsAll": lambda items, more: all(values.contains(items, item) for item in more),
    "withIndex": lambda items, start=0: [[item, index] for index, item in enumerate(items, start)],
    "indexed": lambda items: {str(index): item for index, item in enumerate(items)},
    "intersect": lambda items, more: [item for item in items if values.contains(more, item)],
    "minus": lambda items, more: [item for item in items if not values.contains(more, item)],
    "plus": lambda items, more: [*items, *(more if isinstance(more, list) else [more])],
    "collate": lambda items, size: [items[at : at + int(size)] for at in range(0, len(items), max(1, int(size)))],
    "at": lambda items, index: items[int(index)] if -len(items) <= index < len(items) else None,
}

_OBJECT: dict[str, Callable[..., Any]] = {
    "jsonPath": json_path,
    "getEntry": lambda mapping, key: mapping.get(key),
    "getSingleEntry": values.single_entry,
    "getFirstEntry": lambda mapping: next(iter(mapping.values()), None),
    "getEntryMap": dict,
    **dict.fromkeys(
        ("get", "getOrDefault"), lambda mapping, key, other=None: mapping.get(map_key(mapping, key), other)
    ),
    "keys": list,
    "keySet": list,
    "values": lambda mapping: list(mapping.values()),
    "items": lambda mapping: [[key, value] for key, value in mapping.items()],
    "containsValue": lambda mapping, value: values.contains(list(mapping.values()), value),
    "containsKey": lambda mapping, key: map_key(mapping, key) in mapping,
    "hasOwnProperty": lambda mapping, key: key in mapping,
    "prop": lambda mapping, key: mapping.get(key),
    "hasProp": lambda mapping, key: key in mapping,
    "has": lambda mapping, key: key in mapping,
    "path": lambda mapping, key: mapping.get(key),
    "fieldNames": list,
    "entrySet": entries_of,
    "copy": dict,
}

_NUMBER: dict[str, Callable[..., Any]] = {
    "intValue": int,
    "longValue": int,
    "shortValue": int,
    "floatValue": float,
    "asText": values.text_of,
    "asInt": int,
    "asLong": int,
    "asDouble": float,
    "asBoolean": bool,
    "doubleValue": float,
    "booleanValue": bool,
    "toFixed": lambda number, digits=0: f"{number:.{min(int(digits), 20)}f}",
}

_BY_TYPE: tuple[tuple[Any, dict[str, Callable[..., Any]]], ...] = (
    (str, _TEXT),
    ((list, tuple), _LIST),
    (Mapping, _OBJECT),
    ((int, float), _NUMBER),
    ((datetime, date, timedelta), MOMENTS),
)
