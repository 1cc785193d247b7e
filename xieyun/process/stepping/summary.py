"""The title and the few values that to-do cards show, kept with the instance so that lists need no record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.process.definitions import Loaded
from xieyun.records import selectors

MAXIMUM_FIELDS = 6


@dataclass(frozen=True, slots=True)
class Summary:
    """What identifies a record to people: its serial number and title in words, and as `fields` with summary fields.

    The fields that the title is made from are marked `about`: who may not see them is told another title.
    """

    title: str
    fields: list[dict[str, Any]]


def summary_of(actor: Actor, object_type: str, record_id: UUID) -> Summary:
    """Read the summary of a record as it is now."""
    found = selectors.record_summary(actor, object_type, record_id)
    fields = [
        {key: entry[key] for key in ("code", "type")} | {"title": dict(entry["title"]), "value": str(entry["value"])}
        for entry in found["summary"][:MAXIMUM_FIELDS]
        if entry["value"] not in (None, "", [])
    ]
    about = about_entries(found["about"])
    return Summary(" ".join(entry["value"] for entry in about), fields + about)


def about_entries(parts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the fields (code, type, value) that a title is made from as they are kept with the instance."""
    by_value = {str(part["value"]): part for part in reversed(list(parts))}
    return [
        {"code": part["code"], "type": part["type"], "value": value, "about": True}
        for value, part in reversed(by_value.items())
    ]


def instance_title(loaded: Loaded, initiator: str, about: str) -> str:
    """Return the title of an instance: process, initiator, and what its record is about."""
    return " · ".join(part for part in (loaded.title.get("zh", loaded.code), initiator, about) if part)
