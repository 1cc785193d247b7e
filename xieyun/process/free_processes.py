"""Which processes are free: their people lay out the route themselves."""

from __future__ import annotations

from xieyun.process.engine import Definition, Node
from xieyun.process.engine.approval.free_route import is_free


def is_free_process(definition: Definition) -> bool:
    """Whether a process has a part whose route its people lay out."""
    return any(node.properties.get("free") for node in definition.activities.values())


def is_only_free(definition: Definition) -> bool:
    """Whether a process is nothing but its free part: then the route is its drawing."""
    nodes = definition.root.nodes.values()
    return is_free_process(definition) and all(
        node.type in ("startEvent", "endEvent") or node.properties.get("free") for node in nodes
    )


def pattern_of(definition: Definition) -> Node:
    """Return the user task that the steps of a free process follow. Raises StopIteration for any other process."""
    return next(node for node in definition.activities.values() if node.type == "userTask" and is_free(node))


def is_step(node: Node | None) -> bool:
    """Whether an activity is the pattern of a free route's steps."""
    return node is not None and is_free(node)
