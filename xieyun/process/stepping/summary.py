"""The few values that to-do cards show, kept with the instance so that lists need no record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xieyun.records import catalogue

MAXIMUM_FIELDS = 6


def summary_of(object_type: str, variables: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return code, title and shown value of the object type's summary fields."""
    definition = catalogue.object_type(object_type)
    found = []
    for code in definition.summary_fields[:MAXIMUM_FIELDS]:
        field = definition.by_code.get(code)
        if field is not None and variables.get(code) not in (None, ""):
            found.append({"code": code, "title": dict(field.title), "value": shown(field, variables[code])})
    return found


def shown(field: Any, value: Any) -> str:
    """Return a value as a card shows it: references by title, choices by their word."""
    if isinstance(value, Mapping):
        return str(value.get("title") or value.get("name") or value.get("id") or "")
    if field.type == "choice":
        return next(
            (str(option.title.get("zh", option.code)) for option in field.options if option.code == value), str(value)
        )
    if isinstance(value, list):
        return str(len(value))
    return str(value)
