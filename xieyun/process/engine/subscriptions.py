"""What an instance waits for: timers are scheduled, everything else is found from the live tokens when it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from . import effects as f
from . import events as e
from .conversations import caught, is_for_another, without_keys
from .definition import PAYLOAD, EventDefinition, Node
from .errors import EngineError
from .notation import evaluate
from .run import Move, Run
from .state import Token
from .times import Cycle, after, as_duration, as_moment, parse_cycle, working_duration


def open_boundary(run: Run, number: int, node: Node) -> None:
    """Begin to watch the boundary events of an activity."""
    watch(run, number, *node.boundary)


def open_event_subprocesses(run: Run, scope: int) -> None:
    """Begin to watch the event sub-processes of a scope that has just begun."""
    subprocesses = run.container(scope).event_subprocesses
    watch(run, scope, *(start for each in subprocesses if each.inner for start in each.inner.starts))


def watch(run: Run, number: int, *events: Node) -> None:
    """Schedule the timers of events for a token (or scope); what is already true triggers at once, in this order."""
    for move in reversed([move for event in events for move in _watched(run, number, event)]):
        run.push(run.state.tokens[number].scope if number else 0, move)


def _watched(run: Run, number: int, event: Node) -> Iterator[Move]:
    run.looked[number, event.id] = run.moment
    for definition in event.events:
        if definition.kind == "timer":
            schedule(run, number, event, definition)
        elif definition.kind == "conditional" and _true(run, number, definition):
            yield _happens(run, number, event, {}, definition)
        elif definition.correlation is not None and run.definition.dialect.own:
            key_of(run, number, definition)  # a key without value would never be found: an incident says so
        elif definition.kind == "message" and run.definition.dialect.awaits_exactly:
            _demand_values(run, number, event, definition)
    for kept, message in list(run.state.messages.items()):
        if message.target != event.id:
            continue
        values = message.values or {}
        if not any(is_for_another(run, number, event, each, values) for each in event.events):
            run.emit(e.MessageTaken(kept))
            yield _happens(run, number, event, values)
            return


def _demand_values(run: Run, number: int, event: Node, definition: EventDefinition) -> None:
    """The name and the key of a message that is awaited must have values; a process begins without a key."""
    if event.type == "startEvent" and event.container.owner is None:
        return
    place = event.name or event.id
    if definition.name is not None and not isinstance(run.evaluate(definition.name, number or None), str):
        raise EngineError("message-name-missing", event=place)
    if definition.correlation is not None:
        key = run.evaluate(definition.correlation, number or None)
        if isinstance(key, bool) or not isinstance(key, str | int | float | Decimal):
            raise EngineError("message-key-missing", event=place)


def _true(run: Run, number: int, definition: EventDefinition) -> bool:
    try:
        return definition.condition is not None and run.holds(definition.condition, number or None)
    except ValueError:
        return False  # a condition that has no value now is not fulfilled


def _happens(
    run: Run, number: int, event: Node, values: Mapping[str, Any], cause: EventDefinition | None = None
) -> Move:
    def move() -> None:
        if waits_for(run, number, event):
            trigger(run, number, event, values, cause)

    return move


def schedule(run: Run, number: int, event: Node, definition: EventDefinition, left: int | None = None) -> None:
    """Schedule a timer. `left` is how often it still fires when it is a repetition that goes on."""
    now = run.context.now
    timer = run.state.next
    if definition.timer is None:
        run.emit(e.TimerSet(timer, number, event.id))
        run.effect(f.ScheduleTimer(timer, event.id, now))
        return
    kind, source = definition.timer
    scope = run.state.tokens[number].scope if number else 0
    value = evaluate(source, run.data(scope, number or None), run.context)
    if value is None and run.definition.dialect.timers_may_lack and event.type in ("boundaryEvent", "startEvent"):
        return
    if definition.working and kind == "duration":
        working_duration(str(value))
        run.emit(e.TimerSet(timer, number, event.id))
        run.effect(f.ScheduleTimer(timer, event.id, None, working=str(value)))
        return
    remaining = 0
    if kind == "cycle":
        cycle = _cycle(value, run)
        if cycle.times == 0:
            return
        repeats = not event.interrupting or (event.type == "startEvent" and event.container.owner is None)
        remaining = left if left is not None else ((cycle.times - 1 if cycle.times > 0 else -1) if repeats else 0)
        next_due = after(cycle, now, first=left is None)
        if next_due is None:
            return
        due = next_due
        fixed = cycle.cron is not None or (left is None and cycle.start is not None)
    else:
        fixed = kind == "date"
        due = as_moment(value, now) if kind == "date" else as_duration(value, now)
    run.emit(e.TimerSet(timer, number, event.id, remaining))
    run.effect(f.ScheduleTimer(timer, event.id, due, fixed=fixed))


def _cycle(value: Any, run: Run) -> Cycle:
    from datetime import timedelta

    if isinstance(value, timedelta):
        return Cycle(-1, value)
    return parse_cycle(str(value), run.context.now)


def catchers(run: Run) -> Iterator[tuple[int, Node]]:
    """Everything that waits for an event, as (token or scope, event element): waiting tokens first."""
    tokens = list(run.state.tokens.items())
    taken = _interrupted(run)
    for number, token in tokens:
        if token.phase == "wait":
            yield from ((number, event) for event in own_events(run, token))
    for number, token in reversed(tokens):
        yield from ((number, event) for event in _events_around(run, number, token, taken))
    yield from ((0, event) for event in _event_starts(run, 0, taken))


def _events_around(run: Run, number: int, token: Token, taken: set[int] | None = None) -> Iterator[Node]:
    """The events at the border of a token's activity and those that begin event sub-processes inside it."""
    if token.phase in ("join", "run"):
        return
    node = run.node(token)
    if node.boundary and not (node.loop is not None and token.phase != "multi"):
        yield from node.boundary
    if token.phase == "in":
        yield from _event_starts(run, number, taken)


def own_events(run: Run, token: Token) -> list[Node]:
    """The events that a waiting token itself waits for."""
    node = run.node(token)
    if node.type == "eventBasedGateway":
        happened = token.data.get("seen", ()) if token.data else ()
        return [flow.target for flow in node.outgoing if flow.target.id not in happened]
    if token.data and "early" in token.data:
        return []  # the message is here already; only the call is not answered yet
    return [node]


def _event_starts(run: Run, scope: int, taken: set[int] | None = None) -> Iterator[Node]:
    if scope and scope not in run.state.tokens:
        return
    container = run.container(scope)
    if not (container.event_subprocesses or container.apart):
        return
    if interrupted(run, scope) if taken is None else scope in taken:
        return
    for subprocess in container.event_subprocesses:
        if subprocess.inner:
            yield from subprocess.inner.starts
    yield from container.apart


def interrupted(run: Run, scope: int) -> bool:
    """Whether an interrupting event sub-process has taken a scope over."""
    return scope in _interrupted(run)


def _interrupted(run: Run) -> set[int]:
    """The scopes that interrupting event sub-processes have taken over."""
    return {token.scope for token in run.state.tokens.values() if token.data and token.data.get("interrupts")}


def waits_for(run: Run, number: int, event: Node) -> bool:
    """Whether a token (or scope) still waits for an event."""
    if not number:
        return event in _event_starts(run, 0)
    token = run.state.tokens.get(number)
    if token is None:
        return False
    own = own_events(run, token) if token.phase == "wait" else ()
    return event in own or event in _events_around(run, number, token)


def open_definitions(run: Run, number: int, event: Node) -> tuple[EventDefinition, ...]:
    """What an event still waits for: all its definitions, less what a parallel multiple event has already seen."""
    seen = _seen(run, number, event)
    return tuple(entry for index, entry in enumerate(event.events) if index not in seen) if seen else event.events


def _seen(run: Run, number: int, event: Node) -> list[int]:
    """The definitions of a parallel multiple event that have happened, by their places in it."""
    if not event.parallel_multiple or len(event.events) < 2:
        return []
    if number == 0:
        marks = {message.target for message in run.state.messages.values()}
        return [index for index in range(len(event.events)) if f"{event.id}#{index}" in marks]
    token = run.state.tokens.get(number)
    return list((token.data or {}).get("had", {}).get(event.id, ())) if token is not None else []


def _all_seen(run: Run, number: int, event: Node, cause: EventDefinition | None, values: Mapping[str, Any]) -> bool:
    """Whether a parallel multiple event has now seen all it waits for; what came is kept."""
    if not event.parallel_multiple or len(event.events) < 2 or cause is None:
        return True
    index = event.events.index(cause)
    had = sorted({*_seen(run, number, event), index})
    if len(had) == len(event.events):
        _forget_seen(run, number, event)
        return True
    if number == 0:
        run.emit(e.MessageKept(run.state.next, f"{event.id}#{index}", ""))
    else:
        token = run.state.tokens[number]
        seen = {**((token.data or {}).get("had") or {}), event.id: had}
        run.current = number
        run.emit(e.Changed(number, token.phase, {**(token.data or {}), "had": seen}))
    if values:
        run.assign(number, values)
    return False


def _forget_seen(run: Run, number: int, event: Node) -> None:
    """What can happen several times (an event that does not interrupt) begins to collect anew."""
    if number == 0:
        for key in [key for key, kept in run.state.messages.items() if kept.target.startswith(f"{event.id}#")]:
            run.emit(e.MessageTaken(key))
        return
    token = run.state.tokens.get(number)
    if token is not None and event.id in ((token.data or {}).get("had") or {}):
        data = dict(token.data or {})
        data["had"] = {name: had for name, had in data["had"].items() if name != event.id}
        run.emit(e.Changed(number, token.phase, data))


def trigger(
    run: Run, number: int, event: Node, values: Mapping[str, Any], cause: EventDefinition | None = None
) -> None:
    """An event happened for a token (or scope) that waits for it. `cause`: which of its definitions."""
    caught(run, number, event, cause, values)
    values = received(run, event, values)
    if not _all_seen(run, number, event, cause, values):
        return
    if event.type == "boundaryEvent":
        from .processors.starts import boundary

        boundary(run, number, event, values)
    elif (
        event.type == "startEvent"
        and event.container.owner is not None
        and (event.container.owner.type == "eventSubProcess")
    ):
        from .processors.containers import start_event_subprocess

        start_event_subprocess(run, number, event, values)
    elif event in event.container.apart and (number == 0 or run.state.tokens[number].phase == "in"):
        from .processors.containers import happened_apart

        happened_apart(run, number, event, values)
    else:
        run.current = number
        node = run.node(run.state.tokens[number])
        if node is event:
            node.processor.trigger(run, number, node, values)
        else:
            from .processors.event_gateway import chosen

            chosen(run, number, event, values)


def received(run: Run, event: Node, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a caught message or signal sets: all it carries, what the event maps, or one variable that holds it."""
    values = without_keys(values)
    for definition in event.events:
        for mapping in definition.variables:
            if mapping.source is None and mapping.target:
                return {mapping.target: values[PAYLOAD] if PAYLOAD in values else dict(values)}
    if run.definition.dialect.takes_mapped_only:
        mapped = [
            mapping
            for definition in event.events
            if definition.kind in ("message", "signal")
            for mapping in definition.variables
            if mapping.source is not None
        ]
        selective = any(definition.selective for definition in event.events)
        if (mapped or selective) and event.type != "intermediateThrowEvent":
            return {entry.target: evaluate(entry.source, values, run.context) for entry in mapped if entry.source}
    if PAYLOAD in values:
        carried = values[PAYLOAD]
        if isinstance(carried, Mapping):
            return carried
        return dict.fromkeys((output for output, _ in event.results), carried)
    return values


def matches(definition: EventDefinition, kind: str, name: str | None, run: Run, number: int) -> bool:
    """Whether an event definition waits for a message or signal of a name."""
    if definition.kind != kind:
        return False
    if name is None:
        return definition.name is None and definition.reference is None
    if definition.name is None or definition.reference == name:
        return definition.reference == name
    if definition.name.language == "literal":
        return definition.name.text == name
    scope = run.state.tokens[number].scope if number else 0
    return str(evaluate(definition.name, run.data(scope, number or None), run.context)) == name


def name_of(run: Run, number: int, event: Node, definition: EventDefinition) -> str:
    """The name of a message or signal; one without is named after the element that waits for it."""
    if definition.name is None:
        return definition.reference or event.id
    scope = run.state.tokens[number].scope if number else 0
    return str(evaluate(definition.name, run.data(scope, number or None), run.context))


def key_of(run: Run, number: int, definition: EventDefinition) -> str | None:
    """The correlation key, None when the model declares none; ValueError when it has no value."""
    if definition.correlation is None or definition.kind != "message":
        return None
    value = run.evaluate(definition.correlation, number or None)
    if value is None or value == "":
        raise ValueError("the correlation key has no value")
    return str(value)
