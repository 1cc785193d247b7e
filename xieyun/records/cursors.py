"""Keyset cursors: the place after the last row, so that page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from xieyun.kernel import json
from xieyun.kernel.errors import Problem
from xieyun.kernel.identifiers import parse_id
from xieyun.records.errors import InvalidFilter
from xieyun.records.filters import SortKey


def write_cursor(keys: Sequence[SortKey], last: Sequence[Any]) -> str:
    """The cursor after a row whose sort values are `last`."""
    values = [value.isoformat() if isinstance(value, dt.date | dt.datetime) else value for value in last]
    return base64.urlsafe_b64encode(json.dumps([_order(keys), values])).decode().rstrip("=")


def after(keys: Sequence[SortKey], cursor: str) -> sa.ColumnElement[bool]:
    """The condition "behind the cursor" in the order of `keys`. Raises InvalidFilter for a foreign cursor."""
    try:
        order, values = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
        if order != _order(keys) or len(values) != len(keys):
            raise ValueError(order)
        parsed = [_parse(key, value) for key, value in zip(keys, values, strict=True)]
    except (ValueError, TypeError, ArithmeticError, binascii.Error, Problem):
        raise InvalidFilter(
            reason_zh="翻页标记无效，请从第一页开始", reason_en="the cursor is not of this list"
        ) from None
    if len({key.descending for key in keys}) == 1 and not any(key.nullable for key in keys):
        columns = sa.tuple_(*(key.column for key in keys))
        row = sa.tuple_(*(sa.literal(value, key.column.type) for key, value in zip(keys, parsed, strict=True)))
        return columns < row if keys[0].descending else columns > row
    return sa.or_(
        *(
            sa.and_(
                *(_equal(earlier, value) for earlier, value in zip(keys[:place], parsed, strict=False)),
                _behind(key, parsed[place]),
            )
            for place, key in enumerate(keys)
        )
    )


def order_by(keys: Sequence[SortKey]) -> list[sa.ColumnElement[Any]]:
    """The ORDER BY of the keys."""
    return [key.column.desc() if key.descending else key.column.asc() for key in keys]


def _order(keys: Sequence[SortKey]) -> str:
    return ",".join(f"{'-' if key.descending else ''}{key.code}" for key in keys)


def _equal(key: SortKey, value: Any) -> sa.ColumnElement[bool]:
    return key.column.is_(None) if value is None else key.column == value


def _behind(key: SortKey, value: Any) -> sa.ColumnElement[bool]:
    """Empty counts as the largest: first when descending, last when ascending (PostgreSQL's default)."""
    if value is None:
        return key.column.is_not(None) if key.descending else sa.false()
    if key.descending:
        smaller: sa.ColumnElement[bool] = key.column < value
        return smaller
    return sa.or_(key.column > value, key.column.is_(None)) if key.nullable else key.column > value


def _parse(key: SortKey, value: Any) -> Any:
    kind = key.field.type
    if value is None:
        return None
    if kind in ("decimal", "money", "percent"):
        return Decimal(value)
    if kind == "integer":
        return int(value)
    if kind == "date":
        return dt.date.fromisoformat(value)
    if kind == "datetime":
        return dt.datetime.fromisoformat(value)
    if kind == "lookup":
        found: UUID | None = parse_id(value)
        if found is None:
            raise ValueError(value)
        return found
    if kind == "boolean":
        return bool(value)
    return str(value)
