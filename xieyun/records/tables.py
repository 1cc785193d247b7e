"""The tables of an object type for the query compiler, made once per compiled definition."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as UUID_TYPE

from xieyun.records import naming
from xieyun.records.definitions import Field, ObjectType

_ID = UUID_TYPE(as_uuid=True)
_SYSTEM_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "version": sa.Integer(),
    "status": sa.Text(),
    "created_at": sa.DateTime(timezone=True),
    "updated_at": sa.DateTime(timezone=True),
    "deleted_at": sa.DateTime(timezone=True),
    "position": sa.Integer(),
    "live": sa.Boolean(),
}
_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(),
    "long_text": sa.Text(),
    "integer": sa.BigInteger(),
    "boolean": sa.Boolean(),
    "choice": sa.Text(),
    "date": sa.Date(),
    "datetime": sa.DateTime(timezone=True),
    "person": _ID,
    "node": _ID,
    "lookup": _ID,
    "attachment": ARRAY(_ID),
    "serial_number": sa.Text(),
    "decimal": sa.Numeric(),
    "money": sa.Numeric(),
    "percent": sa.Numeric(),
}
DDL_TYPES: dict[str, str] = {
    "text": "text",
    "long_text": "text",
    "integer": "bigint",
    "boolean": "boolean",
    "choice": "text",
    "date": "date",
    "datetime": "timestamp with time zone",
    "person": "uuid",
    "node": "uuid",
    "lookup": "uuid",
    "attachment": "uuid[]",
    "serial_number": "text",
    "decimal": "numeric",
    "money": "numeric",
    "percent": "numeric",
}


def _column(name: str, field: Field | None = None) -> sa.Column[Any]:
    kind = _SYSTEM_TYPES.get(name, _ID) if field is None else _TYPES[field.type]
    return sa.Column(name, kind)


def _table(name: str, columns: list[sa.Column[Any]]) -> sa.Table:
    """A Table, not table(): SQLAlchemy's statement cache knows it by identity instead of by all its columns."""
    return sa.Table(name, sa.MetaData(), *columns, schema=naming.SCHEMA)


def record_table(object_type: ObjectType) -> sa.Table:
    """The table of the records."""
    if "table" not in object_type.cache:
        columns = [_column(name) for name in naming.RECORD_COLUMNS]
        columns += [_column(field.code, field) for field in object_type.stored]
        object_type.cache["table"] = _table(naming.table_name(object_type.code), columns)
    table: sa.Table = object_type.cache["table"]
    return table


def line_table(object_type: ObjectType, lines: Field) -> sa.Table:
    """The table of one line-items field."""
    key = ("table", lines.code)
    if key not in object_type.cache:
        columns = [_column(name) for name in naming.LINE_COLUMNS]
        columns += [_column(field.code, field) for field in lines.fields]
        name = naming.line_table_name(object_type.code, lines.code)
        object_type.cache[key] = _table(name, columns)
    table: sa.Table = object_type.cache[key]
    return table
