"""What scripts find without declaring it: `Math`, `JSON`, `Object`, constructors, and what engines hand to scripts."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from ..functions import FUNCTIONS, call_function, drawing
from ..scope import MAXIMUM_SIZE
from ..tokens import NotationError, UnknownNameError
from . import dates
from .functions import Builtin, Defined, Native, Room
from .json_texts import parse, stringify
from .keyed import filled
from .members import get_member, members_of
from .numbers import parse_float, parse_whole
from .texts import expression
from .values import (
    UNDEFINED,
    Failure,
    Keyed,
    Moment,
    Thrown,
    failure,
    is_nan,
    keys_of,
    kind_of,
    number,
    property_key,
    text,
    to_number,
    truth,
    whole,
)

_SHARED = frozenset({"S", "XML", "currentUser", "currentUserGroups"})
_JAVA_LISTS = frozenset({"ArrayList", "LinkedList", "HashSet", "LinkedHashSet", "TreeSet", "Vector"})
_JAVA_MAPS = frozenset({"HashMap", "LinkedHashMap", "TreeMap", "ConcurrentHashMap"})


def root(name: str) -> Any:
    """What a name stands for when no variable has it; None when for nothing."""
    found = _ROOTS.get(name)
    if found is not None:
        return found
    if name in _CALLBACKS:
        return Native(name, _answer)
    if name in _SHARED:
        return Native(name, lambda machine, this, *given: call_function(name, machine.scope, (list(given), {})))
    return Package(name) if name in ("java", "javax", "org", "com", "Java", "Packages") else None


def known(name: str) -> bool:
    """Whether a function may be called by a name that the script does not define."""
    return callable(root(name))


class Package(Builtin):
    """`java.util` and the like: the last name is the class."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(name, _Packages(name))


class _Packages(dict[str, Any]):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def get(self, key: str, default: Any = None) -> Any:
        """A class of Java, or what is further inside."""
        if self.name == "Java" and key == "type":
            return Native("type", lambda machine, this, name: _of_java(text(name).rsplit(".", 1)[-1]))
        return _of_java(key) if key[:1].isupper() else Package(f"{self.name}.{key}")


def _of_java(name: str) -> Any:
    if name in _JAVA_LISTS:
        return Builtin(name, {}, make=lambda machine, this, items=UNDEFINED: list(members_of(items) or []))
    if name in _JAVA_MAPS:
        return Builtin(
            name, {}, make=lambda machine, this, items=UNDEFINED: dict(items) if isinstance(items, dict) else {}
        )
    if name == "Date":
        return _ROOTS["Date"]
    if name == "BpmnError":
        return _ROOTS["BpmnError"]
    if name.endswith(("Exception", "Error")):
        return _error_kind(name)
    static = {
        f"{owner}.{method}": function
        for owner, method, function in (
            ("Arrays", "asList", lambda machine, this, *items: list(items)),
            ("Integer", "parseInt", lambda machine, this, value: parse_whole(value, 10)),
            ("Integer", "valueOf", lambda machine, this, value: to_number(value)),
            ("Long", "valueOf", lambda machine, this, value: to_number(value)),
            ("Long", "parseLong", lambda machine, this, value: parse_whole(value, 10)),
            ("Double", "parseDouble", lambda machine, this, value: to_number(value)),
            ("Double", "valueOf", lambda machine, this, value: to_number(value)),
            ("Boolean", "valueOf", lambda machine, this, value: text(value) == "true"),
            ("String", "valueOf", lambda machine, this, value: text(value)),
            ("System", "currentTimeMillis", lambda machine, this: _now(machine)),
        )
    }
    members: dict[str, Any] = {
        key.partition(".")[2]: Native(key, function) for key, function in static.items() if key.startswith(f"{name}.")
    }
    if name == "System":
        members["out"] = Builtin("out", {"println": Native("println", _nothing), "print": Native("print", _nothing)})
    return Builtin(name, members)


def construct(machine: Any, kind: Any, arguments: list[Any]) -> Any:
    """`new kind(arguments)`."""
    if isinstance(kind, Builtin) and kind.make is not None:
        return machine.scope.sized(Native(kind.name, kind.make).run(machine, UNDEFINED, arguments))
    if isinstance(kind, Builtin):
        raise UnknownNameError(f"the function {kind.name!r} is not known here")
    if isinstance(kind, Defined) and not kind.node[5]:
        made: dict[str, Any] = {}
        result = machine.call(kind, made, arguments)
        return result if kind_of(result) == "object" and result is not None else made
    raise failure("TypeError", f"{kind_of(kind)} is not a constructor")


def _nothing(machine: Any, this: Any, *_: Any) -> Any:
    return UNDEFINED


def _answer(machine: Any, this: Any, *given: Any) -> Any:
    """`next(error, value)` of engines in Node."""
    if given and given[0] is not None and given[0] is not UNDEFINED:
        if isinstance(given[0], Failure):
            given[0].thrown = True
            raise Thrown(given[0])
        raise NotationError("the script reports an error")
    machine.answered.append(given[1] if len(given) > 1 else UNDEFINED)
    return UNDEFINED


def _later(machine: Any, this: Any, function: Any, *_: Any) -> int:
    if len(machine.waiting) > 100:
        raise NotationError("the script puts off its work too often")
    machine.waiting.append(lambda: machine.call(function, UNDEFINED, []))
    return len(machine.waiting)


def _now(machine: Any) -> int:
    return dates.stamp(machine.scope.now) if machine.scope.now else 0


def _date(machine: Any, this: Any, *parts: Any) -> Moment:
    if not parts:
        return Moment(_now(machine))
    if len(parts) > 1:
        return Moment(dates.of_parts(list(parts), machine.zone))
    value = parts[0].milliseconds if isinstance(parts[0], Moment) else parts[0]
    if isinstance(value, str):
        return Moment(dates.parsed(value, machine.zone))
    found = to_number(value)
    return Moment(math.trunc(found) if math.isfinite(found) and abs(found) <= 8.64e15 else math.nan)


def _utc(machine: Any, this: Any, *parts: Any) -> int | float:
    from datetime import UTC

    return dates.of_parts([*parts, *((0,) if len(parts) == 1 else ())], UTC)


def _error_kind(name: str) -> Builtin:
    def make(machine: Any, this: Any, message: Any = UNDEFINED, options: Any = UNDEFINED) -> Failure:
        more = {"cause": options["cause"]} if isinstance(options, dict) and "cause" in options else {}
        return Failure(name, "" if message is UNDEFINED else text(message), **more)

    return Builtin(name, {}, make, make)


def _bpmn_error(machine: Any, this: Any, code: Any = UNDEFINED, message: Any = UNDEFINED) -> Failure:
    given = code if message is UNDEFINED else message
    return Failure("BpmnError", text(given), errorCode=text(code), errorMessage=text(given))


def _list(machine: Any, this: Any, *items: Any) -> list[Any]:
    if len(items) == 1 and isinstance(items[0], int | float) and not isinstance(items[0], bool):
        size = whole(items[0])
        if not 0 <= size <= MAXIMUM_SIZE or size != items[0]:
            raise failure("RangeError", "Invalid array length")
        return [UNDEFINED] * size
    return list(items)


def _list_from(machine: Any, this: Any, source: Any, change: Any = UNDEFINED) -> list[Any]:
    items = members_of(source)
    if items is None and isinstance(source, dict):
        size = whole(source.get("length", 0))
        if size > MAXIMUM_SIZE // 10:
            raise NotationError("the list is too long")
        items = [source.get(str(index), UNDEFINED) for index in range(size)]
    if items is None:
        raise (
            failure("TypeError", f"{text(source)} is not iterable")
            if source in (None, UNDEFINED)
            else failure("TypeError", "object is not iterable")
        )
    machine.scope.tick(len(items) // 10)
    if change is UNDEFINED:
        return items
    return [machine.call(change, UNDEFINED, [item, index]) for index, item in enumerate(items)]


def _entries(machine: Any, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        machine.scope.tick(len(value) // 10)
        return [(key, get_member(machine, value, key)) for key in keys_of(value)]
    if isinstance(value, list | str):
        return [(str(index), item) for index, item in enumerate(value)]
    if value is None or value is UNDEFINED:
        raise failure("TypeError", "Cannot convert undefined or null to object")
    from ..lookups import Environment

    return list(machine.scope.everything().items()) if isinstance(value, Environment) else []


def _assigned(machine: Any, this: Any, target: Any, *sources: Any) -> Any:
    from .members import set_member

    for source in sources:
        if source is not None and source is not UNDEFINED:
            for key, entry in _entries(machine, source):
                set_member(machine, target, key, entry)
    return target


def _from_entries(machine: Any, this: Any, pairs: Any) -> dict[str, Any]:
    return {property_key(pair[0]): pair[1] for pair in machine.members(pairs)}


def _grouped(machine: Any, this: Any, items: Any, name: Any) -> dict[str, Any]:
    groups: dict[str, Any] = {}
    for index, item in enumerate(machine.members(items)):
        groups.setdefault(property_key(machine.call(name, UNDEFINED, [item, index])), []).append(item)
    return groups


def _largest(choose: Callable[..., Any], nothing: float) -> Callable[..., Any]:
    def chosen(machine: Any, this: Any, *values: Any) -> Any:
        found = [to_number(value) for value in values]
        if any(is_nan(one) for one in found):
            return math.nan
        return choose(found) if found else nothing

    return chosen


def _real(function: Callable[[float], float]) -> Callable[..., Any]:
    def call(machine: Any, this: Any, value: Any) -> Any:
        try:
            return number(function(to_number(value)))
        except (ValueError, OverflowError):
            found = to_number(value)
            if function in (math.log, math.log2, math.log10) and found == 0:
                return -math.inf
            return math.inf if function is math.exp and found > 0 else math.nan

    return call


def _rounded(function: Callable[[float], int]) -> Callable[..., Any]:
    def call(machine: Any, this: Any, value: Any) -> Any:
        found = to_number(value)
        if not math.isfinite(found) or isinstance(found, int):
            return found
        result = function(found)
        return -0.0 if result == 0 and math.copysign(1, found) < 0 else number(result)

    return call


def _cube_root(value: float) -> float:
    nearest = round(math.cbrt(value))
    return nearest if nearest**3 == value else math.cbrt(value)


def _half_up(value: float) -> int:
    return math.floor(value) + (value - math.floor(value) >= 0.5)


def _uri(machine: Any, value: Any, safe: str) -> str:
    source = text(value)
    if len(source) > MAXIMUM_SIZE // 10:
        raise NotationError("the text is too long")
    return quote(source, safe=safe)


def _natives(prefix: str, members: dict[str, Any]) -> dict[str, Any]:
    return {name: Native(f"{prefix}.{name}", value) if callable(value) else value for name, value in members.items()}


def _simple(name: str, function: Callable[..., Any]) -> Native:
    return Native(name, function)


def _keyed(*, single: bool) -> Builtin:
    name = "Set" if single else "Map"

    def make(machine: Any, this: Any, members: Any = UNDEFINED) -> Keyed:
        found = [] if members is None or members is UNDEFINED else machine.members(members)
        return filled(Keyed(single=single), found)

    return Builtin(name, {}, make=make)


def _is_whole(value: Any) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value == int(value)
    )


_MATH = {
    "floor": _rounded(math.floor), "ceil": _rounded(math.ceil), "trunc": _rounded(math.trunc),
    "round": _rounded(_half_up),
    "abs": lambda machine, this, value: abs(to_number(value)),
    "max": _largest(max, -math.inf), "min": _largest(min, math.inf),
    "sqrt": _real(math.sqrt), "cbrt": _real(_cube_root), "exp": _real(math.exp), "log": _real(math.log),
    "log2": _real(math.log2), "log10": _real(math.log10), "sin": _real(math.sin), "cos": _real(math.cos),
    "tan": _real(math.tan), "atan": _real(math.atan),
    "pow": lambda machine, this, base, power: machine.binary("**", base, power),
    "sign": lambda machine, this, value: (to_number(value) > 0) - (to_number(value) < 0),
    "hypot": lambda machine, this, *values: number(math.hypot(*[to_number(value) for value in values])),
    "random": lambda machine, this: drawing(machine.scope).random(),
    "PI": math.pi, "E": math.e, "LN2": math.log(2), "LN10": math.log(10), "SQRT2": math.sqrt(2),
}  # fmt: skip
_OBJECT = {
    "keys": lambda machine, this, value: [key for key, _ in _entries(machine, value)],
    "values": lambda machine, this, value: [entry for _, entry in _entries(machine, value)],
    "entries": lambda machine, this, value: [[key, entry] for key, entry in _entries(machine, value)],
    "assign": _assigned,
    "fromEntries": _from_entries,
    "groupBy": _grouped,
    "hasOwn": lambda machine, this, value, key: any(name == property_key(key) for name, _ in _entries(machine, value)),
    "freeze": lambda machine, this, value: _unfrozen(),
    "is": lambda machine, this, left, right: (
        text(left) == text(right) and _signs(left, right)
        if kind_of(left) == kind_of(right) == "number"
        else machine.binary("===", left, right)
    ),
}
_NUMBER = {
    "isInteger": lambda machine, this, value: _is_whole(value),
    "isSafeInteger": lambda machine, this, value: _is_whole(value) and abs(value) < 2**53,
    "isFinite": lambda machine, this, value: kind_of(value) == "number" and math.isfinite(value),
    "isNaN": lambda machine, this, value: is_nan(value),
    "parseFloat": lambda machine, this, value: parse_float(value),
    "parseInt": lambda machine, this, value, base: parse_whole(value, base),
    "MAX_SAFE_INTEGER": 2**53 - 1, "MIN_SAFE_INTEGER": 1 - 2**53, "EPSILON": 2.0**-52,
    "MAX_VALUE": 1.7976931348623157e308,
    "MIN_VALUE": 5e-324, "POSITIVE_INFINITY": math.inf, "NEGATIVE_INFINITY": -math.inf, "NaN": math.nan,
}  # fmt: skip


def _signs(left: Any, right: Any) -> bool:
    return math.copysign(1, left) == math.copysign(1, right)


def _unfrozen() -> Any:
    raise UnknownNameError("the function Object.freeze is not known here")


def _to_number(machine: Any, this: Any, *value: Any) -> int | float:
    return to_number(value[0]) if value else 0


_CALLBACKS = frozenset({"next", "callback", "done", "cb"})
_ROOTS: dict[str, Any] = {
    "undefined": UNDEFINED,
    "NaN": math.nan,
    "Infinity": math.inf,
    "Math": Builtin("Math", _natives("Math", _MATH)),
    "JSON": Builtin(
        "JSON",
        _natives("JSON", {
            "parse": lambda machine, this, source, change: parse(machine, source, change),
            "stringify": lambda machine, this, value, chosen, indent: stringify(machine, value, chosen, indent),
        }),
        lambda machine, this, value: call_function("JSON", machine.scope, ([value], {})),
    ),
    "Object": Builtin("Object", _natives("Object", _OBJECT), lambda machine, this, value: value,
                      lambda machine, this, value: {} if value is UNDEFINED else value),
    "Array": Builtin(
        "Array",
        _natives("Array", {
            "isArray": lambda machine, this, value: isinstance(value, list | tuple),
            "from": _list_from,
            "of": lambda machine, this, *items: list(items),
        }),
        _list, _list,
    ),
    "Number": Builtin("Number", _natives("Number", _NUMBER), _to_number, _to_number),
    "String": Builtin("String", _natives("String", {
        "fromCharCode": lambda machine, this, *codes: "".join(chr(whole(code) & 0xFFFF) for code in codes),
        "valueOf": lambda machine, this, value: text(value),
    }), lambda machine, this, *value: text(value[0]) if value else ""),
    "Boolean": Builtin("Boolean", {}, lambda machine, this, value: truth(value)),
    "Date": Builtin("Date", _natives("Date", {
        "now": lambda machine, this: _now(machine),
        "parse": lambda machine, this, source: dates.parsed(text(source), machine.zone),
        "UTC": _utc,
    }), lambda machine, this: text(Moment(_now(machine))), _date),
    "RegExp": Builtin("RegExp", {}, lambda machine, this, source, flags: expression(source, flags),
                      lambda machine, this, source, flags: expression(source, flags)),
    "Map": _keyed(single=False),
    "Set": _keyed(single=True),
    "Function": Builtin("Function", {}),
    **{name: _error_kind(name) for name in ("Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError")},
    "BpmnError": Builtin("BpmnError", {}, _bpmn_error, _bpmn_error),
    "console": Builtin(
        "console", _natives("console", dict.fromkeys(("log", "info", "warn", "error", "debug"), _nothing))
    ),
    **{name: _simple(name, _nothing) for name in ("print", "println", "alert", "clearTimeout")},
    "setTimeout": _simple("setTimeout", _later),
    "setImmediate": _simple("setImmediate", _later),
    "parseInt": _simple("parseInt", lambda machine, this, value, base: parse_whole(value, base)),
    "parseFloat": _simple("parseFloat", lambda machine, this, value: parse_float(value)),
    "isNaN": _simple("isNaN", lambda machine, this, value: math.isnan(to_number(value))),
    "isFinite": _simple("isFinite", lambda machine, this, value: math.isfinite(to_number(value))),
    "encodeURIComponent": _simple("encodeURIComponent", lambda machine, this, value: _uri(machine, value, "!~*'()-_.")),
    "encodeURI": _simple("encodeURI", lambda machine, this, value: _uri(machine, value, "!~*'()-_.;/?:@&=+$,#")),
    "decodeURIComponent": _simple("decodeURIComponent", lambda machine, this, value: unquote(text(value))),
}  # fmt: skip
__all__ = ["FUNCTIONS", "Room", "construct", "known", "root"]
