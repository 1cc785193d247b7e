"""Moving a running instance to another version of its definition, and saying beforehand why it cannot move.

`migrate_back` takes a migration back as long as nothing has happened since; it compares states instead of turning the
mapping round, since a mapping may lead two activities to one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import effects as f
from . import events as e
from .approval.assignment import start_time_limits
from .context import Context, Step
from .definition import Container, Definition, Node
from .errors import EngineError
from .quiescence import work
from .run import Run
from .sentences import SENTENCES
from .state import Cause, State, Token
from .subscriptions import schedule, watch

# Lists of nodes in the data of a token, which move with the names of the nodes.
NAMING = ("later", "seen")


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
        process = _process_of(state, number)
        if process is None:
            continue
        wanted = new.processes.get(process) if process else new.root
        for name in (token.node, *_named(token)):
            node, target = old.activities.get(name), new.activities.get(renamed.get(name, name))
            if node is None:
                continue
            code = _why_not(node, target, token, renamed)
            if code is None and target is not None and _outermost(target) is not wanted:
                code = "migration-other-place"
            if code is not None:
                found.append(_obstacle(code, node.id, node.name or node.id))
    for entry in state.compensations.values():
        if entry.node in old.activities and entry.node not in new.activities:
            name = old.activities[entry.node].name or entry.node
            found.append(_obstacle("migration-compensation-gone", entry.node, name))
    return found


def _obstacle(code: str, activity: str, name: str = "") -> Obstacle:
    zh, en = SENTENCES[code]
    return Obstacle(code, activity, zh.format(activity=name), en.format(activity=name))


def _process_of(state: State, number: int) -> str | None:
    """Return the process of the file that a token is in: "" the main one, or one that is called.

    None inside a call of another file, which runs to its end in the version that it was begun in.
    """
    found = ""
    scope = state.tokens[number].scope
    while scope:
        owner = state.tokens[scope]
        called = str(owner.data["called"]) if owner.data and "called" in owner.data else ""
        if "@" in called:
            return None
        found = found or called
        scope = owner.scope
    return found


def _named(token: Token) -> Iterator[str]:
    """The nodes that the data of a token names: what is to come in a sequential sub-process, what has happened."""
    for key in NAMING:
        yield from (token.data or {}).get(key) or ()


def _elsewhere(state: State, number: int) -> bool:
    return _process_of(state, number) is None


def _outermost(node: Node) -> Container:
    container = node.container
    while container.owner is not None:
        container = container.owner.container
    return container


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
        if target != token.node and not _elsewhere(state, number):
            run.emit(e.Moved(number, target))
        if not _elsewhere(state, number) and any(name in renamed for name in _named(token)):
            lists = {key: names for key, names in (token.data or {}).items() if key in NAMING}
            data = {key: [renamed.get(name, name) for name in names] for key, names in lists.items()}
            run.emit(e.Changed(number, token.phase, {**(token.data or {}), **data}))
        if token.cause is not None and token.cause[1] in renamed and not _elsewhere(state, number):
            run.emit(e.Caused((number,), _caused_by(token.cause, renamed[token.cause[1]])))
    try:
        _move_timers(run, old, state, renamed)
    except (ValueError, ArithmeticError) as error:
        raise EngineError("expression-failed", reason=error) from error
    passed = {renamed.get(name, name): handlers for name, handlers in state.passed.items()}
    _set_passed(run, {name: handlers for name, handlers in passed.items() if name in new.activities})
    _set_routes(run, {renamed.get(name, name): route for name, route in state.routes.items()})
    work(run)
    return Step(run.state, run.events, run.effects)


def migrate_back(old: Definition, now: State, before: State, context: Context) -> Step:
    """Take a migration back: the state is `before` again, the numbers used since stay used.

    `old` is the definition that the instance came from. Timers of `before` that the migration cancelled run again;
    the room knows when they are due. Raises EngineError when anything has happened since, or the migration itself
    led to something.
    """
    if not _only_moved(now, before):
        raise EngineError("migration-undo-late")
    run = Run(old, now.copy(), context)
    for number, token in before.tokens.items():
        if now.tokens[number].node != token.node:
            run.emit(e.Moved(number, token.node))
        if now.tokens[number].data != token.data:
            run.emit(e.Changed(number, token.phase, token.data))
        if token.cause is not None and now.tokens[number].cause != token.cause:
            run.emit(e.Caused((number,), token.cause))
    for number in [number for number, timer in now.timers.items() if before.timers.get(number) != timer]:
        run.emit(e.TimerClosed(number))
        if number not in before.timers:
            run.effect(f.CancelTimer(number))
    for number, timer in before.timers.items():
        if number not in run.state.timers:
            run.emit(e.TimerSet(number, *timer))
    _set_passed(run, before.passed)
    _set_routes(run, before.routes)
    return Step(run.state, run.events, run.effects)


def _only_moved(now: State, before: State) -> bool:
    """Whether two states differ in places, timers and what counts as passed at most."""
    same = ("status", "outcome", "initiator", "items", "variables", "locals", "compensations", "messages")
    return (
        all(getattr(now, name) == getattr(before, name) for name in same)
        and list(now.routes.values()) == list(before.routes.values())
        and now.tokens.keys() == before.tokens.keys()
        and all(_unnamed(token) == _unnamed(before.tokens[number]) for number, token in now.tokens.items())
    )


def _unnamed(token: Token) -> Token:
    """A token without what a migration renames."""
    data = {key: len(value) if key in NAMING else value for key, value in (token.data or {}).items()}
    cause = None if token.cause is None else _caused_by(token.cause, "")
    return token._replace(node="", data=data, cause=cause)


def _caused_by(cause: Cause, activity: str) -> Cause:
    """What led to a token, with another name of the activity that it happened in."""
    item, _, by, count = cause
    return (item, activity, by, count)


def _set_passed(run: Run, wanted: Mapping[str, tuple[str, ...]]) -> None:
    """Make exactly these activities count as passed, in this order."""
    if list(run.state.passed.items()) == list(wanted.items()):
        return
    if run.state.passed:
        run.emit(e.Forgotten(tuple(run.state.passed)))
    for name, handlers in wanted.items():
        run.emit(e.Passed(name, handlers))


def _set_routes(run: Run, wanted: Mapping[str, Sequence[Any]]) -> None:
    """Keep the routes of free parts under these names."""
    for name in [name for name in run.state.routes if name not in wanted]:
        run.emit(e.RouteResumed(name))
    for name, route in wanted.items():
        if name not in run.state.routes:
            run.emit(e.RouteKept(name, route))


def _move_timers(run: Run, old: Definition, state: State, renamed: Mapping[str, str]) -> None:
    """Timers as the new version says: one that both declare alike goes on, any other is cancelled or set anew.

    One that has fired already is not set again: only what the new version adds or changes begins now.
    """
    origin = {renamed.get(name, name): node for name, node in old.activities.items()}
    origin.update((target, old.activities[name]) for name, target in renamed.items() if name in old.activities)
    for number, timer in state.timers.items():
        if timer.token and _elsewhere(state, timer.token):
            continue
        target = renamed.get(timer.node, timer.node)
        before, now = old.activities.get(timer.node), run.definition.activities.get(target)
        if before is None or now is None or _timers_of(before) != _timers_of(now):
            run.emit(e.TimerClosed(number))
            run.effect(f.CancelTimer(number))
        elif target != timer.node:
            run.emit(e.TimerClosed(number))
            run.emit(e.TimerSet(number, timer.token, target, timer.left, timer.purpose))
    _watch_new_subprocesses(run, 0, origin)
    for number, token in state.tokens.items():
        before = old.activities.get(token.node)
        now = run.definition.activities.get(renamed.get(token.node, token.node))
        if before is not None and now is not None and not _elsewhere(state, number):
            _start_timers(run, number, token, before, now, origin)


def _timers_of(node: Node) -> tuple[Any, ...]:
    """What a node declares about its timers and conditions, to be compared."""
    limits = node.approval.time_limits if node.approval is not None else ()
    events = [(event.kind, event.timer, event.working, event.condition) for event in node.events]
    return (limits, *events)


def _start_timers(run: Run, number: int, token: Token, before: Node, now: Node, origin: Mapping[str, Node]) -> None:
    if token.phase == "in" and "@" not in str((token.data or {}).get("called", "")):
        _watch_new_subprocesses(run, number, origin)
    if _timers_of(before) != _timers_of(now):
        if token.phase == "open" and now.type == "userTask":
            start_time_limits(run, number, now)
        for event in now.events if token.phase == "wait" else ():
            if event.kind == "timer":
                schedule(run, number, now, event)
    if token.phase in ("join", "away") or (now.loop is not None and token.phase != "multi"):
        return
    for boundary in now.boundary:
        _watch_new(run, number, boundary, origin)


def _watch_new_subprocesses(run: Run, scope: int, origin: Mapping[str, Node]) -> None:
    for subprocess in run.container(scope).event_subprocesses:
        for start in subprocess.inside.starts:
            _watch_new(run, scope, start, origin)


def _watch_new(run: Run, number: int, event: Node, origin: Mapping[str, Node]) -> None:
    earlier = origin.get(event.id)
    if earlier is None or _timers_of(earlier) != _timers_of(event):
        watch(run, number, event)
