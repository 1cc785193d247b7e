"""What files of jBPM and Kogito call in their conditions: `KieFunctions`, and simple XPath over variables."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from . import values

_TEXT = re.compile(r"/text\(\)")
_CONSTANT = re.compile(r"\b(true|false)\(\)")
_STRINGS = re.compile(r"(\"[^\"]*\"|'[^']*')")


def from_xpath(text: str) -> str:
    """An XPath condition over variables in the common grammar: `$x/text() = 'First'` is `$x = 'First'`."""
    parts = _STRINGS.split(text)
    return "".join(part if index % 2 else _CONSTANT.sub(r"\1", _TEXT.sub("", part)) for index, part in enumerate(parts))


def _between(scope: Any, value: Any, low: Any, high: Any) -> bool:
    return values.compare(">=", value, low) and values.compare("<=", value, high)


KIE_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "equalsTo": lambda scope, value, other: (
        values.equal(value, other) or values.text_of(value) == values.text_of(other)
    ),
    "isNull": lambda scope, value: value is None,
    "isEmpty": lambda scope, value: values.is_empty(value),
    "isTrue": lambda scope, value: value is True,
    "isFalse": lambda scope, value: value is False,
    "greaterThan": lambda scope, value, other: values.compare(">", value, values.to_number(other)),
    "greaterOrEqualThan": lambda scope, value, other: values.compare(">=", value, values.to_number(other)),
    "lessThan": lambda scope, value, other: values.compare("<", value, values.to_number(other)),
    "lessOrEqualThan": lambda scope, value, other: values.compare("<=", value, values.to_number(other)),
    "between": _between,
}
