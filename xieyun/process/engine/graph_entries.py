"""Where a container begins."""

from __future__ import annotations

from .definition import Container, Node


def begins(process: Container) -> list[Node]:
    """Where a whole process begins: only start events and elements that are marked to instantiate it."""
    return process.starts or [node for node in process.nodes.values() if node.event_gateway_instantiate]


def entries(container: Container) -> list[Node]:
    """The start events of a container, or without any the nodes that no flow leads to."""
    if container.starts:
        return container.starts
    return [
        node
        for node in container.nodes.values()
        if not node.incoming
        and node.type not in ("boundaryEvent", "eventSubProcess", "startEvent")
        and not node.for_compensation
        and not (node.type == "intermediateCatchEvent" and any(event.kind == "link" for event in node.events))
    ]
