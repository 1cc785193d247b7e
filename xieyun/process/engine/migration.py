"""Moving a running instance to another version of its definition, and saying beforehand why it cannot move.

Undo is the same call with the versions and the mapping turned round, as long as nothing has happened since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from . import effects as f
from . import events as e
from .context import Context, Step
from .definition import Definition, Node
from .errors import EngineError
from .run import Run
from .sentences import SENTENCES
from .state import State, Token
from .subscriptions import watch


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an instance cannot move: a code with its sentence, and the activity where it stands."""

    code: str
    activity_id: str
    zh: str
    en: str


def preview_migration(
    old: Definition, new: Definition, state: State, mapping: Mapping[str, str] | None = None
) -> list[Obstacle]:
    """What keeps an instance from moving to `new`; empty when it can. `mapping` renames activities (old: new)."""
    renamed = mapping or {}
    found: list[Obstacle] = []
    if state.finished:
        found.append(_obstacle("migration-finished", ""))
    for number, token in state.tokens.items():
        if _inside_call(state, number):
            continue
        node = old.activities.get(token.node)
        target = new.activities.get(renamed.get(token.node, token.node))
        if node is None:
            continue
        code = _why_not(node, target, token, renamed)
        if code is not None:
            found.append(_obstacle(code, node.id, node.name or node.id))
    return found


def _obstacle(code: str, activity: str, name: str = "") -> Obstacle:
    zh, en = SENTENCES[code]
    return Obstacle(code, activity, zh.format(activity=name), en.format(activity=name))


def _inside_call(state: State, number: int) -> bool:
    scope = state.tokens[number].scope
    while scope:
        owner = state.tokens[scope]
        if owner.data and "called" in owner.data:
            return True
        scope = owner.scope
    return False


def _why_not(node: Node, target: Node | None, token: Token, renamed: Mapping[str, str]) -> str | None:
    if target is None:
        return "migration-activity-gone"
    if target.type != node.type:
        return "migration-other-type"
    if (target.loop is None) != (node.loop is None) or (
        target.loop is not None and node.loop is not None and target.loop.kind != node.loop.kind
    ):
        return "migration-other-loop"
    outer, new_outer = node.container.owner, target.container.owner
    if (outer is None) != (new_outer is None) or (
        outer is not None and new_outer is not None and renamed.get(outer.id, outer.id) != new_outer.id
    ):
        return "migration-other-place"
    if token.phase == "join" and token.flow not in {flow.id for flow in target.incoming}:
        return "migration-other-flow"
    return None


def migrate(
    old: Definition, new: Definition, state: State, mapping: Mapping[str, str] | None, context: Context
) -> Step:
    """Move an instance; raises EngineError with all obstacles when it cannot move. Items stay open as they are."""
    obstacles = preview_migration(old, new, state, mapping)
    if obstacles:
        raise EngineError("migration-not-possible", reasons=" ".join(obstacle.en for obstacle in obstacles))
    renamed = mapping or {}
    run = Run(new, state.copy(), context)
    for number, token in list(state.tokens.items()):
        target = renamed.get(token.node, token.node)
        if target != token.node and not _inside_call(state, number):
            run.emit(e.Moved(number, target))
    _move_timers(run, old, renamed)
    gone = tuple(name for name in state.passed if renamed.get(name, name) not in new.activities)
    if gone:
        run.emit(e.Forgotten(gone))
    for name in [name for name in state.passed if renamed.get(name, name) != name and name not in gone]:
        run.emit(e.Renamed(name, renamed[name]))
    run.work()
    return Step(run.state, run.events, run.effects)


def _move_timers(run: Run, old: Definition, renamed: Mapping[str, str]) -> None:
    """Timers whose event is gone are cancelled; new timer events of a place begin now."""
    for number, timer in list(run.state.timers.items()):
        target = renamed.get(timer.node, timer.node)
        if target not in run.definition.activities:
            run.emit(e.TimerClosed(number))
            run.effect(f.CancelTimer(number))
        elif target != timer.node:
            run.emit(e.TimerClosed(number))
            run.emit(e.TimerSet(number, timer.token, target, timer.left, timer.purpose))
    known = {renamed.get(name, name) for name in old.activities}
    for number, token in list(run.state.tokens.items()):
        node = run.definition.activities.get(token.node)
        if node is None or token.phase in ("join", "away") or (node.loop is not None and token.phase != "multi"):
            continue
        for event in node.boundary:
            if event.id not in known:
                watch(run, number, event)
