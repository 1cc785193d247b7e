"""State and events as stored bytes. Both formats carry a version; old ones are migrated when read.

State, version 2: a JSON object with one-letter keys, empty parts left out, persons once in a table:
s status, o outcome, i initiator, n next number, w persons, t tokens, k items, m timers, c compensations,
q kept messages, r routes of free parts that do not run. Variables are stored apart by `dump_variables`; what was
passed stands in the history.
"""

from __future__ import annotations

import functools
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from typing import Any, get_args

import orjson

from . import events as event_classes
from .passed import Passed
from .state import RUNNING, Compensation, Item, Message, State, Timer, Token

STATE_VERSION = 2
EVENT_VERSION = 1


def _without_passed(raw: dict[str, Any]) -> dict[str, Any]:
    """Version 1 kept in `p` what was passed, which the history knows."""
    return {key: part for key, part in raw.items() if key != "p"} | {"v": 2}


# One function per step: from version n to n + 1. Never edit one.
STATE_MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _without_passed}
EVENT_MIGRATIONS: dict[int, Callable[[list[Any]], list[Any]]] = {}


def dump_state(state: State) -> bytes:
    """The live state without variables; a linear process waiting at a task takes less than 300 bytes."""
    persons = _Persons()
    result: dict[str, Any] = {"v": STATE_VERSION, "n": state.next}
    if state.status != RUNNING:
        result["s"] = state.status
    if state.outcome is not None:
        result["o"] = state.outcome
    if state.initiator is not None:
        result["i"] = persons[state.initiator]
    if state.tokens:
        result["t"] = [_token(number, token, persons) for number, token in state.tokens.items()]
    if state.items:
        result["k"] = [_item(number, item, persons) for number, item in state.items.items()]
    if state.timers:
        result["m"] = [[number, *timer] for number, timer in state.timers.items()]
    if state.compensations:
        result["c"] = [[number, *entry] for number, entry in state.compensations.items()]
    if state.messages:
        result["q"] = [[number, *message] for number, message in state.messages.items()]
    if state.routes:
        result["r"] = state.routes
    if persons:
        result["w"] = list(map(_short, persons))
    return orjson.dumps(result)


class _Persons(dict[str, int]):
    """Every person once, with the place by which others refer to them."""

    def __missing__(self, person: str) -> int:
        place = self[person] = len(self)
        return place


_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@functools.lru_cache(maxsize=50_000)
def _short(person: str) -> str:
    """Person ids are UUIDs nearly always: 23 characters instead of 36."""
    if len(person) == 36 and _UUID.fullmatch(person):
        return "~" + b64encode(bytes.fromhex(person.replace("-", ""))).decode()[:22]
    return person if not person.startswith("~") else "~~" + person


@functools.lru_cache(maxsize=50_000)
def _long(person: str) -> str:
    if not person.startswith("~"):
        return person
    if person.startswith("~~"):
        return person[2:]
    text = b64decode(person[1:] + "==").hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _token(number: int, token: Token, persons: _Persons) -> list[Any]:
    node, scope, phase, flow, data, cause = token
    row: list[Any] = [number, node, scope, phase]
    if cause is not None:
        item, activity, person, count = cause
        row += (flow, data, [item, activity, persons[person], count])
    elif data is not None:
        row += (flow, data)
    elif flow is not None:
        row.append(flow)
    return row


def _item(number: int, item: Item, persons: _Persons) -> list[Any]:
    place = None if item.person is None else persons[item.person]
    more = item[2:]
    if more == _USUAL:
        return [number, item.token, place]
    row = [number, item.token, place, *more]
    while row[-1] == _USUAL[len(row) - 4]:
        row.pop()
    return row


# What follows token and person in an item that is nothing special.
_USUAL = Item(0)[2:]


def load_state(
    data: bytes, variables: bytes | None = None, history: Callable[[], Iterable[bytes]] | None = None
) -> State:
    """The state that `dump_state` wrote, of any version; `variables` what `dump_variables` wrote.

    `history` reads what `dump_events` wrote in the steps so far, in order, when a verb asks where the work has been.
    """
    raw: dict[str, Any] = orjson.loads(data)
    while raw["v"] < STATE_VERSION:
        raw = STATE_MIGRATIONS[raw["v"]](raw)
    if raw["v"] != STATE_VERSION:
        raise ValueError(f"the state was written by a newer version ({raw['v']}) of Xieyun")
    persons = [_long(person) for person in raw.get("w", ())]
    state = State()
    state.status = raw.get("s", RUNNING)
    state.outcome = raw.get("o")
    state.initiator = persons[raw["i"]] if "i" in raw else None
    state.next = raw["n"]
    for row in raw.get("t", ()):
        cause = None
        if len(row) > 6 and row[6] is not None:
            item, activity, who, count = row[6]
            cause = (item, activity, persons[who], count)
        node, scope, phase, flow, values = [*row[1:6], None, None][:5]
        state.tokens[row[0]] = Token(node, scope, phase, flow, values, cause)
    for row in raw.get("k", ()):
        person = None if row[2] is None else persons[row[2]]
        state.items[row[0]] = Item(row[1], person, *row[3:])
    for row in raw.get("m", ()):
        state.timers[row[0]] = Timer(*row[1:])
    state.history = history
    state.passed = Passed(None if history is None else lambda: passed_in(history()))
    for row in raw.get("c", ()):
        state.compensations[row[0]] = Compensation(*row[1:])
    for row in raw.get("q", ()):
        state.messages[row[0]] = Message(*row[1:])
    state.routes = raw.get("r", {})
    if variables is not None:
        load_variables(state, variables)
    return state


def dump_variables(state: State) -> bytes:
    """The variables of the instance and of its inner scopes."""
    document: dict[str, Any] = {"g": state.variables}
    if state.locals:
        document["l"] = {str(scope): values for scope, values in state.locals.items()}
    return orjson.dumps(document, default=_plain)


def load_variables(state: State, data: bytes) -> None:
    """Put stored variables into a state that has just been loaded."""
    document = orjson.loads(data)
    state.variables = document["g"]
    state.locals = {int(scope): values for scope, values in document.get("l", {}).items()}


def dump_events(events: list[event_classes.Event]) -> bytes:
    """Events as one JSON document: [version, [name, field, ...], ...], default values at the end left out."""
    rows: list[Any] = [EVENT_VERSION]
    for event in events:
        name, defaults = _SHAPES[event.__class__]
        length = len(event)
        while event[length - 1] is defaults[length]:
            length -= 1
        rows.append([name, *event[:length]])
    return orjson.dumps(rows, default=_plain)


def _shape(event_class: Any) -> tuple[str, list[Any]]:
    """The name of an event, and its defaults from place 1 on; what has none is nothing."""
    nothing = object()
    defaults = [event_class._field_defaults.get(field, nothing) for field in event_class._fields]
    return event_class.__name__, [nothing, *defaults]


_SHAPES: dict[type, tuple[str, list[Any]]] = {one: _shape(one) for one in get_args(event_classes.Event)}


def passed_in(history: Iterable[bytes]) -> Passed:
    """What was passed by the end of a history, given as the documents of its steps in order."""
    nodes: dict[int, str] = {}
    passed = Passed()
    for document in history:
        for event in load_events(document):
            if isinstance(event, event_classes.Entered | event_classes.Arrived | event_classes.Moved):
                nodes[event.token] = event.node
            elif isinstance(event, event_classes.Left) and event.handlers is not None:
                passed = passed.with_activity(nodes[event.token], event.handlers)
            elif isinstance(event, event_classes.Forgotten):
                passed = passed.without(event.nodes)
            elif isinstance(event, event_classes.Passed):
                passed = passed.with_activity(event.node, event.handlers)
            elif isinstance(event, event_classes.VotesKept):
                passed = passed.with_votes(event.node, event.votes)
    return passed


_TUPLES = {
    "Left": (1,),
    "Caused": (0, 1),
    "Forgotten": (0,),
    "Passed": (1,),
    "VariablesDeleted": (1,),
    "Entered": (6,),
    "Arrived": (4,),
}


def load_events(data: bytes) -> list[event_classes.Event]:
    """The events that `dump_events` wrote, of any version."""
    document: list[Any] = orjson.loads(data)
    while document[0] < EVENT_VERSION:
        document = EVENT_MIGRATIONS[document[0]](document)
    result: list[event_classes.Event] = []
    for name, *fields in document[1:]:
        for place in _TUPLES.get(name, ()):
            if place < len(fields) and isinstance(fields[place], list):
                fields[place] = tuple(fields[place])
        result.append(getattr(event_classes, name)(*fields))
    return result


def _plain(value: Any) -> Any:
    """Decimals are stored as text so that no digit is lost."""
    if type(value).__name__ == "Decimal":
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be a process variable")
