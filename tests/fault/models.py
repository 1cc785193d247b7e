"""BPMN files of the fault tests."""

from __future__ import annotations

import itertools

from tests.fault.ground import Person

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xieyun="https://xieyun.org/bpmn" targetNamespace="fault">'
)


def named(*people: Person) -> str:
    """Return the attributes of an assignment to people by name."""
    return f'kind="person" persons="{",".join(person.id for person in people)}"'


def task(identifier: str, assignment: str, more: str = "") -> str:
    """Return a user task."""
    return (
        f'<userTask id="{identifier}" name="{identifier}"><extensionElements>'
        f"<xieyun:assignment {assignment}/>{more}</extensionElements></userTask>"
    )


def linear(*parts: str) -> str:
    """Return a file whose elements follow one another."""
    ids = ["start", *(part.split('"')[1] for part in parts), "end"]
    flows = "".join(
        f'<sequenceFlow id="f{place}" sourceRef="{a}" targetRef="{b}"/>'
        for place, (a, b) in enumerate(itertools.pairwise(ids))
    )
    inner = f'<startEvent id="start"/>{"".join(parts)}<endEvent id="end"/>{flows}'
    return f'{HEAD}<process id="fault" name="故障测试" isExecutable="true">{inner}</process></definitions>'
