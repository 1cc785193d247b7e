"""Lanes as roles: a user task that names nobody asks those for whom its lane stands."""

from __future__ import annotations

from dataclasses import replace

from ..definition import Container, Node
from ..notation import Source
from .approvals import read_assignment
from .xml import Element, children, plain, text


def read_lanes(element: Element, container: Container) -> None:
    """Note the lanes of a process or sub-process at its nodes and at what is inside them; the innermost lane counts.

    Whom a lane stands for it may say itself (`xieyun:assignment` in its extension elements), otherwise its name does:
    "lanes are often used for such things as internal roles" (BPMN 2.0, 10.8).
    """
    for lane_set in children(element, "laneSet", "childLaneSet"):
        for lane in children(lane_set, "lane"):
            name = plain(lane, "name") or plain(lane, "id") or ""
            assignment = read_assignment(lane) or {
                "kind": Source("lane", "literal"),
                "lane": Source(name, "literal"),
            }
            read_lanes(lane, container)
            for reference in children(lane, "flowNodeRef"):
                node = container.nodes.get(text(reference))
                if node is not None:
                    _stand_in(node, name, assignment)


def _stand_in(node: Node, name: str, assignment: dict[str, Source]) -> None:
    if node.lane is not None:
        return
    node.lane = name
    if node.type == "userTask" and node.approval is not None and node.approval.assignment is None:
        node.approval = replace(node.approval, assignment=assignment)
    for inner in node.inner.nodes.values() if node.inner is not None else ():
        _stand_in(inner, name, assignment)
