"""Compiled definitions, kept in memory by version id: a version never changes, so they never go stale."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel import json
from xieyun.kernel.database import execute
from xieyun.kernel.held import once
from xieyun.kernel.recent import Recent
from xieyun.process import engine

NARROWING = frozenset({"hidden", "masked"})
_loaded: Recent[Loaded] = Recent(capacity=512)
_compiling: ContextVar[frozenset[UUID]] = ContextVar("definitions_being_compiled", default=frozenset())


@dataclass(frozen=True, slots=True)
class Loaded:
    """A definition version ready to run; `compiled` is the engine's graph."""

    version_id: UUID
    group_id: UUID
    code: str
    version: int
    title: dict[str, str]
    object_type: str | None
    compiled: engine.Definition

    def activity_name(self, activity_id: str) -> str:
        """Return the name of an activity, its id when it has none, "" when it is unknown."""
        node = find_activity(self.version_id, activity_id)
        return "" if node is None else node.name or node.id

    def narrows(self, activity_id: str) -> bool:
        """Whether the activity hides or masks a field of the record from its handlers."""
        node = self.compiled.activities.get(activity_id)
        rules = node.approval.fields if node is not None and node.approval is not None else {}
        return bool(rules) and not NARROWING.isdisjoint(rules.values())


def load(version_id: UUID) -> Loaded:
    """Return the compiled version. Raises LookupError when it does not exist."""
    return _loaded.get(version_id, lambda: _read(version_id))


def find_activity(version_id: UUID, activity_id: str) -> engine.Node | None:
    """Return an activity of the version or, for an instance that was migrated since, of another version.

    The newest other version that has it counts: what an activity once hid stays hidden when a later version drops
    the activity.
    """
    node = load(version_id).compiled.activities.get(activity_id)
    if node is not None or not activity_id:
        return node
    # Asked anew: a version that is published later may have it.
    others = once(("process.other-versions", version_id), lambda: _others(version_id))
    return next((found for other in others if (found := load(other).compiled.activities.get(activity_id))), None)


def _others(version_id: UUID) -> list[UUID]:
    return execute(
        "SELECT o.id FROM process_definition_version v JOIN process_definition_version o "
        "ON o.definition_id = v.definition_id WHERE v.id = %s AND o.id <> v.id AND o.published_at IS NOT NULL "
        "ORDER BY o.version DESC",
        [version_id],
    ).scalars()


def published_version(group_id: UUID, *, code: str | None = None, object_type: str | None = None) -> UUID | None:
    """Return the published version of a process, by its code or by the object type it is bound to."""
    result: UUID | None = execute(
        "SELECT v.id FROM process_definition d JOIN process_definition_version v ON v.definition_id = d.id "
        "WHERE d.group_id = %s AND v.status = 'published' "
        f"AND {'d.code' if code is not None else 'd.object_type'} = %s ORDER BY d.id LIMIT 1",
        [group_id, code if code is not None else object_type],
    ).scalar()
    return result


def callable_definitions(group_id: UUID) -> dict[str, engine.Definition]:
    """Return the published definitions of the group by process id, for call activities."""
    ids = execute(
        "SELECT v.id FROM process_definition d JOIN process_definition_version v ON v.definition_id = d.id "
        "WHERE d.group_id = %s AND v.status = 'published'",
        [group_id],
    ).scalars()
    # A definition that is being compiled now would call itself without end; the engine refuses the cycle.
    found = [load(version_id) for version_id in ids if version_id not in _compiling.get()]
    return {loaded.compiled.process_id: loaded.compiled for loaded in found}


def compile_xml(xml: bytes, group_id: UUID) -> engine.Definition:
    """Read a BPMN file; processes it calls are the published ones of the group. Raises DefinitionError."""
    calls = callable_definitions(group_id) if b"callActivity" in xml else {}
    return engine.read_definition(xml, calls=calls)


def _read(version_id: UUID) -> Loaded:
    row = execute(
        "SELECT d.group_id, d.code, v.version, d.title::text, d.object_type, v.xml "
        "FROM process_definition_version v JOIN process_definition d ON d.id = v.definition_id WHERE v.id = %s",
        [version_id],
    ).first()
    if row is None:
        raise LookupError(f"definition version {version_id}")
    return _build(version_id, row)


def _build(version_id: UUID, row: tuple[Any, ...]) -> Loaded:
    group_id, code, version, title, object_type, xml = row
    token = _compiling.set(_compiling.get() | {version_id})
    try:
        compiled = compile_xml(bytes(xml), group_id)
    finally:
        _compiling.reset(token)
    return Loaded(version_id, group_id, code, version, json.loads(title.encode()), object_type, compiled)
