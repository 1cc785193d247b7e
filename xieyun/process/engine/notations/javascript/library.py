"""What scripts find without declaring it: `Math`, `JSON`, `Object`, constructors, and what engines hand to scripts."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import quote, unquote

from ..functions import call_function
from ..scope import MAXIMUM_SIZE
from ..tokens import NotationError, UnknownNameError
from . import dates
from .classes import Class, constructed
from .functions import Builtin, Defined, Native, error_kind, natives
from .java import Package
from .json_texts import parse, stringify
from .keyed import filled
from .mathematics import MATH, NUMBER
from .members import get_member, members_of
from .numbers import parse_float, parse_whole
from .operators import written
from .texts import expression
from .values import (
    UNDEFINED,
    Failure,
    Keyed,
    Moment,
    Thrown,
    failure,
    keys_of,
    kind_of,
    property_key,
    same,
    text,
    to_number,
    truth,
    whole,
)

_SHARED = frozenset({"S", "XML", "currentUser", "currentUserGroups"})


def root(name: str) -> Any:
    """What a name stands for when no variable has it; None when for nothing."""
    found = _ROOTS.get(name)
    if found is not None:
        return found
    if name in _CALLBACKS:
        return Native(name, _answer)
    if name in _SHARED:
        return Native(name, lambda machine, this, *given: call_function(name, machine.scope, (list(given), {})))
    return Package(name, root) if name in ("java", "javax", "org", "com", "Java", "Packages") else None


def known(name: str) -> bool:
    """Whether a function may be called by a name that the script does not define."""
    return callable(root(name))


def construct(machine: Any, kind: Any, arguments: list[Any]) -> Any:
    """`new kind(arguments)`."""
    if isinstance(kind, Builtin) and kind.make is not None:
        return machine.scope.sized(Native(kind.name, kind.make).run(machine, UNDEFINED, arguments))
    if isinstance(kind, Builtin):
        raise UnknownNameError(f"the function {kind.name!r} is not known here")
    if isinstance(kind, Class):
        return constructed(machine, kind, arguments)
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


def _completed(machine: Any, this: Any, *given: Any) -> Any:
    """`complete(value)`: the result alone, of engines whose scripts cannot report an error."""
    return _answer(machine, this, None, *given)


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


def _uri(machine: Any, value: Any, safe: str) -> str:
    source = text(value)
    if len(source) > MAXIMUM_SIZE // 10:
        raise NotationError("the text is too long")
    return quote(source, safe=safe)


def _keyed(*, single: bool) -> Builtin:
    name = "Set" if single else "Map"

    def make(machine: Any, this: Any, members: Any = UNDEFINED) -> Keyed:
        found = [] if members is None or members is UNDEFINED else machine.members(members)
        return filled(Keyed(single=single), found)

    return Builtin(name, {}, make=make)


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
        else same(left, right)
    ),
}


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
    "Math": Builtin("Math", natives("Math", MATH)),
    "JSON": Builtin(
        "JSON",
        natives("JSON", {
            "parse": lambda machine, this, source, change: parse(machine, source, change),
            "stringify": lambda machine, this, value, chosen, indent: stringify(machine, value, chosen, indent),
        }),
        lambda machine, this, value: call_function("JSON", machine.scope, ([value], {})),
    ),
    "Object": Builtin("Object", natives("Object", _OBJECT), lambda machine, this, value: value,
                      lambda machine, this, value: {} if value is UNDEFINED else value),
    "Array": Builtin(
        "Array",
        natives("Array", {
            "isArray": lambda machine, this, value: isinstance(value, list | tuple),
            "from": _list_from,
            "of": lambda machine, this, *items: list(items),
        }),
        _list, _list,
    ),
    "Number": Builtin("Number", natives("Number", NUMBER), _to_number, _to_number),
    "String": Builtin("String", natives("String", {
        "fromCharCode": lambda machine, this, *codes: "".join(chr(whole(code) & 0xFFFF) for code in codes),
        "valueOf": lambda machine, this, value: text(value),
    }), lambda machine, this, *value: text(written(machine, value[0])) if value else ""),
    "Boolean": Builtin("Boolean", {}, lambda machine, this, value: truth(value)),
    "Date": Builtin("Date", natives("Date", {
        "now": lambda machine, this: _now(machine),
        "parse": lambda machine, this, source: dates.parsed(text(source), machine.zone),
        "UTC": _utc,
    }), lambda machine, this: text(Moment(_now(machine))), _date),
    "RegExp": Builtin("RegExp", {}, lambda machine, this, source, flags: expression(source, flags),
                      lambda machine, this, source, flags: expression(source, flags)),
    "Map": _keyed(single=False),
    "Set": _keyed(single=True),
    "Function": Builtin("Function", {}),
    **{name: error_kind(name) for name in ("Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError")},
    "BpmnError": Builtin("BpmnError", {}, _bpmn_error, _bpmn_error),
    "console": Builtin(
        "console", natives("console", dict.fromkeys(("log", "info", "warn", "error", "debug"), _nothing))
    ),
    **{name: Native(name, _nothing) for name in ("print", "println", "alert", "clearTimeout")},
    "complete": Native("complete", _completed),
    "setTimeout": Native("setTimeout", _later),
    "setImmediate": Native("setImmediate", _later),
    "parseInt": Native("parseInt", lambda machine, this, value, base: parse_whole(value, base)),
    "parseFloat": Native("parseFloat", lambda machine, this, value: parse_float(value)),
    "isNaN": Native("isNaN", lambda machine, this, value: math.isnan(to_number(value))),
    "isFinite": Native("isFinite", lambda machine, this, value: math.isfinite(to_number(value))),
    "encodeURIComponent": Native("encodeURIComponent", lambda machine, this, value: _uri(machine, value, "!~*'()-_.")),
    "encodeURI": Native("encodeURI", lambda machine, this, value: _uri(machine, value, "!~*'()-_.;/?:@&=+$,#")),
    "decodeURIComponent": Native("decodeURIComponent", lambda machine, this, value: unquote(text(value))),
}  # fmt: skip
