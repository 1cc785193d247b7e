"""Tasks that ask decisions of DMN files, as the vendors write them, through `xieyun process try`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from xieyun.cli import process_try

URIS = {
    "camunda": "http://camunda.org/schema/1.0/bpmn",
    "operaton": "http://operaton.org/schema/1.0/bpmn",
    "flowable": "http://flowable.org/bpmn",
    "activiti": "http://activiti.org/bpmn",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
    "spiffworkflow": "http://spiffworkflow.org/bpmn/schema/1.0/core",
    "xieyun": "https://xieyun.org/bpmn",
    "drools": "http://www.jboss.org/drools",
}
DISCOUNT = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="n" namespace="u">
<decision id="discount" name="Discount"><decisionTable hitPolicy="{policy}">
<input label="Amount"><inputExpression typeRef="number"><text>amount</text></inputExpression></input>
<output name="percent" typeRef="number"/><output name="reason" typeRef="string"/>
<rule><inputEntry><text>&gt;= 1000</text></inputEntry><outputEntry><text>10</text></outputEntry>
<outputEntry><text>"large"</text></outputEntry></rule>
<rule><inputEntry><text>[100..1000)</text></inputEntry><outputEntry><text>amount / 100</text></outputEntry>
<outputEntry/></rule></decisionTable></decision></definitions>"""
LARGE = {"percent": 10, "reason": "large"}


def process(task: str, name: str = "p") -> str:
    """A process with one task before a user task."""
    names = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in URIS.items() if f"{prefix}:" in task)
    return (
        f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"{names} targetNamespace="t">'
        f'<process id="{name}" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" '
        f'targetRef="t"/>{task}<sequenceFlow id="g" sourceRef="t" targetRef="u"/><userTask id="u"/>'
        "</process></definitions>"
    )


def asks(attributes: str, inside: str = "", kind: str = "businessRuleTask") -> str:
    """A task that asks a decision."""
    extensions = f"<extensionElements>{inside}</extensionElements>" if inside else ""
    return f'<{kind} id="t" {attributes}>{extensions}</{kind}>'


def tried(
    folder: Path, task: str, amount: int, *steps: str, table: str | None = DISCOUNT, policy: str = "FIRST"
) -> Any:
    """The outcome of a trial with the table beside the process, straight and saved after every step."""
    (folder / "p.bpmn").write_text(process(task))
    if table is not None:
        (folder / "rules.dmn").write_text(table.replace("{policy}", policy))
    data = json.dumps({"amount": amount})
    options = process_try.Options(file=str(folder / "p.bpmn"), data=data, steps=list(steps))
    straight = process_try.outcome(options)
    options.roundtrip = True
    assert process_try.outcome(options) == straight
    return straight


FIELD = '<{0}:field name="decisionTableReferenceKey"><{0}:string>discount</{0}:string></{0}:field>'
OUTPUT = '<camunda:outputParameter name="p">${decisionResult.getSingleResult().percent}</camunda:outputParameter>'
LISTENER = (
    '<camunda:executionListener event="end"><camunda:script scriptFormat="groovy">execution.setVariable("p", '
    "decisionResult.firstResult.percent)</camunda:script></camunda:executionListener>"
)
CASES = [
    (asks('camunda:decisionRef="discount" camunda:resultVariable="r"'), {"r": [LARGE]}),
    (
        asks('operaton:decisionRef="discount" operaton:resultVariable="r" operaton:mapDecisionResult="singleResult"'),
        {"r": LARGE},
    ),
    (asks('camunda:decisionRef="discount"', f"<camunda:inputOutput>{OUTPUT}</camunda:inputOutput>"), {"p": 10}),
    (asks('camunda:decisionRef="discount"', LISTENER), {"p": 10}),
    (asks("", '<zeebe:calledDecision decisionId="=&quot;discount&quot;" resultVariable="r"/>'), {"r": LARGE}),
    (asks('flowable:type="dmn"', FIELD.format("flowable"), "serviceTask"), LARGE),
    (asks('activiti:type="dmn"', FIELD.format("activiti"), "serviceTask"), LARGE),
    (asks("", "<spiffworkflow:calledDecisionId>discount</spiffworkflow:calledDecisionId>"), LARGE),
    (asks("", '<xieyun:decision ref="discount" result="r"/>'), {"r": LARGE}),
]


@pytest.mark.parametrize(("task", "expected"), CASES, ids=[case[0][20:70] for case in CASES])
def test_tasks_of_all_vendors_ask_the_decision_beside_them(tmp_path: Path, task: str, expected: dict[str, Any]) -> None:
    result = tried(tmp_path, task, 1200)
    assert result["status"] == "waiting", result["error"]
    assert result["data"] == {"amount": 1200, **expected}


def test_spiffworkflow_takes_the_first_row_and_members_of_variables(tmp_path: Path) -> None:
    table = DISCOUNT.replace("[100..1000)", "").replace('name="percent"', 'name="order.percent"')
    spiff = asks("", "<spiffworkflow:calledDecisionId>discount</spiffworkflow:calledDecisionId>")
    for task in (spiff, asks('camunda:decisionRef="discount"')):
        result = tried(tmp_path, task, 1200, table=table, policy="UNIQUE")
        assert result["data"] == {"amount": 1200, "order": {"percent": 10}, "reason": "large"}, result["error"]
    refused = tried(
        tmp_path, asks('camunda:decisionRef="discount" camunda:resultVariable="r"'), 1200, table=table, policy="UNIQUE"
    )
    assert "only one may" in refused["error"]


def test_an_element_that_a_decision_fills_stays_in_its_collection(tmp_path: Path) -> None:
    table = DISCOUNT.replace("<text>amount</text>", "<text>entry.sum</text>").replace(
        'name="percent"', 'name="entry.cut"'
    )
    loop = '<multiInstanceLoopCharacteristics camunda:collection="rows" camunda:elementVariable="entry"/>'
    task = f'<businessRuleTask id="t" camunda:decisionRef="discount">{loop}</businessRuleTask>'
    for rows in ([{"sum": 1200}, {"sum": 100}], {"a": {"sum": 1200}}):
        (tmp_path / "rules.dmn").write_text(table.replace("{policy}", "FIRST").replace("amount / 100", "1"))
        (tmp_path / "p.bpmn").write_text(process(task))
        options = process_try.Options(file=str(tmp_path / "p.bpmn"), data=json.dumps({"rows": rows}), steps=[])
        found = process_try.outcome(options)["data"]["rows"]
        entries = found if isinstance(found, list) else list(found.values())
        assert [entry["cut"] for entry in entries] == [10, 1][: len(entries)]


def test_several_rows_go_to_a_variable_named_like_the_table_in_flowable(tmp_path: Path) -> None:
    task = asks('flowable:type="dmn"', FIELD.format("flowable"), "serviceTask")
    assert tried(tmp_path, task, 500, policy="RULE ORDER")["data"]["discount"] == [{"percent": 5}]


CAMUNDA = asks('camunda:decisionRef="discount" camunda:resultVariable="r" camunda:mapDecisionResult="singleEntry"')


@pytest.mark.parametrize("binding", ["latest", "deployment", 'version" camunda:decisionRefVersion="2',
                                     'versionTag" camunda:decisionRefVersionTag="${tag}'])  # fmt: skip
def test_whatever_version_a_task_binds_the_one_table_of_the_trial_answers(tmp_path: Path, binding: str) -> None:
    task = asks(f'camunda:decisionRef="discount" camunda:resultVariable="d" camunda:decisionRefBinding="{binding}"')
    assert tried(tmp_path, task, 2000)["data"]["d"] == [LARGE]


VIP = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="n" namespace="u">
<decision id="discount" name="Discount"><decisionTable hitPolicy="FIRST">
<input><inputExpression typeRef="{type}"><text>vip</text></inputExpression></input>
<input><inputExpression typeRef="number"><text>amount</text></inputExpression></input><output name="percent"/>
<rule><inputEntry><text>-</text></inputEntry><inputEntry><text>&gt; 5000</text></inputEntry>
<outputEntry><text>10</text></outputEntry></rule>
<rule><inputEntry><text>== false</text></inputEntry><inputEntry><text>-</text></inputEntry>
<outputEntry><text>1</text></outputEntry></rule></decisionTable></decision></definitions>"""


def test_in_flowable_a_cell_may_not_look_at_a_variable_that_is_not_there(tmp_path: Path) -> None:
    task = asks('flowable:type="dmn"', FIELD.format("flowable"), "serviceTask")
    table = VIP.replace("{type}", "string")
    refused = tried(tmp_path, task, 100, table=table)
    assert refused["status"] == "error"
    assert "vip" in refused["error"]
    assert tried(tmp_path, task, 6000, table=table)["data"]["percent"] == 10  # nothing looked at it
    assert tried(tmp_path, task, 100, table=VIP.replace("{type}", "boolean"))["data"]["percent"] == 1
    ours = asks('camunda:decisionRef="discount" camunda:resultVariable="d" camunda:mapDecisionResult="singleEntry"')
    assert tried(tmp_path, ours, 100, table=table)["data"]["d"] is None


def test_a_decision_that_does_not_fit_is_an_incident_with_a_sentence(tmp_path: Path) -> None:
    result = tried(tmp_path, CAMUNDA, 1200)
    assert result["status"] == "error"
    assert "several outputs" in result["error"]


def test_without_a_table_a_step_gives_the_results(tmp_path: Path) -> None:
    assert tried(tmp_path, CAMUNDA, 1200, table=None)["waiting"][0]["id"] == "u"
    result = tried(tmp_path, CAMUNDA, 1200, 't={"r": 7}', table=None)
    assert result["data"] == {"amount": 1200, "r": 7}


def test_a_step_that_names_the_task_comes_before_the_table(tmp_path: Path) -> None:
    assert tried(tmp_path, CAMUNDA, 500, 't={"r": 7}')["data"]["r"] == 7


def test_a_decision_that_no_file_holds_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.bpmn").write_text(process(CAMUNDA))
    assert process_try.run([str(tmp_path / "p.bpmn"), "--data", '{"amount": 500}', "--json"]) == 0
    output = capsys.readouterr()
    assert json.loads(output.out)["error"] is None
    assert output.err.count("no DMN file holds the decision") == 1


def test_named_files_are_asked_and_no_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    away = tmp_path / "away"
    away.mkdir()
    (tmp_path / "p.bpmn").write_text(process(CAMUNDA))
    (tmp_path / "p.dmn").write_text(DISCOUNT.replace("{policy}", "FIRST").replace("amount / 100", "1"))
    (away / "other.dmn").write_text(DISCOUNT.replace("{policy}", "FIRST"))
    base = [str(tmp_path / "p.bpmn"), "--data", '{"amount": 500}', "--json"]
    assert process_try.run(base) == 0
    assert json.loads(capsys.readouterr().out)["data"]["r"] == 1
    assert process_try.run([*base, "--decision", str(away / "other.dmn")]) == 0
    assert json.loads(capsys.readouterr().out)["data"]["r"] == 5
    (away / "other.dmn").write_text("<!DOCTYPE d []><definitions/>")
    assert process_try.run([*base, "--decision", str(away / "other.dmn")]) == 1
    assert "entities" in json.loads(capsys.readouterr().out)["error"]
    assert process_try.run([*base, "--decision", str(away / "none.dmn")]) == 1


def test_decisions_beside_a_called_file_are_found(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "called.bpmn").write_text(process(CAMUNDA, "q").replace('<userTask id="u"/>', '<task id="u"/>'))
    (other / "rules.dmn").write_text(DISCOUNT.replace("{policy}", "FIRST"))
    mappings = '<camunda:in variables="all"/><camunda:out source="r" target="r"/>'
    task = f'<callActivity id="t" calledElement="q"><extensionElements>{mappings}</extensionElements></callActivity>'
    (tmp_path / "p.bpmn").write_text(process(task))
    options = process_try.Options(
        file=str(tmp_path / "p.bpmn"), calls=[str(other / "called.bpmn")], data='{"amount": 500}'
    )
    assert process_try.outcome(options)["data"]["r"] == 5


SHIPPING = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="Shipping" namespace="u">
<inputData id="i" name="Parcel"><variable name="Parcel"/></inputData>
<decision id="d1" name="Weight"><variable name="Weight"/><literalExpression><text>Parcel.kilos * 2</text>
</literalExpression></decision>
<decision id="d2" name="Carrier"><variable name="Carrier"/><informationRequirement><requiredDecision href="#d1"/>
</informationRequirement><literalExpression><text>if Weight &gt; 20 then "truck" else "bike"</text></literalExpression>
</decision></definitions>"""


def drools(outputs: dict[str, str], **asked: str) -> str:
    """A task in the notation of jBPM and Kogito: data inputs that say what is asked, and data outputs."""
    given = "".join(
        f"<dataInputAssociation><targetRef>in_{name}</targetRef><assignment><from><![CDATA[{value}]]></from>"
        f"<to>in_{name}</to></assignment></dataInputAssociation>"
        for name, value in asked.items()
    )
    names = [*asked, "Parcel"]
    inputs = "".join(f'<dataInput id="in_{name}" drools:dtype="Object" name="{name}"/>' for name in names)
    declared = "".join(f'<dataOutput id="out_{name}" name="{name}"/>' for name in outputs)
    results = "".join(
        f"<dataOutputAssociation><sourceRef>out_{name}</sourceRef><targetRef>{variable}</targetRef>"
        "</dataOutputAssociation>"
        for name, variable in outputs.items()
    )
    return (
        f'<businessRuleTask id="t" implementation="http://www.jboss.org/drools/dmn"><ioSpecification>{inputs}{declared}'
        f"</ioSpecification>{given}<dataInputAssociation><sourceRef>parcel</sourceRef><targetRef>in_Parcel</targetRef>"
        f"</dataInputAssociation>{results}</businessRuleTask>"
    )


def shipped(folder: Path, task: str, kilos: int) -> Any:
    """The outcome of a trial with the shipping model beside the process."""
    (folder / "p.bpmn").write_text(process(task))
    (folder / "shipping.dmn").write_text(SHIPPING)
    data = json.dumps({"parcel": {"kilos": kilos}})
    return process_try.outcome(process_try.Options(file=str(folder / "p.bpmn"), data=data, steps=[]))


def test_a_task_of_jbpm_asks_all_decisions_of_a_model(tmp_path: Path) -> None:
    task = drools({"Weight": "load", "Carrier": "by"}, namespace="u", model="Shipping")
    result = shipped(tmp_path, task, 11)
    assert result["status"] == "waiting", result["error"]
    assert (result["data"]["load"], result["data"]["by"]) == (22, "truck")
    assert shipped(tmp_path, task, 3)["data"]["by"] == "bike"


def test_a_task_of_jbpm_asks_one_decision_of_a_model(tmp_path: Path) -> None:
    result = shipped(tmp_path, drools({"Carrier": "by"}, namespace="u", model="Shipping", decision="Carrier"), 11)
    assert result["data"]["by"] == "truck"
    assert "load" not in result["data"]
    assert "Weight" not in result["data"]
