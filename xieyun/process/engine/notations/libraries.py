"""Functions of the libraries that foreign expressions name, such as `Math.max` and `datetime.now`."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

from . import values
from .functions import FUNCTIONS, drawing
from .kie import KIE_FUNCTIONS
from .scope import Scope


def _chance(scope: Scope, *_: Any) -> float:
    return drawing(scope).random()


def _drawn(scope: Scope, items: Any) -> Any:
    return drawing(scope).choice(items)


def _dump(scope: Scope, value: Any, *_: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def compact_json(scope: Scope, value: Any, *_: Any) -> str:
    """JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))


def pretty_json(scope: Scope, text: str) -> str:
    """JSON over several lines, as Groovy writes it."""
    scope.measured(text)
    return scope.sized(json.dumps(json.loads(text), ensure_ascii=False, indent=4))


LIBRARY_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{f"KieFunctions.{name}": function for name, function in KIE_FUNCTIONS.items()},
    **{
        f"{kind}.{name}": FUNCTIONS["int"]
        for kind in ("Integer", "Long")
        for name in ("parseInt", "parseLong", "valueOf")
    },
    **{f"{kind}.toString": FUNCTIONS["string"] for kind in ("Integer", "Long", "Double")},
    "Double.parseDouble": FUNCTIONS["float"],
    "Double.valueOf": FUNCTIONS["float"],
    "KieFunctions.contains": FUNCTIONS["contains"],
    "KieFunctions.startsWith": FUNCTIONS["startsWith"],
    "KieFunctions.endsWith": FUNCTIONS["endsWith"],
    "String.valueOf": FUNCTIONS["string"],
    "String.format": lambda scope, text, *inserted: values.arithmetic("%", text, list(inserted)),
    "Number.parseInt": FUNCTIONS["int"],
    "Number.parseFloat": FUNCTIONS["float"],
    "Number.isInteger": lambda scope, value: (
        isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    ),
    "JsonOutput.toJson": compact_json,
    "Boolean.parseBoolean": FUNCTIONS["Boolean"],
    "LocalDate.now": FUNCTIONS["today"],
    "LocalDateTime.now": FUNCTIONS["now"],
    "Instant.now": FUNCTIONS["now"],
    "LocalDate.parse": FUNCTIONS["date"],
    "LocalDateTime.parse": FUNCTIONS["date"],
    "System.currentTimeMillis": lambda scope: int(FUNCTIONS["now"](scope).timestamp() * 1000),
    "Date.now": lambda scope: int(FUNCTIONS["now"](scope).timestamp() * 1000),
    "List.of": lambda scope, *items: list(items),
    "Arrays.asList": lambda scope, *items: list(items[0] if len(items) == 1 and isinstance(items[0], list) else items),
    "Collections.emptyList": lambda scope: [],
    "Collections.singletonList": lambda scope, item: [item],
    "datetime.now": FUNCTIONS["now"],
    "datetime.utcnow": FUNCTIONS["now"],
    "datetime.today": FUNCTIONS["now"],
    "datetime.datetime.now": FUNCTIONS["now"],
    "datetime.datetime.utcnow": FUNCTIONS["now"],
    "datetime.timedelta": FUNCTIONS["duration"],
    "datetime.datetime": FUNCTIONS["date"],
    "datetime.date.today": FUNCTIONS["now"],
    "time.sleep": FUNCTIONS["print"],
    "time.time": lambda scope: FUNCTIONS["now"](scope).timestamp(),
    "math.floor": FUNCTIONS["floor"],
    "math.ceil": FUNCTIONS["ceil"],
    "Math.floor": FUNCTIONS["floor"],
    "Math.ceil": FUNCTIONS["ceil"],
    "Math.round": lambda scope, value: math.floor(FUNCTIONS["number"](scope, value) + 0.5),
    "Math.abs": FUNCTIONS["abs"],
    "Math.max": FUNCTIONS["max"],
    "Math.min": FUNCTIONS["min"],
    "Math.random": _chance,
    "random.random": _chance,
    "random.randint": lambda scope, low, high: drawing(scope).randint(int(low), int(high)),
    "random.uniform": lambda scope, low, high: drawing(scope).uniform(float(low), float(high)),
    "random.choice": _drawn,
    "json.dumps": _dump,
    "JSON.stringify": compact_json,
    "JSON.parse": lambda scope, text: json.loads(text),
    "JsonSlurper.parseText": lambda scope, text: json.loads(text),
    "json.loads": lambda scope, text: json.loads(text),
    "Object.keys": lambda scope, value: list(value or ()),
    "Object.values": lambda scope, value: list((value or {}).values()),
    "Object.entries": lambda scope, value: [[key, entry] for key, entry in (value or {}).items()],
    "Object.assign": lambda scope, *entries: {key: value for entry in entries for key, value in entry.items()},
    "Array.isArray": lambda scope, value: isinstance(value, list | tuple),
    "Array.from": lambda scope, value: list(value or ()),
    "console.log": FUNCTIONS["print"],
    "System.out.println": FUNCTIONS["print"],
    "System.out.print": FUNCTIONS["print"],
    "out.println": FUNCTIONS["print"],
}
