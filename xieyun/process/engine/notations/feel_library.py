"""Functions of FEEL that differ from those of the same name in other notations, or that only Zeebe has."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import Any

from . import values
from .decimals import rounded
from .functions import drawing, drawn_uuid
from .libraries import compact_json
from .regular import compiled
from .scope import Scope


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


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "split": _split,
    "number": _number,
    "string": _text,
    "get value": _value_at,
    "floor": lambda scope, value, digits=0: rounded(value, digits, ROUND_FLOOR),
    "ceiling": lambda scope, value, digits=0: rounded(value, digits, ROUND_CEILING),
    "random number": lambda scope: drawing(scope).random(),
    "uuid": drawn_uuid,
    "fromAi": lambda scope, value, *_: value,
    "from json": lambda scope, text: json.loads(text),
    "to json": compact_json,
}
