"""Past instances: their histories are real, so they replay, show their trail, and go on where they stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.kernel.errors import Forbidden
from xieyun.process import actions, selectors
from xieyun.process.bulk import PastActor, PastDecision, PastInstance, import_finished
from xieyun.process.tests.factories import item_of, linear, open_items, persons, publish, task

DAY = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)
LIMIT = '<xieyun:timeLimit duration="PT8H" calendar="working" action="remind"/>'


def past(world, role):
    assignment = world.assignments[role]
    return PastActor(assignment.person_id, assignment.person.name, assignment.id, assignment.post.name)


def why(world, role):
    items = selectors.list_work_items(world.actor(role))["items"]
    return [selectors.work_item_detail(world.actor(role), item["id"])["why"]["sentences"] for item in items]


@pytest.fixture
def code(world):
    """Head with a time limit, then the cashiers' pool."""
    pool = persons(world, "cashier", "cashier_2") + ' pool="true"'
    return publish(world, linear(task("head", persons(world, "head"), LIMIT), task("pay", pool, LIMIT)))


def decision(world, role, days, outcome="approve"):
    return PastDecision(
        past(world, role), DAY + dt.timedelta(days=days), outcome, "同意" if outcome == "approve" else "不符"
    )


def test_finished_rejected_withdrawn_and_running(world, code):
    first = past(world, "clerk")
    rows = [
        PastInstance(code, first, DAY, "已付", decisions=[decision(world, "head", 1), decision(world, "cashier", 2)]),
        PastInstance(code, first, DAY, "不同意", decisions=[decision(world, "head", 1, "reject")]),
        PastInstance(
            code, first, DAY, "撤回", waiting_for=[past(world, "head")], withdrawn_at=DAY + dt.timedelta(hours=2)
        ),
        PastInstance(
            code, first, DAY, "待付", decisions=[decision(world, "head", 1)],
            waiting_for=[past(world, "cashier"), past(world, "cashier_2")],
        ),
    ]  # fmt: skip
    made = import_finished(system_actor(world.group.id), rows)
    assert [row.status for row in made] == ["completed", "rejected", "withdrawn", "running"]
    sent = selectors.list_instances(world.actor("clerk"))["items"]
    assert {row["title"] for row in sent} == {"已付", "不同意", "撤回", "待付"}
    steps = selectors.trail(world.actor("clerk"), made[0].instance_id, {})
    assert [(step["verb"], step["person"]["name"]) for step in steps] == [
        ("submit", world.person("clerk").name),
        ("approve", world.person("head").name),
        ("approve", world.person("cashier").name),
    ]
    assert open_items(made[3]) == [("pay", "pool", "open")]
    waiting = selectors.list_work_items(world.actor("cashier"))["items"][0]
    assert waiting["overdue"]
    actions.claim(actor=world.actor("cashier"), item_id=waiting["id"])
    actions.approve(actor=world.actor("cashier"), item_id=item_of(world, made[3], "cashier"))


def test_people_do_not_import(world, code):
    with pytest.raises(Forbidden):
        import_finished(world.actor("clerk"), [])


def test_what_waits_says_by_which_rule_it_came_where_that_finds_the_same_people(world):
    code = publish(world, linear(task("head", 'kind="head"'), task("pay", 'kind="pool" post="cashier"')))
    first = world.assignments["clerk"]
    clerk = replace(past(world, "clerk"), node_id=first.node_id, unit_id=first.node.unit_id)
    cashiers = [past(world, "cashier"), past(world, "cashier_2")]
    rows = [
        PastInstance(code, clerk, DAY, "负责人", waiting_for=[past(world, "head")]),
        PastInstance(code, clerk, DAY, "别人", waiting_for=[past(world, "colleague")]),
        PastInstance(code, clerk, DAY, "付款", decisions=[decision(world, "head", 1)], waiting_for=cashiers),
    ]
    import_finished(system_actor(world.group.id), rows)
    assert why(world, "head") == [["您是发起人所在部门的负责人。"]]
    assert why(world, "colleague") == [["按流程定义到达您的待办。"]]
    assert why(world, "cashier") == [[f"您在本单位担任“{world.assignments['cashier'].post.name}”。"]]
