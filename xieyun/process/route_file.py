"""A free route as a BPMN file: steps from left to right, those at the same time between parallel gateways.

The same file is the drawing of a running route and, with what its steps declare, a template that runs (`freeze`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT, GAP, EVENT, GATEWAY = 150, 80, 60, 36, 50
LEFT, TOP = 80, 80
_NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xieyun="https://xieyun.org/bpmn"'
)


class Task(NamedTuple):
    """A step: those with `beside` run at the same time as the one before; `extensions` are its declarations as XML."""

    name: str
    kind: str
    beside: bool = False
    extensions: str = ""
    # Where the drawn instance is: whether the step has begun, and whether it is over.
    begun: bool = False
    over: bool = False


class _Place(NamedTuple):
    identifier: str
    x: int
    middle: int
    width: int
    # Whether the instance has reached it; a flow to it was taken then.
    reached: bool = False


class _File:
    """Collects the elements, flows and shapes of the file."""

    def __init__(self) -> None:
        self.elements: list[tuple[str, str, str, str]] = []
        self.flows: list[tuple[str, str, str]] = []
        self.shapes: list[str] = []
        self.taken: list[str] = []

    def put(self, kind: str, place: _Place, height: int, *, name: str = "", extensions: str = "") -> _Place:
        self.elements.append((kind, place.identifier, name, extensions))
        bounds = f'<dc:Bounds x="{place.x}" y="{place.middle - height // 2}" width="{place.width}" height="{height}"/>'
        identifier = place.identifier
        self.shapes.append(
            f'<bpmndi:BPMNShape id="{identifier}_shape" bpmnElement="{identifier}">{bounds}</bpmndi:BPMNShape>'
        )
        return place

    def connect(self, source: _Place, target: _Place) -> None:
        flow = f"{source.identifier}_{target.identifier}"
        self.flows.append((flow, source.identifier, target.identifier))
        out, half = source.x + source.width, (source.x + source.width + target.x) // 2
        bend = [(half, source.middle), (half, target.middle)] if source.middle != target.middle else []
        points = [(out, source.middle), *bend, (target.x, target.middle)]
        way = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
        self.shapes.append(f'<bpmndi:BPMNEdge id="{flow}_edge" bpmnElement="{flow}">{way}</bpmndi:BPMNEdge>')
        if target.reached:
            self.taken.append(flow)

    def text(self, process_id: str, name: str, documentation: str, *, executable: bool) -> str:
        parts = [f"<bpmn:documentation>{escape(documentation)}</bpmn:documentation>"] if documentation else []
        parts += [self._element(*element) for element in self.elements]
        parts += [
            f'<bpmn:sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}"/>'
            for flow, source, target in self.flows
        ]
        runs = "true" if executable else "false"
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions {_NAMESPACES} id="{process_id}_definitions" '
            f'targetNamespace="https://xieyun.org/route"><bpmn:process id="{process_id}" name={quoteattr(name)} '
            f'isExecutable="{runs}">{"".join(parts)}</bpmn:process><bpmndi:BPMNDiagram id="{process_id}_diagram">'
            f'<bpmndi:BPMNPlane id="{process_id}_plane" bpmnElement="{process_id}">{"".join(self.shapes)}'
            "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
        )

    def _element(self, kind: str, identifier: str, name: str, extensions: str) -> str:
        inside = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>" if extensions else ""
        inside += "".join(f"<bpmn:incoming>{flow}</bpmn:incoming>" for flow, _, to in self.flows if to == identifier)
        inside += "".join(f"<bpmn:outgoing>{flow}</bpmn:outgoing>" for flow, of, _ in self.flows if of == identifier)
        named = f" name={quoteattr(name)}" if name else ""
        return f'<bpmn:{kind} id="{identifier}"{named}>{inside}</bpmn:{kind}>'


def freeze(tasks: Sequence[Task], *, process_id: str, name: str, start: str, end: str, documentation: str) -> str:
    """Return a route as the BPMN file of a process that runs without laying out a route."""
    return _lay(tasks, (start, end))[0].text(process_id, name, documentation, executable=True)


def draw(tasks: Sequence[Task]) -> tuple[str, list[str], list[str]]:
    """Return the file to look at, the element of each step in order, and the flows that were taken."""
    file, elements = _lay(tasks, ("", ""))
    return file.text("route_process", "", "", executable=False), elements, file.taken


def _lay(tasks: Sequence[Task], names: tuple[str, str]) -> tuple[_File, list[str]]:
    groups: list[list[Task]] = []
    for task in tasks:
        if task.beside and groups:
            groups[-1].append(task)
        else:
            groups.append([task])
    file = _File()
    elements: list[str] = []
    rows = max((len(group) for group in groups), default=1)
    middle = TOP + (rows * (HEIGHT + GAP) - GAP) // 2
    at = file.put("startEvent", _Place("route_start", LEFT, middle, EVENT, True), EVENT, name=names[0])
    for number, group in enumerate(groups):
        at = _group(file, elements, at, number, group)
    over = bool(tasks) and all(task.over for task in tasks)
    last = _Place("route_end", at.x + at.width + GAP, middle, EVENT, over)
    file.connect(at, file.put("endEvent", last, EVENT, name=names[1]))
    return file, elements


def _group(file: _File, elements: list[str], before: _Place, number: int, group: Sequence[Task]) -> _Place:
    """Steps at the same time, between a gateway that splits and one that waits for all; return where it goes on."""
    middle = before.middle
    x = before.x + before.width + GAP
    if len(group) > 1:
        begun = any(task.begun for task in group)
        fork = file.put("parallelGateway", _Place(f"fork_{number}", x, middle, GATEWAY, begun), GATEWAY)
        file.connect(before, fork)
        before, x = fork, x + GATEWAY + GAP
    top = middle - (len(group) * (HEIGHT + GAP) - GAP) // 2
    places = []
    for row, task in enumerate(group):
        place = _Place(f"step_{number}_{row}", x, top + row * (HEIGHT + GAP) + HEIGHT // 2, WIDTH, task.begun)
        kind = "sendTask" if task.kind == "cc" else "userTask"
        places.append(file.put(kind, place, HEIGHT, name=task.name, extensions=task.extensions))
        elements.append(place.identifier)
        file.connect(before, place)
    if len(group) == 1:
        return places[0]
    over = all(task.over for task in group)
    join = file.put("parallelGateway", _Place(f"join_{number}", x + WIDTH + GAP, middle, GATEWAY, over), GATEWAY)
    for place in places:
        file.connect(place, join)
    return join


def declarations(
    assignment: Mapping[str, str], kind: str, policies: Mapping[str, str], fields: Mapping[str, str]
) -> str:
    """Return what a step declares as extension elements: who, how several act, policies by element, field rights."""
    who = " ".join(f"{name}={quoteattr(value)}" for name, value in assignment.items())
    parts = [f"<xieyun:assignment {who}/>"]
    if kind in ("any", "sequence", "all"):
        parts.append(f'<xieyun:completion kind="{kind}"/>')
    parts += [f"<xieyun:{name} policy={quoteattr(value)}/>" for name, value in policies.items()]
    if fields:
        rights = "".join(
            f"<xieyun:field name={quoteattr(name)} right={quoteattr(right)}/>" for name, right in fields.items()
        )
        parts.append(f"<xieyun:fields>{rights}</xieyun:fields>")
    return "".join(parts)
