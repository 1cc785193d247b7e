"""The step that moves one instance to another version of its definition, and the step that takes it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel import json
from xieyun.kernel.database import execute
from xieyun.process import definitions, engine, tasks
from xieyun.process.engine import codec
from xieyun.process.engine.appliers import replay
from xieyun.process.engine.context import Context
from xieyun.process.engine.errors import EngineError
from xieyun.process.stepping import conductor
from xieyun.process.stepping.draft import Draft


class CannotMove(Exception):
    """The instance cannot be moved (or taken back) now; `code` is a sentence, with its parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Move:
    """From which version to which, and how activities are mapped."""

    from_version_id: UUID
    to_version_id: UUID
    mapping: Mapping[str, str]


def step_of(move: Move, state: engine.State, context: Context) -> engine.Step:
    """Return the engine's step that moves an instance in this state; nothing is carried out. Raises CannotMove."""
    old, new = definitions.load(move.from_version_id), definitions.load(move.to_version_id)
    found = next(iter(engine.preview_migration(old.compiled, new.compiled, state, move.mapping)), None)
    if found is not None:
        raise CannotMove("migration-obstacle", activity=found.activity_id, reason_zh=found.zh, reason_en=found.en)
    try:
        return engine.migrate(old.compiled, new.compiled, state, move.mapping, context)
    except EngineError as error:
        raise CannotMove("migration-obstacle", activity="", reason_zh=error.zh, reason_en=error.en) from error


def move_instance(draft: Draft, move: Move) -> dict[str, list[str]]:
    """Move the instance; return what was written on the work items that changed, by id. Raises CannotMove."""
    _require_at(draft, move.from_version_id)
    step = step_of(move, draft.live, draft.context)
    old, new = draft.loaded, definitions.load(move.to_version_id)
    _switch(draft, new)
    conductor.carry_out(draft, step)
    draft.details |= {"from_version": old.version, "to_version": new.version, "mapping": dict(move.mapping)}
    return _rename_items(draft, new, move.mapping)


def take_back(draft: Draft, move: Move, seq: int, items: Mapping[str, list[str]]) -> None:
    """Take the move of step `seq` back when nothing has happened since. Raises CannotMove."""
    _require_at(draft, move.to_version_id)
    if draft.instance.seq != seq:
        raise CannotMove("migration-undo-late")
    moved_from, old = draft.loaded, definitions.load(move.from_version_id)
    before = _state_before(draft.instance.id, seq)
    running = frozenset(draft.live.timers)
    _switch(draft, old)
    try:
        step = engine.migrate_back(old.compiled, draft.live, before, draft.context)
    except EngineError as error:
        raise CannotMove("migration-undo-late") from error
    conductor.carry_out(draft, step)
    _revive_timers(draft, [number for number in before.timers if number not in running])
    for item, (activity, name) in items.items():
        execute("UPDATE work_item SET activity_id = %s, activity_name = %s WHERE id = %s", [activity, name, UUID(item)])
    draft.details |= {"from_version": moved_from.version, "to_version": old.version}


def _require_at(draft: Draft, version_id: UUID) -> None:
    draft.enter_transaction()
    if draft.instance.status not in ("running", "suspended"):
        raise CannotMove("migration-instance-finished")
    if draft.instance.definition_version_id != version_id:
        raise CannotMove("migration-other-version")


def _switch(draft: Draft, loaded: definitions.Loaded) -> None:
    draft.loaded, draft.version_id = loaded, loaded.version_id


def _rename_items(draft: Draft, new: definitions.Loaded, mapping: Mapping[str, str]) -> dict[str, list[str]]:
    """Let the work items name the activities of the new version; done ones keep their old name."""
    renamed = {old: target for old, target in mapping.items() if old != target}
    if not renamed:
        return {}
    names = {old: new.activity_name(target) for old, target in renamed.items()}
    rows = execute(
        "UPDATE work_item w SET activity_id = m.target, activity_name = CASE WHEN w.status IN ('open', 'held') "
        "THEN m.name ELSE w.activity_name END FROM work_item o, (SELECT key AS old, value->>0 AS target, "
        "value->>1 AS name FROM jsonb_each(%s::jsonb)) m WHERE w.id = o.id AND w.instance_id = %s "
        "AND w.activity_id = m.old RETURNING w.id, o.activity_id, o.activity_name",
        [json.dumps({old: [renamed[old], names[old]] for old in renamed}).decode(), draft.instance.id],
    )
    return {str(item): [activity, name] for item, activity, name in rows}


def _state_before(instance_id: UUID, seq: int) -> engine.State:
    rows = execute(
        "SELECT engine FROM process_event WHERE instance_id = %s AND seq < %s ORDER BY seq", [instance_id, seq]
    )
    return replay([event for (content,) in rows for event in codec.load_events(bytes(content))])


def _revive_timers(draft: Draft, numbers: list[int]) -> None:
    """Let timers that the move cancelled run again until their old instant."""
    rows = execute(
        "UPDATE process_timer SET status = 'waiting' WHERE instance_id = %s AND number = ANY(%s) "
        "RETURNING number, due_at",
        [draft.instance.id, numbers],
    )
    for number, due_at in rows:
        tasks.fire_timer.schedule(at=due_at, instance_id=str(draft.instance.id), timer=number)
