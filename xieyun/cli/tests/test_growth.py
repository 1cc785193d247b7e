"""What a step costs with many instances of one sub-process: counted lines of Python, no times."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from xieyun.cli import process_try
from xieyun.cli.trial import trial
from xieyun.process.engine.step import step

_AROUND = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="growth">
<signal id="g" name="go"/><error id="x" errorCode="X"/><process id="p" isExecutable="true"><startEvent id="s"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="part"/><subProcess id="part"><multiInstanceLoopCharacteristics>
<loopCardinality>{count}</loopCardinality></multiInstanceLoopCharacteristics>{inside}</subProcess>
<boundaryEvent id="caught" attachedToRef="part"><errorEventDefinition errorRef="x"/></boundaryEvent>
<sequenceFlow id="f2" sourceRef="part" targetRef="e"/><sequenceFlow id="f3" sourceRef="caught" targetRef="e"/>
<endEvent id="e"/></process></definitions>"""

_JOIN = """<startEvent id="b"/><sequenceFlow id="g1" sourceRef="b" targetRef="split"/><{gateway} id="split"/>
<sequenceFlow id="g2" sourceRef="split" targetRef="quick"/><sequenceFlow id="g3" sourceRef="split" targetRef="ask"/>
<intermediateThrowEvent id="quick"/><userTask id="ask"/><sequenceFlow id="g4" sourceRef="quick" targetRef="join"/>
<sequenceFlow id="g5" sourceRef="ask" targetRef="join"/><{gateway} id="join"/>
<sequenceFlow id="g6" sourceRef="join" targetRef="z"/><endEvent id="z"/>"""

_SIGNAL = """<startEvent id="b"/><sequenceFlow id="g1" sourceRef="b" targetRef="catch"/><intermediateCatchEvent
 id="catch"><signalEventDefinition signalRef="g"/></intermediateCatchEvent>
<sequenceFlow id="g2" sourceRef="catch" targetRef="z"/>
<endEvent id="z"/><subProcess id="besides" triggeredByEvent="true"><startEvent id="heard" isInterrupting="false">
<signalEventDefinition signalRef="g"/></startEvent><sequenceFlow id="g3" sourceRef="heard" targetRef="y"/>
<endEvent id="y"/></subProcess>"""

_ERROR = """<startEvent id="b"/><sequenceFlow id="g1" sourceRef="b" targetRef="ask"/><userTask id="ask"/>
<boundaryEvent id="late" attachedToRef="ask"><timerEventDefinition><timeDuration>PT1H</timeDuration>
</timerEventDefinition></boundaryEvent><sequenceFlow id="g2" sourceRef="late" targetRef="z"/><endEvent id="z"/>
<sequenceFlow id="g3" sourceRef="ask" targetRef="y"/><endEvent id="y"><errorEventDefinition errorRef="x"/></endEvent>"""


@pytest.mark.parametrize(
    "inside, act, status",
    [
        (_JOIN.replace("{gateway}", "parallelGateway"), "ask", "waiting"),
        (_JOIN.replace("{gateway}", "inclusiveGateway"), "ask", "waiting"),
        (_SIGNAL, "@signal:go", "completed"),
        (_ERROR, "ask", "completed"),
    ],
    ids=["parallel", "inclusive", "signal", "error"],
)
def test_a_step_costs_by_the_number_of_instances_not_by_its_square(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str, act: str, status: str
) -> None:
    dearest = 0

    def counted(*arguments: Any) -> Any:
        nonlocal dearest
        result, lines = _lines(step, *arguments)
        dearest = max(dearest, lines)
        return result

    monkeypatch.setattr(trial, "step", counted)

    def cost(count: int) -> int:
        nonlocal dearest
        dearest = 0
        file = tmp_path / f"{count}.bpmn"
        file.write_text(_AROUND.format(count=count, inside=inside), "utf-8")
        result = process_try.outcome(process_try.Options(file=str(file), steps=[act]))
        assert result["status"] == status, result["error"]
        return dearest

    cost(10)  # what is imported once
    assert cost(160) < 8 * cost(40)


def _lines(function: Callable[..., Any], *arguments: Any) -> tuple[Any, int]:
    """What a function returns and how many lines of Python it ran."""
    count = 0

    def within(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return within

    before = sys.gettrace()
    sys.settrace(within)
    try:
        result = function(*arguments)
    finally:
        sys.settrace(before)
    return result, count


def test_the_budget_of_a_step_grows_with_the_instances_of_a_loop(tmp_path: Path) -> None:
    inside = "".join(f'<task id="t{place}"/>' for place in range(4))
    flows = "".join(
        f'<sequenceFlow id="g{place}" sourceRef="t{place}" targetRef="t{place + 1}"/>' for place in range(3)
    )
    file = tmp_path / "many.bpmn"
    file.write_text(_AROUND.format(count=5000, inside=inside + flows), "utf-8")
    result = process_try.outcome(process_try.Options(file=str(file), steps=[]))
    assert result["status"] == "completed", result["error"]
