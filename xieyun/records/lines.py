"""Reads the values of a record and its line items, collecting every fault with its path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from xieyun.kernel.errors import FieldError
from xieyun.kernel.identifiers import new_id, parse_id
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.values import Refused, read


@dataclass
class Line:
    """One row of line items: its id (kept over changes) and its values."""

    id: UUID
    values: dict[str, Any]


@dataclass
class Draft:
    """The values of a record on their way into the database, and what is wrong with them."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    faults: list[FieldError] = field(default_factory=list)

    def fault(self, path: str, code: str, **params: object) -> None:
        """Note what is wrong at `path`."""
        self.faults.append(FieldError(path, code, params))


def read_values(
    object_type: ObjectType,
    given: Mapping[str, Any],
    rights: Mapping[str, str],
    known_lines: Mapping[str, Mapping[UUID, Mapping[str, Any]]],
) -> Draft:
    """The parsed values. `rights` are field levels (`edit` may be changed); `known_lines` the stored rows.

    Line items replace the stored rows; a row with the id of a stored one keeps what the caller may not edit.
    """
    draft = Draft()
    for code, value in given.items():
        found = object_type.by_code.get(code) if isinstance(code, str) else None
        if found is None:
            draft.fault(str(code)[:60], "field-unknown")
        elif not found.is_input:
            draft.fault(code, "value-computed")
        elif rights.get(code, "edit") != "edit":
            draft.fault(code, "value-not-editable")
        elif found.is_lines:
            draft.lines[code] = _read_lines(draft, found, value, rights, known_lines.get(code, {}))
        else:
            _read_into(draft, draft.values, found, value, code)
    return draft


def _read_into(draft: Draft, values: dict[str, Any], found: Field, value: Any, path: str) -> None:
    try:
        values[found.code] = read(found, value)
    except Refused as refusal:
        draft.faults.append(refusal.at(path))


def _read_lines(
    draft: Draft,
    lines: Field,
    given: Any,
    rights: Mapping[str, str],
    known: Mapping[UUID, Mapping[str, Any]],
) -> list[Line]:
    if given is None:
        return []
    if not isinstance(given, list):
        draft.fault(lines.code, "value-list")
        return []
    if len(given) > lines.maximum_items:
        draft.fault(lines.code, "value-too-many", limit=lines.maximum_items)
        return []
    read_lines: list[Line] = []
    seen: set[UUID] = set()
    for index, row in enumerate(given):
        line = _read_line(draft, lines, row, f"{lines.code}[{index}]", rights, known)
        if line.id in seen:
            line.id = new_id()
        seen.add(line.id)
        read_lines.append(line)
    return read_lines


def _read_line(
    draft: Draft,
    lines: Field,
    row: Any,
    path: str,
    rights: Mapping[str, str],
    known: Mapping[UUID, Mapping[str, Any]],
) -> Line:
    """A row is `{"field": value}` or, as answers give it, `{"id", "position", "values": {...}}`."""
    if not isinstance(row, dict):
        draft.fault(path, "value-line")
        return Line(new_id(), {})
    nested = isinstance(row.get("values"), dict) and set(row) <= {"id", "position", "values"}
    given = row["values"] if nested else {key: value for key, value in row.items() if key not in ("id", "position")}
    identifier = parse_id(row["id"]) if isinstance(row.get("id"), str) else None
    stored = known.get(identifier) if identifier is not None else None
    line = Line(identifier if identifier is not None and stored is not None else new_id(), dict(stored or {}))
    for code, value in given.items():
        found = lines.by_code.get(code)
        where = f"{path}.{code}" if isinstance(code, str) else path
        if found is None:
            draft.fault(where[:120], "field-unknown")
        elif not found.is_input:
            continue  # a computed column of a line that was read and sent back
        elif rights.get(f"{lines.code}.{code}", "edit") != "edit":
            if stored is None or value is not None:
                draft.fault(where, "value-not-editable")
        else:
            _read_into(draft, line.values, found, value, where)
    return line


def check_complete(
    object_type: ObjectType, values: Mapping[str, Any], lines: Mapping[str, list[Line]], draft: Draft
) -> None:
    """Note everything that a draft may leave open but a submitted record may not."""
    for found in object_type.fields:
        if found.is_lines:
            _check_lines(found, lines.get(found.code, []), draft)
        elif found.required and found.is_input and values.get(found.code) is None:
            draft.fault(found.code, "field-required")


def _check_lines(found: Field, rows: list[Line], draft: Draft) -> None:
    minimum = max(found.minimum_items, 1 if found.required else 0)
    if len(rows) < minimum:
        draft.fault(found.code, "value-too-few", limit=minimum)
    for index, row in enumerate(rows):
        for inner in found.fields:
            if inner.required and inner.is_input and row.values.get(inner.code) is None:
                draft.fault(f"{found.code}[{index}].{inner.code}", "field-required")


def check_repeated(object_type: ObjectType, lines: Mapping[str, list[Line]], draft: Draft) -> None:
    """Note unique values that stand twice within the record itself."""
    for found in object_type.line_fields:
        for inner in found.fields:
            if not inner.unique:
                continue
            first: dict[Any, int] = {}
            for index, row in enumerate(lines.get(found.code, [])):
                value = row.values.get(inner.code)
                if value is not None and value in first:
                    path = f"{found.code}[{index}].{inner.code}"
                    draft.fault(path, "value-duplicate-line", line=first[value] + 1)
                elif value is not None:
                    first[value] = index
