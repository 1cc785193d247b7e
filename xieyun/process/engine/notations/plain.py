"""Values as variables of an instance hold them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from .feel_durations import written
from .scope import MAXIMUM_SIZE, Typed
from .tokens import NotationError

MAXIMUM_DEPTH = 200  # of lists and objects in each other; what writes JSON takes 254
_UNSAFE = re.compile("[\x00\ud800-\udfff]")


class _Room:
    """How much one value may hold in all: parts that stand in it many times are stored many times."""

    __slots__ = ("depth", "left")

    def __init__(self) -> None:
        self.left = MAXIMUM_SIZE
        self.depth = 0

    def take(self, amount: int) -> None:
        self.left -= amount
        if self.left < 0:
            raise NotationError("the value is too large to be kept; keep less of it")

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise NotationError(f"a value nested more than {MAXIMUM_DEPTH} deep cannot be kept")


def storable(text: str) -> str:
    """Return the text. Raises NotationError when it holds what no database and no JSON file takes."""
    if _UNSAFE.search(text):
        raise NotationError("a text with a NUL or half a character cannot be kept")
    return text


def plain(value: Any, room: _Room | None = None) -> Any:
    """Values as variables hold them: moments and durations become text. Raises NotationError when it holds too much."""
    room = room or _Room()
    if isinstance(value, Typed):
        value = value.value
    if isinstance(value, str):
        room.take(len(value))
        return storable(value)
    room.take(1)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return written(value)
    if isinstance(value, set | frozenset):
        value = sorted(
            value,
            key=lambda entry: (
                (type(entry).__name__, str(entry)) if isinstance(entry, str) else (type(entry).__name__, entry)
            ),
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise NotationError(f"the number {value} cannot be kept")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise NotationError("a whole number of more than 64 bits cannot be kept; keep it as text")
    if isinstance(value, list | tuple | Mapping):
        room.enter()
        kept: list[Any] | dict[str, Any] = (
            {storable(str(key)): plain(entry, room) for key, entry in value.items()}
            if isinstance(value, Mapping)
            else [plain(entry, room) for entry in value]
        )
        room.depth -= 1
        return kept
    if value is None or isinstance(value, int | float):
        return value
    return str(value) if type(value).__name__ in ("Decimal", "Builder", "Months", "Calendar") else None
