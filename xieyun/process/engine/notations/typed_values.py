"""Camunda's classes `Variables`, `SpinValues` and `Spin`, by which scripts make values of its types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .functions import FUNCTIONS
from .scope import Scope, Typed

TYPED: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("create", "getValue"), lambda scope, typed: typed.value),
    **dict.fromkeys(("serializationDataFormat", "setTransient", "mimeType"), lambda scope, typed, *_: typed),
}

_KINDS = ("string", "integer", "long", "short", "double", "boolean", "date", "number", "bytes", "object", "untyped")


def _typed(scope: Scope, value: Any, *_: Any) -> Typed:
    return Typed(value)


TYPED_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{f"Variables.{kind}Value": _typed for kind in _KINDS},
    "Variables.untypedNullValue": lambda scope, *_: None,
    "Variables.createVariables": lambda scope: {},
    "Variables.putValue": lambda scope, name, value: {name: value},
    "SpinValues.jsonValue": lambda scope, text, *_: Typed(FUNCTIONS["JSON"](scope, text)),
    "SpinValues.xmlValue": lambda scope, text, *_: Typed(FUNCTIONS["XML"](scope, text)),
    **{f"Spin.{name}": FUNCTIONS[name] for name in ("S", "JSON", "XML")},
}
