# ruff: noqa: E501
"""Files drawn in other tools are kept to the last byte: what we do not understand is neither lost nor rearranged."""

from __future__ import annotations

import pytest

from xieyun.process import engine
from xieyun.process.engine import DefinitionError, decode_file, encode_file
from xieyun.process.tests.factories import grant_administrator, publish
from xieyun.process.tests.test_api import Browser
from xieyun.process.tests.test_migrating import first, versions

_NAMESPACES = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
_SHAPE = (
    '<bpmndi:BPMNShape id="a_di" bpmnElement="a" bioc:fill="#fff"><dc:Bounds x="1.50" y="2" width="100" height="80"/>'
)

BPMN_IO = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- drawn by hand -->
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" {_NAMESPACES}
    xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0" id="d" targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s"/>
    <bpmn:userTask id="a" name="Prüfen &amp; 审核"/><bpmn:textAnnotation id="t"><bpmn:text>1 &lt; 2</bpmn:text></bpmn:textAnnotation>
    <bpmn:sequenceFlow id="f" sourceRef="s" targetRef="a"/></bpmn:process>
  <bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="p">{_SHAPE}</bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""

CAMUNDA = f"""<?xml version='1.0' encoding='utf-8' standalone='no'?>\r
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" {_NAMESPACES} xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="d" modeler:executionPlatformVersion="7.21.0">\r
  <bpmn:process id="p" isExecutable="true" camunda:historyTimeToLive="180"><bpmn:startEvent id="s" camunda:formKey="embedded:x"/>\r
    <bpmn:userTask camunda:assignee="${{initiator}}" id="a" camunda:unheard="of"><bpmn:extensionElements><camunda:properties><camunda:property name="x" value="y"/></camunda:properties></bpmn:extensionElements></bpmn:userTask>\r
\t<bpmn:sequenceFlow id="f" sourceRef="s" targetRef="a"/></bpmn:process>\r
</bpmn:definitions>"""

FLOWABLE = f"""<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" {_NAMESPACES} xmlns:flowable="http://flowable.org/bpmn" xmlns:design="http://flowable.org/design" design:palette="work" id="d" typeLanguage="http://www.w3.org/2001/XMLSchema">
  <process id="p" flowable:candidateStarterGroups="all"><startEvent id="s"/><userTask id="a" flowable:candidateUsers="ann,bob">
    <extensionElements><flowable:work-form-field-validation><![CDATA[false]]></flowable:work-form-field-validation></extensionElements></userTask>
    <sequenceFlow id="f" sourceRef="s" targetRef="a"><extensionElements><design:display_ref_in_diagram>true</design:display_ref_in_diagram></extensionElements></sequenceFlow></process>
</definitions>"""

SIGNAVIO = f"""<?xml version="1.0" encoding="ISO-8859-1" standalone="yes"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" {_NAMESPACES} xmlns:signavio="http://www.signavio.com" exporter="Signavio Process Editor" id="sid-d">
  <process id="sid-p" isExecutable="false"><extensionElements><signavio:signavioDiagramMetaData metaKey="revisionid" metaValue="é"/></extensionElements>
    <laneSet id="sid-l"><lane id="sid-1" name="Einkäufer"><flowNodeRef>sid-s</flowNodeRef><flowNodeRef>sid-a</flowNodeRef></lane></laneSet>
    <startEvent id="sid-s" name=""/><userTask id="sid-a" name="Rechnung prüfen"><extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc"/></extensionElements></userTask>
    <sequenceFlow id="sid-f" sourceRef="sid-s" targetRef="sid-a"/></process>
</definitions>
"""

FILES = {"bpmn.io": BPMN_IO, "Camunda": CAMUNDA, "Flowable": FLOWABLE, "Signavio": SIGNAVIO}


@pytest.mark.parametrize("tool", FILES)
def test_a_file_comes_back_as_it_was_given(world, tool):
    grant_administrator(world, "colleague")
    code = publish(world, first(world))
    keeper = Browser(world, "colleague")
    drafted = keeper.post(f"/process-definitions/{code}/draft", {"xml": FILES[tool]})
    assert drafted.status_code == 200, drafted.content
    path = f"/process-definition-versions/{drafted.json()['id']}"
    assert keeper.get(path).json()["xml"] == FILES[tool]
    assert keeper.post(f"{path}/publish").json()["xml"] == FILES[tool]
    assert bytes(versions(code)[-1].xml) == encode_file(FILES[tool])


def test_names_are_read_in_the_encoding_of_the_file():
    read = engine.read_definition(encode_file(SIGNAVIO))
    assert read.activities["sid-a"].name == "Rechnung prüfen"
    assert read.activities["sid-a"].lane == "Einkäufer"
    assert decode_file(SIGNAVIO.encode("iso-8859-1")) == SIGNAVIO
    assert decode_file("\ufeff".encode() + BPMN_IO.encode()) == BPMN_IO
    assert decode_file(SIGNAVIO.replace("ISO-8859-1", "UTF-16").encode("utf-16")).count("Einkäufer") == 1


def test_text_that_its_encoding_cannot_hold_is_refused(world):
    grant_administrator(world, "colleague")
    code = publish(world, first(world))
    wrong = SIGNAVIO.replace("Rechnung", "发票")
    answer = Browser(world, "colleague").post(f"/process-definitions/{code}/draft", {"xml": wrong})
    assert (answer.status_code, answer.json()["code"]) == (422, "definition-invalid")
    with pytest.raises(DefinitionError):
        encode_file(BPMN_IO.replace("UTF-8", "no-such-encoding"))
