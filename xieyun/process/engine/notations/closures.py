"""Small functions inside expressions: `x => x > 1`, `function (x) { return x; }`, `lambda x: x`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import values
from .scope import Frame, Scope
from .tokens import NotationError

MAXIMUM_CALLS = 40


class Closure:
    """A function of an expression. It sees the variables of its place."""

    __slots__ = ("body", "names", "scope")

    def __init__(self, names: Sequence[str], body: Callable[[Scope], Any], scope: Scope) -> None:
        self.names = names
        self.body = body
        self.scope = scope

    def __call__(self, *arguments: Any) -> Any:
        """The value for these arguments; missing ones are null, further ones are left out."""
        self.scope.tick()
        if len(arguments) == 1 and len(self.names) > 1 and isinstance(arguments[0], list):
            arguments = tuple(arguments[0])  # Groovy gives the parts of a list to several parameters
        padded = [*arguments, *[None] * len(self.names)]
        self.scope.locals.append(Frame(dict(zip(self.names, padded, strict=False))))
        try:
            return self.body(self.scope)
        finally:
            self.scope.locals.pop()

    def measured(self, *arguments: Any) -> Any:
        """The value for these arguments, which is written or compared as a whole."""
        value = self(*arguments)
        self.scope.measured(value)
        return value


class NamedFunction(Closure):
    """A function that a script defines by name. It sees what is around its definition, not around its call.

    `defaults` are the values of parameters that a call leaves out.
    """

    __slots__ = ("around", "defaults")

    def __init__(
        self,
        names: Sequence[str],
        body: Callable[[Scope], Any],
        scope: Scope,
        defaults: Mapping[str, Callable[[Scope], Any]],
    ) -> None:
        super().__init__(names, body, scope)
        self.defaults = defaults
        self.around = list(scope.locals)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """The value for these arguments."""
        scope = self.scope
        scope.tick()
        scope.calls += 1
        if scope.calls > MAXIMUM_CALLS:
            raise NotationError(f"the functions of the script call each other more than {MAXIMUM_CALLS} deep")
        frame = Frame({**dict(zip(self.names, arguments, strict=False)), **named})
        outer, scope.locals = scope.locals, [*self.around, frame]
        try:
            for name in self.names:
                if name not in frame:
                    frame[name] = self.defaults[name](scope) if name in self.defaults else None
            return self.body(scope)
        finally:
            scope.locals = outer
            scope.calls -= 1


def _with_each(items: Any, change: Closure) -> Any:
    """Groovy's `each` gives the list or map itself."""
    _each(items, change)
    return items


def _each(items: Any, change: Closure) -> None:
    if isinstance(items, Mapping):
        _collected(items, change)
        return
    for index, item in enumerate(items):
        change(item, index)


def _of_entry(function: Closure, key: Any, value: Any) -> Any:
    """What a function gives for an entry of a map: it takes the key and the value, or the entry."""
    return function(key, value) if len(function.names) > 1 else function({"key": key, "value": value})


def entries_of(mapping: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """The entries of a map, each with `key` and `value`."""
    return [{"key": key, "value": value} for key, value in mapping.items()]


def _collected(items: Any, change: Closure) -> list[Any]:
    if isinstance(items, Mapping):
        return [_of_entry(change, key, value) for key, value in items.items()]
    return [change(item) for item in items]


def _found(items: Any, test: Closure) -> Any:
    if isinstance(items, Mapping):
        return {key: value for key, value in items.items() if values.truth(_of_entry(test, key, value))}
    return [item for item in items if values.truth(test(item))]


def _grouped(items: Any, name: Closure) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(values.text_of(name.measured(item)), []).append(item)
    return groups


def _ordered(items: Any, function: Closure) -> list[Any]:
    """Groovy's and JavaScript's order: by a value of each, or by a comparison of two."""
    if len(function.names) == 1:
        return sorted(items, key=function.measured)
    return sorted(items, key=functools.cmp_to_key(lambda left, right: int(function(left, right))))


def _injected(items: Any, *arguments: Any) -> Any:
    """Groovy's `inject`: with a first value, or from the first member on."""
    *first, function = arguments
    return functools.reduce(function, items, *first)


def _total(items: Any, value: Closure) -> Any:
    return functools.reduce(values.add, [value.measured(item) for item in items] or [0])


def _mapped(items: Any, change: Closure) -> dict[str, Any]:
    """Groovy's `collectEntries`: each gives a key and a value, or a map."""
    made: dict[str, Any] = {}
    for entry in _collected(items, change):
        change.scope.measured(entry)
        if isinstance(entry, Mapping):
            made.update(entry)
        else:
            made[values.text_of(entry[0])] = entry[1]
    return made


def _counted(items: Any, name: Closure) -> dict[str, int]:
    counts: dict[str, int] = {}
    for item in items:
        key = values.text_of(name.measured(item))
        counts[key] = counts.get(key, 0) + 1
    return counts


LIST_CLOSURES: dict[str, Callable[..., Any]] = {
    "some": lambda items, test: any(values.truth(test(item, index)) for index, item in enumerate(items)),
    "any": lambda items, test: any(values.truth(test(item, index)) for index, item in enumerate(items)),
    "every": lambda items, test: all(values.truth(test(item, index)) for index, item in enumerate(items)),
    "filter": lambda items, test: [item for index, item in enumerate(items) if values.truth(test(item, index))],
    "map": lambda items, change: [change(item, index) for index, item in enumerate(items)],
    "find": lambda items, test: next((item for item in items if values.truth(test(item))), None),
    "findIndex": lambda items, test: next((index for index, item in enumerate(items) if values.truth(test(item))), -1),
    "forEach": _each,
    "each": _with_each,
    "eachWithIndex": _with_each,
    "collect": _collected,
    "findAll": _found,
    "anyMatch": lambda items, test: any(values.truth(test(item)) for item in items),
    "allMatch": lambda items, test: all(values.truth(test(item)) for item in items),
    "noneMatch": lambda items, test: not any(values.truth(test(item)) for item in items),
    "count": lambda items, test: sum(values.truth(test(item)) for item in items),
    "sum": _total,
    "max": lambda items, value: max(items, key=value.measured, default=None),
    "min": lambda items, value: min(items, key=value.measured, default=None),
    "groupBy": _grouped,
    "flatMap": lambda items, change: [entry for item in items for entry in change(item)],
    "inject": _injected,
    "collectEntries": _mapped,
    "collectMany": lambda items, change: [entry for made in _collected(items, change) for entry in made],
    "countBy": _counted,
    "findIndexOf": lambda items, test: next((at for at, item in enumerate(items) if values.truth(test(item))), -1),
    "findResult": lambda items, change: next((made for item in items if (made := change(item)) is not None), None),
    "upto": lambda number, last, change: [change(index) for index in range(int(number), int(last) + 1)] and None,
    "times": lambda number, change: [change(index) for index in range(int(number))] and None,
    "reduce": lambda items, function, *first: functools.reduce(function, items, *first),
    "sort": _ordered,
}
