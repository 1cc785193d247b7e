"""Texts with places: f-strings, `format`, `str.format`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..scope import MAXIMUM_SIZE, Scope
from ..tokens import NotationError
from .operators import measured

_WIDE = re.compile(r"\d{4}")
_ODD_DATE = re.compile(r"%[^a-zA-Z%]")
_FIELD = re.compile(r"(?P<first>[^.\[]*)(?P<rest>.*)", re.DOTALL)
_STEP = re.compile(r"\.(?P<member>\w+)|\[(?P<key>[^\]]+)\]")


def text_of(scope: Scope, value: Any) -> str:
    """What `str(value)` gives."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple | dict | set | frozenset):
        if measured(scope, value) > MAXIMUM_SIZE // 10:
            raise NotationError("the text is too long")
        if isinstance(value, set | frozenset) and value:
            return "{" + ", ".join(sorted(repr(item) for item in value)) + "}"
    if isinstance(value, type):
        return f"<class '{value.__name__}'>"
    return scope.sized(str(value))


def shown(scope: Scope, value: Any) -> str:
    """What `repr(value)` gives."""
    return scope.sized(repr(value)) if isinstance(value, str) or not _nested(value) else text_of(scope, value)


def _nested(value: Any) -> bool:
    return isinstance(value, list | tuple | dict | set | frozenset)


def written(scope: Scope, value: Any, form: str) -> str:
    """What `format(value, form)` gives; wide places are refused."""
    if not form:
        return text_of(scope, value)
    if _WIDE.search(form):
        raise NotationError("the place in the text is too wide")
    if hasattr(value, "strftime"):
        return dated(value, form)
    if isinstance(value, str | int | float) or type(value).__name__ == "Decimal":
        return format(value, form)
    raise TypeError(f"unsupported format string passed to {type(value).__name__}.__format__")


def dated(moment: Any, form: str) -> str:
    """What `moment.strftime(form)` gives."""
    if _ODD_DATE.search(form.replace("%-", "%")) or len(form) > 200:
        raise NotationError("the form of the date is not understood")
    return str(moment.strftime(form))


def converted(scope: Scope, value: Any, mark: str) -> Any:
    """What `!r`, `!s` and `!a` make of a value."""
    if mark in ("r", "a"):
        return shown(scope, value)
    return text_of(scope, value) if mark == "s" else value


def joined(parts: list[str]) -> str:
    """Texts one after another, unless they are too long together."""
    if sum(len(part) for part in parts) > MAXIMUM_SIZE:
        raise NotationError("the text is too long")
    return "".join(parts)


def filled(
    scope: Scope, text: str, arguments: list[Any], named: dict[str, Any], member: Callable[[Any, str], Any]
) -> str:
    """What `text.format(...)` gives; members are looked up by `member`."""
    return joined(_filled(scope, text, arguments, named, member, [0]))


def _filled(
    scope: Scope,
    text: str,
    arguments: list[Any],
    named: dict[str, Any],
    member: Callable[[Any, str], Any],
    counter: list[int],
) -> list[str]:
    import string

    parts: list[str] = []
    for literal, field, form, mark in string.Formatter().parse(text):
        parts.append(literal)
        if field is None:
            continue
        scope.tick()
        found = _FIELD.fullmatch(field)
        first, rest = (found["first"], found["rest"]) if found else (field, "")
        if not first:
            first, counter[0] = str(counter[0]), counter[0] + 1
        value = arguments[int(first)] if first.isdigit() else named[first]
        for step in _STEP.finditer(rest):
            if step["member"]:
                value = member(value, step["member"])
            else:
                value = value[int(step["key"]) if step["key"].isdigit() else step["key"]]
        inner = "".join(_filled(scope, form, arguments, named, member, counter)) if form and "{" in form else form or ""
        parts.append(written(scope, converted(scope, value, mark or ""), inner))
    return parts
