"""Functions that foreign expressions may call. Anything else is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cmp_to_key, partial
from random import Random
from typing import Any
from uuid import UUID

from . import values
from .changes import MemberSet
from .containers import COLLECTION_FUNCTIONS
from .feel import FEEL_FUNCTIONS, FEEL_PHRASES
from .lookups import Library
from .moments import moved
from .scope import Scope
from .tokens import NotationError

Arguments = tuple[list[Any], dict[str, Any]]

PHRASES = frozenset(
    {
        "string length", "upper case", "lower case", "list contains", "starts with", "ends with",
        "is defined", "date and time", "get value", "get or else", "is empty", "distinct values", "substring after",
        "substring before", *FEEL_PHRASES,
    }
)  # fmt: skip


def call_function(
    name: str, scope: Scope, arguments: Arguments, functions: Mapping[str, Callable[..., Any]] | None = None
) -> Any:
    """The value of a function (of `functions` where they are given); raises NotationError for wrong arguments."""
    scope.measured(*arguments[0])
    try:
        return scope.sized((functions or FUNCTIONS)[name](scope, *arguments[0], **arguments[1]))
    except NotationError:
        raise
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise NotationError(f"{name}(...) has no value for these arguments: {error}") from error


def _length(scope: Scope, value: Any) -> int:
    return 0 if value is None else len(value)


def _number(scope: Scope, value: Any = 0, *_: Any) -> Any:
    number = values.to_number(value)
    if number is None:
        raise NotationError(f"{values.text_of(value)!r} is no number")
    return number


def _whole(scope: Scope, value: Any = 0, *_: Any) -> int:
    return int(_number(scope, value))


def _range(scope: Scope, first: Any, last: Any = None, step: Any = 1) -> list[int]:
    numbers = range(int(first), int(last), int(step)) if last is not None else range(int(first))
    scope.tick(len(numbers))
    return list(numbers)


def _sorted(scope: Scope, collection: Any, precedes: Any = None, *, key: Any = None, reverse: Any = False) -> list[Any]:
    scope.tick(len(collection))
    if callable(precedes):
        return sorted(collection, key=cmp_to_key(lambda left, right: -1 if values.truth(precedes(left, right)) else 1))
    return sorted(collection, key=key if callable(key) else None, reverse=values.truth(reverse))


def _least(scope: Scope, *items: Any, key: Any = None, default: Any = None) -> Any:
    return min(_members(items), key=key, default=default)


def _greatest(scope: Scope, *items: Any, key: Any = None, default: Any = None) -> Any:
    return max(_members(items), key=key, default=default)


def _parsed(scope: Scope, value: Any, kind: str = "") -> Any:
    """Spin's `S(text)` and `JSON(text)`: what the JSON says, or the value when it is none."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _members(arguments: tuple[Any, ...]) -> Sequence[Any]:
    return arguments[0] if len(arguments) == 1 and isinstance(arguments[0], list | tuple) else arguments


def _round(scope: Scope, value: Any, digits: Any = 0) -> Any:
    result = round(_number(scope, value), int(digits))
    return int(result) if not digits else result


def _now(scope: Scope, *_: Any) -> datetime:
    return scope.moment


def _duration(scope: Scope, *arguments: Any, **units: Any) -> timedelta:
    if arguments and isinstance(arguments[0], str):
        from ..times import parse_duration

        return parse_duration(arguments[0])
    return timedelta(*arguments, **{unit: float(amount) for unit, amount in units.items()})


def _date(scope: Scope, *arguments: Any) -> Any:
    if not arguments:
        return scope.moment
    if isinstance(arguments[0], str):
        from ..times import parse_moment

        return parse_moment(arguments[0], scope.moment)
    parts = [int(part) for part in arguments[:6]] + [1] * max(0, 3 - len(arguments))
    year, month, day, hour, minute, second = [*parts, 0, 0, 0][:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=scope.moment.tzinfo)


def _moved(scope: Scope, moment: Any, years: Any, months: Any, days: Any, *, sign: int) -> Any:
    """Flowable's `addDate`: a moment so many years, months and days later or earlier."""
    start = _date(scope, moment) if isinstance(moment, str) else moment
    return moved("Days", sign, moved("Months", sign, start, int(years) * 12 + int(months)), days)


def kind_of(value: Any) -> str:
    """What JavaScript's `typeof` says."""
    if value is None:
        return "undefined"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    return "number" if values.is_number(value) else "object"


def _nothing(scope: Scope, *arguments: Any, **named: Any) -> None:
    return None


def _pairs(scope: Scope, collection: Any, start: Any = 0) -> list[list[Any]]:
    return [[index, value] for index, value in enumerate(collection, int(start))]


def _mapping(scope: Scope, pairs: Any = (), **entries: Any) -> dict[str, Any]:
    return {**dict(pairs), **entries}


def drawing(scope: Scope) -> Random:
    """What draws numbers. The engine knows no chance: the moment of the command and the work so far give the number."""
    scope.tick()
    return Random(f"{scope.moment.isoformat()}/{scope.work}")  # noqa: S311 - no secrets are made of it


def drawn_uuid(scope: Scope) -> str:
    """A UUID (version 4) out of `drawing`."""
    return str(UUID(int=drawing(scope).getrandbits(128), version=4))


def _error(scope: Scope, code: Any = None, message: Any = None) -> Any:
    """What scripts throw: an error with its code and message."""
    return {"errorCode": code, "errorMessage": code if message is None else message}


_JAVA_LISTS = ("ArrayList", "LinkedList")
_JAVA_SETS = ("HashSet", "LinkedHashSet", "TreeSet")
_JAVA_MAPS = ("HashMap", "LinkedHashMap", "TreeMap", "ConcurrentHashMap")

_OF_BPMN = ("getDataObject", "getDataInput", "getDataOutput", "getProcessProperty", "getActivityProperty",
            "getEventProperty")  # fmt: skip


def _standard(scope: Scope, *names: Any) -> Any:
    """The functions that the standard adds to XPath: the variable of that name, the last of their arguments."""
    return scope.look_up(str(names[-1])) if names else None


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **FEEL_FUNCTIONS,
    **COLLECTION_FUNCTIONS,
    **dict.fromkeys(("len", "length", "size", "count", "string length", "fn:length"), _length),
    **dict.fromkeys(_OF_BPMN, _standard),
    **dict.fromkeys(("BpmnError", "Error"), _error),
    "str": lambda scope, value="": "None" if value is None else values.text_of(value),
    **dict.fromkeys(("string", "String"), lambda scope, value="": values.text_of(value)),
    **dict.fromkeys(("int", "Integer", "parseInt"), _whole),
    "float": lambda scope, value=0: float(_number(scope, value)),
    **dict.fromkeys(("Number", "number", "Decimal", "parseFloat"), _number),
    "bool": lambda scope, value=False: bool(value),
    "Boolean": lambda scope, value=False: values.truth(value),
    "abs": lambda scope, value: abs(_number(scope, value)),
    "floor": lambda scope, value: math.floor(_number(scope, value)),
    **dict.fromkeys(("ceiling", "ceil"), lambda scope, value: math.ceil(_number(scope, value))),
    "round": _round,
    "sum": lambda scope, *items: sum(_members(items)),
    "min": _least,
    "max": _greatest,
    "mean": lambda scope, *items: sum(_members(items)) / len(_members(items)),
    "all": lambda scope, items: all(values.truth(item) for item in items),
    "any": lambda scope, items: any(values.truth(item) for item in items),
    "and": lambda scope, *items: all(values.truth(item) for item in _members(items)),
    "or": lambda scope, *items: any(values.truth(item) for item in _members(items)),
    "not": lambda scope, value: not values.truth(value),
    **dict.fromkeys(("empty", "is empty"), lambda scope, value: values.is_empty(value)),
    "range": _range,
    **dict.fromkeys(("sorted", "sort"), _sorted),
    **dict.fromkeys(("reversed", "reverse"), lambda scope, items: list(reversed(items))),
    **dict.fromkeys(("list", "tuple"), lambda scope, items=(): list(items)),
    "set": lambda scope, items=(): list(dict.fromkeys(items)),
    **dict.fromkeys(("dict", "Box"), _mapping),
    "date:format": lambda scope, value, *_: value.isoformat() if isinstance(value, date) else value,
    "JsonSlurper": lambda scope, *_: Library("JsonSlurper"),
    "enumerate": _pairs,
    "zip": lambda scope, *lists: [list(row) for row in zip(*lists, strict=False)],
    "append": lambda scope, items, *more: [*(items or []), *more],
    "concatenate": lambda scope, *lists: [item for items in lists for item in items],
    **dict.fromkeys(("contains", "list contains"), lambda scope, items, item: values.contains(items, item)),
    **dict.fromkeys(("starts with", "startsWith", "fn:startsWith"), lambda scope, text, part: text.startswith(part)),
    **dict.fromkeys(("ends with", "endsWith", "fn:endsWith"), lambda scope, text, part: text.endswith(part)),
    **dict.fromkeys(("upper case", "upper", "fn:toUpperCase"), lambda scope, text: text.upper()),
    **dict.fromkeys(("lower case", "lower", "fn:toLowerCase"), lambda scope, text: text.lower()),
    **dict.fromkeys(("is defined", "isPresent"), lambda scope, value: value is not None),
    "isNull": lambda scope, value: value is None,
    "stringEquals": lambda scope, text, other: isinstance(text, str) and text == other,
    "get value": lambda scope, value, key: value.get(key) if isinstance(value, Mapping) else None,
    "get or else": lambda scope, value, other: other if value is None else value,
    "keys": lambda scope, value: list(value),
    "values": lambda scope, value: list(value.values()),
    **dict.fromkeys(("now", "dateTime", "date:now", "fn_now"), _now),
    "today": lambda scope: scope.moment.replace(hour=0, minute=0, second=0, microsecond=0),
    **dict.fromkeys(("timedelta", "duration"), _duration),
    **dict.fromkeys(("Date", "datetime", "date", "date and time", "date:toDate", "fn_date"), _date),
    "isinstance": lambda scope, value, kind=None: value is not None,
    "typeof": lambda scope, value: kind_of(value),
    **dict.fromkeys(("S", "JSON"), _parsed),
    "XML": lambda scope, text: text,
    "json:object": lambda scope: {},
    "json:array": lambda scope: [],
    "json:arrayWithSize": lambda scope, size: [{} for _ in _range(scope, size)],
    "json:addToArray": lambda scope, items, *more: [*(items or []), *more],
    **{name: lambda scope, items=(), *_: list(items) if isinstance(items, list) else [] for name in _JAVA_LISTS},
    **{
        name: lambda scope, items=(), *_, ordered=name == "TreeSet": MemberSet(
            items if isinstance(items, list) else (), ordered=ordered
        )
        for name in _JAVA_SETS
    },
    **{name: lambda scope, items=(), *_: dict(items) if isinstance(items, Mapping) else {} for name in _JAVA_MAPS},
    **dict.fromkeys(("currentUser", "currentUserGroups", "print", "println", "alert"), _nothing),
    **dict.fromkeys(("date:addDate", "fn_addDate"), partial(_moved, sign=1)),
    **dict.fromkeys(("date:subtractDate", "fn_subtractDate"), partial(_moved, sign=-1)),
    "fn:contains": lambda scope, text, part: part in str(text),
    "fn:containsIgnoreCase": lambda scope, text, part: str(part).lower() in str(text).lower(),
    "fn:trim": lambda scope, text: text.strip(),
    "fn:indexOf": lambda scope, text, part: text.find(part),
    "fn:substring": lambda scope, text, start, stop: text[int(start) : int(stop) if stop >= 0 else None],
    "fn:replace": lambda scope, text, old, new: text.replace(old, new),
    "fn:split": lambda scope, text, separator: text.split(separator),
    "fn:join": lambda scope, items, separator: values.joined(separator, items),
    "filter": lambda scope, test, items: [item for item in items if values.truth(test(item))],
    "map": lambda scope, change, items: [change(item) for item in items],
}
