"""Calls of methods in scripts of Groovy and Java, which may change the list or map that they are called on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .changes import LIST_CHANGES, MAP_CHANGES, MemberSet, map_key
from .functions import Arguments
from .java_methods import java_method
from .methods import call_method
from .scope import Scope
from .tokens import NotationError

_SETTER = re.compile(r"set[A-Z]\w*")
_NAMES = frozenset({*LIST_CHANGES, *MAP_CHANGES}) - {"sort", "reverse", "unique"}
_WALKING = frozenset({"remove", "removeElement", "removeAll", "retainAll", "sort", "unique"})


def call_script_method(scope: Scope, value: Any, name: str, arguments: Arguments) -> Any:
    """The result of `value.name(arguments)`; `person.setAge(3)` sets the member `age` of a map."""
    changes = LIST_CHANGES if isinstance(value, list) else MAP_CHANGES if isinstance(value, dict) else {}
    given = arguments[0]
    if name in changes:
        held = isinstance(value, MemberSet)
        scope.tick(1 + len(value) // (50 if held else 1000))
        if name in _WALKING or (held and any(isinstance(one, list | dict) for one in given)):
            scope.measured(value, *given)
        result = _called(name, lambda: changes[name](value, *given))
        scope.sized(value)
        return result
    if isinstance(value, dict) and len(given) == 1 and _SETTER.fullmatch(name):
        value[map_key(value, name[3].lower() + name[4:])] = given[0]
        scope.sized(value)
        return None
    call = None if value is None and name in _NAMES else java_method(scope, value, name, given)
    if call is None and value is None:
        raise NotationError(f".{name}(...): the value is null, which has no methods")
    if call is None:
        return call_method(scope, value, name, arguments)
    scope.tick()
    scope.measured(value, *given)
    return scope.sized(_called(name, call))


def _called(name: str, call: Callable[[], Any]) -> Any:
    try:
        return call()
    except NotationError:
        raise
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        raise NotationError(f".{name}(...) has no value here: {error}") from error


def new_holder(name: str) -> list[Any] | dict[Any, Any] | None:
    """What a variable that is null becomes when something is added to it, as jBPM has it for declared variables."""
    return [] if name in ("add", "addAll", "push") else {} if name in ("put", "putAll") else None
