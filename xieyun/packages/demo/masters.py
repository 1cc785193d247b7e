"""Master data of a demo: listed rows, one record per department, and combinations of others."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.packages.demo.values import make
from xieyun.packages.demo.world import Department, World
from xieyun.records import catalogue
from xieyun.records.bulk import PastRecord, load_records
from xieyun.records.definitions import ObjectType
from xieyun.records.values import read

Declared = Mapping[str, Any]


@dataclass
class Made:
    """A record that was made, with the department it belongs to."""

    id: UUID
    title: str
    values: Mapping[str, Any]
    department: Department | None


@dataclass
class Maker:
    """Makes and loads master data, and remembers it by object type for what refers to it."""

    actor: Actor
    world: World
    random: random.Random
    made: dict[str, list[Made]] = field(default_factory=dict)

    def run(self, declared: Declared) -> None:
        """Make the records of one entry of a demo file."""
        kind = catalogue.object_type(declared["object"])
        rows = list(self._rows(kind, declared))
        load_records(actor=self.actor, object_type=kind.code, records=[record for record, _ in rows])
        self.made.setdefault(kind.code, []).extend(
            Made(record.id, str(record.values.get(kind.title_field) or ""), record.values, department)
            for record, department in rows
        )

    def _rows(self, kind: ObjectType, declared: Declared) -> Iterator[tuple[PastRecord, Department | None]]:
        if "rows" in declared:
            yield from self._listed(kind, declared)
        elif declared.get("each") == "department":
            for department in self.world.departments:
                context = {"node": department, "unit": _unit(department), "head": department.head}
                if department.head is not None:
                    yield self._record(kind, declared["values"], context, department), department
        else:
            yield from self._combined(kind, declared)

    def _listed(self, kind: ObjectType, declared: Declared) -> Iterator[tuple[PastRecord, Department | None]]:
        """Rows as written; a lookup to the same object names the key of an earlier row, a node its code."""
        nodes = {department.code: department.id for department in self.world.departments}
        known: dict[Any, UUID] = {}
        for row in declared["rows"]:
            values = dict(row)
            for code in row:
                field_type = kind.by_code[code].type
                if field_type == "lookup" and row[code] is not None:
                    values[code] = str(known[row[code]])
                elif field_type == "node" and row[code] is not None:
                    values[code] = str(nodes[row[code]]) if row[code] in nodes else None
            record = self._record(kind, values, {}, None)
            record.unit_id = record.node_id = self.world.headquarters
            known[row[declared["key"]]] = record.id
            yield record, None

    def _combined(self, kind: ObjectType, declared: Declared) -> Iterator[tuple[PastRecord, Department | None]]:
        sources = [self._matching(one) for one in declared["of"].values()]
        for year in _years(declared):
            for chosen in itertools.product(*sources):
                named = dict(zip(declared["of"], chosen, strict=True))
                department = next((one.department for one in chosen if one.department is not None), None)
                yield self._record(kind, declared["values"], {**named, "year": year}, department), department

    def _matching(self, source: Any) -> list[Made]:
        code = source if isinstance(source, str) else source["object"]
        where = {} if isinstance(source, str) else source.get("where", {})
        return [one for one in self.made[code] if all(one.values.get(key) == value for key, value in where.items())]

    def _record(
        self, kind: ObjectType, declared: Declared, context: Mapping[str, Any], department: Department | None
    ) -> PastRecord:
        values = {code: _plain(make(one, self.random, context)) for code, one in declared.items()}
        parsed = {code: read(kind.by_code[code], value) for code, value in values.items()}
        year_start = dt.datetime(clock.today().year - 1, 1, 2, 9, tzinfo=clock.LOCAL_ZONE)
        record = PastRecord(year_start, "active", parsed)
        if department is not None:
            record.node_id, record.unit_id = department.id, department.unit_id
            record.owner_id = department.head.person_id if department.head is not None else None
        return record


def _unit(department: Department) -> dict[str, Any]:
    return {"id": department.unit_id, "code": department.unit_code, "name": department.unit_name}


def _years(declared: Declared) -> list[int]:
    this_year = clock.today().year
    return [this_year - back for back in range(int(declared.get("years", 1)))]


def _plain(value: Any) -> Any:
    """Records and people stand for their ids."""
    if isinstance(value, Made | Department):
        return value.id
    return getattr(value, "person_id", value)
