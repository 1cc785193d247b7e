"""The definitions in force, read in the transaction that uses them.

One row holds a random token; every change of a definition draws a new one. Compiled definitions are
kept per token, so a process can never work with a definition that the current transaction does not see.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xieyun.kernel import json
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.kernel.held import forget, once
from xieyun.kernel.i18n import current_language
from xieyun.kernel.prepared import run
from xieyun.kernel.recent import Recent
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.reading import read_definition


@dataclass(frozen=True)
class Past:
    """Every version of an object type; `published` tells from when each was in force.

    `whole` has every field that any version had, each as its newest version declares it: what the tables hold.
    """

    versions: Mapping[int, ObjectType]
    published: Mapping[int, dt.datetime]
    whole: ObjectType

    def on(self, at: dt.datetime, *, least: int = 1) -> ObjectType:
        """The version in force at an instant, not older than `least` (by which something was written before)."""
        before = [version for version, begun in self.published.items() if begun <= at]
        return self.versions[max([*before, min(least, max(self.versions))])]


@dataclass
class Catalogue:
    """All definitions of one state; object types are read when first asked for."""

    token: uuid.UUID | None
    _types: dict[str, ObjectType | None] = field(default_factory=dict)
    _ledgers: dict[str, dict[str, Any]] | None = None
    _pasts: dict[str, Past] = field(default_factory=dict)

    def past(self, code: str) -> Past:
        """The object type with its earlier versions. Raises NotFound."""
        found = self._pasts.get(code)
        if found is None:
            found = self._pasts[code] = _load_past(code)
        return found

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


def title_of(code: str) -> str | None:
    """The name of an object type in the language of the request, or None when there is no such type."""
    found = current().find(code)
    return None if found is None else found.title.get(current_language()) or found.title["zh"]


def changed() -> None:
    """Draw a new token; every action that changes a definition calls this in its transaction."""
    forget()
    execute(
        "INSERT INTO records_catalogueversion (id, token) VALUES (1, %s) "
        "ON CONFLICT (id) DO UPDATE SET token = excluded.token",
        [uuid.uuid4()],
    )


_VERSIONS = (
    "SELECT v.version, v.definition::text, v.published_at FROM records_objecttype t JOIN records_objecttypeversion v "
    "ON v.object_type_id = t.id AND v.version <= t.current_version WHERE t.code = %s ORDER BY v.version"
)


def _load(code: str) -> ObjectType | None:
    rows = execute(_VERSIONS, [code])
    if not rows:
        return None
    compiled = [_compile(code, version, text) for version, text, _ in rows]
    return _with_retired(compiled[-1], compiled[:-1])


def _load_past(code: str) -> Past:
    rows = execute(_VERSIONS, [code])
    if not rows:
        raise NotFound
    versions = {version: _compile(code, version, text) for version, text, _ in rows}
    newest_first = list(versions.values())[::-1]
    whole = dataclasses.replace(newest_first[0], fields=_whole(newest_first), cache={})
    return Past(versions, {version: at for version, _, at in rows}, whole)


def _whole(newest_first: list[ObjectType]) -> tuple[Field, ...]:
    found: dict[str, Field] = {}
    for kind in newest_first:
        for one in kind.fields:
            known = found.get(one.code)
            if known is None:
                found[one.code] = one
            elif known.is_lines and one.is_lines:
                gone = tuple(inner for inner in one.fields if inner.code not in known.by_code)
                found[one.code] = dataclasses.replace(known, fields=known.fields + gone)
    return tuple(found.values())


def _with_retired(kind: ObjectType, earlier: list[ObjectType]) -> ObjectType:
    """The object type with the columns of its rows that only earlier versions name."""
    whole = {one.code: one for one in _whole([kind, *earlier[::-1]])}
    fields = []
    for one in kind.fields:
        gone = tuple(inner for inner in whole[one.code].fields if inner.code not in one.by_code)
        fields.append(dataclasses.replace(one, retired=gone) if gone else one)
    if all(made is one for made, one in zip(fields, kind.fields, strict=True)):
        return kind
    return dataclasses.replace(kind, fields=tuple(fields), cache={})


def _compile(code: str, version: int, text: str) -> ObjectType:
    # The text is part of the key: a version number of a rolled-back publication may come again.
    key = (code, version, text)
    found = _compiled.get(key)
    if found is None:
        if len(_compiled) > 4096:
            _compiled.clear()
        found = _compiled[key] = read_definition(json.loads(text.encode()), version)
    return found
