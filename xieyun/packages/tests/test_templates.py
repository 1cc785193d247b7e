"""A route that people walked becomes a template: the file is sound, names its people, and runs."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from xieyun.kernel.database import execute
from xieyun.kernel.errors import InvalidInput, NotFound
from xieyun.kernel.models import AuditRow
from xieyun.process import actions, engine, selectors
from xieyun.process.errors import VerbRefused
from xieyun.process.models import ProcessDefinition, WorkItem
from xieyun.process.tests.factories import grant_administrator, item_of, linear, persons, start, task
from xieyun.process.tests.test_api import Browser
from xieyun.records import actions as records

from .test_matters import MATTER, approve, extended, holders, send, step, who, world

__all__ = ["world"]


@pytest.fixture
def keeper(world):
    grant_administrator(world, "system")
    return world.actor("system")


def frozen(world, keeper, sent, **more):
    return actions.freeze_route(actor=keeper, instance_id=sent.instance_id, title="经营分析会材料", **more)


def offered(keeper, sent):
    steps = selectors.route_template(keeper, sent.instance_id)["steps"]
    return [{choice["id"]: choice["name"] for choice in entry["choices"]} for entry in steps]


def submit_by(world, version, role="clerk"):
    record = records.create_record(
        actor=world.actor(role), object_type=MATTER, values={"subject": "四季度经营分析会", "content": "请准备材料。"}
    )
    return actions.submit_record(
        actor=world.actor(role), object_type=MATTER, record_id=record.id, process=version.definition.code
    )


def mixed(world):
    return send(
        world,
        step(world, "head", name="部门意见"),
        step(world, "finance_manager", "cashier", kind="any", name="财务"),
        step(world, "auditor", name="审计", beside=True),
        step(world, "colleague", kind="cc", name="知会同事"),
        step(world, "cashier_2", "other_clerk", kind="sequence", name="登记"),
    )


def test_a_template_runs_as_the_route_did(world, keeper):
    sent = mixed(world)
    version = frozen(world, keeper, sent)
    assert (version.status, version.version, version.definition.object_type) == ("draft", 1, MATTER)
    assert selectors.start_of(world.actor("clerk"), MATTER)["templates"] == []
    actions.publish_version(actor=keeper, version_id=version.id)
    assert selectors.start_of(world.actor("clerk"), MATTER) == {
        "process": MATTER, "title": "自由协同", "free": True, "signature": "none",
        "templates": [{"code": version.definition.code, "title": "经营分析会材料"}],
    }  # fmt: skip
    again = submit_by(world, version)
    assert holders(again) == who(world, "head")
    approve(world, again, "head")
    assert holders(again) == who(world, "finance_manager", "cashier", "auditor")
    approve(world, again, "cashier")
    assert holders(again) == who(world, "auditor")
    assert not WorkItem.objects.filter(instance_id=again.instance_id, kind="notice").exists()
    approve(world, again, "auditor")
    told = WorkItem.objects.get(instance_id=again.instance_id, kind="notice")
    assert (told.assignee_id, told.activity_name) == (world.person("colleague").id, "知会同事")
    why = selectors.work_item_detail(world.actor("colleague"), told.id)["why"]["sentences"]
    assert why == ["流程在此环节知会您阅读。"]
    assert holders(again) == who(world, "cashier_2")
    approve(world, again, "cashier_2")
    assert approve(world, again, "other_clerk").status == "completed"


def test_the_file_is_a_drawn_process_that_a_trial_runs(world, keeper, tmp_path):
    version = frozen(world, keeper, mixed(world))
    xml = bytes(version.xml)
    tree = ElementTree.fromstring(xml)
    names = {"bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL", "di": "http://www.omg.org/spec/BPMN/20100524/DI"}
    process = tree.find("bpmn:process", names)
    drawn = {shape.get("bpmnElement") for shape in tree.iter(f"{{{names['di']}}}BPMNShape")}
    lines = {edge.get("bpmnElement") for edge in tree.iter(f"{{{names['di']}}}BPMNEdge")}
    flows = {flow.get("id") for flow in process.findall("bpmn:sequenceFlow", names)}
    nodes = {element.get("id") for element in process if element.get("id")} - flows
    assert (drawn, lines) == (nodes, flows)
    assert len(process.findall("bpmn:parallelGateway", names)) == 2
    file = tmp_path / "template.bpmn"
    file.write_bytes(xml)
    steps = ["部门意见", "财务", "审计", "登记", "登记"]
    command = [sys.executable, "-m", "xieyun.cli.main", "process", "try", str(file), "--json", "--roundtrip"]
    for name in steps:
        command += ["--do", name]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert (answer["status"], answer["error"]) == ("completed", None), answer
    left = [entry["name"] for entry in answer["trail"] if entry["event"] == "left" and entry["type"] in (
        "userTask", "sendTask"
    )]  # fmt: skip
    assert sorted(left[:3]) == sorted(["部门意见", "财务", "审计"])
    assert left[3:] == ["知会同事", "登记"]


def test_people_are_named_by_what_they_are_to_the_initiator(world, keeper):
    sent = send(world, step(world, "head"), step(world, "finance_manager"), step(world, "cashier", "cashier_2"))
    choices = offered(keeper, sent)
    assert choices[0]["head"] == "发起人的部门负责人"
    assert choices[0]["persons"] == f"指定人员：{world.person('head').name}"
    assert set(choices[1]) == {"persons", "post"}
    assert choices[1]["post"].endswith("（发起人所在单位）")
    assert set(choices[2]) == {"persons"}
    version = frozen(world, keeper, sent, choices=["head", "post", ""])
    actions.publish_version(actor=keeper, version_id=version.id)
    other = submit_by(world, version, "other_clerk")
    assert holders(other) == who(world, "other_head")
    mine = submit_by(world, version)
    approve(world, mine, "head")
    assert holders(mine) == who(world, "finance_manager")


def test_the_route_is_the_one_with_what_handlers_added_running_or_over(world, keeper):
    sent = extended(world, "run_again")
    assert [entry["name"] for entry in selectors.route_template(keeper, sent.instance_id)["steps"]] == [
        "办理", "核对", "办理", "办理"
    ]  # fmt: skip
    actions.withdraw(actor=world.actor("clerk"), instance_id=sent.instance_id)
    compiled = engine.read_definition(bytes(frozen(world, keeper, sent).xml))
    assert [node.name for node in compiled.user_tasks()] == ["办理", "核对", "办理", "办理"]


def test_it_is_kept_in_the_audit_log_and_told(world, keeper):
    sent = send(world, step(world, "head"))
    version = frozen(world, keeper, sent)
    row = AuditRow.objects.get(action="process.freeze_route")
    assert (row.target_id, json.loads(row.after)["code"]) == (str(sent.instance_id), version.definition.code)
    told = execute(
        "SELECT count(*) FROM kernel_outboxfact WHERE kind = 'process.freeze_route' AND subject_id = %s",
        [str(sent.instance_id)],
    )
    assert told.scalar() == 1
    assert AuditRow.objects.filter(action="process.save_draft_version").exists()


def test_only_who_administers_processes_is_offered_it_and_may(world, keeper):
    sent = send(world, step(world, "head"))

    def offers(role):
        return {verb["verb"] for verb in selectors.instance_detail(world.actor(role), sent.instance_id)["verbs"]}

    assert "freeze-route" in offers("system")
    assert "freeze-route" not in offers("clerk")
    with pytest.raises(NotFound):
        frozen(world, world.actor("clerk"), sent)
    with pytest.raises(NotFound):
        selectors.route_template(world.actor("clerk"), sent.instance_id)
    plain = start(world, linear(task("head", persons(world, "head"))))
    with pytest.raises(VerbRefused):
        frozen(world, keeper, plain)
    unlaid = send(world)
    assert "freeze-route" not in {
        verb["verb"] for verb in selectors.instance_detail(keeper, unlaid.instance_id)["verbs"]
    }
    with pytest.raises(VerbRefused):
        frozen(world, keeper, unlaid)


@pytest.mark.parametrize(
    "title, choices, path",
    [
        (" ", [], "title"), ("名" * 61, [], "title"), ("模板", ["persons"], "choices"),
        ("模板", ["persons", "dice"], "choices[1]"), ("模板", ["post", "unit-head"], "choices[1]"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_names_the_field(world, keeper, title, choices, path):
    sent = send(world, step(world, "head"), step(world, "cashier", "cashier_2"))
    with pytest.raises(InvalidInput) as refused:
        actions.freeze_route(actor=keeper, instance_id=sent.instance_id, title=title, choices=choices)
    assert [error.path for error in refused.value.fields] == [path]
    assert not ProcessDefinition.objects.filter(code__startswith="template.").exists()


def test_names_with_signs_do_not_break_the_file(world, keeper):
    sent = send(world, step(world, "head", name='<核对> & "签"'))
    version = actions.freeze_route(actor=keeper, instance_id=sent.instance_id, title='A&B "<模板>"')
    compiled = engine.read_definition(bytes(version.xml))
    assert [node.name for node in compiled.user_tasks()] == ['<核对> & "签"']


def test_a_template_of_another_type_or_a_draft_starts_nothing(world, keeper):
    version = frozen(world, keeper, send(world, step(world, "head")))
    with pytest.raises(InvalidInput) as refused:
        submit_by(world, version)
    assert [error.path for error in refused.value.fields] == ["process"]


def test_over_http(world, keeper):
    sent = send(world, step(world, "head"))
    browser, clerk = Browser(world, "system"), Browser(world, "clerk")
    path = f"/process-instances/{sent.instance_id}"
    assert browser.get(f"{path}/template").json()["steps"][0]["people"] == [world.person("head").name]
    made = browser.post(f"{path}/freeze-route", {"title": "模板", "choices": ["head"]})
    assert (made.status_code, made.json()["status"]) == (200, "draft"), made.content
    assert clerk.get(f"{path}/template").status_code == 404
    assert clerk.post(f"{path}/freeze-route", {"title": "模板"}).status_code == 404
    item = item_of(world, sent, "head")
    assert Browser(world, "head").get(f"/work-items/{item}").status_code == 200
