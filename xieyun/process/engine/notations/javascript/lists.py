"""Methods of arrays in JavaScript."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

from ..scope import MAXIMUM_SIZE
from ..tokens import NotationError
from .texts import place
from .values import UNDEFINED, failure, is_nan, kind_of, same, text, to_number, truth, whole


def _calls(machine: Any, items: list[Any], function: Any) -> Iterator[tuple[Any, Any]]:
    """Each member with what a function gives for it."""
    if not callable(function):
        raise failure("TypeError", f"{kind_of(function)} is not a function")
    for index, item in enumerate(items[:]):
        yield item, machine.call(function, UNDEFINED, [item, index, items])


def _found(machine: Any, items: list[Any], test: Any, *, last: bool = False) -> int:
    places = range(len(items) - 1, -1, -1) if last else range(len(items))
    return next((at for at in places if truth(machine.call(test, UNDEFINED, [items[at], at, items]))), -1)


def _member(items: list[Any], at: int) -> Any:
    return items[at] if at >= 0 else UNDEFINED


def _each(machine: Any, items: list[Any], function: Any) -> Any:
    for _ in _calls(machine, items, function):
        pass
    return UNDEFINED


def _reduced(machine: Any, items: list[Any], function: Any, *first: Any, backwards: bool = False) -> Any:
    pairs = list(enumerate(items))
    if backwards:
        pairs.reverse()
    if first:
        value = first[0]
    elif not pairs:
        raise failure("TypeError", "Reduce of empty array with no initial value")
    else:
        value = pairs.pop(0)[1]
    for index, item in pairs:
        value = machine.call(function, UNDEFINED, [value, item, index, items])
    return value


def _in_order(machine: Any, items: list[Any], compare: Any) -> list[Any]:
    machine.scope.tick(len(items) // 10)
    present = [item for item in items if item is not UNDEFINED]
    missing = [UNDEFINED] * (len(items) - len(present))
    if compare is UNDEFINED:
        keys = [(text(item), item) for item in present]
        if sum(len(key) for key, _ in keys) > MAXIMUM_SIZE:
            raise NotationError("the texts of the list are too long")
        return [item for _, item in sorted(keys, key=lambda pair: pair[0])] + missing

    def order(left: Any, right: Any) -> int:
        found = to_number(machine.call(compare, UNDEFINED, [left, right]))
        return (found > 0) - (found < 0)

    return sorted(present, key=functools.cmp_to_key(order)) + missing


def _sort(machine: Any, items: list[Any], compare: Any) -> list[Any]:
    items[:] = _in_order(machine, items, compare)
    return items


def _push(machine: Any, items: list[Any], *more: Any) -> int:
    items.extend(more)
    return len(items)


def _unshift(machine: Any, items: list[Any], *more: Any) -> int:
    items[:0] = more
    return len(items)


def _splice(machine: Any, items: list[Any], *arguments: Any) -> list[Any]:
    if not arguments:
        return []
    start = place(arguments[0], len(items), 0)
    count = len(items) - start if len(arguments) < 2 else min(max(whole(arguments[1]), 0), len(items) - start)
    removed = items[start : start + count]
    items[start : start + count] = arguments[2:]
    return removed


def _flat(machine: Any, items: Any, depth: int, level: int = 0) -> list[Any]:
    if level > 50:
        raise NotationError("a list is nested too deeply")
    found: list[Any] = []
    for item in items:
        machine.scope.tick()
        if isinstance(item, list) and depth > 0:
            found += _flat(machine, item, depth - 1, level + 1)
        else:
            found.append(item)
    return found


def _joined(machine: Any, items: list[Any], separator: Any) -> str:
    mark = "," if separator is UNDEFINED else text(separator)
    parts = ["" if item is None or item is UNDEFINED else text(item) for item in items]
    if sum(len(part) for part in parts) + len(mark) * len(parts) > MAXIMUM_SIZE:
        raise NotationError("the text is too long")
    return mark.join(parts)


def _index(machine: Any, items: list[Any], wanted: Any, start: Any) -> int:
    machine.scope.tick(len(items) // 10)
    first = place(start, len(items), 0)
    return next((at for at in range(first, len(items)) if same(items[at], wanted)), -1)


def _last_index(machine: Any, items: list[Any], wanted: Any) -> int:
    machine.scope.tick(len(items) // 10)
    return next((at for at in range(len(items) - 1, -1, -1) if same(items[at], wanted)), -1)


def _includes(machine: Any, items: list[Any], wanted: Any) -> bool:
    machine.scope.tick(len(items) // 10)
    return any(same(item, wanted) or (is_nan(item) and is_nan(wanted)) for item in items)


def _filled(items: list[Any], value: Any, first: Any, last: Any) -> list[Any]:
    for at in range(place(first, len(items), 0), place(last, len(items), len(items))):
        items[at] = value
    return items


def _reversed(items: list[Any]) -> list[Any]:
    items.reverse()
    return items


def _with(items: list[Any], index: Any, value: Any) -> list[Any]:
    if not -len(items) <= whole(index) < len(items):
        raise failure("RangeError", f"Invalid index : {text(index)}")
    made = list(items)
    made[whole(index)] = value
    return made


def _spliced(machine: Any, items: list[Any], *arguments: Any) -> list[Any]:
    made = list(items)
    _splice(machine, made, *arguments)
    return made


METHODS: dict[str, Callable[..., Any]] = {
    "concat": lambda machine, items, *more: [
        *items, *(entry for one in more for entry in (one if isinstance(one, list) else [one]))
    ],
    "join": _joined,
    "push": _push,
    "pop": lambda machine, items: items.pop() if items else UNDEFINED,
    "shift": lambda machine, items: items.pop(0) if items else UNDEFINED,
    "unshift": _unshift,
    "slice": lambda machine, items, first, last: list(
        items[place(first, len(items), 0) : place(last, len(items), len(items))]
    ),
    "splice": _splice,
    "toSpliced": _spliced,
    "indexOf": _index,
    "lastIndexOf": _last_index,
    "includes": _includes,
    "find": lambda machine, items, test: _member(items, _found(machine, items, test)),
    "findIndex": lambda machine, items, test: _found(machine, items, test, last=False),
    "findLast": lambda machine, items, test: _member(items, _found(machine, items, test, last=True)),
    "findLastIndex": lambda machine, items, test: _found(machine, items, test, last=True),
    "filter": lambda machine, items, test: [item for item, kept in _calls(machine, items, test) if truth(kept)],
    "map": lambda machine, items, change: [made for _, made in _calls(machine, items, change)],
    "forEach": _each,
    "reduce": _reduced,
    "reduceRight": lambda machine, items, function, *first: _reduced(machine, items, function, *first, backwards=True),
    "some": lambda machine, items, test: any(truth(found) for _, found in _calls(machine, items, test)),
    "every": lambda machine, items, test: all(truth(found) for _, found in _calls(machine, items, test)),
    "sort": _sort,
    "toSorted": _in_order,
    "reverse": lambda machine, items: _reversed(items),
    "toReversed": lambda machine, items: items[::-1],
    "with": lambda machine, items, index, value: _with(items, index, value),
    "flat": lambda machine, items, depth: _flat(machine, items, whole(depth, 1)),
    "flatMap": lambda machine, items, change: _flat(machine, [made for _, made in _calls(machine, items, change)], 1),
    "fill": lambda machine, items, value, first, last: _filled(items, value, first, last),
    "keys": lambda machine, items: list(range(len(items))),
    "values": lambda machine, items: list(items),
    "entries": lambda machine, items: [[index, item] for index, item in enumerate(items)],
    "at": lambda machine, items, index: items[whole(index)] if -len(items) <= whole(index) < len(items) else UNDEFINED,
    "toString": lambda machine, items: text(items),
}  # fmt: skip
