"""Where a sent matter stands: with people, or waiting for a time, a message, a signal or another system."""

from __future__ import annotations

import datetime as dt

import pytest

from xieyun.kernel import clock
from xieyun.organization.tests.factories import make_assignment
from xieyun.process import actions, selectors
from xieyun.process.tests.factories import grant_administrator, item_of, linear, persons, start, task, wrap
from xieyun.process.tests.other_system import connect, other_system, work
from xieyun.process.tests.test_hostile import leave
from xieyun.process.tests.test_messages import receiver
from xieyun.process.tests.test_service_calls import webhook

NINE = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
MESSAGE = '<messageEventDefinition messageRef="m"/>'
PAUSE = "<timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition>"


def places(world, outcome):
    """Return the places of an instance in the initiator's list, which are those of its page."""
    clerk = world.actor("clerk")
    (row,) = [row for row in selectors.list_instances(clerk)["items"] if row["id"] == outcome.instance_id]
    assert row["current"] == selectors.instance_detail(clerk, outcome.instance_id)["current"]
    return [(one["name"], one["waits"], one["handlers"], one["until"]) for one in row["current"]]


def test_a_timer_is_told_by_the_time_when_it_is_due(world):
    with clock.frozen(NINE):
        wait = f'<intermediateCatchEvent id="r" name="公示两天">{PAUSE}</intermediateCatchEvent>'
        outcome = start(world, linear(wait, task("after", persons(world, "head"))))
        assert places(world, outcome) == [("公示两天", "timer", [], NINE + dt.timedelta(days=2))]


def test_a_message_and_a_signal_are_waited_for(world):
    outcome = start(world, receiver(world), number=4)
    assert places(world, outcome) == [("r", "message", [], None)]  # without a name of its own: the element's
    catch = '<intermediateCatchEvent id="r" name="年结"><signalEventDefinition signalRef="g"/></intermediateCatchEvent>'
    file = linear(catch).replace(b"<process ", b'<signal id="g" name="year-closed"/><process ', 1)
    assert places(world, start(world, file)) == [("年结", "signal", [], None)]


def test_another_system_is_waited_for_until_it_answers(world):
    with other_system() as erp:
        erp.script = [(201, {})]
        connect(world, erp.url)
        outcome = start(world, linear(webhook(), task("after", persons(world, "head"), name="核对")), amount=12)
        assert places(world, outcome) == [("生成凭证", "webhook", [], None)]
        work()
    assert [(name, waits) for name, waits, _, _ in places(world, outcome)] == [("核对", None)]


@pytest.mark.parametrize(
    "watch",
    [
        f'<boundaryEvent id="r" name="超时" attachedToRef="look" cancelActivity="false">{PAUSE}</boundaryEvent>',
        f'<boundaryEvent id="r" name="撤单" attachedToRef="look">{MESSAGE}</boundaryEvent>',
    ],
)
def test_what_may_interrupt_somebody_is_no_place_of_its_own(world, watch):
    file = wrap(
        f'<startEvent id="s"/>{task("look", persons(world, "head"), name="核对")}{watch}<endEvent id="z"/>'
        '<endEvent id="x"/><sequenceFlow id="a" sourceRef="s" targetRef="look"/>'
        '<sequenceFlow id="b" sourceRef="look" targetRef="z"/><sequenceFlow id="c" sourceRef="r" targetRef="x"/>'
    ).replace(b"<process ", b'<message id="m" name="cancelled"/><process ', 1)
    outcome = start(world, file)
    assert [(name, waits) for name, waits, _, _ in places(world, outcome)] == [("核对", None)]
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert places(world, outcome) == []


def test_what_comes_first_of_several_are_all_places(world):
    file = wrap(
        '<startEvent id="s"/><eventBasedGateway id="g"/><endEvent id="z"/><endEvent id="y"/>'
        f'<intermediateCatchEvent id="reply" name="等回函">{MESSAGE}</intermediateCatchEvent>'
        f'<intermediateCatchEvent id="late" name="逾期">{PAUSE}</intermediateCatchEvent>'
        '<sequenceFlow id="a" sourceRef="s" targetRef="g"/><sequenceFlow id="b" sourceRef="g" targetRef="reply"/>'
        '<sequenceFlow id="c" sourceRef="g" targetRef="late"/><sequenceFlow id="d" sourceRef="reply" targetRef="z"/>'
        '<sequenceFlow id="e" sourceRef="late" targetRef="y"/>'
    ).replace(b"<process ", b'<message id="m" name="replied"/><process ', 1)
    assert [(name, waits) for name, waits, _, _ in places(world, start(world, file))] == [
        ("等回函", "message"),
        ("逾期", "timer"),
    ]


NEVER = "<conditionalEventDefinition><condition>= amount &gt; 1000</condition></conditionalEventDefinition>"


def test_a_condition_is_waited_for(world):
    event = f'<intermediateCatchEvent id="r" name="等预算到位">{NEVER}</intermediateCatchEvent>'
    outcome = start(world, linear(event, task("after", persons(world, "head"))), amount=12)
    assert places(world, outcome) == [("等预算到位", "condition", [], None)]


def test_a_condition_is_a_place_also_beside_others(world):
    file = wrap(
        '<startEvent id="s"/><parallelGateway id="g"/><endEvent id="z"/><endEvent id="y"/>'
        f'<intermediateCatchEvent id="budget" name="等预算到位">{NEVER}</intermediateCatchEvent>'
        f"{task('look', persons(world, 'head'), name='核对')}"
        '<sequenceFlow id="a" sourceRef="s" targetRef="g"/><sequenceFlow id="b" sourceRef="g" targetRef="budget"/>'
        '<sequenceFlow id="c" sourceRef="g" targetRef="look"/><sequenceFlow id="d" sourceRef="budget" targetRef="z"/>'
        '<sequenceFlow id="e" sourceRef="look" targetRef="y"/>'
    )
    outcome = start(world, file, amount=12)
    assert [(name, waits) for name, waits, _, _ in places(world, outcome)] == [
        ("核对", None),
        ("等预算到位", "condition"),
    ]


def test_who_left_is_told_and_the_step_is_begun_anew_with_who_came_after(world):
    """The finance manager leaves, somebody else takes the post: the administrator starts the step where it stands."""
    outcome = start(world, linear(task("look", 'kind="post" code="finance-manager" scope="unit"', name="核对")))
    leave(world, "finance_manager")
    (place,) = selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["current"]
    assert [one["left"] for one in place["handlers"]] == [True]
    grant_administrator(world, "system")
    admin = world.actor("system")
    jump = next(one for one in selectors.instance_detail(admin, outcome.instance_id)["verbs"] if one["verb"] == "jump")
    assert [(one["id"], one["name"]) for one in jump["targets"]] == [("look", "核对（重新开始，重新确定办理人）")]
    make_assignment(world.finance, person=world.person("cashier"), post="finance-manager", kind="concurrent")
    actions.jump(actor=admin, instance_id=outcome.instance_id, target="look", reason="办理人已离职")
    assert item_of(world, outcome, "cashier")
    moved = selectors.instance_detail(admin, outcome.instance_id)["trail"][-1]
    assert (moved["verb"], moved["details"]["target_name"]) == ("jump", "核对")
    (place,) = selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["current"]
    assert [one["left"] for one in place["handlers"]] == [False]


def test_what_came_back_stands_with_its_initiator_though_the_start_has_no_name(world):
    outcome = start(world, linear(task("look", persons(world, "head"), name="核对")))
    head, item = world.actor("head"), item_of(world, outcome, "head")
    actions.send_back(actor=head, item_id=item, target="initiator", opinion="请补充")
    assert [name for name, _, _, _ in places(world, outcome)] == ["发起人"]


def test_who_waits_for_others_whom_he_asked_does_not_act_now(world):
    outcome = start(world, linear(task("check", persons(world, "head"), name="核对")))
    item, auditor = item_of(world, outcome, "head"), world.person("auditor")
    actions.delegate(actor=world.actor("head"), item_id=item, person_id=auditor.id, opinion="请先看")
    ((_, _, handlers, _),) = places(world, outcome)
    assert [one["name"] for one in handlers] == [auditor.name]
