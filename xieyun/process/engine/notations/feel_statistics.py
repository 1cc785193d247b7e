"""Functions over numbers and lists that DMN 1.3 added to FEEL, beside those that all notations share."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from . import values
from .scope import Scope


def _listed(items: tuple[Any, ...]) -> Sequence[Any]:
    return items[0] if len(items) == 1 and isinstance(items[0], list) else items


def _sum(scope: Scope, *items: Any) -> Any:
    """The sum; null of nothing."""
    found = _listed(items)
    return functools.reduce(values.add, found) if found else None


def _mode(scope: Scope, *items: Any) -> list[Any]:
    """The values that are most frequent, in their order."""
    counts: dict[Any, int] = {}
    for item in _listed(items):
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(item for item, count in counts.items() if count == most)


def _deviation(scope: Scope, *items: Any) -> Decimal | float | None:
    """The deviation of a sample; null for fewer than two values."""
    found = _listed(items)
    if len(found) < 2:
        return None
    mean = sum(found) / len(found)
    variance = sum((item - mean) ** 2 for item in found) / (len(found) - 1)
    return variance.sqrt() if isinstance(variance, Decimal) else math.sqrt(variance)


def _replaced(scope: Scope, items: Sequence[Any], place: Any, item: Any) -> list[Any]:
    """A list with the member at a position (from 1, from the end when negative), or each that fits, exchanged."""
    if not callable(place):
        index = int(place) - 1 if place > 0 else len(items) + int(place)
        return [item if position == index else entry for position, entry in enumerate(items)]
    return [item if values.truth(place(entry, item)) else entry for entry in items]


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": _sum,
    "log": lambda scope, number: math.log(number),
    "exp": lambda scope, number: math.exp(number),
    "mode": _mode,
    "stddev": _deviation,
    "list replace": _replaced,
}
