"""Where a container begins."""

from __future__ import annotations

from .definition import Container, Node


def begins(process: Container) -> list[Node]:
    """Where a whole process begins: only start events and elements that are marked to instantiate it."""
    return process.starts or [node for node in process.nodes.values() if node.event_gateway_instantiate]


def catching_starts(process: Container) -> list[Node]:
    """What begins a process when it happens: its start events, and what an instantiating element waits for."""
    found = list(process.starts)
    for node in process.nodes.values():
        if node.event_gateway_instantiate:
            found += [flow.target for flow in node.outgoing] if node.type == "eventBasedGateway" else [node]
    return found


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
