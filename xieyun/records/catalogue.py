"""The definitions in force, read in the transaction that uses them.

One row holds a random token; every change of a definition draws a new one. Compiled definitions are
kept per token, so a process can never work with a definition that the current transaction does not see.
"""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

from xieyun.kernel import json
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.kernel.held import forget, once
from xieyun.kernel.prepared import run
from xieyun.kernel.recent import Recent
from xieyun.records.definitions import ObjectType
from xieyun.records.reading import read_definition


@dataclass
class Catalogue:
    """All definitions of one state; object types are read when first asked for."""

    token: uuid.UUID | None
    _types: dict[str, ObjectType | None] = field(default_factory=dict)
    _ledgers: dict[str, dict[str, Any]] | None = None

    def find(self, code: str) -> ObjectType | None:
        """The object type, or None."""
        if code not in self._types:
            self._types[code] = _load(code)
        return self._types[code]

    def get(self, code: str) -> ObjectType:
        """The object type. Raises NotFound."""
        found = self.find(code)
        if found is None:
            raise NotFound
        return found

    def all(self) -> list[ObjectType]:
        """Every object type, by code."""
        codes = execute("SELECT code FROM records_objecttype ORDER BY code").scalars()
        return [found for code in codes if (found := self.find(code)) is not None]

    def ledgers(self) -> dict[str, dict[str, Any]]:
        """The declarations of the ledgers, by code."""
        if self._ledgers is None:
            rows = execute("SELECT code, definition::text FROM records_ledger ORDER BY code")
            self._ledgers = {code: json.loads(text.encode()) for code, text in rows}
        return self._ledgers


_states: Recent[Catalogue] = Recent(capacity=4)
_compiled: dict[tuple[str, int, str], ObjectType] = {}
_lock = threading.Lock()


def current() -> Catalogue:
    """The catalogue in force in this transaction; one query."""
    return once("records.catalogue", _read)


def _read() -> Catalogue:
    found = run("SELECT token FROM records_catalogueversion", ())
    token = found[0][0] if found else None
    return Catalogue(None) if token is None else _states.get(token, lambda: Catalogue(token))


def object_type(code: str) -> ObjectType:
    """The object type in force. Raises NotFound."""
    return current().get(code)


def changed() -> None:
    """Draw a new token; every action that changes a definition calls this in its transaction."""
    forget()
    execute(
        "INSERT INTO records_catalogueversion (id, token) VALUES (1, %s) "
        "ON CONFLICT (id) DO UPDATE SET token = excluded.token",
        [uuid.uuid4()],
    )


def _load(code: str) -> ObjectType | None:
    row = execute(
        "SELECT v.version, v.definition::text FROM records_objecttype t JOIN records_objecttypeversion v "
        "ON v.object_type_id = t.id AND v.version = t.current_version WHERE t.code = %s",
        [code],
    ).first()
    if row is None:
        return None
    # The text is part of the key: a version number of a rolled-back publication may come again.
    key = (code, row[0], row[1])
    found = _compiled.get(key)
    if found is None:
        if len(_compiled) > 4096:
            _compiled.clear()
        found = _compiled[key] = read_definition(json.loads(row[1].encode()), row[0])
    return found
