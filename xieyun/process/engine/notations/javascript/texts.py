"""Methods of texts and patterns in JavaScript."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from typing import Any

from ..regular import Match, compiled
from ..regular.matching import expanded
from ..scope import MAXIMUM_SIZE
from ..tokens import NotationError
from .values import SPACES, UNDEFINED, Expression, failure, is_nan, text, to_number, whole


def length(value: str) -> int:
    """The length in units of UTF-16, as JavaScript counts."""
    return len(value) if value.isascii() else len(value) + sum(character > "\uffff" for character in value)


def place(value: Any, size: int, otherwise: int) -> int:
    """A place that may count from the end."""
    found = whole(value, otherwise)
    return max(size + found, 0) if found < 0 else min(found, size)


def _between(value: str, first: Any, last: Any) -> str:
    low, high = (min(max(whole(one, other), 0), len(value)) for one, other in ((first, 0), (last, len(value))))
    return value[min(low, high) : max(low, high)]


def _substr(value: str, first: Any, count: Any) -> str:
    start = place(first, len(value), 0)
    return value[start : start + max(whole(count, len(value)), 0)]


def _repeat(value: str, times: Any) -> str:
    count = whole(times)
    if count < 0:
        raise failure("RangeError", f"Invalid count value: {text(times)}")
    if len(value) * count > MAXIMUM_SIZE:
        raise NotationError("the repetition is too long")
    return value * count


def _padded(value: str, width: Any, filling: Any, *, start: bool) -> str:
    wanted = whole(width)
    if wanted > MAXIMUM_SIZE:
        raise NotationError("the text is too long")
    fill = " " if filling is UNDEFINED else text(filling)
    missing = wanted - len(value)
    if missing <= 0 or not fill:
        return value
    pad = (fill * (missing // len(fill) + 1))[:missing]
    return pad + value if start else value + pad


def _split(machine: Any, value: str, separator: Any, limit: Any) -> list[Any]:
    if separator is UNDEFINED:
        return [value]
    most = len(value) + 1 if limit is UNDEFINED else whole(limit)
    if isinstance(separator, Expression):
        return _split_by_pattern(machine, value, separator)[:most]
    mark = text(separator)
    return (value.split(mark) if mark else list(value))[:most]


def _split_by_pattern(machine: Any, value: str, separator: Expression) -> list[Any]:
    if not value:
        return [] if separator.pattern.match(value) else [value]
    parts: list[Any] = []
    start = 0
    for found in separator.pattern.finditer(value):
        machine.scope.tick()
        if found.end == found.start and (found.start in (start, len(value)) or found.start == 0):
            continue
        if found.start == len(value):
            break
        parts.append(value[start : found.start])
        parts += [UNDEFINED if group is None else group for group in found.groups()]
        start = found.end
    return [*parts, value[start:]]


def _written(machine: Any, new: Any, found: Match) -> str:
    machine.scope.tick()
    if not callable(new):
        return expanded(text(new), found, "javascript")
    groups = [UNDEFINED if group is None else group for group in found.groups()]
    return text(machine.call(new, UNDEFINED, [found.group(), *groups, found.start, found.text]))


def _replaced(machine: Any, value: str, old: Any, new: Any, every: bool) -> str:
    if isinstance(old, Expression):
        if every and "g" not in old.flags:
            raise failure("TypeError", "replaceAll must be called with a global RegExp")
        return old.pattern.replaced(value, lambda found: _written(machine, new, found), None if "g" in old.flags else 1)
    part = text(old)
    pattern = compiled(
        "".join("\\" + one if not one.isalnum() and one.isascii() else one for one in part), "javascript"
    )
    return pattern.replaced(value, lambda found: _written(machine, new, found), None if every else 1)


def expression(source: Any, flags: Any = UNDEFINED) -> Expression:
    """What `new RegExp(source, flags)` makes."""
    if isinstance(source, Expression):
        letters = source.flags if flags is UNDEFINED else text(flags)
        source = source.pattern.pattern
    else:
        letters = "" if flags is UNDEFINED else text(flags)
    if set(letters) - set("gimsuyd"):
        raise failure("SyntaxError", f"Invalid flags supplied to RegExp constructor '{letters}'")
    if "y" in letters:
        raise NotationError("sticky patterns are not known here")
    written = "(?:)" if source in (UNDEFINED, "") else text(source)
    return Expression(compiled(written, "javascript", "".join(flag for flag in letters if flag in "ims")), letters)


def found_list(found: Match | None) -> Any:
    """What `exec` gives: the texts of the groups, or null."""
    if found is None:
        return None
    return Found(found)


class Found(list[Any]):
    """What `exec` and `match` give: a list that also knows its place."""

    def __init__(self, found: Match) -> None:
        super().__init__([found.group(), *(UNDEFINED if one is None else one for one in found.groups())])
        self.place = found.start
        self.input = found.text
        self.groups: Any = {name: found.group(name) for name in found.names} if found.names else UNDEFINED


def execute(pattern: Expression, value: Any) -> Any:
    """`pattern.exec(text)`."""
    source = text(value)
    start = pattern.last if "g" in pattern.flags else 0
    found = pattern.pattern.search(source, start) if start <= len(source) else None
    if "g" in pattern.flags:
        pattern.last = found.end if found else 0
    return found_list(found)


def _matched(machine: Any, value: str, pattern: Any) -> Any:
    wanted = pattern if isinstance(pattern, Expression) else expression(pattern)
    if "g" not in wanted.flags:
        return found_list(wanted.pattern.search(value))
    found = [one.group() for one in wanted.pattern.finditer(value)]
    machine.scope.tick(len(found))
    return found or None


def _all_matches(machine: Any, value: str, pattern: Any) -> list[Any]:
    wanted = pattern if isinstance(pattern, Expression) else expression(pattern, "g")
    if "g" not in wanted.flags:
        raise failure("TypeError", "String.prototype.matchAll called with a non-global RegExp argument")
    return [found_list(one) for one in wanted.pattern.finditer(value)]


def _search(value: str, pattern: Any) -> int:
    found = (pattern if isinstance(pattern, Expression) else expression(pattern)).pattern.search(value)
    return found.start if found else -1


def _plain(part: Any, name: str) -> str:
    if isinstance(part, Expression):
        raise failure("TypeError", f"First argument to String.prototype.{name} must not be a regular expression")
    return text(part)


def _code(value: str, index: Any) -> Any:
    at = whole(index)
    return ord(value[at]) if 0 <= at < len(value) else math.nan


def _last_index(value: str, part: Any, start: Any) -> int:
    limit = to_number(start)
    end = len(value) if is_nan(limit) else whole(start)
    return value.rfind(text(part), 0, max(end, 0) + len(text(part)))


def _compared(left: str, right: Any) -> int:
    first, second = _collation(left), _collation(text(right))
    return (first > second) - (first < second)


def _collation(value: str) -> tuple[Any, ...]:
    base = "".join(one for one in unicodedata.normalize("NFD", value) if not unicodedata.combining(one))
    return base.casefold(), value.swapcase()


def _normalized(value: str, form: Any) -> str:
    return unicodedata.normalize("NFC" if form is UNDEFINED else text(form), value)  # type: ignore[arg-type]


def _at(value: Any, index: Any) -> Any:
    where = whole(index)
    return value[where] if -len(value) <= where < len(value) else UNDEFINED


METHODS: dict[str, Callable[..., Any]] = {
    "charAt": lambda machine, value, index: value[whole(index)] if 0 <= whole(index) < len(value) else "",
    "charCodeAt": lambda machine, value, index: _code(value, index),
    "codePointAt": lambda machine, value, index: (
        ord(value[whole(index)]) if 0 <= whole(index) < len(value) else UNDEFINED
    ),
    "at": lambda machine, value, index: _at(value, index),
    "concat": lambda machine, value, *more: value + "".join(text(one) for one in more[:100]),
    "includes": lambda machine, value, part, start: _plain(part, "includes") in value[max(whole(start), 0) :],
    "startsWith": lambda machine, value, part, start: value.startswith(
        _plain(part, "startsWith"), max(whole(start), 0)
    ),
    "endsWith": lambda machine, value, part, end: value[: max(whole(end, len(value)), 0)].endswith(
        _plain(part, "endsWith")
    ),
    "indexOf": lambda machine, value, part, start: value.find(text(part), min(max(whole(start), 0), len(value))),
    "lastIndexOf": lambda machine, value, part, start: _last_index(value, part, start),
    "slice": lambda machine, value, first, last: value[
        place(first, len(value), 0) : place(last, len(value), len(value))
    ],
    "substring": lambda machine, value, first, last: _between(value, first, last),
    "substr": lambda machine, value, first, count: _substr(value, first, count),
    "split": _split,
    "replace": lambda machine, value, old, new: _replaced(machine, value, old, new, False),
    "replaceAll": lambda machine, value, old, new: _replaced(machine, value, old, new, True),
    "match": _matched,
    "matchAll": _all_matches,
    "search": lambda machine, value, pattern: _search(value, pattern),
    "toUpperCase": lambda machine, value: value.upper(),
    "toLowerCase": lambda machine, value: value.lower(),
    "toLocaleUpperCase": lambda machine, value: value.upper(),
    "toLocaleLowerCase": lambda machine, value: value.lower(),
    "trim": lambda machine, value: value.strip(SPACES),
    "trimStart": lambda machine, value: value.lstrip(SPACES),
    "trimEnd": lambda machine, value: value.rstrip(SPACES),
    "padStart": lambda machine, value, width, filling: _padded(value, width, filling, start=True),
    "padEnd": lambda machine, value, width, filling: _padded(value, width, filling, start=False),
    "repeat": lambda machine, value, times: _repeat(value, times),
    "localeCompare": lambda machine, value, other: _compared(value, other),
    "normalize": lambda machine, value, form: _normalized(value, form),
    "toString": lambda machine, value: value,
    "valueOf": lambda machine, value: value,
}
PATTERN_METHODS: dict[str, Callable[..., Any]] = {
    "test": lambda machine, pattern, value: execute(pattern, value) is not None,
    "exec": lambda machine, pattern, value: execute(pattern, value),
    "toString": lambda machine, pattern: text(pattern),
}
