"""What FEEL alone knows: lists counted from 1, filters, ranges, and its own functions."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from . import values
from .decimals import rounded
from .feel_durations import Months
from .lookups import index_of
from .matchers import parted, replaced
from .regular import compiled
from .scope import Scope
from .tokens import NotationError


def select(scope: Scope, value: Any, inner: Callable[[Scope], Any]) -> Any:
    """`list[3]` counts from 1 (from the end when negative); `list[item > 2]` keeps what passes the test."""
    if value is None:
        return None
    if isinstance(value, Mapping) or not isinstance(value, Sequence) or isinstance(value, str):
        key = inner(scope)
        return index_of(value, key - 1 if isinstance(key, int) and not isinstance(value, Mapping) else key)
    kept: list[Any] = []
    for member in value:
        scope.tick()
        scope.locals.append({"item": member, **member} if isinstance(member, Mapping) else {"item": member})
        try:
            result = inner(scope)
        finally:
            scope.locals.pop()
        if values.is_number(result):
            return _position(value, int(result))
        if values.truth(result):
            kept.append(member)
    return kept


def _position(members: Sequence[Any], position: int) -> Any:
    index = position - 1 if position > 0 else position
    return members[index] if position and -len(members) <= index < len(members) else None


def within(value: Any, low: Any, high: Any, opening: str, closing: str) -> bool:
    """Whether a value lies in a range; round or outward brackets leave the end out."""
    above = values.compare(">=" if opening == "[" else ">", value, low)
    return above and values.compare("<=" if closing == "]" else "<", value, high)


def instance_of(value: Any, kind: str) -> bool:
    """Whether a value is of a FEEL type."""
    checks: dict[str, bool] = {
        "number": values.is_number(value),
        "string": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "list": isinstance(value, list | tuple),
        "context": isinstance(value, Mapping),
        "time": isinstance(value, time),
        "function": callable(value),
        "date": isinstance(value, date) and not isinstance(value, datetime),
        "date and time": isinstance(value, datetime),
        "days and time duration": isinstance(value, timedelta),
        "years and months duration": isinstance(value, Months),
        "Any": value is not None,
    }
    if kind not in checks:
        raise NotationError(f"the type {kind!r} is not known here")
    return checks[kind]


def matches(text: Any, pattern: Any) -> bool:
    """Whether a pattern is found in a text; patterns that may never end are refused."""
    return compiled(str(pattern), "java").search(str(text)) is not None


def _replace(text: str, pattern: str, replacement: str, *_: Any) -> str:
    return replaced(text, pattern, replacement)


def _substring(text: str, start: Any, length: Any = None) -> str:
    first = int(start) - 1 if start > 0 else max(0, len(text) + int(start))
    return text[first:] if length is None else text[first : first + int(length)]


def _modulo(value: Any, divisor: Any) -> Any:
    return values.arithmetic("-", value, values.arithmetic("*", divisor, math.floor(value / divisor)))


def _decimal(value: Any, digits: Any) -> Any:
    return round(Decimal(str(value)), int(digits)) if isinstance(value, Decimal) else round(value, int(digits))


def _flatten(items: Any) -> list[Any]:
    result: list[Any] = []
    for item in items:
        result.extend(_flatten(item) if isinstance(item, list | tuple) else [item])
    return result


def distinct(items: Sequence[Any]) -> list[Any]:
    """Members without those that are there already."""
    kept: list[Any] = []
    for item in items:
        if not any(values.equal(item, other) for other in kept):
            kept.append(item)
    return kept


def _duplicates(scope: Scope, items: Sequence[Any]) -> list[Any]:
    scope.tick(len(items) ** 2 // 1000)
    return distinct([item for item in items if sum(values.equal(item, other) for other in items) > 1])


def _insert(items: Sequence[Any], position: Any, item: Any) -> list[Any]:
    index = int(position) - 1 if position > 0 else len(items) + int(position)
    return [*items[:index], item, *items[index:]]


def _without(items: Sequence[Any], position: Any) -> list[Any]:
    index = int(position) - 1 if position > 0 else len(items) + int(position)
    return [*items[:index], *items[index + 1 :]]


def _part(items: Sequence[Any], start: Any, length: Any = None) -> list[Any]:
    first = int(start) - 1 if start > 0 else len(items) + int(start)
    return list(items[first:] if length is None else items[first : first + int(length)])


def _merge(*contexts: Any) -> dict[str, Any]:
    listed = contexts[0] if len(contexts) == 1 and isinstance(contexts[0], list) else contexts
    return {key: value for context in listed for key, value in context.items()}


def _put(context: Any, key: Any, value: Any) -> dict[str, Any]:
    names = list(key) if isinstance(key, list | tuple) else [key]
    rest = _put((context or {}).get(names[0]), names[1:], value) if len(names) > 1 else value
    return {**(context or {}), str(names[0]): rest}


def _median(*items: Any) -> Any:
    ordered = sorted(items[0] if len(items) == 1 and isinstance(items[0], list) else items)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _cycle(first: Any, interval: Any = None) -> str:
    """`cycle(2, duration)` and `cycle(duration)` of Zeebe as an ISO repetition."""
    times, length = ("", first) if interval is None else (str(int(first)), interval)
    return f"R{times}/{values.text_of(length)}"


def _asserted(value: Any, condition: Any, cause: Any) -> Any:
    """`assert` of Zeebe: the value, or an error when the condition does not hold."""
    if condition is not True:
        raise NotationError(str(cause) if cause else "the condition of assert does not hold")
    return value


def _extract(text: str, pattern: Any) -> list[str]:
    return [found.group() or "" for found in compiled(str(pattern), "java").finditer(text)]


FEEL_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "modulo": lambda scope, value, divisor: _modulo(value, divisor),
    "decimal": lambda scope, value, digits: _decimal(value, digits),
    "sqrt": lambda scope, value: math.sqrt(value),
    "odd": lambda scope, value: value % 2 == 1,
    "even": lambda scope, value: value % 2 == 0,
    "median": lambda scope, *items: _median(*items),
    "product": lambda scope, *items: math.prod(items[0] if len(items) == 1 and isinstance(items[0], list) else items),
    "substring": lambda scope, text, start, length=None: _substring(text, start, length),
    "replace": lambda scope, text, pattern, new, *_: _replace(text, pattern, new),
    "matches": lambda scope, text, pattern, *_: matches(text, pattern),
    "split": lambda scope, text, pattern: parted(text, pattern),
    "trim": lambda scope, text: text.strip(),
    "is blank": lambda scope, text: not str(text or "").strip(),
    "string join": lambda scope, items, separator="", *_: values.joined(
        separator or "", (item for item in items if item is not None)
    ),
    "remove": lambda scope, items, position: _without(items, position),
    "insert before": lambda scope, items, position, item: _insert(items, position, item),
    "sublist": lambda scope, items, start, length=None: _part(items, start, length),
    "index of": lambda scope, items, item: [index for index, value in enumerate(items, 1) if values.equal(value, item)],
    "union": lambda scope, *lists: distinct([item for items in lists for item in items]),
    "distinct values": lambda scope, items: scope.tick(len(items) ** 2 // 1000) or distinct(items),
    "flatten": lambda scope, items: _flatten(items),
    "context put": lambda scope, context, key, value: _put(context, key, value),
    "context merge": lambda scope, *contexts: _merge(*contexts),
    "context": lambda scope, entries: {entry["key"]: entry["value"] for entry in entries},
    "get entries": lambda scope, context: [{"key": key, "value": value} for key, value in context.items()],
    "is": lambda scope, left, right: type(left) is type(right) and left == right,
    "before": lambda scope, left, right: values.compare("<", left, right),
    "after": lambda scope, left, right: values.compare(">", left, right),
    "cycle": lambda scope, first, interval=None: _cycle(first, interval),
    "assert": lambda scope, value, condition, cause="": _asserted(value, condition, cause),
    "extract": lambda scope, text, pattern, *_: _extract(text, pattern),
    "extract all": lambda scope, text, pattern, *_: _extract(text, pattern),
    "partition": lambda scope, items, size: [
        list(items[start : start + int(size)]) for start in range(0, len(items), max(1, int(size)))
    ],
    "put all": lambda scope, *contexts: _merge(*contexts),
    "duplicate values": _duplicates,
    "substring after": lambda scope, text, part: text.partition(part)[2] if part else text,
    "substring before": lambda scope, text, part: text.partition(part)[0] if part in text else "",
    "round up": lambda scope, value, digits=0: rounded(value, digits, ROUND_UP),
    "round down": lambda scope, value, digits=0: rounded(value, digits, ROUND_DOWN),
    "round half up": lambda scope, value, digits=0: rounded(value, digits, ROUND_HALF_UP),
    "round half down": lambda scope, value, digits=0: rounded(value, digits, ROUND_HALF_DOWN),
    "to base64": lambda scope, text: base64.b64encode(str(text).encode()).decode(),
    "get keys": lambda scope, context: list(context),
}

FEEL_PHRASES = frozenset(name for name in FEEL_FUNCTIONS if " " in name)
