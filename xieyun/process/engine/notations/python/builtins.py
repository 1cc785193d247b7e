"""The functions, types and exceptions that Python offers without an import."""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from ..scope import MAXIMUM_SIZE
from ..tokens import NotationError, ThrownError
from . import operators, texts
from .frames import Function, Native

EXCEPTIONS: dict[str, type[BaseException]] = {
    kind.__name__: kind
    for kind in (
        Exception, ValueError, KeyError, IndexError, LookupError, TypeError, AttributeError, ZeroDivisionError,
        ArithmeticError, OverflowError, RuntimeError, NameError, AssertionError, NotImplementedError, StopIteration,
        OSError, BaseException, UnboundLocalError, PermissionError, FileNotFoundError, TimeoutError, ConnectionError,
        RecursionError, InvalidOperation, UnicodeError,
    )
}  # fmt: skip


def function_of(machine: Any, value: Any) -> Any:
    """A function that Python may call itself, for `key=` and the like; None stays None."""
    if value is None or isinstance(value, Function | Native):
        return value
    return lambda *arguments: machine.call(value, list(arguments), {})


def _whole(machine: Any, value: Any = 0, base: Any = None) -> int:
    if isinstance(value, Decimal):
        operators.kept(machine.scope, value)
    return int(value) if base is None else int(value, base)


def _integer_list(machine: Any, value: Any = ()) -> list[Any]:
    members: list[Any] = machine.members(value)
    return members


def _dict(machine: Any, pairs: Any = (), **named: Any) -> dict[Any, Any]:
    if isinstance(pairs, dict):
        return {**pairs, **named}
    made = dict(machine.members(item) for item in machine.turns(pairs))
    return {**made, **named}


def _round(machine: Any, number: Any, digits: Any = None) -> Any:
    if digits is not None and abs(digits) > 400:
        raise NotationError("the number of digits is too large")
    if not isinstance(number, int | float | Decimal):
        raise TypeError(f"type {type(number).__name__} doesn't define __round__ method")
    return round(number) if digits is None else round(number, digits)


def _sum(machine: Any, items: Any, start: Any = 0) -> Any:
    import ast

    if isinstance(start, str):
        raise TypeError("sum() can't sum strings [use ''.join(seq) instead]")
    listed = machine.members(items)
    if type(start) in (int, float) and all(type(item) in (int, float, bool) for item in listed):
        return sum(listed, start)
    for item in listed:
        start = operators.binary(machine.scope, ast.Add, start, item)
    return start


def _chosen(choose: Callable[..., Any]) -> Callable[..., Any]:
    def chosen(machine: Any, *items: Any, key: Any = None, **named: Any) -> Any:
        listed = machine.members(items[0]) if len(items) == 1 else list(items)
        for item in listed:
            operators.measured(machine.scope, item)
        return choose(listed, key=function_of(machine, key), **named)

    return chosen


def sorted_list(machine: Any, items: Any, key: Any = None, reverse: Any = False) -> list[Any]:
    """What `sorted` gives."""
    listed = machine.members(items)
    for item in listed:
        operators.measured(machine.scope, item)
    machine.scope.tick(len(listed) // 10)
    return sorted(listed, key=function_of(machine, key), reverse=bool(reverse))


def _zip(machine: Any, *lists: Any, strict: Any = False) -> Any:
    return iter(list(zip(*[machine.members(items) for items in lists], strict=bool(strict))))


def _is_instance(machine: Any, value: Any, kinds: Any) -> bool:
    wanted: Any = tuple(
        getattr(kind, "callable_as", kind) for kind in (kinds if isinstance(kinds, tuple) else (kinds,))
    )
    if not all(isinstance(kind, type) for kind in wanted):
        raise TypeError("isinstance() arg 2 must be a type or a tuple of types")
    return isinstance(value, wanted)


def _power(machine: Any, base: Any, exponent: Any, modulus: Any = None) -> Any:
    import ast

    if modulus is not None:
        return pow(base, exponent, modulus)
    return operators.binary(machine.scope, ast.Pow, base, exponent)


def _next(machine: Any, items: Any, *default: Any) -> Any:
    if not hasattr(items, "__next__"):
        raise TypeError(f"'{type(items).__name__}' object is not an iterator")
    return next(items, *default)


def _get(machine: Any, owner: Any, name: Any, *default: Any) -> Any:
    if str(name).startswith("_"):
        raise NotationError(f"the member {name!r} is not known here")
    try:
        return machine.member(owner, name)
    except AttributeError:
        if default:
            return default[0]
        raise


def _has(machine: Any, owner: Any, name: Any) -> bool:
    missing = object()
    return _get(machine, owner, name, missing) is not missing


def _type(machine: Any, value: Any) -> type:
    return type(value)


def _set(machine: Any, items: Any = ()) -> set[Any]:
    return {operators.hashed(machine.scope, item) for item in machine.turns(items)}


def _bytes(machine: Any, value: Any = b"", encoding: Any = "utf-8") -> bytes:
    return value.encode(encoding) if isinstance(value, str) else bytes(machine.members(value))


def _decimal(machine: Any, value: Any = "0") -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation as error:
        raise InvalidOperation(f"{value!r} is no decimal number") from error


def _raised(kind: type[BaseException]) -> Callable[..., Any]:
    return lambda machine, *arguments: kind(*arguments)


CONSTRUCTORS: dict[type, Callable[..., Any]] = {
    int: _whole,
    float: lambda machine, value=0.0: float(value),
    str: lambda machine, value="", *encoding: (
        value.decode(*encoding) if isinstance(value, bytes) and encoding else texts.text_of(machine.scope, value)
    ),
    bool: lambda machine, value=False: bool(value),
    list: _integer_list,
    tuple: lambda machine, value=(): tuple(machine.members(value)),
    dict: _dict,
    set: _set,
    frozenset: lambda machine, value=(): frozenset(_set(machine, value)),
    bytes: _bytes,
    range: lambda machine, *bounds: range(*bounds),
    complex: lambda machine, *parts: _refused("complex"),
    type: _type,
    object: lambda machine: object(),
    datetime: lambda machine, *parts, **named: datetime(*parts, **named),  # noqa: DTZ001 - as the script says
    date: lambda machine, *parts, **named: date(*parts, **named),
    time: lambda machine, *parts, **named: time(*parts, **named),
    timedelta: lambda machine, *parts, **named: timedelta(*parts, **named),
    timezone: lambda machine, *parts: timezone(*parts),
    Decimal: _decimal,
    defaultdict: lambda machine, factory=None, *rest, **named: defaultdict(
        function_of(machine, factory), _dict(machine, *rest, **named)
    ),
    Counter: lambda machine, items=(), **named: Counter(
        items if isinstance(items, dict) else machine.members(items), **named
    ),
    **{kind: _raised(kind) for kind in EXCEPTIONS.values()},
}


def _refused(name: str) -> Any:
    raise NotationError(f"the function {name!r} is not known here")


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": lambda machine, value: len(value),
    "abs": lambda machine, value: abs(value),
    "round": _round,
    "min": _chosen(min),
    "max": _chosen(max),
    "sum": _sum,
    "all": lambda machine, items: all(machine.turns(items)),
    "any": lambda machine, items: any(machine.turns(items)),
    "sorted": sorted_list,
    "reversed": lambda machine, items: iter((machine.members(items))[::-1]),
    "enumerate": lambda machine, items, start=0: iter(list(enumerate(machine.members(items), start))),
    "zip": _zip,
    "map": lambda machine, function, *lists: iter(
        [
            machine.call(function, list(row), {})
            for row in zip(*[machine.members(items) for items in lists], strict=False)
        ]
    ),
    "filter": lambda machine, function, items: iter(
        [item for item in machine.turns(items) if (item if function is None else machine.call(function, [item], {}))]
    ),
    "isinstance": _is_instance,
    "repr": lambda machine, value: texts.shown(machine.scope, value),
    "format": lambda machine, value, form="": texts.written(machine.scope, value, form),
    "chr": lambda machine, value: chr(value),
    "ord": lambda machine, value: ord(value),
    "divmod": lambda machine, left, right: divmod(left, right),
    "pow": _power,
    "iter": lambda machine, items: iter(machine.members(items)),
    "next": _next,
    "callable": lambda machine, value: callable(value),
    "getattr": _get,
    "hasattr": _has,
    "bin": lambda machine, value: bin(value),
    "hex": lambda machine, value: hex(value),
    "oct": lambda machine, value: oct(value),
    "print": lambda machine, *values, **named: None,
    # what other engines offer their scripts
    "BpmnError": lambda machine, code=None, message=None: {
        "errorCode": code,
        "errorMessage": code if message is None else message,
    },
    "Box": _dict,
}
_TYPES: dict[str, type] = {
    kind.__name__: kind
    for kind in (int, float, str, bool, list, tuple, dict, set, frozenset, bytes, range, type, object)
}


def builtin(machine: Any, name: str) -> Any:
    """What a name stands for without an import; None when for nothing."""
    if name in _TYPES:
        return _TYPES[name]
    if name in _FUNCTIONS:
        return Native(name, functools.partial(_FUNCTIONS[name], machine))
    return EXCEPTIONS.get(name)


def message_of(error: BaseException) -> str:
    """What `str(error)` gives."""
    if isinstance(error, ThrownError):
        return str(error.message or error.code)
    return str(error)[: MAXIMUM_SIZE // 100]


def is_finite(value: Any) -> bool:
    """Whether a number can be kept."""
    return not isinstance(value, float) or math.isfinite(value)
