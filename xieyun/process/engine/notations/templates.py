"""Texts with expressions in them."""

from __future__ import annotations

import re
from collections.abc import Callable

from .evaluations import Evaluation, constant, text_of
from .scope import MAXIMUM_SIZE, Scope
from .tokens import NotationError

_WRITTEN = re.compile(r":([<>^]?\d{0,2},?(?:\.\d{1,2})?[dfs%]?)$")  # how Python writes a value in a text


def template(text: str, opening: str, read: Callable[[str], Evaluation]) -> Evaluation:
    """A text with expressions inside `opening ... }`; `read` makes a function of each."""
    parts: list[Evaluation] = []
    position = 0
    while True:
        start = text.find(opening, position)
        if start < 0:
            break
        end = _closing(text, start + len(opening))
        if start > position:
            parts.append(constant(text[position:start]))
        body = text[start + len(opening) : end]
        written = _WRITTEN.search(body) if opening == "{" else None
        if written:
            parts.append(_written(read(body[: written.start()]), written.group(1)))
        else:
            parts.append(read(body.rsplit("!", 1)[0] if body.endswith(("!r", "!s")) else body))
        position = end + 1
    if position < len(text):
        parts.append(constant(text[position:]))

    def write(scope: Scope) -> str:
        written: list[str] = []
        for part in parts:
            written.append(text_of(scope, part(scope)))
            if sum(map(len, written)) > MAXIMUM_SIZE:
                raise NotationError("the text is too long")
        return scope.sized("".join(written))

    return write


def _written(value: Evaluation, form: str) -> Evaluation:
    return lambda scope: format(value(scope), form)


def _closing(text: str, position: int) -> int:
    depth = 1
    quote = ""
    for index in range(position, len(text)):
        character = text[index]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return index
    raise NotationError("a closing brace is missing")
