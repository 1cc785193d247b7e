"""Which automatic activities a trial stops at: those that a later step speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xieyun.process.engine import Definition, Node
from xieyun.process.engine.definition import Container, EventDefinition
from xieyun.process.engine.run import find_called

from .inputs import AT_ACTIVITY, StepText

_WORD = re.compile(r"\w+")
_OUTSIDE = ("job:", "type:", "topic:")
_WAITING = frozenset({"userTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway", "callActivity"})


def held_activities(definition: Definition, steps: list[StepText], everything: list[StepText]) -> frozenset[str]:
    """Names and ids of the activities that the steps to come complete, or interrupt by an event around them.

    A step that names an activity completes it or throws from it, so it must wait. A step that brings the message or
    signal of an event on its border needs it to wait too, and so does a step that lets time pass, when the work is done
    by hand or by a worker outside (an external task, a job), or is nobody's while no other event waits for time, or
    that brings a variable which the condition of an event on the border of such work reads. The same goes for events
    around a part in which nothing else waits: a sub-process, a called process, an event sub-process beside one that
    interrupts it. Who completes one job, or one manual task, by a step (of `everything`) completes them all.
    """
    nodes = list(_all_nodes(definition))
    held = {step.name for step in steps if step.kind in AT_ACTIVITY}
    named = {step.name for step in everything if step.kind in AT_ACTIVITY}
    for kind in (is_job, _is_manual):
        alike = [node for node in nodes if kind(node)]
        if any(node.id in named or node.name in named for node in alike):
            held.update(node.id for node in alike)
    timers = {node.type for node in nodes if any(event.kind == "timer" for event in node.events)}
    by_time = "intermediateCatchEvent" not in timers and any(step.kind == "timer" for step in steps)
    for node in nodes:
        if node.type == "boundaryEvent" and node.attached_to is not None:
            held.update(_held_by(definition, node, [node.attached_to], steps))
            if by_time and _is_nobodys(node.attached_to) and any(event.kind == "timer" for event in node.events):
                held.add(node.attached_to.id)
        elif node.type == "startEvent" and node.events and _begins_event_sub_process(node):
            around = list(node.container.holder.container.nodes.values())
            held.update(_held_by(definition, node, around, steps))
            for beside in around:
                if node.interrupting and beside.type == "eventSubProcess" and beside is not node.container.holder:
                    held.update(_held_by(definition, node, list(_members(beside.inside)), steps))
    return frozenset(held)


def _begins_event_sub_process(node: Node) -> bool:
    owner = node.container.owner
    return owner is not None and owner.type == "eventSubProcess"


def _held_by(definition: Definition, event: Node, hosts: list[Node], steps: list[StepText]) -> set[str]:
    """The activities that must wait so that an event around them can happen."""
    inside = [leaf for host in hosts if host.type != "eventSubProcess" for leaf in _leaves(definition, host)]
    if hosts != inside[:1] and any(leaf.type in _WAITING for leaf in inside):
        inside = [leaf for leaf in inside if leaf.service is not None and _is_last(leaf)]
        steps = [step for step in steps if step.kind == "task" and step.name in (event.id, event.name)]
    return {leaf.id for leaf in inside if any(_awaited(event, leaf, step) for step in steps)}


def _is_last(leaf: Node) -> bool:
    """Whether nothing waits any more after some automatic work, in the sub-process where it stands."""
    seen = {leaf.id}
    pending = [leaf]
    while pending:
        for flow in pending.pop().outgoing:
            if flow.target.type in _WAITING or flow.target.inner is not None:
                return False
            if flow.target.id not in seen:
                seen.add(flow.target.id)
                pending.append(flow.target)
    return leaf.service is not None and leaf.service.kind == "vendor"


def _awaited(event: Node, host: Node, step: StepText) -> bool:
    if step.kind == "task" and step.name in (event.id, event.name):
        return True
    return any(_meant(definition, host, step) for definition in event.events)


def _meant(definition: EventDefinition, host: Node, step: StepText) -> bool:
    if step.kind in ("message", "signal"):
        name = definition.name.text if definition.name is not None else None
        return definition.kind == step.kind and step.name in (name, definition.reference)
    by_hand = is_job(host) or _is_manual(host)
    if definition.kind == "conditional":
        text = definition.condition.text if definition.condition is not None else ""
        brings = not step.variables.keys().isdisjoint(_WORD.findall(text))
        return (step.kind == "set" and by_hand) or (brings and (by_hand or _is_nobodys(host)))
    return step.kind == definition.kind == "timer" and by_hand


def _is_manual(node: Node) -> bool:
    """Whether a person works at an activity without the engine: it goes on at once, unless a step speaks of it."""
    return node.type == "manualTask"


def _is_nobodys(node: Node) -> bool:
    """Whether a file does not say who does the work of an activity."""
    return node.type == "task" or (
        node.type == "serviceTask" and node.service is not None and node.service.kind == "none"
    )


def is_job(node: Node) -> bool:
    """Whether the work of an activity is done by a worker outside: an external task, a job."""
    return node.service is not None and (node.service.implementation or "").startswith(_OUTSIDE)


def _leaves(definition: Definition, node: Node, around: frozenset[str] = frozenset()) -> Iterator[Node]:
    """The tasks of an element, of everything inside it and of what it calls, but for event sub-processes."""
    inside = node.inner or _called(definition, node)
    if inside is None or inside.id in around:
        yield node
        return
    for inner in _members(inside):
        yield from _leaves(definition, inner, around | {inside.id})


def _called(definition: Definition, node: Node) -> Container | None:
    """The process that a call activity calls by its name, if it is there."""
    if node.called is None or node.called.language != "literal":
        return None
    called = find_called(definition, node.called.text)
    return called.root if called is not None else None


def _members(container: Container) -> Iterator[Node]:
    return (node for node in container.nodes.values() if node.type not in ("eventSubProcess", "boundaryEvent"))


def _all_nodes(definition: Definition) -> Iterator[Node]:
    yield from definition.activities.values()
    for called in definition.calls.values():
        yield from called.activities.values()
