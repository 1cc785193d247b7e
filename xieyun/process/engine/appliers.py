"""The only code that changes a state: one applier per event class. Never edit one; add an event class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import events as e
from .state import FINISHED, Compensation, Item, Message, State, Timer, Token

# What a named tuple's own constructor does, for less than half; these are made with every step.
_new = tuple.__new__


def apply(state: State, event: e.Event) -> State:
    """A new state with one event applied; the given one is not changed."""
    result = state.copy()
    APPLIERS[type(event)](result, event)
    return result


def replay(events: list[e.Event]) -> State:
    """The state that a whole history leads to."""
    state = State()
    for event in events:
        APPLIERS[type(event)](state, event)
    return state


def _number(state: State, number: int) -> None:
    if number >= state.next:
        state.next = number + 1


def _started(state: State, event: e.Started) -> None:
    state.initiator = event.initiator


def _status(state: State, event: e.StatusSet) -> None:
    state.status = event.status
    state.outcome = event.outcome
    if event.status == FINISHED:
        state.tokens, state.items, state.timers = {}, {}, {}
        state.locals, state.compensations, state.messages = {}, {}, {}


def _entered(state: State, event: e.Entered) -> None:
    state.tokens[event.token] = _new(Token, (event.node, event.scope, event.phase, None, event.data, event.cause))
    if event.token >= state.next:
        state.next = event.token + 1


def _arrived(state: State, event: e.Arrived) -> None:
    state.tokens[event.token] = Token(event.node, event.scope, "join", event.flow, None, event.cause)
    _number(state, event.token)


def _gone(state: State, event: e.Joined | e.Cancelled) -> None:
    del state.tokens[event.token]
    if state.locals:
        state.locals.pop(event.token, None)
    if state.compensations:
        for number in [n for n, entry in state.compensations.items() if entry.scope == event.token]:
            del state.compensations[number]


def _left(state: State, event: e.Left) -> None:
    token = state.tokens.pop(event.token)
    if state.locals:
        state.locals.pop(event.token, None)
    if event.handlers is not None:
        state.passed = state.passed.with_activity(token.node, event.handlers)


def _changed(state: State, event: e.Changed) -> None:
    old = state.tokens[event.token]
    state.tokens[event.token] = _new(Token, (old.node, old.scope, event.phase, old.flow, event.data, old.cause))


def _variables(state: State, event: e.VariablesSet) -> None:
    if event.scope == 0:
        state.variables = {**state.variables, **event.values}
    else:
        state.locals[event.scope] = {**state.locals.get(event.scope, {}), **event.values}


def _variables_deleted(state: State, event: e.VariablesDeleted) -> None:
    if event.scope == 0:
        state.variables = {name: value for name, value in state.variables.items() if name not in event.names}
    elif event.scope in state.locals:
        values = state.locals[event.scope]
        state.locals[event.scope] = {name: value for name, value in values.items() if name not in event.names}


def _item_opened(state: State, event: e.ItemOpened) -> None:
    values = (event.token, event.person, event.kind, False, event.weight, event.parent, event.for_person)
    state.items[event.item] = _new(Item, values)
    _number(state, event.item)


def _item_changed(state: State, event: e.ItemChanged) -> None:
    state.items[event.item] = state.items[event.item]._replace(person=event.person, held=event.held)


def _item_closed(state: State, event: e.ItemClosed) -> None:
    del state.items[event.item]


def _timer_set(state: State, event: e.TimerSet) -> None:
    state.timers[event.timer] = Timer(event.token, event.node, event.left, event.purpose)
    _number(state, event.timer)


def _timer_closed(state: State, event: e.TimerClosed) -> None:
    del state.timers[event.timer]


def _compensation_noted(state: State, event: e.CompensationNoted) -> None:
    state.compensations[event.number] = Compensation(event.scope, event.node, event.values)
    _number(state, event.number)


def _compensation_moved(state: State, event: e.CompensationMoved) -> None:
    for number, entry in state.compensations.items():
        if entry.scope == event.scope:
            state.compensations[number] = entry._replace(scope=event.to)


def _compensation_taken(state: State, event: e.CompensationTaken) -> None:
    del state.compensations[event.number]


def _message_kept(state: State, event: e.MessageKept) -> None:
    state.messages[event.number] = Message(event.target, event.name, event.values)
    _number(state, event.number)


def _message_taken(state: State, event: e.MessageTaken) -> None:
    del state.messages[event.number]


def _caused(state: State, event: e.Caused) -> None:
    for number in event.tokens:
        state.tokens[number] = _new(Token, (*state.tokens[number][:-1], event.cause))


def _forgotten(state: State, event: e.Forgotten) -> None:
    state.passed = state.passed.without(event.nodes)


def _moved(state: State, event: e.Moved) -> None:
    state.tokens[event.token] = state.tokens[event.token]._replace(node=event.node)


def _passed(state: State, event: e.Passed) -> None:
    state.passed = state.passed.with_activity(event.node, event.handlers)


def _route(state: State, number: int, **changed: Any) -> None:
    token = state.tokens[number]
    state.tokens[number] = token._replace(data={**(token.data or {}), **changed})


def _route_extended(state: State, event: e.RouteExtended) -> None:
    route = (state.tokens[event.token].data or {})["route"]
    _route(state, event.token, route=[*route[: event.place], *event.steps, *route[event.place :]])


def _route_walked(state: State, event: e.RouteWalked) -> None:
    _route(state, event.token, next=event.begun)


def _route_kept(state: State, event: e.RouteKept) -> None:
    state.routes = {**state.routes, event.node: event.steps}


def _route_resumed(state: State, event: e.RouteResumed) -> None:
    state.routes = {name: route for name, route in state.routes.items() if name != event.node}


def _votes_kept(state: State, event: e.VotesKept) -> None:
    state.passed = state.passed.with_votes(event.node, event.votes)


def _nothing(state: State, event: Any) -> None:
    return None


APPLIERS: dict[type, Callable[[State, Any], None]] = {
    e.Started: _started,
    e.StatusSet: _status,
    e.Entered: _entered,
    e.Arrived: _arrived,
    e.Joined: _gone,
    e.Changed: _changed,
    e.Left: _left,
    e.Cancelled: _gone,
    e.VariablesSet: _variables,
    e.VariablesDeleted: _variables_deleted,
    e.ItemOpened: _item_opened,
    e.ItemChanged: _item_changed,
    e.ItemClosed: _item_closed,
    e.SignerSkipped: _nothing,
    e.TimerSet: _timer_set,
    e.TimerClosed: _timer_closed,
    e.CompensationNoted: _compensation_noted,
    e.CompensationMoved: _compensation_moved,
    e.CompensationTaken: _compensation_taken,
    e.MessageKept: _message_kept,
    e.MessageTaken: _message_taken,
    e.Thrown: _nothing,
    e.Caused: _caused,
    e.Forgotten: _forgotten,
    e.Moved: _moved,
    e.Passed: _passed,
    e.RouteExtended: _route_extended,
    e.RouteWalked: _route_walked,
    e.RouteKept: _route_kept,
    e.RouteResumed: _route_resumed,
    e.VotesKept: _votes_kept,
}
