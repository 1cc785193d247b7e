"""Drawings that some engines refuse to deploy although others run them; `Dialect.refuses` names those of an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..definition import Container, Definition, EventDefinition, Node
from ..errors import DefinitionError

Finding = tuple[str, dict[str, str]]
"""The code of a sentence, and what fills it."""


def check_refusals(definition: Definition) -> None:
    """Raise DefinitionError for the first drawing that the engine of the file refuses."""
    refuses = definition.dialect.refuses
    if not refuses:
        return
    for node in definition.activities.values():
        for finder in _FINDERS.get(node.type, _OTHERS):
            for code, params in finder(node):
                if code in refuses:
                    raise DefinitionError(code, element_id=node.id, **params)
    for process in definition.processes.values():
        for code, params in _process(process):
            if code in refuses:
                raise DefinitionError(code, element_id=process.id, **params)


def _name(node: Node) -> str:
    return node.name or node.id


def _kinds(node: Node) -> set[str]:
    return {event.kind for event in node.events}


def _exclusive(node: Node) -> Iterator[Finding]:
    gateway = {"gateway": _name(node)}
    if not node.outgoing:
        yield "gateway-without-flow", gateway
    if len(node.outgoing) == 1:
        if node.outgoing[0].condition is not None:
            yield "lone-flow-with-condition", gateway
        return
    yield from _splitting(node)
    if node.default is not None and node.default.condition is not None:
        yield "default-with-condition", {**gateway, "flow": node.default.id}
    bare = [flow for flow in node.outgoing if flow.condition is None and flow is not node.default]
    if bare and (node.default is not None or len(bare) > 1):
        yield "flows-without-condition", {**gateway, "flow": bare[0].id}


def _splitting(node: Node) -> Iterator[Finding]:
    """Of a gateway that chooses, every way has a condition or is the default."""
    if "default" in node.properties:
        yield "default-elsewhere", {"gateway": _name(node), "flow": node.properties["default"]}
    for flow in node.outgoing if len(node.outgoing) > 1 else ():
        if flow.condition is None and flow is not node.default:
            yield "flow-without-condition", {"gateway": _name(node), "flow": flow.id}


def _event_gateway(node: Node) -> Iterator[Finding]:
    gateway = _name(node)
    targets = [flow.target for flow in node.outgoing]
    if len(targets) == 1:
        yield "event-gateway-with-one", {"gateway": gateway}
    for target in targets:
        place = {"gateway": gateway, "target": _name(target)}
        if len(target.incoming) > 1:
            yield "event-gateway-entered", place
        if target.type == "receiveTask":
            yield "event-gateway-to-task", place
    yield from _caught_twice([(event, target) for target in targets for event in target.events])


def _activity(node: Node) -> Iterator[Finding]:
    activity = {"activity": _name(node)}
    loop = node.loop
    if loop is not None and loop.kind != "standard" and loop.cardinality is None and loop.collection is None:
        yield "loop-without-count", {}
    if any(flow.condition is not None for flow in node.outgoing):
        yield "condition-behind-activity", activity
    if node.type in ("subProcess", "transaction") and not node.inside.starts:
        yield "sub-process-without-start", activity
    catchers = [(event, border) for border in node.boundary for event in border.events]
    begun = _begun(node.inner) if node.inner is not None else []
    for beside in (catchers, begun):
        yield from _every_code(beside)
    if node.type == "receiveTask":
        catchers += [(event, node) for event in node.events]
    yield from _caught_twice(catchers + begun)
    yield from _message_twice(node)
    if node.for_compensation and node.outgoing:
        yield "handler-leads-on", activity
    if node.for_compensation and node.boundary:
        yield "handler-with-border", activity


def _ad_hoc(node: Node) -> Iterator[Finding]:
    inside = {inner.type for inner in node.inside.nodes.values()}
    if not inside or inside & {"startEvent", "endEvent"}:
        yield "ad-hoc-contents", {"activity": _name(node)}
    yield from _activity(node)


def _event_sub_process(node: Node) -> Iterator[Finding]:
    if len(node.inside.starts) > 1:
        yield "event-sub-process-with-several", {"activity": _name(node)}
    for start in node.inside.starts:
        yield from _event(start, interrupting=start.interrupting)
        if "compensate" in _kinds(start):
            yield "begun-to-undo", {"activity": _name(node)}
            if node.container.owner is None:
                yield "process-to-undo", {"activity": _name(node)}


def _event(node: Node, *, interrupting: bool) -> Iterator[Finding]:
    event = {"event": _name(node)}
    if len(node.events) > 1:
        yield "several-kinds", event
    if "error" in _kinds(node) and not interrupting:
        yield "error-without-interruption", event
    if interrupting and any(each.timer is not None and each.timer[0] == "cycle" for each in node.events):
        yield "cycle-that-ends", event


def _border(node: Node) -> Iterator[Finding]:
    yield from _event(node, interrupting=node.interrupting)
    host = node.attached_to
    if host is None:
        return
    if "escalation" in _kinds(node) and host.inner is None and host.type != "callActivity":
        yield "escalation-of-task", {"event": _name(node)}
        if host.type != "userTask":
            yield "escalation-of-work", {"event": _name(node)}
    if "compensate" in _kinds(node) and host.compensation_handler is None:
        yield "handler-missing", {"event": _name(node)}


def _start(node: Node) -> Iterator[Finding]:
    if node.container.owner is None:
        yield from _event(node, interrupting=False)


def _catch(node: Node) -> Iterator[Finding]:
    yield from _event(node, interrupting=True)


def _throw(node: Node) -> Iterator[Finding]:
    for event in node.events:
        undone = node.container.nodes.get(event.reference or "") if event.kind == "compensate" else None
        if undone is not None and undone.inner is None and undone.compensation_handler is None:
            yield "nothing-to-undo", {"event": _name(node), "activity": _name(undone)}


def _begun(container: Container) -> list[tuple[EventDefinition, Node]]:
    starts = [start for node in container.event_subprocesses for start in node.inside.starts]
    return [(event, start) for start in starts for event in start.events]


def _process(process: Container) -> Iterator[Finding]:
    """Of a process, too, every message and signal is awaited once: by its starts, and by what begins inside it."""
    begun = _begun(process)
    yield from _caught_twice([(event, start) for start in process.starts for event in start.events])
    yield from _caught_twice(begun)
    yield from _every_code(begun)


def _caught_twice(catchers: list[tuple[EventDefinition, Node]]) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for event, node in catchers:
        if event.kind in ("message", "signal") and event.name is not None and not event.selective:
            if (event.kind, event.name.text) in seen:
                yield "same-caught-twice", {"event": _name(node)}
            seen.add((event.kind, event.name.text))


def _message_twice(node: Node) -> Iterator[Finding]:
    """On the border of an activity every message is awaited once."""
    seen: set[str] = set()
    for border in node.boundary:
        for event in border.events:
            if event.kind == "message" and event.reference:
                if event.reference in seen:
                    yield "message-twice-on-border", {"event": _name(border)}
                seen.add(event.reference)


def _every_code(catchers: list[tuple[EventDefinition, Node]]) -> Iterator[Finding]:
    """Of several escalation events in one place each names its code, as one without would take those of the others."""
    escalations = [(event, node) for event, node in catchers if event.kind == "escalation"]
    for event, node in escalations if len(escalations) > 1 else ():
        if event.name is None:
            yield "escalation-for-all", {"event": _name(node)}


_OTHERS: tuple[Callable[[Node], Iterator[Finding]], ...] = (_activity,)
_FINDERS: dict[str, tuple[Callable[[Node], Iterator[Finding]], ...]] = {
    "exclusiveGateway": (_exclusive,),
    "inclusiveGateway": (_splitting,),
    "parallelGateway": (),
    "complexGateway": (),
    "eventBasedGateway": (_event_gateway,),
    "adHocSubProcess": (_ad_hoc,),
    "eventSubProcess": (_event_sub_process,),
    "boundaryEvent": (_border,),
    "startEvent": (_start,),
    "intermediateCatchEvent": (_catch,),
    "intermediateThrowEvent": (_throw,),
    "endEvent": (_throw,),
}
