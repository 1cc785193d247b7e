"""Values that may exist once: who holds them, in a sentence. The unique index decides; this explains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from xieyun.kernel.database import execute
from xieyun.kernel.errors import FieldError
from xieyun.records import naming
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.errors import DuplicateValue
from xieyun.records.lines import Line

DEAD = ("rejected", "withdrawn", "terminated")


def is_live(status: str) -> bool:
    """Whether a record of this status holds its unique values. Drafts do: two people typing one invoice learn early."""
    return status not in DEAD


def require_free(
    object_type: ObjectType,
    *,
    group_id: UUID,
    record_id: UUID,
    values: Mapping[str, Any],
    lines: Mapping[str, list[Line]],
) -> None:
    """Raise DuplicateValue naming the record that holds a unique value given here."""
    faults = [
        *_record_faults(object_type, group_id, record_id, values),
        *_line_faults(object_type, group_id, record_id, lines),
    ]
    if faults:
        first = faults[0]
        raise DuplicateValue(fields=faults, **first.params)


def has_unique_lines(object_type: ObjectType, code: str) -> bool:
    """Whether rows of the line-items field hold unique values."""
    return any(inner.unique for inner in object_type.by_code[code].fields)


def _holder_column(object_type: ObjectType) -> str:
    serial = object_type.serial_field
    return serial.code if serial is not None else object_type.title_field


def _fault(path: str, field: Field, value: Any, holder: Any) -> FieldError:
    return FieldError(path, "value-duplicate", {"title": field.title["zh"], "value": value, "holder": holder or "—"})


def _record_faults(
    object_type: ObjectType, group_id: UUID, record_id: UUID, values: Mapping[str, Any]
) -> Iterator[FieldError]:
    for field in object_type.stored:
        value = values.get(field.code)
        if not field.unique or value is None:
            continue
        row = execute(
            f"SELECT {_holder_column(object_type)}::text FROM {naming.SCHEMA}.{naming.table_name(object_type.code)} "
            f"WHERE group_id = %s AND {field.code} = %s AND deleted_at IS NULL AND id <> %s",
            [group_id, value, record_id],
        ).first()
        if row is not None:
            yield _fault(field.code, field, value, row[0])


def _line_faults(
    object_type: ObjectType, group_id: UUID, record_id: UUID, lines: Mapping[str, list[Line]]
) -> Iterator[FieldError]:
    for code, rows in lines.items():
        for inner in object_type.by_code[code].fields:
            wanted = {row.values.get(inner.code): index for index, row in enumerate(rows)} if inner.unique else {}
            wanted.pop(None, None)
            if not wanted:
                continue
            found = execute(
                f"SELECT l.{inner.code}, r.{_holder_column(object_type)}::text "
                f"FROM {naming.SCHEMA}.{naming.line_table_name(object_type.code, code)} l "
                f"JOIN {naming.SCHEMA}.{naming.table_name(object_type.code)} r ON r.id = l.record_id "
                f"WHERE l.group_id = %s AND l.live AND l.{inner.code} = ANY(%s) AND l.record_id <> %s",
                [group_id, list(wanted), record_id],
            )
            for value, holder in found:
                yield _fault(f"{code}[{wanted[value]}].{inner.code}", inner, value, holder)


@contextmanager
def explained(
    object_type: ObjectType,
    group_id: UUID,
    record_id: UUID,
    values: Mapping[str, Any],
    lines: Mapping[str, list[Line]],
) -> Iterator[None]:
    """A savepoint around a write: when somebody took a unique value in this very moment, name him.

    Types without unique fields pay nothing. Raises DuplicateValue.
    """
    unique = any(field.unique and field.code in values for field in object_type.stored)
    if not unique and not any(has_unique_lines(object_type, code) for code in lines):
        yield
        return
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        require_free(object_type, group_id=group_id, record_id=record_id, values=values, lines=lines)
        raise
