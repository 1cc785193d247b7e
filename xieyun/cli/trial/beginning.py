"""How a trial begins: at the none start, or at the start that the first step names or reaches."""

from __future__ import annotations

from collections.abc import Sequence

from xieyun.process.engine import Definition, Node

from .inputs import StepText


def begins_by_event(definition: Definition, steps: Sequence[StepText]) -> bool:
    """Whether the first step is a message or signal that one of several starts waits for, and nobody else."""
    if not steps or steps[0].kind not in ("message", "signal"):
        return False
    starts = definition.root.starts
    if all(start.events for start in starts):
        return False  # such a process waits at its starts anyway
    reached = {node.id for node in definition.activities.values() if _reached(node, steps[0])}
    return bool(reached) and reached <= {start.id for start in starts}


def chosen_start(definition: Definition, steps: Sequence[StepText]) -> str | None:
    """The plain start that the first step names; of several, the others then do not begin."""
    if not steps or steps[0].kind != "task":
        return None
    plain = {node.id for node in definition.root.starts if not node.events}
    named = {node.id for node in definition.activities.values() if steps[0].name in (node.id, node.name)}
    return named.pop() if len(named) == 1 and named <= plain else None


def _reached(node: Node, step: StepText) -> bool:
    """Whether a node waits for the message or signal of a step."""
    if node.type in ("intermediateThrowEvent", "endEvent", "sendTask"):
        return False
    for event in node.events:
        if event.kind != step.kind:
            continue
        name = event.name.text if event.name is not None and event.name.language == "literal" else None
        if step.name in (name, event.reference, node.id, node.name):
            return True
    return False
