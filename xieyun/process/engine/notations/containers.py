"""Flowable's functions on variables: `${variables:get('x')}`, `${var:eq('x', 3)}`."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from . import values
from .scope import Scope
from .tokens import NotationError

CONTAINERS = frozenset({"variables", "vars", "var"})


def _contains(value: Any, members: tuple[Any, ...], every: bool) -> bool:
    found = [values.contains(value, member) for member in members]
    return all(found) if every else any(found)


_TESTS: dict[str, Callable[..., Any]] = {
    "get": lambda value: value,
    "getOrDefault": lambda value, other: other if value is None else value,
    "exists": lambda value: value is not None,
    "exist": lambda value: value is not None,
    "isEmpty": values.is_empty,
    "empty": values.is_empty,
    "isNotEmpty": lambda value: not values.is_empty(value),
    "notEmpty": lambda value: not values.is_empty(value),
    "equals": values.equal,
    "eq": values.equal,
    "notEquals": lambda value, other: not values.equal(value, other),
    "ne": lambda value, other: not values.equal(value, other),
    "lowerThan": lambda value, other: values.compare("<", value, other),
    "lessThan": lambda value, other: values.compare("<", value, other),
    "lt": lambda value, other: values.compare("<", value, other),
    "lowerThanOrEquals": lambda value, other: values.compare("<=", value, other),
    "lessThanOrEquals": lambda value, other: values.compare("<=", value, other),
    "lte": lambda value, other: values.compare("<=", value, other),
    "greaterThan": lambda value, other: values.compare(">", value, other),
    "gt": lambda value, other: values.compare(">", value, other),
    "greaterThanOrEquals": lambda value, other: values.compare(">=", value, other),
    "gte": lambda value, other: values.compare(">=", value, other),
    "contains": lambda value, *members: _contains(value, members, True),
    "base64": lambda value: None if value is None else b64encode(values.text_of(value).encode()).decode(),
    "containsAny": lambda value, *members: _contains(value, members, False),
}


def _entries(value: Any) -> list[Any]:
    """What a collection function is asked for: one value, a list, or values with commas between them."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")]
    return list(value) if isinstance(value, list | tuple) else [value]


def _among(scope: Scope, members: Any, wanted: Any, *, every: bool) -> bool:
    if members is not None and not isinstance(members, list | tuple):
        raise NotationError("that is no collection")
    scope.tick(len(members or ()))
    found = (values.contains(members, entry) for entry in _entries(wanted))
    return all(found) if every else any(found)


def _function(*, every: bool, holds: bool) -> Callable[..., Any]:
    return lambda scope, members, wanted: _among(scope, members, wanted, every=every) is holds


COLLECTION_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("collection:contains", "collection:allOf"), _function(every=True, holds=True)),
    **dict.fromkeys(("collection:containsAny", "collection:anyOf"), _function(every=False, holds=True)),
    **dict.fromkeys(("collection:notContains", "collection:notAllOf"), _function(every=True, holds=False)),
    **dict.fromkeys(("collection:notContainsAny", "collection:noneOf"), _function(every=False, holds=False)),
}


def is_container_function(name: str) -> bool:
    """Whether `variables:name(...)` is known."""
    return name in _TESTS


def call_container(name: str, scope: Scope, variable: str, arguments: list[Any]) -> Any:
    """The result of `variables:name(variable, arguments)`; the variable is given by name."""
    return _TESTS[name](scope.look_up(variable), *arguments)
