"""Values as variables of an instance hold them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from .scope import MAXIMUM_SIZE
from .tokens import NotationError


class _Room:
    """How much one value may hold in all: parts that stand in it many times are stored many times."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAXIMUM_SIZE

    def take(self, amount: int) -> None:
        self.left -= amount
        if self.left < 0:
            raise NotationError("the value is too large to be kept; keep less of it")


def plain(value: Any, room: _Room | None = None) -> Any:
    """Values as variables hold them: moments and durations become text. Raises NotationError when it holds too much."""
    room = room or _Room()
    room.take(len(value) if isinstance(value, str) else 1)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"PT{value.total_seconds():g}S"
    if isinstance(value, set | frozenset):
        value = sorted(
            value,
            key=lambda entry: (
                (type(entry).__name__, str(entry)) if isinstance(entry, str) else (type(entry).__name__, entry)
            ),
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise NotationError(f"the number {value} cannot be kept")
    if isinstance(value, list | tuple):
        return [plain(entry, room) for entry in value]
    if isinstance(value, Mapping):
        return {str(key): plain(entry, room) for key, entry in value.items()}
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value) if type(value).__name__ == "Decimal" else None
