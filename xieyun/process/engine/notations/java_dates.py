"""Moments written and read by the patterns of Java, such as `yyyy-MM-dd HH:mm` (java.text.SimpleDateFormat)."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from .tokens import NotationError

_PART = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+")
_MAXIMUM_LENGTH = 100
_NAMES = {"EEEE": "%A", "EEE": "%a", "MMMM": "%B", "MMM": "%b", "a": "%p", "z": "%Z", "Z": "%z", "XXX": "%:z"}
_NUMBERS = {"M": "month", "d": "day", "H": "hour", "m": "minute", "s": "second"}
_READ = {"M": "%m", "d": "%d", "H": "%H", "h": "%I", "m": "%M", "s": "%S", "y": "%Y", "u": "%Y"}


def written(moment: Any, pattern: Any) -> str:
    """Return a moment or date by a pattern. Raises NotationError for a letter that is not understood."""
    if not isinstance(moment, date):
        raise NotationError("what is written by a pattern of dates is no date")
    return "".join(_written(moment, literal, run) for literal, run in _parts(str(pattern)))


def read(text: Any, pattern: Any) -> datetime:
    """Return the moment that a text writes by a pattern, without an offset unless the text has one."""
    form = "".join(_form(literal, run) for literal, run in _parts(str(pattern)))
    try:
        return datetime.strptime(str(text).strip(), form)  # noqa: DTZ007 - the text says whether there is an offset
    except ValueError as error:
        raise NotationError(f"{str(text)[:40]!r} does not have the form {pattern!r}") from error


@lru_cache(maxsize=256)
def _parts(pattern: str) -> tuple[tuple[str | None, str], ...]:
    """Literal texts, and runs of one letter."""
    if len(pattern) > _MAXIMUM_LENGTH:
        raise NotationError("the form of the date is too long")
    parts: list[tuple[str | None, str]] = []
    for found in _PART.finditer(pattern):
        whole = found.group()
        if found.group(1) is not None:
            parts.append((found.group(1).replace("''", "'") or "'", ""))
        else:
            parts.append((None, whole) if found.group(2) else (whole, ""))
    return tuple(parts)


def _written(moment: date, literal: str | None, run: str) -> str:
    if literal is not None:
        return literal
    letter = run[0]
    if letter in "yu":
        return f"{moment.year % 100:02}" if len(run) == 2 else f"{moment.year:0{len(run)}}"
    if run in _NAMES:
        return moment.strftime(_NAMES[run])
    if letter == "h":
        return f"{(getattr(moment, 'hour', 0) + 11) % 12 + 1:0{len(run)}}"
    if letter == "S":
        return f"{getattr(moment, 'microsecond', 0):06}"[: len(run)]
    if letter not in _NUMBERS:
        raise NotationError(f"the letter {letter!r} of the form of the date is not understood")
    return f"{getattr(moment, _NUMBERS[letter], 0):0{len(run)}}"


def _form(literal: str | None, run: str) -> str:
    if literal is not None:
        return literal.replace("%", "%%")
    if run in _NAMES:
        return _NAMES[run].replace("%:z", "%z")
    if run == "yy":
        return "%y"
    if run[0] == "S":
        return "%f"
    if run[0] not in _READ:
        raise NotationError(f"the letter {run[0]!r} of the form of the date is not understood")
    return _READ[run[0]]
