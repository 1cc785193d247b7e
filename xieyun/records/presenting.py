"""Records as JSON for callers: titles of what they refer to, masked and hidden fields taken out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.records import references
from xieyun.records.attachments.selectors import attachment_cards
from xieyun.records.catalogue import Catalogue
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.lines import Line
from xieyun.records.references import Titles
from xieyun.records.rights import level_of, masked
from xieyun.records.store import Stored

Levels = Mapping[str, str]


class Presenter:
    """Shows many records at the cost of one query for titles and one for files."""

    def __init__(
        self,
        actor: Actor,
        object_type: ObjectType,
        columns: Sequence[str],
        *,
        places: bool = True,
        state: Catalogue | None = None,
        at: dt.datetime | None = None,
    ) -> None:
        """`at`: what records refer to has the titles of that instant."""
        self.actor = actor
        self.kind = object_type
        self.columns = [code for code in columns if code in object_type.by_code]
        self.places = places
        self._state = state
        self._at = at
        self._titles: Titles = {}
        self._files: dict[UUID, dict[str, Any]] = {}

    def prepare(self, records: Iterable[Stored]) -> None:
        """Look up everything that showing these records needs."""
        wanted: set[tuple[str, UUID]] = set()
        files: set[UUID] = set()
        for stored in records:
            if self.places:
                wanted |= _places(stored)
            for field, value in self._shown(stored):
                if field.type == "attachment":
                    files.update(value or ())
                else:
                    wanted.update(references.wanted_titles(self.kind, field.code, value, field))
        self._titles = references.titles(self.actor.group_id, wanted, self._state, at=self._at)
        self._files = attachment_cards(files)

    def _shown(self, stored: Stored) -> Iterable[tuple[Field, Any]]:
        for code in self.columns:
            field = self.kind.by_code[code]
            if not field.is_lines:
                yield field, stored.values.get(code)
                continue
            for row in stored.lines.get(code, ()):
                for inner in field.fields:
                    yield inner, row.values.get(inner.code)

    def show(self, stored: Stored, levels: Levels) -> dict[str, Any]:
        """One record; `levels` are the actor's field levels on it."""
        system = stored.system
        serial = self.kind.serial_field
        shown: dict[str, Any] = {
            "id": system["id"],
            "version": system["version"],
            "definition": self.kind.version,
            "object_type": self.kind.code,
            "status": system["status"],
            "owner": self._place("person", system["owner_id"]),
            "node": self._place("node", system["node_id"]),
            "unit": self._place("node", system["unit_id"]),
            "created_at": system["created_at"],
            "updated_at": system["updated_at"],
            "process_instance_id": system["process_instance_id"],
            "values": self._values(stored, levels),
        }
        if serial is not None:
            shown["serial_number"] = _through(serial, stored.values.get(serial.code), levels.get(serial.code, "edit"))
        title = self.kind.by_code.get(self.kind.title_field)
        if title is not None and not title.is_lines:
            shown["title"] = _through(title, stored.values.get(title.code), levels.get(title.code, "edit"))
        return shown

    def _values(self, stored: Stored, levels: Levels) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for code in self.columns:
            field, level = self.kind.by_code[code], levels.get(code, "edit")
            if level == "hidden":
                continue
            if not field.is_lines:
                values[code] = self._value(field, stored.values.get(code), level)
            elif level != "masked":
                rows = stored.lines.get(code, [])
                values[code] = [self._line(field, row, place, levels) for place, row in enumerate(rows)]
        return values

    def _line(self, lines: Field, row: Line, position: int, levels: Levels) -> dict[str, Any]:
        values = {}
        for inner in lines.fields:
            level = level_of(levels, lines.code, inner.code)
            if level != "hidden":
                values[inner.code] = self._value(inner, row.values.get(inner.code), level)
        return {"id": row.id, "position": position, "values": values}

    def _value(self, field: Field, value: Any, level: str) -> Any:
        if value is None or level == "masked":
            return _through(field, value, level)
        if field.type in ("person", "node", "lookup"):
            kind = field.target if field.type == "lookup" else field.type
            return {"id": value, "title": self._titles.get((kind, value), "")}
        if field.type == "attachment":
            return [self._files[one] for one in value if one in self._files]
        return value

    def _place(self, kind: str, identifier: UUID | None) -> dict[str, Any] | None:
        if identifier is None:
            return None
        return {"id": identifier, "name": self._titles.get((kind, identifier), "")}


def _through(field: Field, value: Any, level: str) -> Any:
    if level == "hidden":
        return None
    return masked(field, value) if level == "masked" else value


def _places(stored: Stored) -> set[tuple[str, UUID]]:
    found = (("person", "owner_id"), ("node", "node_id"), ("node", "unit_id"))
    return {(kind, stored.system[column]) for kind, column in found if stored.system[column] is not None}
