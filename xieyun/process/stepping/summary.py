"""The title and the few values that to-do cards show, kept with the instance so that lists need no record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.process.definitions import Loaded
from xieyun.records import selectors

MAXIMUM_FIELDS = 6


@dataclass(frozen=True, slots=True)
class Summary:
    """What identifies a record to people: its title, its serial number, its summary fields."""

    title: str
    fields: list[dict[str, Any]]


def summary_of(actor: Actor, object_type: str, record_id: UUID) -> Summary:
    """Read the summary of a record as it is now."""
    found = selectors.record_summary(actor, object_type, record_id)
    parts = [found.get("serial_number"), found.get("title")]
    fields = [
        {key: entry[key] for key in ("code", "type")} | {"title": dict(entry["title"]), "value": str(entry["value"])}
        for entry in found["summary"][:MAXIMUM_FIELDS]
        if entry["value"] not in (None, "", [])
    ]
    return Summary(" ".join(dict.fromkeys(str(part) for part in parts if part)), fields)


def instance_title(loaded: Loaded, initiator: str, about: str) -> str:
    """Return the title of an instance: process, initiator, and what its record is about."""
    return " · ".join(part for part in (loaded.title.get("zh", loaded.code), initiator, about) if part)
