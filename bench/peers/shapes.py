"""The three shapes that process engines are measured with (process.md 1), as BPMN that both engines read.

P1: three user tasks in a row. P2: an exclusive gateway, then three parallel user tasks and a join.
P3: one activity countersigned by five.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

BPMN = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xieyun="https://xieyun.org/bpmn"'
TASKS = {"p1": 3, "p2": 4, "p3": 5}


def ours(shape: str, people: list[str]) -> bytes:
    """The shape for Xieyun: handlers are named persons, found by the resolver like any others."""
    return _file(shape, lambda place: _assignment(people[place : place + 1]), _countersign(people[:5]))


def theirs(shape: str) -> bytes:
    """The shape for SpiffWorkflow: bare user tasks, and a multi-instance of five."""
    many = "<multiInstanceLoopCharacteristics><loopCardinality>5</loopCardinality></multiInstanceLoopCharacteristics>"
    return _file(shape, lambda place: "", many)


def _assignment(people: list[str], completion: str = "") -> str:
    named = ",".join(people)
    return f'<extensionElements><xieyun:assignment kind="person" persons="{named}"/>{completion}</extensionElements>'


def _countersign(people: list[str]) -> str:
    return _assignment(people, '<xieyun:completion kind="all"/>')


def linear(length: int, people: list[str]) -> bytes:
    """A row of user tasks of any length, for the growth of cost with the history."""
    tasks = [_task(f"t{place}", _assignment(people[place % 5 : place % 5 + 1])) for place in range(length)]
    return _process("linear", _row(tasks))


def _file(shape: str, assigned: Callable[[int], str], countersigned: str) -> bytes:
    if shape == "p1":
        return _process("p1", _row([_task(f"t{place}", assigned(place)) for place in range(3)]))
    if shape == "p3":
        return _process("p3", _row([_task("t0", countersigned)]))
    parts = [
        '<startEvent id="start"/>',
        '<exclusiveGateway id="choice" default="f2"/>',
        _task("a", assigned(3)), _task("b", assigned(3)),
        '<exclusiveGateway id="merge"/>', '<parallelGateway id="split"/>',
        _task("x", assigned(0)), _task("y", assigned(1)), _task("z", assigned(2)),
        '<parallelGateway id="join"/>', '<endEvent id="end"/>',
        _flow("f0", "start", "choice"),
        '<sequenceFlow id="f1" sourceRef="choice" targetRef="a">'
        "<conditionExpression>amount &gt; 1000</conditionExpression></sequenceFlow>",
        _flow("f2", "choice", "b"), _flow("f3", "a", "merge"), _flow("f4", "b", "merge"), _flow("f5", "merge", "split"),
        *(_flow(f"s{task}", "split", task) for task in "xyz"), *(_flow(f"j{task}", task, "join") for task in "xyz"),
        _flow("f9", "join", "end"),
    ]  # fmt: skip
    return _process("p2", "".join(parts))


def _task(identifier: str, inner: str) -> str:
    return f'<userTask id="{identifier}" name="{identifier}">{inner}</userTask>'


def _flow(identifier: str, source: str, target: str) -> str:
    return f'<sequenceFlow id="{identifier}" sourceRef="{source}" targetRef="{target}"/>'


def _row(tasks: list[str]) -> str:
    ids = ["start", *(task.split('"')[1] for task in tasks), "end"]
    flows = "".join(_flow(f"f{place}", a, b) for place, (a, b) in enumerate(itertools.pairwise(ids)))
    return '<startEvent id="start"/>' + "".join(tasks) + '<endEvent id="end"/>' + flows


def _process(name: str, inner: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><definitions {BPMN} targetNamespace="bench">'
        f'<process id="{name}" name="{name}" isExecutable="true">{inner}</process></definitions>'
    ).encode()
