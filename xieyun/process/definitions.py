"""Compiled definitions, kept in memory by version id: a version never changes, so they never go stale.

What a version calls is looked up at the call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel import json
from xieyun.kernel.database import execute
from xieyun.kernel.held import once
from xieyun.kernel.i18n import sentence
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
        """Return the name of an activity, its id when it has none, "" when it is unknown.

        A start event is hardly ever named, and people stand there: what comes back to the initiator waits at it.
        """
        node = find_activity(self.version_id, activity_id)
        if node is None:
            return ""
        return node.name or (sentence("place-initiator", {}) if node.type == "startEvent" else node.id)


def load(version_id: UUID) -> Loaded:
    """Return the compiled version. Raises LookupError when it does not exist."""
    return _loaded.get(version_id, lambda: _read(version_id))


def begun_calls(state: engine.State | None) -> Iterator[Loaded]:
    """Return the versions in which the calls of an instance that run now were begun."""
    for token in state.tokens.values() if state is not None else ():
        _, _, version = str((token.data or {}).get("called") or "").partition("@")
        if version:
            yield load(UUID(version))


def find_activity(version_id: UUID, activity_id: str) -> engine.Node | None:
    """Return an activity of the version or, for an instance that was migrated since, of another version.

    Failing that, one of a process that the version calls. The newest other version that has it counts: what an
    activity once hid stays hidden when a later version drops the activity.
    """
    loaded = load(version_id)
    node = loaded.compiled.activities.get(activity_id)
    if node is not None or not activity_id:
        return node
    # Asked anew: a version that is published later may have it.
    others = once(("process.other-versions", version_id), lambda: [*_others(version_id), *_called_from(loaded)])
    return next((found for other in others if (found := load(other).compiled.activities.get(activity_id))), None)


def _called_from(caller: Loaded) -> list[UUID]:
    """All versions ever published of the processes that a file calls by name, and of those that these call."""
    found: dict[UUID, None] = {}
    pending = [caller]
    while pending:
        loaded = pending.pop()
        names = {
            node.called.text
            for node in loaded.compiled.activities.values()
            if node.called is not None and node.called.language == "literal"
        }
        for name in sorted(names - set(loaded.compiled.processes)):
            for version_id in published_with(loaded.group_id, name, ever=True):
                if version_id not in found and version_id != caller.version_id:
                    found[version_id] = None
                    pending.append(load(version_id))
    return list(found)


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


class Callable(Mapping[str, engine.Definition]):
    """The processes that a group can call, looked up when they are called.

    Under a process id the version published now (of several files, that which was published last), under
    `id@version` a version that a call has begun: it runs to its end in that version, whatever is published since.
    """

    def __init__(self, group_id: UUID) -> None:
        self.group_id = group_id

    def __getitem__(self, name: str) -> engine.Definition:
        process_id, _, version = name.partition("@")
        for version_id in [UUID(version)] if version else published_with(self.group_id, process_id):
            # A definition that is being compiled now would call itself without end; the engine refuses the cycle.
            if version_id in _compiling.get():
                continue
            compiled = load(version_id).compiled
            found = compiled if compiled.process_id == process_id else engine.find_called(compiled, process_id)
            if found is not None:
                return found
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        """Nothing is listed: hundreds of files would be read for it."""
        return iter(())

    def __len__(self) -> int:
        return 0


# Ever, and now.
_PUBLISHED = {True: "v.published_at IS NOT NULL", False: "v.status = 'published'"}


def published_with(group_id: UUID, process_id: str, *, ever: bool = False) -> list[UUID]:
    """Return the versions published now (or `ever`) whose file has the process; the last published first."""
    return execute(
        "SELECT v.id FROM process_definition d JOIN process_definition_version v ON v.definition_id = d.id "
        "WHERE d.group_id = %s AND v.process_ids @> ARRAY[%s]::text[] "
        f"AND {_PUBLISHED[ever]} "
        "ORDER BY v.published_at DESC, v.id DESC",
        [group_id, process_id],
    ).scalars()


def compile_xml(xml: bytes, group_id: UUID, version: str = "") -> engine.Definition:
    """Read a BPMN file; processes it calls are the published ones of the group. Raises DefinitionError."""
    return engine.read_definition(xml, calls=Callable(group_id), version=version)


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
        compiled = compile_xml(bytes(xml), group_id, str(version_id))
    finally:
        _compiling.reset(token)
    return Loaded(version_id, group_id, code, version, json.loads(title.encode()), object_type, compiled)
