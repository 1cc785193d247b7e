"""A route as a BPMN drawing: the steps from left to right, those at the same time below each other."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

WIDTH, HEIGHT, GAP, EVENT = 150, 80, 60, 36
LEFT, TOP = 80, 80
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="drawn_route" targetNamespace="https://xieyun.org/route">'
)


def draw(steps: list[dict[str, Any]]) -> tuple[str, dict[str, str], list[str]]:
    """Return the file, the element of each step by its key, and the flows that were taken.

    Every step is connected with those of the column after it; the picture is for looking, not for running.
    """
    columns: list[list[dict[str, Any]]] = []
    for step in steps:
        if step["beside"] and columns:
            columns[-1].append(step)
        else:
            columns.append([step])
    parts: list[str] = []
    shapes: list[str] = []
    elements: dict[str, str] = {}
    taken: list[str] = []
    rows = max((len(column) for column in columns), default=1)
    middle = TOP + (rows * (HEIGHT + GAP) - GAP) // 2
    before = [_event(parts, shapes, "startEvent", "route_start", LEFT, middle)]
    x = LEFT + EVENT + GAP
    for place, column in enumerate(columns):
        top = middle - (len(column) * (HEIGHT + GAP) - GAP) // 2
        here = []
        for row, step in enumerate(column):
            y = top + row * (HEIGHT + GAP)
            identifier = f"step_{place}_{row}"
            elements[step["key"]] = identifier
            kind = "sendTask" if step["kind"] == "cc" else "userTask"
            parts.append(f"<bpmn:{kind} id={quoteattr(identifier)} name={quoteattr(step['name'])}/>")
            shapes.append(_shape(identifier, x, y, WIDTH, HEIGHT))
            here.append((identifier, x, y + HEIGHT // 2, WIDTH, step["state"] != "next"))
        _connect(parts, shapes, before, here, taken)
        before, x = here, x + WIDTH + GAP
    over = bool(steps) and all(step["state"] in ("done", "skipped") for step in steps)
    end = _event(parts, shapes, "endEvent", "route_end", x, middle)
    _connect(parts, shapes, before, [(*end[:4], over)], taken)
    plane = (
        '<bpmndi:BPMNDiagram id="route_diagram"><bpmndi:BPMNPlane id="route_plane" bpmnElement="route_process">'
        f"{''.join(shapes)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )
    process = f'<bpmn:process id="route_process" isExecutable="false">{"".join(parts)}</bpmn:process>'
    return f"{_HEAD}{process}{plane}</bpmn:definitions>", elements, taken


Place = tuple[str, int, int, int, bool]


def _event(parts: list[str], shapes: list[str], kind: str, identifier: str, x: int, middle: int) -> Place:
    parts.append(f'<bpmn:{kind} id="{identifier}"/>')
    shapes.append(_shape(identifier, x, middle - EVENT // 2, EVENT, EVENT))
    return (identifier, x, middle, EVENT, True)


def _shape(identifier: str, x: int, y: int, width: int, height: int) -> str:
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'<bpmndi:BPMNShape id="{identifier}_shape" bpmnElement="{identifier}">{bounds}</bpmndi:BPMNShape>'


def _connect(parts: list[str], shapes: list[str], before: list[Place], after: list[Place], taken: list[str]) -> None:
    for source, x, y, width, _ in before:
        for target, to_x, to_y, _, reached in after:
            flow = f"{source}_{target}"
            parts.append(f'<bpmn:sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}"/>')
            half = (x + width + to_x) // 2
            bend = [(half, y), (half, to_y)] if y != to_y else []
            points = [(x + width, y), *bend, (to_x, to_y)]
            way = "".join(f'<di:waypoint x="{px}" y="{py}"/>' for px, py in points)
            shapes.append(f'<bpmndi:BPMNEdge id="{flow}_edge" bpmnElement="{flow}">{way}</bpmndi:BPMNEdge>')
            if reached:
                taken.append(flow)
