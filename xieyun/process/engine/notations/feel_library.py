"""Functions of FEEL that differ from those of the same name in other notations, or that only Zeebe has."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR
from functools import cmp_to_key
from typing import Any
from uuid import UUID

from . import values
from .feel import rounded
from .functions import drawing
from .regular import compiled
from .scope import Scope
from .tokens import NotationError


def _listed(items: tuple[Any, ...]) -> Sequence[Any]:
    return items[0] if len(items) == 1 and isinstance(items[0], list | tuple) else items


def _total(scope: Scope, *items: Any) -> Any:
    """The sum; null of an empty list."""
    found = _listed(items)
    total = found[0] if found else None
    for item in found[1:]:
        total = values.add(total, item)
    return total


def _split(scope: Scope, text: str, pattern: Any) -> list[str]:
    """The parts between what fits a pattern, empty ones too."""
    parts, start = [], 0
    for found in compiled(str(pattern), "java").finditer(text):
        if found.end > found.start:
            parts.append(text[start : found.start])
            start = found.end
    return [*parts, text[start:]]


def _number(scope: Scope, value: Any, grouping: Any = None, decimal: Any = None) -> Any:
    """The number of a text, null when it is none."""
    if isinstance(value, str):
        value = value.replace(grouping, "") if grouping else value
        value = value.replace(decimal, ".") if decimal else value
    return values.to_number(value)


def _value_at(scope: Scope, context: Any, key: Any) -> Any:
    for name in key if isinstance(key, list | tuple) else [key]:
        context = context.get(name) if isinstance(context, Mapping) else None
    return context


def _text(scope: Scope, value: Any) -> str | None:
    return None if value is None else value if isinstance(value, str) else written(value)


def written(value: Any) -> str:
    """How FEEL writes a value: texts inside lists and contexts in quotes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}:{written(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    return values.text_of(value)


def _ordered(scope: Scope, items: Any, precedes: Any = None) -> list[Any]:
    scope.tick(len(items))
    if precedes is None:
        return sorted(items)
    return sorted(items, key=cmp_to_key(lambda left, right: -1 if values.truth(precedes(left, right)) else 1))


def _parsed(scope: Scope, text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError) as error:
        raise NotationError("the text is no JSON") from error


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": _total,
    "sort": _ordered,
    "split": _split,
    "number": _number,
    "string": _text,
    "get value": _value_at,
    "floor": lambda scope, value, digits=0: rounded(value, digits, ROUND_FLOOR),
    "ceiling": lambda scope, value, digits=0: rounded(value, digits, ROUND_CEILING),
    "log": lambda scope, value: math.log(value),
    "random number": lambda scope: drawing(scope).random(),
    "uuid": lambda scope: str(UUID(int=drawing(scope).getrandbits(128), version=4)),
    "fromAi": lambda scope, value, *_: value,
    "from json": _parsed,
    "to json": lambda scope, value: json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":")),
}
