"""Submit, approve, end: the plain path, its trail and its refusals."""

from __future__ import annotations

import pytest

from xieyun.kernel.errors import NotFound
from xieyun.kernel.i18n import language_of
from xieyun.process import actions, selectors
from xieyun.process.errors import AlreadyHandled, OpinionRequired, StepRefused
from xieyun.process.models import ProcessEvent, ProcessInstance, WorkItem
from xieyun.process.tests.factories import item_of, linear, open_items, persons, start, task, wrap


@pytest.fixture
def two_steps(world):
    """Head, then finance manager."""
    return linear(
        task("head", persons(world, "head"), name="部门负责人"), task("finance", persons(world, "finance_manager"))
    )


def test_an_instance_walks_to_its_end(world, two_steps):
    outcome = start(world, two_steps)
    assert outcome.status == "running"
    first = actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"), opinion="同意报销")
    assert open_items(first) == [("finance", "task", "open")]
    last = actions.approve(actor=world.actor("finance_manager"), item_id=item_of(world, outcome, "finance_manager"))
    instance = ProcessInstance.objects.get(id=outcome.instance_id)
    assert (last.status, instance.status, instance.seq) == ("completed", "completed", 3)
    assert instance.finished_at is not None
    assert [row.verb for row in ProcessEvent.objects.filter(instance_id=instance.id).order_by("seq")] == [
        "submit", "approve", "approve",
    ]  # fmt: skip
    done = WorkItem.objects.get(instance_id=instance.id, activity_id="head")
    assert (done.status, done.outcome, done.assignee_id) == ("done", "approve", world.person("head").id)


def test_the_trail_says_who_in_which_post_with_which_words(world, two_steps):
    outcome = start(world, two_steps)
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"), opinion="同意报销")
    step = selectors.trail(world.actor("clerk"), outcome.instance_id, {})[1]
    assert step["person"]["name"] == world.person("head").name
    assert (step["verb"], step["verb_title"], step["opinion"]) == ("approve", "同意", "同意报销")
    assert (step["post_name"], step["unit_name"], step["activity_name"]) == (
        "department-head",
        "江海进出口",
        "部门负责人",
    )
    with language_of("en-US"):
        step = selectors.trail(world.actor("clerk"), outcome.instance_id, {})[1]
    assert step["verb_title"] == "Approve"


def test_a_done_item_names_who_acted(world, two_steps):
    outcome = start(world, two_steps)
    item = item_of(world, outcome, "head")
    actions.approve(actor=world.actor("head"), item_id=item)
    with pytest.raises(AlreadyHandled) as refusal:
        actions.approve(actor=world.actor("head"), item_id=item)
    assert refusal.value.params["name"] == world.person("head").name
    assert refusal.value.params["verb"] == "approve"


def test_somebody_elses_item_does_not_exist(world, two_steps):
    outcome = start(world, two_steps)
    with pytest.raises(NotFound):
        actions.approve(actor=world.actor("colleague"), item_id=item_of(world, outcome, "head"))
    with pytest.raises(NotFound):
        selectors.work_item_detail(world.actor("colleague"), item_of(world, outcome, "head"))


def test_rejecting_needs_a_reason_and_ends(world, two_steps):
    outcome = start(world, two_steps)
    item = item_of(world, outcome, "head")
    with pytest.raises(OpinionRequired):
        actions.reject(actor=world.actor("head"), item_id=item, opinion="  ")
    assert actions.reject(actor=world.actor("head"), item_id=item, opinion="票据不全").status == "rejected"
    assert open_items(outcome) == []


def test_a_loop_in_which_everybody_is_skipped_ends_the_prediction(world):
    """Who decided before is skipped: nobody ever waits in the loop, which the data never leaves."""
    skip = '<xieyun:duplicates policy="skip"/>'
    inner = (
        '<startEvent id="start"/><exclusiveGateway id="enter"/><exclusiveGateway id="leave" default="back"/>'
        + task("first", persons(world, "head"))
        + task("again", persons(world, "head"), skip)
        + '<endEvent id="end"/><sequenceFlow id="a" sourceRef="start" targetRef="first"/>'
        '<sequenceFlow id="b" sourceRef="first" targetRef="enter"/>'
        '<sequenceFlow id="c" sourceRef="enter" targetRef="again"/>'
        '<sequenceFlow id="d" sourceRef="again" targetRef="leave"/>'
        '<sequenceFlow id="back" sourceRef="leave" targetRef="enter"/>'
        '<sequenceFlow id="e" sourceRef="leave" targetRef="end">'
        "<conditionExpression>enough == 1</conditionExpression></sequenceFlow>"
    )
    outcome = start(world, wrap(inner), enough=0)
    shown = selectors.diagram(world.actor("clerk"), outcome.instance_id)
    assert shown["activities"]["first"]["state"] == "current"
    with pytest.raises(StepRefused):
        actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
