"""Lanes as roles: who is asked for a user task that names nobody itself."""

from __future__ import annotations

import pytest

from xieyun.kernel.database import execute
from xieyun.process import actions, selectors
from xieyun.process.models import WorkItem
from xieyun.process.tests.factories import grant_administrator, item_of, persons, start, task, wrap

BARE = '<userTask id="step" name="step"/>'
SUB_PROCESS = (
    '<subProcess id="step"><startEvent id="begin"/><userTask id="inner" name="inner"/><endEvent id="over"/>'
    '<sequenceFlow id="i1" sourceRef="begin" targetRef="inner"/>'
    '<sequenceFlow id="i2" sourceRef="inner" targetRef="over"/></subProcess>'
)


def lane(name, inside="", *, holds="step", more=""):
    return (
        f'<lane id="lane-{name}" name="{name}">{more}'
        f"<flowNodeRef>start</flowNodeRef><flowNodeRef>{holds}</flowNodeRef>{inside}</lane>"
    )


def drawn(lanes, step=BARE):
    return wrap(
        f'<laneSet id="lanes">{lanes}</laneSet><startEvent id="start"/>{step}<endEvent id="end"/>'
        '<sequenceFlow id="f1" sourceRef="start" targetRef="step"/>'
        '<sequenceFlow id="f2" sourceRef="step" targetRef="end"/>'
    )


def asked(world, outcome):
    """Everybody whom the open items name or who may claim them, by their roles in the test's world."""
    people = execute(
        "SELECT coalesce(c.person_id, w.assignee_id) FROM work_item w "
        "LEFT JOIN work_item_candidate c ON c.item_id = w.id WHERE w.instance_id = %s AND w.status = 'open'",
        [outcome.instance_id],
    ).scalars()
    return {role for role, assignment in world.assignments.items() if assignment.person_id in people}


@pytest.mark.parametrize("step", [BARE, SUB_PROCESS])
@pytest.mark.parametrize(
    "lanes, expected",
    [
        (lane("finance-manager"), {"finance_manager"}),  # a post of the initiator's unit
        (lane("group-finance-head"), {"group_finance_head"}),  # of nobody there, but of somebody in the group
        (lane("system-administrator"), {"system"}),  # a role
        (lane("财务部", f'<childLaneSet id="inside">{lane("cashier")}</childLaneSet>'), {"cashier", "cashier_2"}),
        (
            lane("出纳", more='<extensionElements><xieyun:assignment kind="head"/></extensionElements>'),
            {"head"},
        ),
    ],
)
def test_a_lane_is_the_role_of_its_tasks(world, lanes, expected, step):
    grant_administrator(world, "system")
    outcome = start(world, drawn(lanes, step))
    assert asked(world, outcome) == expected
    role = min(expected)
    item = WorkItem.objects.get(instance_id=outcome.instance_id, status="open")
    assert actions.approve(actor=world.actor(role), item_id=item.id).status == "completed"


def test_a_task_names_its_handler_before_its_lane_does(world):
    outcome = start(world, drawn(lane("cashier"), task("step", persons(world, "head"))))
    assert asked(world, outcome) == {"head"}


def test_a_lane_that_names_no_role_asks_as_if_there_were_none(world):
    outcome = start(world, drawn(lane("第二阶段")))
    item = WorkItem.objects.get(instance_id=outcome.instance_id)
    assert item.open_to_all
    assert asked(world, outcome) == set()


def test_a_lane_whose_role_nobody_holds_leaves_it_to_the_policy(world):
    grant_administrator(world, "system")
    from xieyun.organization.tests.factories import make_post

    make_post(world.group, "archivist", "档案员")
    policy = '<extensionElements><xieyun:emptyAssignee policy="administrator"/></extensionElements>'
    outcome = start(world, drawn(lane("档案员"), f'<userTask id="step" name="step">{policy}</userTask>'))
    assert asked(world, outcome) == {"system"}


def test_the_page_says_that_it_came_by_the_lane(world):
    outcome = start(world, drawn(lane("finance-manager")))
    item = WorkItem.objects.get(instance_id=outcome.instance_id).id
    actions.claim(actor=world.actor("finance_manager"), item_id=item)
    detail = selectors.work_item_detail(world.actor("finance_manager"), item_of(world, outcome, "finance_manager"))
    assert "流程由“finance-manager”办理本环节，您在本单位担任。" in detail["why"]["sentences"]
