"""Cursors of lists: where the last page ended, opaque to callers."""

from __future__ import annotations

import base64
import datetime as dt
from uuid import UUID

from xieyun.kernel import json
from xieyun.kernel.errors import FieldError, InvalidInput, Problem

Position = tuple[dt.datetime, UUID]


def encode(position: Position) -> str:
    """Return the cursor of the last row of a page."""
    return base64.urlsafe_b64encode(json.dumps([position[0], position[1]])).decode().rstrip("=")


def decode(cursor: str | None) -> Position | None:
    """Return where a cursor points, None without one. Raises InvalidInput for one that we did not make."""
    if not cursor:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        at, identifier = json.loads(raw)
        return dt.datetime.fromisoformat(at), UUID(identifier)
    except (ValueError, TypeError, AttributeError, Problem) as error:
        raise InvalidInput(fields=[FieldError("cursor", "field-invalid", {"reason": cursor[:40]})]) from error
