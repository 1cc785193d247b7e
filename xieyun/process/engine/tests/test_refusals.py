"""What other engines do not deploy is refused in their files, and read in files of engines that run it."""

from __future__ import annotations

import pytest

from xieyun.process.engine import DefinitionError, read_definition

CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
FLOWABLE = 'xmlns:flowable="http://flowable.org/bpmn"'
ZEEBE = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
CLOUD = f'{ZEEBE} xmlns:m="http://camunda.org/schema/modeler/1.0" m:executionPlatform="Camunda Cloud"'
JBPM = 'xmlns:tns="http://www.jboss.org/drools"'
TASK = '<userTask id="a"/>'
JOB = '<serviceTask id="a"><extensionElements><zeebe:taskDefinition type="t"/>{}</extensionElements></serviceTask>'
GATE = '<{0} id="g"{1}/>' + TASK + '<userTask id="b"/><sequenceFlow id="f" sourceRef="s" targetRef="g"/>'
GO = '<sequenceFlow id="g-{0}" sourceRef="g" targetRef="{0}"/>'
WHEN = GO.replace("/>", "><conditionExpression>{1}</conditionExpression></sequenceFlow>")
AT = '<boundaryEvent id="{}" attachedToRef="a"{}>{}</boundaryEvent>'
MESSAGE = '<messageEventDefinition messageRef="m"/>'
SUB = '<subProcess id="a"><startEvent id="i"/></subProcess>'
ON = '<subProcess id="e" triggeredByEvent="true">{}</subProcess>'
AD_HOC = '<adHocSubProcess id="a">{}</adHocSubProcess>'
LOOP = '<userTask id="a"><multiInstanceLoopCharacteristics>{}</multiInstanceLoopCharacteristics></userTask>'
EXTENDED = "<{0} id='a'{1}><extensionElements>{2}</extensionElements></{0}>"
MAPPED = EXTENDED.format("callActivity", " calledElement='x'", "<camunda:{}/>")
WAY = GATE.format("eventBasedGateway", "") + GO
PUT = '<camunda:inputOutput><camunda:{}Parameter name="x">1</camunda:{}Parameter></camunda:inputOutput>'


def file(namespace: str, inside: str, roots: str = "") -> bytes:
    """A process with a start event and what is drawn `inside`."""
    model = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    process = f'<process id="p" isExecutable="true"><startEvent id="s"/>{inside}</process>'
    return f'<definitions xmlns="{model}" {namespace}>{roots}{process}</definitions>'.encode()


def refused(xml: bytes) -> str:
    """The code with which a file is refused; what was published before is read all the same."""
    with pytest.raises(DefinitionError) as caught:
        read_definition(xml)
    assert caught.value.zh != caught.value.en
    assert read_definition(xml, version="1").activities
    return caught.value.code


def timer(name: str, kind: str = "timeDuration", value: str = "PT1H") -> str:
    """A catching timer."""
    told = f"<timerEventDefinition><{kind}>{value}</{kind}></timerEventDefinition>"
    return f'<intermediateCatchEvent id="{name}">{told}</intermediateCatchEvent>'


SIGNAL = '<signalEventDefinition signalRef="r"/>'
CONDITION = "<conditionalEventDefinition><condition>=x</condition></conditionalEventDefinition>"
CAUGHT = '<escalationEventDefinition escalationRef="{}"/>'
ERROR = '<error id="r" errorCode="1"/>'
ESCALATION = '<escalation id="r" escalationCode="1"/>'


@pytest.mark.parametrize(
    ("namespaces", "inside", "roots", "code"),
    [
        ((CAMUNDA, FLOWABLE), GATE.format("exclusiveGateway", ""), "", "gateway-without-flow"),
        ((CAMUNDA, FLOWABLE), GATE.format("exclusiveGateway", "") + WHEN.format("a", "${x}"), "",
         "lone-flow-with-condition"),
        ((CAMUNDA, FLOWABLE), GATE.format("exclusiveGateway", ' default="g-a"') + WHEN.format("a", "${x}")
         + WHEN.format("b", "${y}"), "", "default-with-condition"),
        ((CAMUNDA,), GATE.format("exclusiveGateway", "") + GO.format("a") + GO.format("b"), "",
         "flows-without-condition"),
        ((ZEEBE,), GATE.format("exclusiveGateway", "") + GO.format("a") + WHEN.format("b", "=x"), "",
         "flow-without-condition"),
        ((ZEEBE,), GATE.format("inclusiveGateway", ' default="f"') + WHEN.format("a", "=x") + WHEN.format("b", "=y"),
         "", "default-elsewhere"),
        ((ZEEBE,), TASK + '<userTask id="b"/>' + WHEN.format("b", "=x").replace('"g"', '"a"'), "",
         "condition-behind-activity"),
        ((ZEEBE,), WAY.format("x") + timer("x"), "", "event-gateway-with-one"),
        ((CAMUNDA, ZEEBE), WAY.format("x") + timer("x") + timer("y") + GO.format("y")
         + '<sequenceFlow id="h" sourceRef="s" targetRef="x"/>', "", "event-gateway-entered"),
        ((ZEEBE,), WAY.format("x") + timer("x") + '<receiveTask id="y" messageRef="m"/>' + GO.format("y"),
         '<message id="m" name="m"/>', "event-gateway-to-task"),
        ((CAMUNDA, ZEEBE), TASK + AT.format("x", "", MESSAGE) + AT.format("y", "", MESSAGE),
         '<message id="m" name="m"/>', "same-caught-twice"),
        ((FLOWABLE,), TASK + AT.format("x", "", MESSAGE) + AT.format("y", "", MESSAGE),
         '<message id="m" name="m"/>', "message-twice-on-border"),
        ((CAMUNDA, ZEEBE), "".join(f'<startEvent id="{name}">{MESSAGE}</startEvent>' for name in "xy"),
         '<message id="m" name="m"/>', "same-caught-twice"),
        ((CAMUNDA, FLOWABLE, ZEEBE), LOOP.format(""), "", "loop-without-count"),
        ((CAMUNDA, ZEEBE), '<subProcess id="a"><userTask id="i"/></subProcess>', "", "sub-process-without-start"),
        ((CAMUNDA, ZEEBE), ON.format("".join(f'<startEvent id="{name}"><timerEventDefinition><timeDuration>PT1H'
         "</timeDuration></timerEventDefinition></startEvent>" for name in "xy")), "",
         "event-sub-process-with-several"),
        ((ZEEBE,), SUB.replace("</sub", ON.format('<startEvent id="x"><compensateEventDefinition/></startEvent>')
         + "</sub"), "", "begun-to-undo"),
        ((CAMUNDA,), TASK + ON.format('<startEvent id="x"><compensateEventDefinition/></startEvent>'), "",
         "process-to-undo"),
        ((ZEEBE,), AD_HOC.format(""), "", "ad-hoc-contents"),
        ((ZEEBE,), AD_HOC.format('<task id="i"/><endEvent id="j"/>'), "", "ad-hoc-contents"),
        ((ZEEBE,), TASK + AT.format("x", "", SIGNAL + CONDITION),
         '<signal id="r" name="r"/>', "several-kinds"),
        ((ZEEBE,), TASK + AT.format("x", ' cancelActivity="false"', '<errorEventDefinition errorRef="r"/>'), ERROR,
         "error-without-interruption"),
        ((ZEEBE,), "<sequenceFlow id='f' sourceRef='s' targetRef='x'/>" + timer("x", "timeCycle", "R/PT1H"), "",
         "cycle-that-ends"),
        ((ZEEBE,), TASK + AT.format("x", "", '<escalationEventDefinition escalationRef="r"/>'), ESCALATION,
         "escalation-of-task"),
        ((CAMUNDA,), "<manualTask id='a'/>" + AT.format("x", "", '<escalationEventDefinition escalationRef="r"/>'),
         ESCALATION, "escalation-of-work"),
        ((CAMUNDA,), SUB + AT.format("x", "", CAUGHT.format("r")) + AT.format("y", "", CAUGHT.format("o")),
         ESCALATION + '<escalation id="o" name="o"/>', "escalation-for-all"),
        ((CAMUNDA,), TASK + ON.format(f'<startEvent id="x">{CAUGHT.format("r")}</startEvent>')
         + ON.format("<startEvent id='y'><escalationEventDefinition/></startEvent>").replace('"e"', '"d"'), ESCALATION,
         "escalation-for-all"),
        ((ZEEBE,), TASK + AT.format("x", "", "<compensateEventDefinition/>"), "", "handler-missing"),
        ((ZEEBE,), TASK + '<userTask id="u" isForCompensation="true"/>'
         '<sequenceFlow id="f" sourceRef="u" targetRef="a"/>', "", "handler-leads-on"),
        ((ZEEBE,), TASK.replace("/>", ' isForCompensation="true"/>') + AT.format("x", "", CONDITION), "",
         "handler-with-border"),
        ((ZEEBE,), TASK + '<endEvent id="t"><compensateEventDefinition activityRef="a"/></endEvent>', "",
         "nothing-to-undo"),
    ],
)  # fmt: skip
def test_what_an_engine_refuses_is_refused_in_its_files(
    namespaces: tuple[str, ...], inside: str, roots: str, code: str
) -> None:
    assert read_definition(file(JBPM, inside, roots)).activities
    for namespace in namespaces:
        assert refused(file(namespace, inside, roots)) == code


def test_an_engine_warns_of_what_another_refuses() -> None:
    """Flowable and Activiti deploy a gateway with several ways that have no condition; the first is taken."""
    inside = GATE.format("exclusiveGateway", "") + GO.format("a") + GO.format("b")
    assert read_definition(file(FLOWABLE, inside)).activities
    lone = GATE.format("exclusiveGateway", "") + GO.format("a") + WHEN.format("b", "${x}")
    assert read_definition(file(CAMUNDA, lone)).activities


@pytest.mark.parametrize(
    ("namespace", "inside", "roots", "code"),
    [
        (CAMUNDA, '<serviceTask id="a"/>', "", "task-without-work"),
        (CAMUNDA, '<eventBasedGateway id="g" camunda:asyncAfter="true"/>', "", "wrong-value"),
        (CAMUNDA, TASK + AT.format("x", "", "<signalEventDefinition/>"), "", "event-without-name"),
        (FLOWABLE, '<sendTask id="a"/>', "", "task-without-work"),
        (FLOWABLE, '<sendTask id="a" flowable:type="pigeon"/>', "", "wrong-value"),
        (CAMUNDA, '<serviceTask id="a" camunda:type="external"/>', "", "field-missing"),
        (CAMUNDA, '<scriptTask id="a" scriptFormat="groovy"/>', "", "field-missing"),
        (CAMUNDA, '<serviceTask id="a" camunda:class="c.D" camunda:resultVariable="r"/>', "", "one-of-two"),
        (CAMUNDA, LOOP.format("<loopCardinality>2</loopCardinality>").replace("<multi", "<extensionElements>"
         '<camunda:inputOutput><camunda:outputParameter name="x">1</camunda:outputParameter></camunda:inputOutput>'
         "</extensionElements><multi", 1), "", "outputs-of-loop"),
        (CAMUNDA, EXTENDED.format("startEvent", "", PUT.format("output", "output")).replace("</st", MESSAGE + "</st"),
         '<message id="m" name="m"/>', "parameters-elsewhere"),
        (CAMUNDA, EXTENDED.format("endEvent", "", PUT.format("output", "output")), "", "parameters-elsewhere"),
        (CAMUNDA, EXTENDED.format("parallelGateway", "", PUT.format("input", "input")), "", "parameters-elsewhere"),
        (CAMUNDA, TASK + AT.format("x", "", "<extensionElements>" + PUT.format("output", "output")
         + "</extensionElements>" + MESSAGE), '<message id="m" name="m"/>', "parameters-elsewhere"),
        (CAMUNDA, '<endEvent id="a"><escalationEventDefinition escalationRef="r"/></endEvent>',
         '<escalation id="r" name="r"/>', "nameless"),
        (CAMUNDA, '<endEvent id="a"><errorEventDefinition errorRef="r"/></endEvent>', '<error id="r" name="r"/>',
         "nameless"),
        (CAMUNDA, EXTENDED.format("userTask", "", '<camunda:executionListener event="start"/>'), "", "field-missing"),
        (CAMUNDA, EXTENDED.format("userTask", "", '<camunda:taskListener class="c.D"/>'), "", "field-missing"),
        (CAMUNDA, MAPPED.format('in source="x"'), "", "field-missing"),
        (CAMUNDA, MAPPED.format('in source="x" target=""'), "", "field-missing"),
        (CAMUNDA, MAPPED.format('out target="x"'), "", "field-missing"),
        (CAMUNDA, '<userTask id="a" camunda:assignee="${boss("/>', "", "expression-open"),
        (CAMUNDA, TASK + AT.format("x", "", MESSAGE), '<message id="m" name=""/>', "nameless"),
        (CAMUNDA, f'<startEvent id="x">{MESSAGE}</startEvent>', '<message id="m" name="m-${n}"/>', "name-computed"),
        (FLOWABLE, TASK, '<signal id="x"/>', "nameless"),
        (FLOWABLE, TASK, '<signal id="x" name="n"/><signal id="y" name="n"/>', "named-twice"),
        (FLOWABLE, TASK + AT.format("x", "", "<messageEventDefinition/>"), "", "event-without-name"),
        (FLOWABLE, TASK + AT.format("x", "", '<signalEventDefinition signalRef="lost"/>'), "", "unknown-reference"),
        (FLOWABLE, '<scriptTask id="a"><script/></scriptTask>', "", "field-missing"),
        (FLOWABLE, EXTENDED.format("serviceTask", ' flowable:type="http"',
         '<flowable:field name="requestUrl" stringValue="https://x.org"/>'), "", "field-missing"),
        (FLOWABLE, '<serviceTask id="a" flowable:type="mail"/>', "", "field-missing"),
        (ZEEBE, '<serviceTask id="a"/>', "", "field-missing"),
        (ZEEBE, JOB.replace('"t"', '""').format(""), "", "field-missing"),
        (ZEEBE, '<businessRuleTask id="a"/>', "", "field-missing"),
        (ZEEBE, JOB.replace("serviceTask", "businessRuleTask").format('<zeebe:calledDecision decisionId="d"/>'), "",
         "one-of-two"),
        (ZEEBE, JOB.format('<zeebe:ioMapping><zeebe:input source="=x" target="a b"/></zeebe:ioMapping>'), "",
         "wrong-value"),
        (ZEEBE, JOB.format('<zeebe:ioMapping><zeebe:output source="=x" target="true"/></zeebe:ioMapping>'), "",
         "wrong-value"),
        (ZEEBE, JOB.format('<zeebe:ioMapping><zeebe:input source="=x y (" target="a"/></zeebe:ioMapping>'), "",
         "wrong-expression"),
        (CLOUD, LOOP.format("<extensionElements><zeebe:loopCharacteristics inputCollection='x'/></extensionElements>"),
         "", "expression-wanted"),
        (ZEEBE, LOOP.format("<extensionElements><zeebe:loopCharacteristics inputCollection='=x' outputCollection='y'/>"
         "</extensionElements>"), "", "field-missing"),
        (ZEEBE, EXTENDED.format("userTask", "", '<zeebe:priorityDefinition priority="101"/>'), "", "wrong-value"),
        (ZEEBE, EXTENDED.format("userTask", "", '<zeebe:taskSchedule dueDate="12345"/>'), "", "wrong-value"),
        (ZEEBE, TASK + AT.format("x", "", "<signalEventDefinition/>"), "", "event-without-name"),
        (ZEEBE, '<receiveTask id="a"/>', "", "event-without-name"),
        (ZEEBE, '<endEvent id="t"><compensateEventDefinition waitForCompletion="false"/></endEvent>', "",
         "wrong-value"),
        (ZEEBE, f'<startEvent id="x">{MESSAGE}</startEvent>', '<message id="m" name="=n"/>', "name-computed"),
        (ZEEBE, TASK + AT.format("x", "", '<errorEventDefinition errorRef="r"/>'), '<error id="r" errorCode="=c"/>',
         "name-computed"),
        (ZEEBE, '<endEvent id="t"><errorEventDefinition errorRef="r"/></endEvent>', '<error id="r"/>', "nameless"),
        (ZEEBE, f'<intermediateThrowEvent id="t">{MESSAGE}</intermediateThrowEvent>', '<message id="m" name="m"/>',
         "field-missing"),
    ],
)  # fmt: skip
def test_a_file_says_what_its_engine_demands(namespace: str, inside: str, roots: str, code: str) -> None:
    assert refused(file(namespace, inside, roots)) == code


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ('<intermediateCatchEvent id="x"/><sequenceFlow id="f" sourceRef="s" targetRef="x"/>', "event-without-trigger"),
        ('<eventBasedGateway id="g"/>', "event-gateway-without-event"),
        (WAY.format("x") + '<intermediateCatchEvent id="x"><linkEventDefinition name="l"/></intermediateCatchEvent>',
         "event-gateway-target"),
        ('<intermediateThrowEvent id="x"><linkEventDefinition name="l"/></intermediateThrowEvent>',
         "link-without-target"),
        ('<callActivity id="a"/>', "call-of-nothing"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_refused(inside: str, code: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        read_definition(file(JBPM, inside))
    assert caught.value.code == code


def test_a_case_is_called_in_another_way() -> None:
    assert read_definition(file(CAMUNDA, '<callActivity id="a" camunda:caseRef="c"/>')).activities


@pytest.mark.parametrize(
    "inside",
    [
        GATE.format("exclusiveGateway", "") + WHEN.format("a", "x > 1") + '<serviceTask id="t"/>',
        '<scriptTask id="a"><script>x = 1</script></scriptTask><serviceTask id="t"/>',
        '<scriptTask id="a" scriptFormat="js"><script>next(null, 1)</script></scriptTask><serviceTask id="t"/>',
    ],
)
def test_a_drawing_tool_lends_its_namespace(inside: str) -> None:
    """Files of other engines are drawn with Camunda's tool; what they are written in shows that it is not their own."""
    assert read_definition(file(CAMUNDA, inside)).activities
    assert refused(file(CAMUNDA, '<serviceTask id="t"/>')) == "task-without-work"


@pytest.mark.parametrize(
    ("mark", "instead"),
    [("<definitions", '<definitions targetNamespace="smart"'), ('Executable="true"', 'Executable="false"')],
)
def test_a_file_says_that_it_is_not_for_the_engine_of_its_tool(mark: str, instead: str) -> None:
    drawn = file(CAMUNDA, '<serviceTask id="t"/>').decode()
    assert read_definition(drawn.replace(mark, instead).encode()).activities


def test_an_engine_is_known_by_more_than_its_namespace() -> None:
    """Camunda 7 began in Activiti's namespace, and a drawing for Camunda 8 need not have anything of Zeebe in it."""
    early = CAMUNDA.replace("camunda.org/schema/1.0", "activiti.org")
    began = file(early, '<eventBasedGateway id="g" camunda:asyncAfter="true"/>')
    assert refused(began) == "wrong-value"
    drawn = file(CLOUD.replace(ZEEBE, ""), '<serviceTask id="a"/>')
    assert refused(drawn) == "field-missing"


def test_an_end_may_have_input_parameters() -> None:
    inside = EXTENDED.format("endEvent", "", PUT.format("input", "input"))
    assert "a" in read_definition(file(CAMUNDA, inside)).activities
