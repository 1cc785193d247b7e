"""Small functions inside expressions: `x => x > 1`, `function (x) { return x; }`, `lambda x: x`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from . import values
from .scope import Scope


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
        padded = [*arguments, *[None] * len(self.names)]
        self.scope.locals.append(dict(zip(self.names, padded, strict=False)))
        try:
            return self.body(self.scope)
        finally:
            self.scope.locals.pop()


def _reduce(items: Any, function: Closure, *first: Any) -> Any:
    return functools.reduce(function, items, *first)


def _sorted(items: Any, function: Any = None) -> list[Any]:
    if function is None:
        return sorted(items)
    return sorted(items, key=functools.cmp_to_key(lambda left, right: int(function(left, right))))


LIST_CLOSURES: dict[str, Callable[..., Any]] = {
    "some": lambda items, test: any(values.truth(test(item, index)) for index, item in enumerate(items)),
    "any": lambda items, test: any(values.truth(test(item, index)) for index, item in enumerate(items)),
    "every": lambda items, test: all(values.truth(test(item, index)) for index, item in enumerate(items)),
    "filter": lambda items, test: [item for index, item in enumerate(items) if values.truth(test(item, index))],
    "map": lambda items, change: [change(item, index) for index, item in enumerate(items)],
    "find": lambda items, test: next((item for item in items if values.truth(test(item))), None),
    "findIndex": lambda items, test: next((index for index, item in enumerate(items) if values.truth(test(item))), -1),
    "forEach": lambda items, change: [change(item, index) for index, item in enumerate(items)] and None,
    "reduce": _reduce,
    "sort": _sorted,
}
