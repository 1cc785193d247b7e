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


def masked(field: Field, value: Any) -> Any:
    """What a person may see of a masked value: that it is there, and the first character of a text."""
    if value is None:
        return None
    return f"{str(value)[0]}{MASK}" if field.type in ("text", "serial_number") and value else MASK
