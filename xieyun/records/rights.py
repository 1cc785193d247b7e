"""Field levels of an object type: the paths that policies speak of, and levels narrowed by an activity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from xieyun.records.definitions import Field, ObjectType

MASK: Final = "***"


def paths(object_type: ObjectType) -> list[str]:
    """Every field path: `amount`, `lines`, `lines.amount`."""
    found: list[str] = []
    for field in object_type.fields:
        found.append(field.code)
        found += [f"{field.code}.{inner.code}" for inner in field.fields]
    return found


def level_of(rights: Mapping[str, str], lines: str, code: str) -> str:
    """The level of a column of line items: its own, but never more than that of the rows."""
    whole = rights.get(lines, "edit")
    own = rights.get(f"{lines}.{code}", whole)
    return own if whole in ("edit", own) or own in ("hidden", "masked") else whole


def activity_levels(object_type: ObjectType, own: Mapping[str, str], rules: Mapping[str, str]) -> dict[str, str]:
    """The levels of a record inside a work item: what the activity says of a field, unless the actor sees less.

    `rules` are hidden, masked, read, edit or required by path. A column of line items follows its own rule before
    that of the rows; a field without a rule is read.
    """
    levels: dict[str, str] = {}
    for path in paths(object_type):
        wanted = rules.get(path) or rules.get(path.partition(".")[0]) or "read"
        wanted = "edit" if wanted == "required" else wanted
        levels[path] = own[path] if own[path] in ("hidden", "masked") else wanted
    return levels


def fixed_rows(levels: Mapping[str, str], lines: Field) -> bool:
    """Whether an activity lets some columns of rows be edited that must themselves stay as they are."""
    return levels[lines.code] == "read" and any(levels[f"{lines.code}.{one.code}"] == "edit" for one in lines.fields)


def settled(object_type: ObjectType, own: Mapping[str, str]) -> dict[str, str]:
    """The actor's own levels with each column of line items limited by that of its rows."""
    inner = {
        f"{lines.code}.{one.code}": level_of(own, lines.code, one.code)
        for lines in object_type.line_fields
        for one in lines.fields
    }
    return {**own, **inner}


def masked(field: Field, value: Any) -> Any:
    """What a person may see of a masked value: that it is there, and the first character of a text."""
    if value is None:
        return None
    return masked_text(field.type, str(value))


def masked_text(kind: str, value: str) -> str:
    """The same for a value in words, of a field of type `kind`."""
    return f"{value[0]}{MASK}" if kind in ("text", "serial_number") and value else MASK
