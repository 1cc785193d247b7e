"""What files of others say and is not run is named, so that nobody takes a trial for more than it is."""

from __future__ import annotations

import pytest

from xieyun.process.engine import overlooked

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:v="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:x="https://xieyun.org/bpmn"><process id="p">'
)
SCRIPT = '<v:script scriptFormat="groovy">execution.setVariable("a", 1)</v:script>'

RULE = (
    '<conditionalEventDefinition><condition language="http://www.jboss.org/drools/rule">A()</condition>'
    "</conditionalEventDefinition>"
)


def named(inner: str) -> list[tuple[str, str]]:
    """What is told of a process with these elements."""
    return overlooked(f"{HEAD}{inner}</process></definitions>".encode())


def extended(inner: str, attributes: str = "", kind: str = "userTask") -> list[tuple[str, str]]:
    """What is told of one element with these extension elements."""
    return named(f'<{kind} id="e" {attributes}><extensionElements>{inner}</extensionElements></{kind}>')


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (named('<callActivity id="e" calledElement="c" v:variableMappingClass="a.B"/>'), "foreign code"),
        (named('<callActivity id="e" v:caseRef="c"/>'), "CMMN"),
        (named('<callActivity id="e" calledElement="c" v:calledElementBinding="version"/>'), "the version"),
        (named('<callActivity id="e" calledElement="c" v:calledElementType="id"/>'), "the version"),
        (named('<scriptTask id="e" v:resource="classpath://a.groovy"/>'), "another file"),
        (named('<userTask id="e" v:taskIdVariableName="t"/>'), "the task's number"),
        (extended('<v:executionListener class="a.B" event="start"/>'), "foreign code: a.B"),
        (extended('<v:executionListener expression="${bean.go()}" event="end"/>'), "foreign code: ${bean.go()}"),
        (extended(f'<v:taskListener event="update">{SCRIPT}</v:taskListener>'), "a moment that is not known"),
        (
            extended('<v:listeners><v:executionListener eventType="start" type="job-1"/></v:listeners>'),
            "job-1",
        ),
        (extended('<v:eventListener events="TASK_ASSIGNED" throwEvent="signal"/>', kind="task"), "TASK_ASSIGNED"),
        (extended('<v:calledElement processId="c" bindingType="versionTag"/>', kind="callActivity"), "the version"),
        (extended('<v:metaData name="customActivationCondition"/>', kind="task"), "condition"),
        (named(f'<boundaryEvent id="e">{RULE}</boundaryEvent>'), "Drools"),
    ],
)
def test_what_is_not_run_is_named(found: list[tuple[str, str]], words: str) -> None:
    assert [(element, words in sentence) for element, sentence in found] == [("e", True)]


def test_what_is_run_is_not_named() -> None:
    assert not extended(f'<v:executionListener event="start">{SCRIPT}</v:executionListener>')
    assert not extended('<v:calledElement processId="c" bindingType="latest"/>', kind="callActivity")
    assert not named('<callActivity id="e" calledElement="c" v:calledElementBinding="deployment" x:resource="r"/>')
