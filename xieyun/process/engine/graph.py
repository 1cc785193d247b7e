"""Reachability in a container, computed once per question and kept with the container."""

from __future__ import annotations

from collections.abc import Iterable

from .definition import Container, Flow, Node


def next_nodes(node: Node) -> list[Node]:
    """Where a token at a node can go: along flows, by its boundary events, over a link."""
    result = [flow.target for flow in node.outgoing]
    for event in node.boundary:
        result.append(event)
    if node.type == "intermediateThrowEvent":
        for definition in node.events:
            if definition.kind == "link":
                target = link_target(node, definition.reference or "")
                if target is not None:
                    result.append(target)
    return result


def link_target(node: Node, name: str) -> Node | None:
    """The catching link of a name in the same container."""
    for other in node.container.nodes.values():
        if other.type == "intermediateCatchEvent" and any(
            event.kind == "link" and event.reference == name for event in other.events
        ):
            return other
    return None


def reaches(flows: Iterable[Flow], gateway: Node, *, borders: bool = True) -> frozenset[str]:
    """The nodes from which one of the flows can be reached without passing the gateway that they lead to.

    Without `borders` only by sequence flows and links, as table 13.3 of BPMN 2.0 has it, not by boundary events.
    """
    wanted = frozenset(flow.id for flow in flows)
    container = gateway.container
    key = f"reaches {gateway.id} {borders} {' '.join(sorted(wanted))}"
    cached: frozenset[str] | None = container.cache.get(key)
    if cached is None:
        before = _predecessors(container, borders=borders)
        found: set[str] = set()
        agenda = [flow.source.id for flow in gateway.incoming if flow.id in wanted]
        while agenda:
            name = agenda.pop()
            if name in found or name == gateway.id:
                continue
            found.add(name)
            agenda.extend(before.get(name, ()))
        cached = container.cache[key] = frozenset(found)
    return cached


def _predecessors(container: Container, *, borders: bool) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for node in container.nodes.values():
        for following in next_nodes(node):
            if not borders and following in node.boundary:
                continue
            result.setdefault(following.id, []).append(node.id)
    return result


def after(container: Container, name: str) -> frozenset[str]:
    """The nodes that lie after a node when the backward flows of loops are left out."""
    back: set[tuple[str, str]] | None = container.cache.get("back")
    if back is None:
        back = container.cache["back"] = _backward_flows(container)
    found: set[str] = set()
    agenda = [name] if name in container.nodes else []
    while agenda:
        current = agenda.pop()
        for following in next_nodes(container.nodes[current]):
            if (current, following.id) not in back and following.id not in found:
                found.add(following.id)
                agenda.append(following.id)
    return frozenset(found)


def _backward_flows(container: Container) -> set[tuple[str, str]]:
    """The flows that lead back to a node that is still open in a walk from the start (loops)."""
    back: set[tuple[str, str]] = set()
    state: dict[str, int] = {}
    roots = [node for node in container.nodes.values() if not node.incoming and node.type != "boundaryEvent"]
    for root in [*roots, *container.nodes.values()]:
        if root.id in state:
            continue
        stack: list[tuple[str, list[Node]]] = [(root.id, list(reversed(next_nodes(root))))]
        state[root.id] = 1
        while stack:
            name, following = stack[-1]
            if not following:
                stack.pop()
                state[name] = 2
                continue
            node = following.pop()
            if state.get(node.id) == 1:
                back.add((name, node.id))
            elif node.id not in state:
                state[node.id] = 1
                stack.append((node.id, list(reversed(next_nodes(node)))))
    return back
