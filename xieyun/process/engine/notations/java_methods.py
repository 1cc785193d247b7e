"""Methods of Groovy and Java on numbers, texts, lists and maps, besides those that all notations share."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from functools import partial, reduce
from typing import Any

from . import values
from .closures import LIST_CLOSURES, Closure, entries_of
from .decimals import decimal_of, exact, remainder, scaled, whole_quotient
from .java_classes import Maybe, Walk, method_of
from .scope import MAXIMUM_SIZE, Scope
from .tokens import NotationError

Method = Callable[..., Any]


def _walked(change: Callable[[Any], Any], numbers: Iterable[Any]) -> None:
    for number in numbers:
        change(number)


def _stepped(first: Any, last: Any, step: Any) -> Iterable[Any]:
    """Groovy's `first.step(last, step)`: up to the last, which does not belong to it."""
    if step == 0:
        raise NotationError("a step of 0 does not end")
    number = first
    while number < last if step > 0 else number > last:
        yield number
        number += step


def _divided(left: Any, right: Any, *scale: Any) -> int | float:
    quotient = values.arithmetic("/", left, right)
    if not scale:
        return decimal_of(quotient)
    digits, mode = scale if len(scale) == 2 else (10, scale[0])
    return scaled(quotient, digits, mode)


def _flat(items: Any, depth: int = 0) -> list[Any]:
    if depth > 50:
        raise NotationError("the lists are nested too deeply")
    made: list[Any] = []
    for item in items:
        made.extend(_flat(item, depth + 1) if isinstance(item, list) else [item])
    return made


def _combined(lists: Any) -> list[list[Any]]:
    """Every choice of a member of each list; the first list's member changes fastest, as in Groovy."""
    if math.prod(len(items) for items in lists) > MAXIMUM_SIZE // 100:
        raise NotationError("there are too many combinations")
    return [list(row[::-1]) for row in itertools.product(*reversed(lists))]


def _parted(items: Any, test: Closure) -> list[list[Any]]:
    """Groovy's `split`: those that pass, and those that do not."""
    passed = [values.truth(test(item)) for item in items]
    return [[item for item, one in zip(items, passed, strict=True) if one is side] for side in (True, False)]


def hash_of(text: str) -> int:
    """Return what Java's `hashCode` gives for a text."""
    code = 0
    for character in text:
        code = (31 * code + ord(character)) & 0xFFFFFFFF
    return code - (1 << 32) if code >= 1 << 31 else code


_NUMBER: dict[str, Method] = {
    "downto": lambda number, last, change: _walked(change, range(int(number), int(last) - 1, -1)),
    "step": lambda number, last, step, change: _walked(change, _stepped(number, last, step)),
    "intdiv": whole_quotient,
    **dict.fromkeys(("add", "plus"), lambda number, other: exact("+", number, decimal_of(other))),
    **dict.fromkeys(("subtract", "minus"), lambda number, other: exact("-", number, decimal_of(other))),
    "multiply": lambda number, other: exact("*", number, decimal_of(other)),
    **dict.fromkeys(("divide", "div"), _divided),
    **dict.fromkeys(("mod", "remainder"), remainder),
    **dict.fromkeys(("pow", "power"), lambda number, exponent: values.arithmetic("**", number, exponent)),
    "negate": lambda number: -number,
    "abs": abs,
    "signum": lambda number: (number > 0) - (number < 0),
    "max": max,
    "min": min,
    "setScale": scaled,
    "round": lambda number, digits=0: scaled(number, digits, "HALF_UP"),
    "trunc": lambda number, digits=0: scaled(number, digits, "DOWN"),
    "stripTrailingZeros": decimal_of,
    **dict.fromkeys(("toInteger", "toLong", "intValueExact", "longValueExact", "toBigInteger"), int),
    **dict.fromkeys(("toDouble", "toFloat"), float),
    "toBigDecimal": decimal_of,
    "toPlainString": values.text_of,
    "isNaN": math.isnan,
}

_TEXT: dict[str, Method] = {
    "padRight": lambda text, width, filling=" ": text.ljust(min(int(width), 1000), str(filling)[:1]),
    "center": lambda text, width, filling=" ": text.center(min(int(width), 1000), str(filling)[:1]),
    **dict.fromkeys(("toList", "toCharArray", "chars"), list),
    "getAt": lambda text, place: text[int(place)],
    "isInteger": lambda text: isinstance(values.to_number(text), int),
    "isLong": lambda text: isinstance(values.to_number(text), int),
    **dict.fromkeys(("isDouble", "isFloat", "isBigDecimal"), lambda text: values.to_number(text) is not None),
    **dict.fromkeys(("toBigDecimal", "toBigInteger", "toFloat"), decimal_of),
    "toBoolean": lambda text: text.strip().lower() in ("true", "y", "1"),
    **dict.fromkeys(("readLines", "lines"), lambda text: text.splitlines()),
    "eachLine": lambda text, change: _walked(change, text.splitlines()),
    "formatted": lambda text, *given: values.arithmetic("%", text, list(given)),
    "stripIndent": lambda text: "\n".join(line.strip() for line in text.splitlines()),
    "repeat": lambda text, times: values.arithmetic("*", text, int(times)),
    "multiply": lambda text, times: values.arithmetic("*", text, int(times)),
    "plus": lambda text, other: text + values.text_of(other),
    "minus": lambda text, other: text.replace(values.text_of(other), "", 1),
    "uncapitalize": lambda text: text[:1].lower() + text[1:],
    "intern": lambda text: text,
    "getBytes": lambda text, *_: list(text.encode()),
    "hashCode": hash_of,
}


_LIST: dict[str, Method] = {
    "join": lambda items, separator="": values.joined(separator, items),
    "flatten": _flat,
    "findAll": lambda items: [item for item in items if values.truth(item)],
    "split": _parted,
    "combinations": _combined,
    "transpose": lambda lists: [list(row) for row in zip(*lists, strict=False)],
    "average": lambda items: decimal_of(sum(items) / len(items)),
    "step": lambda items, step: items[:: int(step)],
    **dict.fromkeys(("iterator", "listIterator"), lambda items: Walk(list(items))),
    **dict.fromkeys(("getAt", "elementAt"), lambda items, place: items[int(place)]),
    **dict.fromkeys(("getFirst", "firstElement"), lambda items: items[0] if items else None),
    **dict.fromkeys(("getLast", "lastElement"), lambda items: items[-1] if items else None),
    "init": lambda items: items[:-1],
    "limit": lambda items, number: items[: int(number)],
    "skip": lambda items, number: items[int(number) :],
    **dict.fromkeys(("findFirst", "findAny"), lambda items: Maybe(items[0] if items else None)),
    **dict.fromkeys(("boxed", "parallelStream", "asList", "asImmutable"), lambda items: items),
    "collect": lambda items, collector=list: collector(items),
    "lastIndexOf": lambda items, item: next(
        (at for at in range(len(items) - 1, -1, -1) if values.equal(items[at], item)), -1
    ),
    "disjoint": lambda items, more: not any(values.contains(more, item) for item in items),
    "takeWhile": lambda items, test: list(itertools.takewhile(lambda item: values.truth(test(item)), items)),
    "dropWhile": lambda items, test: list(itertools.dropwhile(lambda item: values.truth(test(item)), items)),
    **dict.fromkeys(("mapToInt", "mapToLong", "mapToDouble", "mapToObj"), lambda items, change: [*map(change, items)]),
    "reverseEach": lambda items, change: _walked(change, items[::-1]),
    "sum": lambda items, *start: reduce(values.add, [*start, *items]) if items or start else None,
}


_MAP: dict[str, Method] = {
    "plus": lambda mapping, more: {**mapping, **more},
    "minus": lambda mapping, less: {key: value for key, value in mapping.items() if key not in less},
    "subMap": lambda mapping, keys: {key: mapping[key] for key in keys if key in mapping},
    "sort": lambda mapping: dict(sorted(mapping.items())),
    "getAt": lambda mapping, key: mapping.get(key),
    "iterator": lambda mapping: Walk(entries_of(mapping)),
}

_ONE = frozenset({"find", "max", "min"})  # of a map they give an entry
_OF_ENTRIES = frozenset({"any", "every", "count", "sum", "groupBy", "findResult", "collectMany", *_ONE})


class _ForEntry(Closure):
    """A function for the entries of a map: it takes the entry, or the key and the value."""

    __slots__ = ()

    def __call__(self, *arguments: Any) -> Any:
        entry = arguments[0]
        if len(self.names) > 1:
            return super().__call__(entry["key"], entry["value"])
        return super().__call__(entry)


def _of_entries(mapping: dict[Any, Any], name: str, function: Closure) -> Any:
    entries = entries_of(mapping)
    if name == "sort" or (name in ("max", "min") and len(function.names) > 1):
        ordered = LIST_CLOSURES["sort"](entries, function)
        if name == "sort":
            return {entry["key"]: entry["value"] for entry in ordered}
        return (ordered[-1] if name == "max" else ordered[0]) if ordered else None
    return LIST_CLOSURES[name](entries, _ForEntry(function.names, function.body, function.scope))


_BY_TYPE: tuple[tuple[Any, Mapping[str, Method]], ...] = (
    (bool, {}),
    ((int, float), _NUMBER),
    (str, _TEXT),
    (list, _LIST),
    (dict, _MAP),
)


def java_method(scope: Scope, value: Any, name: str, given: list[Any]) -> Callable[[], Any] | None:
    """Return what calls `value.name(given)`, or None when it is a method that all notations share."""
    own = method_of(value, name)
    if own is not None:
        return partial(own, scope, value, *given)
    function = given[-1] if given and isinstance(given[-1], Closure) else None
    if function is not None and isinstance(value, dict) and name in (*_OF_ENTRIES, "sort"):
        return partial(_of_entries, value, name, function)
    if function is not None and name in LIST_CLOSURES:
        return None
    for kind, methods in _BY_TYPE:
        if isinstance(value, kind):
            found = methods.get(name)
            return None if found is None else partial(found, value, *given)
    return None
