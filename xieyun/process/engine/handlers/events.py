"""Timers, messages and signals from outside."""

from __future__ import annotations

from .. import commands as c
from .. import effects as f
from .. import events as e
from ..definition import EventDefinition, Node
from ..errors import EngineError
from ..processors.containers import begin_pool
from ..processors.throwing import carries_other, find_message, tell_signal, throw_error, throw_escalation
from ..run import Run
from ..state import Timer
from ..subscriptions import catchers, key_of, name_of, open_definitions, schedule, trigger, waits_for
from ..waiting import waiting


def fire_timer(run: Run, command: c.FireTimer) -> None:
    """A timer is due."""
    timer = run.state.timers.get(command.timer)
    if timer is None:
        raise EngineError("timer-gone", timer=command.timer)
    if timer.purpose != "event":
        raise EngineError("timer-is-limit", timer=command.timer)
    event = _event_of(run, timer)
    if event is None:
        raise EngineError("timer-gone", timer=command.timer)
    run.emit(e.TimerClosed(command.timer, True))
    if timer.left != 0:
        for definition in event.events:
            if definition.kind == "timer":
                left = timer.left - 1 if timer.left > 0 else -1
                schedule(run, timer.token, event, definition, left)
    if timer.token:
        run.current = timer.token
    if waits_for(run, timer.token, event):
        timed = next((definition for definition in event.events if definition.kind == "timer"), None)
        trigger(run, timer.token, event, {}, timed)


def discard_timer(run: Run, command: c.DiscardTimer) -> None:
    """A timer is given up; what it was set for waits on without it."""
    if command.timer not in run.state.timers:
        raise EngineError("timer-gone", timer=command.timer)
    run.emit(e.TimerClosed(command.timer))
    run.effect(f.CancelTimer(command.timer))


def _event_of(run: Run, timer: Timer) -> Node | None:
    """The event of a timer. What catches at its token counts first: a called file may use the id for another one."""
    caught = next((event for owner, event in catchers(run) if owner == timer.token and event.id == timer.node), None)
    return caught or run.definition.activities.get(timer.node)


def deliver_message(run: Run, command: c.DeliverMessage) -> None:
    """Give a message to the first that waits for it; refused when nobody does."""
    if command.token is not None:
        _deliver_to(run, command, command.token)
        return
    found = find_message(run, command.name, command.correlation, command.variables)
    found = found or _by_element(run, command)
    if found is None:
        for node in list(run.definition.activities.values()):
            named = node.type == "startEvent" and command.name in (node.id, node.name, *_names(node))
            if named and begin_pool(run, node.id, command.variables):
                return
        raise EngineError("nobody-waits-for-message", name=command.name)
    owner, event, definition = found
    if owner:
        run.current = owner
    trigger(run, owner, event, command.variables, definition)


def _deliver_to(run: Run, command: c.DeliverMessage, token: int) -> None:
    """Give a message to the one that it was found for; refused when that one does not wait for it any more."""
    for owner, event, definition in waiting(run):
        if owner != token or event.id != command.element or definition.kind != "message":
            continue
        if (name_of(run, owner, event, definition), key_of(run, owner, definition)) == (
            command.name,
            command.correlation,
        ):
            if owner:
                run.current = owner
            elif event.type == "startEvent" and begin_pool(run, event.id, command.variables):
                return
            trigger(run, owner, event, command.variables, definition)
            return
    raise EngineError("nobody-waits-for-message", name=command.name)


def _names(node: Node) -> list[str]:
    return [definition.name.text for definition in node.events if definition.kind == "message" and definition.name]


def _by_element(run: Run, command: c.DeliverMessage) -> tuple[int, Node, EventDefinition] | None:
    """A message named after the element that waits (files often give their messages no name)."""

    for owner, event in catchers(run):
        for definition in open_definitions(run, owner, event):
            named = definition.kind == "message" and command.name in (event.id, event.name)
            if named and not carries_other(run, owner, event, definition, command.variables):
                return owner, event, definition
    return None


def broadcast_signal(run: Run, command: c.BroadcastSignal) -> None:
    """Tell everything that waits for a signal; nobody waiting is no error."""
    if tell_signal(run, command.name, command.variables) == 0:
        for owner, event in list(catchers(run)):
            if command.name in (event.id, event.name) and any(entry.kind == "signal" for entry in event.events):
                trigger(run, owner, event, command.variables)


def trigger_event(run: Run, command: c.TriggerEvent) -> None:
    """Trigger a waiting element whatever it waits for."""
    token = run.state.tokens.get(command.token)
    if token is None and command.token:
        raise EngineError("token-gone", token=command.token)
    node = run.node(token) if token is not None else None
    run.current = command.token or None
    if node is None or token is None or (command.element is not None and command.element != node.id):
        for owner, event in catchers(run):
            if owner == command.token and event.id == command.element:
                trigger(run, owner, event, command.variables)
                return
        raise EngineError("token-gone", token=command.token)
    if token.phase == "wait":
        trigger(run, command.token, node, command.variables)
    elif token.phase == "held":
        node.processor.trigger(run, command.token, node, command.variables)
    else:
        raise EngineError("token-not-waiting", activity=node.name or node.id)


def throw_from(run: Run, command: c.ThrowFrom) -> None:
    """Throw an error or escalation from the activity that waits; what no error event catches parks it."""
    token = run.state.tokens.get(command.token)
    if token is None:
        raise EngineError("token-gone", token=command.token)
    node = run.node(token)
    if token.phase not in ("open", "wait", "held"):
        raise EngineError("token-not-waiting", activity=node.name or node.id)
    run.current = command.token
    if command.kind == "error":
        throw_error(run, command.token, command.code, command.message, node, own=True, sets=command.variables)
    else:
        throw_escalation(run, command.token, command.code, node, own=True, sets=command.variables)
