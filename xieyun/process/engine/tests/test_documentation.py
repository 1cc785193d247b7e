"""docs/bpmn.md claims only what a test proves, and leaves out nothing that the scenarios prove."""

from __future__ import annotations

import re

import yaml

from xieyun.process.engine.reading.nodes import FLOW_NODES

from .driver import HERE

DOCUMENT = (HERE.parents[3] / "docs" / "bpmn.md").read_text("utf-8")
SCENARIOS = yaml.safe_load((HERE / "scenarios.yaml").read_text("utf-8"))


def _proofs() -> set[str]:
    """Everything in the last column of a table that has a Proof column."""
    found: set[str] = set()
    in_table = False
    for line in DOCUMENT.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            in_table = False
        elif cells[-1] == "Proof":
            in_table = True
        elif in_table:
            found.update(re.findall(r"`([^`]+)`", cells[-1]))
    return found


def _proven() -> set[str]:
    rows = {row for scenario in SCENARIOS for row in scenario.get("row", ())}
    tests = {
        name
        for path in (*HERE.glob("test_*.py"), *(HERE.parents[1] / "tests").glob("test_*.py"))
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), flags=re.MULTILINE)
    }
    return rows | tests


def test_every_claim_has_a_proof() -> None:
    assert _proofs() - _proven() == set()


def test_every_proven_row_is_documented() -> None:
    rows = {row for scenario in SCENARIOS for row in scenario.get("row", ())}
    assert rows - _proofs() == set()


def test_all_43_patterns_are_listed() -> None:
    numbers = [int(number) for number in re.findall(r"^\| (\d+) \|", DOCUMENT, flags=re.MULTILINE)]
    assert numbers == list(range(1, 44))


# The elements of the schemas of BPMN 2.0 that can stand in a file (OMG formal/2011-01-03, Semantic.xsd).
SCHEMA = frozenset(
    [
        "adHocSubProcess",
        "assignment",
        "association",
        "auditing",
        "boundaryEvent",
        "businessRuleTask",
        "callActivity",
        "callChoreography",
        "callConversation",
        "cancelEventDefinition",
        "category",
        "categoryValue",
        "choreography",
        "choreographyTask",
        "collaboration",
        "compensateEventDefinition",
        "complexBehaviorDefinition",
        "complexGateway",
        "conditionalEventDefinition",
        "conversation",
        "conversationAssociation",
        "conversationLink",
        "correlationKey",
        "correlationProperty",
        "correlationPropertyBinding",
        "correlationPropertyRetrievalExpression",
        "correlationSubscription",
        "dataInput",
        "dataInputAssociation",
        "dataObject",
        "dataObjectReference",
        "dataOutput",
        "dataOutputAssociation",
        "dataState",
        "dataStore",
        "dataStoreReference",
        "definitions",
        "documentation",
        "endEvent",
        "endPoint",
        "error",
        "errorEventDefinition",
        "escalation",
        "escalationEventDefinition",
        "eventBasedGateway",
        "exclusiveGateway",
        "expression",
        "extension",
        "extensionElements",
        "formalExpression",
        "globalBusinessRuleTask",
        "globalChoreographyTask",
        "globalConversation",
        "globalManualTask",
        "globalScriptTask",
        "globalTask",
        "globalUserTask",
        "group",
        "humanPerformer",
        "implicitThrowEvent",
        "import",
        "inclusiveGateway",
        "inputSet",
        "interface",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "ioBinding",
        "ioSpecification",
        "itemDefinition",
        "lane",
        "laneSet",
        "linkEventDefinition",
        "manualTask",
        "message",
        "messageEventDefinition",
        "messageFlow",
        "messageFlowAssociation",
        "monitoring",
        "multiInstanceLoopCharacteristics",
        "operation",
        "outputSet",
        "parallelGateway",
        "participant",
        "participantAssociation",
        "participantMultiplicity",
        "partnerEntity",
        "partnerRole",
        "performer",
        "potentialOwner",
        "process",
        "property",
        "receiveTask",
        "relationship",
        "rendering",
        "resource",
        "resourceAssignmentExpression",
        "resourceParameter",
        "resourceParameterBinding",
        "resourceRole",
        "script",
        "scriptTask",
        "sendTask",
        "sequenceFlow",
        "serviceTask",
        "signal",
        "signalEventDefinition",
        "standardLoopCharacteristics",
        "startEvent",
        "subChoreography",
        "subConversation",
        "subProcess",
        "task",
        "terminateEventDefinition",
        "text",
        "textAnnotation",
        "timerEventDefinition",
        "transaction",
        "userTask",
    ]
)


def test_every_element_of_the_standard_is_claimed_or_not() -> None:
    section = DOCUMENT.split("### Every element of the standard", 1)[1].split("\n## ", 1)[0]
    listed = re.findall(r"`([A-Za-z]+)`", "".join(line.split("|")[1] for line in section.splitlines() if "|" in line))
    assert len(listed) == len(set(listed))
    assert SCHEMA - set(listed) == set()


def test_what_the_reader_knows_is_documented() -> None:
    listed = set(re.findall(r"`([A-Za-z]+)`", DOCUMENT))
    assert FLOW_NODES - listed == set()
