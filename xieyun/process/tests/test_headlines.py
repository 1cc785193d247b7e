"""Titles, summaries and reasons tell nobody what the form hides from him: in lists, searches, trails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import xieyun
from xieyun.access.actions import FieldRule, Permission, define_role
from xieyun.kernel.actor import system_actor
from xieyun.process import actions, selectors
from xieyun.process.tests.factories import item_of, publish, task, wrap
from xieyun.process.tests.test_records import submit
from xieyun.records.tests.factories import line, make_claim, make_kind, make_pool, ready_world
from xieyun.rules.actions import publish_decision_table

SUBJECT = "并购甲公司"
TABLE = {
    "title": {"zh": "授权表", "en": "Limits"},
    "inputs": [{"code": "subject", "title": "事由"}],
    "outputs": [{"code": "big", "title": "重大"}],
    "rows": [{"when": {"subject": f"'{SUBJECT}'"}, "then": {"big": True}, "because": "事由是并购"},
             {"then": {"big": False}, "because": "其他"}],
}  # fmt: skip


def rule(right):
    return f'<xieyun:fields><xieyun:field name="subject" right="{right}"/></xieyun:fields>'


def ready(right):
    """Claims are decided on, go to the head, and to the finance manager, who does not see what they are about."""
    world = ready_world()
    make_pool(world, make_kind(world, "住宿"))
    publish_decision_table(actor=system_actor(world.group.id), code="test.limits", content=TABLE)
    tasks = (
        '<startEvent id="start"/><businessRuleTask id="limits"><extensionElements>'
        '<xieyun:decision ref="test.limits" result="limits"/></extensionElements></businessRuleTask>'
        + task("head", 'kind="head"')
        + task("finance", 'kind="post" code="finance-manager" scope="unit"', rule(right))
        + '<endEvent id="end"/><sequenceFlow id="f0" sourceRef="start" targetRef="limits"/>'
        '<sequenceFlow id="f1" sourceRef="limits" targetRef="head"/>'
        '<sequenceFlow id="f2" sourceRef="head" targetRef="finance"/>'
        '<sequenceFlow id="f3" sourceRef="finance" targetRef="end"/>'
    )
    publish(world, wrap(tasks), code="test.claim", object_type="test.claim")
    claim = make_claim(world.actor("clerk"), line(make_kind(world), "10.00"), subject=SUBJECT)
    outcome = submit(world, claim)
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    return world, outcome


@pytest.fixture(params=["hidden", "masked"])
def case(db, request):
    world, outcome = ready(request.param)
    return world, outcome, request.param


def everything(actor, outcome, item):
    """What the pages show somebody of a task."""
    return {
        "to-do": selectors.list_work_items(actor)["items"],
        "home": selectors.portal_summary(actor),
        "item": selectors.work_item_detail(actor, item),
        "process": selectors.instance_detail(actor, outcome.instance_id),
    }


def test_the_title_leaves_out_what_the_activity_hides(case):
    world, outcome, right = case
    finance = world.actor("finance_manager")
    shown = everything(finance, outcome, item_of(world, outcome, "finance_manager"))
    for place, answer in shown.items():
        assert answer, place
        assert "并购甲" not in str(answer), place
    [item] = shown["to-do"]
    start, _, about = item["title"].rpartition(" · ")
    assert start.startswith("测试流程 · ")
    assert re.fullmatch(r"BX-\d{4}-\d{6}" + (" 并\\*\\*\\*" if right == "masked" else ""), about)
    assert item["title"] == shown["process"]["title"] == shown["item"]["title"]
    assert shown["home"]["oldest"]["title"] == item["title"]


def test_who_sees_the_field_reads_the_whole_title(case):
    world, *_ = case
    shown = selectors.list_work_items(world.actor("head"), box="done")["items"]
    assert SUBJECT in shown[0]["title"]
    assert SUBJECT in selectors.list_instances(world.actor("clerk"))["items"][0]["title"]


def test_a_search_finds_only_by_what_is_shown(case):
    world, *_ = case
    finance, number = world.actor("finance_manager"), selectors.list_work_items(world.actor("head"), box="done")
    serial = number["items"][0]["title"].rpartition(" · ")[2].split()[0]
    assert selectors.list_work_items(finance, query="甲公司") == {"items": [], "next_cursor": None}
    assert len(selectors.list_work_items(finance, query=serial)["items"]) == 1
    assert len(selectors.list_work_items(world.actor("head"), box="done", query="甲公司")["items"]) == 1


def test_hidden_finds_neither_fill_nor_lengthen_a_page(case):
    world, *_ = case
    for place in range(3):
        outcome = submit(world, make_claim(world.actor("clerk"), line(make_kind(world, f"类{place}")), subject=SUBJECT))
        actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    finance = world.actor("finance_manager")
    assert selectors.list_work_items(finance, query="甲公司", page_size=1) == {"items": [], "next_cursor": None}
    page = selectors.list_work_items(finance, query="BX-", page_size=3)
    rest = selectors.list_work_items(finance, query="BX-", page_size=3, cursor=page["next_cursor"])
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (3, 1, None)


def test_a_policy_of_the_viewer_counts_as_much_as_his_activity(case):
    world, outcome, _ = case
    define_role(
        actor=system_actor(world.group.id), code="head", name="head",
        permissions=[Permission("test.claim", "read", "department")],
        field_rules=[FieldRule("test.claim", "subject", "hidden")],
    )  # fmt: skip
    head = world.actor("head")
    assert "甲公司" not in str(selectors.list_work_items(head, box="done"))
    assert selectors.list_work_items(head, box="done", query="甲公司")["items"] == []
    assert "甲公司" not in str(selectors.instance_detail(head, outcome.instance_id))


def test_the_row_of_a_decision_is_told_to_who_sees_what_it_read(case):
    world, outcome, _ = case
    sentences = {
        role: " ".join(selectors.work_item_detail(world.actor(role), item)["why"]["sentences"])
        for role, item in (
            ("head", selectors.list_work_items(world.actor("head"), box="done")["items"][0]["id"]),
            ("finance_manager", item_of(world, outcome, "finance_manager")),
        )
    }
    assert "事由是并购" in sentences["head"]
    assert "授权表" in sentences["finance_manager"]
    assert "对您不可见" in sentences["finance_manager"]
    assert "事由是并购" not in sentences["finance_manager"]

    def decisions(role):
        trail = selectors.instance_detail(world.actor(role), outcome.instance_id)["trail"]
        return next(row["details"]["decisions"] for row in trail if "decisions" in row["details"])

    assert decisions("finance_manager") == [{"decision": "test.limits"}]
    assert decisions("head")[0]["rows"]


def test_a_claim_without_hidden_fields_keeps_its_title_and_cost(db):
    world, _ = ready("read")
    [item] = selectors.list_work_items(world.actor("finance_manager"))["items"]
    assert SUBJECT in item["title"]


def test_titles_leave_the_room_by_one_door():
    """Whoever selects a title elsewhere would show it as it is stored."""
    root = Path(xieyun.__file__).parent
    found = [
        str(path.relative_to(root))
        for folder in ("process/selectors", "process/routes", "messaging", "process/outside")
        for path in (root / folder).rglob("*.py")
        if re.search(r"\bi\.(title|summary)\b|instance\.title\b", path.read_text())
    ]
    assert found == ["process/selectors/headlines.py"]
