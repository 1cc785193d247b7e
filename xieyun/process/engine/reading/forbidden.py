"""What may not be drawn, because it could never happen: the standard forbids it, and the engines refuse it.

A file in another engine's notation is held to that engine's own rules: what it does not refuse there is read here.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..definition import Container, Definition, EventDefinition, Node
from ..dialects import Dialect
from ..errors import DefinitionError
from ..graph import link_target

_ELSEWHERE = {  # what can never happen there
    "boundaryEvent": frozenset({"link", "terminate"}),
    "intermediateCatchEvent": frozenset({"cancel", "compensate", "error", "escalation", "terminate"}),
}
_THROWING = ("endEvent", "intermediateThrowEvent")


def check_reference(event: EventDefinition, element_id: str, name: str, dialect: Dialect, *, known: bool) -> None:
    """Raise DefinitionError for an event whose message, signal or escalation is not in the file.

    An error may be written by its code.
    """
    if known or event.kind not in dialect.demands_references:
        return
    if event.reference:
        raise DefinitionError("unknown-reference", element_id=element_id, event=name, reference=event.reference)


def check_drawings(definition: Definition, *, trial: bool) -> None:
    """Raise DefinitionError for the first thing of a file that can never happen."""
    for process in definition.processes.values():
        _check_begun_twice(process)
    for node in definition.activities.values():
        _check_drawing(node, definition.dialect, trial=trial)


def _check_drawing(node: Node, dialect: Dialect, *, trial: bool) -> None:
    loosely = trial and dialect.drawn_loosely
    for event in node.events:
        if not (loosely and event.kind == "timer"):
            _check_told(node, event, dialect)
        if event.kind == "compensate" and event.reference and node.type in _THROWING:
            _check_undone(node, event.reference, dialect)
    _check_place(node, loosely=loosely)
    _check_followed(node, loosely=loosely)
    if node.type == "startEvent" and node.events and _plain_scope(node.container):
        raise DefinitionError("start-inside-with-event", element_id=node.id, event=node.name or node.id)
    if node.for_compensation and node.incoming:
        raise DefinitionError("handler-in-flow", element_id=node.id, activity=node.name or node.id)
    if node.type == "eventSubProcess" and not dialect.idle_event_subprocesses:
        _check_event_subprocess(node)
    _check_handlers(node)
    _check_twice((event, event) for event in node.boundary)
    if node.inner is not None:
        _check_begun_twice(node.inner)
        plain = [start for start in node.inner.starts if not start.events]
        if len(plain) > 1 and not dialect.many_starts:
            raise DefinitionError("several-starts", element_id=plain[1].id, process=node.name or node.id)


def _check_begun_twice(container: Container) -> None:
    """Of event sub-processes side by side the later could never begin."""
    _check_twice((start, node) for node in container.event_subprocesses for start in node.inside.starts)


def _plain_scope(container: Container) -> bool:
    return container.owner is not None and container.owner.type in ("subProcess", "transaction")


def _check_place(node: Node, *, loosely: bool) -> None:
    """An event must be one that can happen in its place, and flows lead to and away from it only where it goes on."""
    name = node.name or node.id
    kinds = {event.kind for event in node.events}
    undoes = node.type == "boundaryEvent" and "compensate" in kinds
    if node.type in ("boundaryEvent", "intermediateCatchEvent") and not kinds and not loosely:
        raise DefinitionError("event-without-trigger", element_id=node.id, event=name)
    if kinds & _ELSEWHERE.get(node.type, frozenset()):
        raise DefinitionError("event-out-of-place", element_id=node.id, event=name)
    if node.type == "boundaryEvent" and node.incoming:
        raise DefinitionError("border-in-flow", element_id=node.id, event=name)
    if undoes and kinds == {"compensate"} and node.outgoing:
        raise DefinitionError("handler-by-flow", element_id=node.id, event=name)
    if node.type == "endEvent" and node.outgoing:
        raise DefinitionError("flow-behind-end", element_id=node.id, event=name)


def _check_followed(node: Node, *, loosely: bool) -> None:
    """What hands on to something else must find it."""
    name = node.name or node.id
    if node.type == "eventBasedGateway" and not node.outgoing:
        raise DefinitionError("event-gateway-without-event", element_id=node.id, gateway=name)
    if node.type == "callActivity" and node.called is None and "case" not in node.properties and not loosely:
        raise DefinitionError("call-of-nothing", element_id=node.id, activity=name)
    links = [event.reference or "" for event in node.events if event.kind == "link" and node.type in _THROWING]
    if links and link_target(node, links[0]) is None:
        raise DefinitionError("link-without-target", element_id=node.id, event=name)


def _check_told(node: Node, event: EventDefinition, dialect: Dialect) -> None:
    """An event must say what it waits for."""
    name = node.name or node.id
    if event.kind == "timer" and event.timer is None:
        raise DefinitionError("timer-without-time", element_id=node.id, event=name)
    if event.kind == "conditional" and not (event.condition or event.watched or event.changes):
        raise DefinitionError("event-without-condition", element_id=node.id, event=name)
    thrown = event.kind == "escalation" and node.type in _THROWING
    if thrown and event.name is None and event.kind in dialect.demands_references:
        raise DefinitionError("event-without-name", element_id=node.id, event=name)


def _check_undone(node: Node, reference: str, dialect: Dialect) -> None:
    """An activity can be undone from its own level, and from the event sub-processes of that level."""
    level: Container | None = node.container
    while level is not None:
        if any(_holds(inner, reference, deep=not dialect.undoes_own_level) for inner in level.nodes.values()):
            return
        owner = level.owner
        level = owner.container if owner is not None and owner.type == "eventSubProcess" else None
    raise DefinitionError("undone-elsewhere", element_id=node.id, event=node.name or node.id, activity=reference)


def _holds(node: Node, name: str, *, deep: bool) -> bool:
    if node.id == name:
        return True
    inner = node.inner if deep else None
    return inner is not None and any(_holds(each, name, deep=deep) for each in inner.nodes.values())


def _check_handlers(node: Node) -> None:
    """An activity is undone in one way."""
    found: list[Node] = [event for event in node.boundary if any(each.kind == "compensate" for each in event.events)]
    if node.inner is not None:
        for inner in node.inner.event_subprocesses:
            found += [s for s in inner.inside.starts if any(each.kind == "compensate" for each in s.events)]
    if len(found) > 1:
        raise DefinitionError("undone-twice", element_id=found[1].id, activity=node.name or node.id)


def _check_event_subprocess(node: Node) -> None:
    name = node.name or node.id
    if node.incoming or node.outgoing:
        raise DefinitionError("event-subprocess-in-flow", element_id=node.id, activity=name)
    if not any(start.events for start in node.inside.starts):
        raise DefinitionError("event-subprocess-without-event", element_id=node.id, activity=name)


def _check_twice(catchers: Iterator[tuple[Node, Node]]) -> None:
    """Of two events for the same error or escalation, or that both end by the same signal, one would never happen."""
    seen: set[tuple[str, str | None]] = set()
    for event, place in catchers:
        for each in event.events:
            ends = each.kind in ("cancel", "error", "escalation") or (
                each.kind == "signal" and event.interrupting and event.type == "startEvent"
            )
            if not ends or (each.kind == "signal" and each.name is None):
                continue
            key = (each.kind, each.name.text if each.name is not None else None)
            if key in seen:
                raise DefinitionError("caught-twice", element_id=event.id, event=place.name or event.name or event.id)
            seen.add(key)
