"""Cursors: where the next page begins, as an opaque text."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from xieyun.kernel import json
from xieyun.kernel.errors import FieldError, InvalidInput, Problem

ItemT = TypeVar("ItemT")


@dataclass(frozen=True)
class Page(Generic[ItemT]):
    """Some items and the cursor of the next page, if there is one."""

    items: list[ItemT]
    next_cursor: str | None


def page_of(rows: Sequence[ItemT], size: int, key: Callable[[ItemT], Sequence[Any]]) -> Page[ItemT]:
    """Return the first `size` of the rows; the caller has read one more than that."""
    items = list(rows[:size])
    return Page(items, encode(key(items[-1])) if len(rows) > size else None)


def encode(values: Sequence[Any]) -> str:
    """Return the cursor for the sort values of the last row of a page."""
    return base64.urlsafe_b64encode(json.dumps([str(value) for value in values])).decode().rstrip("=")


def decode(cursor: str | None, length: int) -> list[str] | None:
    """Return the sort values of a cursor, None for none; raises InvalidInput for any other text."""
    if not cursor:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, Problem):
        values = None
    if not isinstance(values, list) or len(values) != length or not all(isinstance(value, str) for value in values):
        raise InvalidInput(fields=[FieldError("cursor", "field-invalid", {"reason": "cursor"})])
    return values
