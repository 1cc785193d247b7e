"""Which automatic activities a trial stops at: those that a later step speaks of."""

from __future__ import annotations

from xieyun.process.engine import Definition, Node
from xieyun.process.engine.definition import EventDefinition

from .inputs import StepText

_OUTSIDE = ("job:", "type:", "topic:")


def held_activities(definition: Definition, steps: list[StepText]) -> frozenset[str]:
    """Names and ids of the activities that the steps to come complete, or interrupt by one of their events.

    A step that names an activity completes it, so it must wait. A step that brings the message or signal of an
    event on its border needs it to wait too, and so does a step that lets time pass, when the work is done by a
    worker outside (an external task, a job).
    """
    named = frozenset(step.name for step in steps if step.kind == "task")
    hosts = {
        node.attached_to.id
        for node in _all_nodes(definition)
        if node.type == "boundaryEvent" and node.attached_to is not None and _awaited(node, node.attached_to, steps)
    }
    return named | hosts if hosts else named


def _awaited(event: Node, host: Node, steps: list[StepText]) -> bool:
    names = (event.id, event.name)
    for step in steps:
        if step.kind == "task" and step.name in names:
            return True
        if any(_meant(definition, host, step) for definition in event.events):
            return True
    return False


def _meant(definition: EventDefinition, host: Node, step: StepText) -> bool:
    if step.kind in ("message", "signal"):
        name = definition.name.text if definition.name is not None else None
        return definition.kind == step.kind and step.name in (name, definition.reference)
    worker = host.service is not None and (host.service.implementation or "").startswith(_OUTSIDE)
    return step.kind == definition.kind == "timer" and worker


def _all_nodes(definition: Definition) -> list[Node]:
    nodes = list(definition.activities.values())
    for called in definition.calls.values():
        nodes.extend(called.activities.values())
    return nodes
