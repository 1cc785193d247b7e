"""What stands still in the group: listed with its cause, tried again one by one or together, gone when it goes on."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import contextmanager

import pytest

from xieyun.access.actions import define_role, grant_role
from xieyun.access.actions.roles import Permission
from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.errors import InvalidInput, NotFound, Problem
from xieyun.kernel.models import AuditRow
from xieyun.organization.tests.factories import LONG_AGO
from xieyun.process import actions, incidents, selectors, services, tasks
from xieyun.process.errors import NobodyToUrge
from xieyun.process.models import EventSubscription, Incident, MessageDelivery, ProcessInstance, SignalReceipt
from xieyun.process.tests.factories import grant_administrator, linear, open_items, persons, publish, start, task, wrap
from xieyun.process.tests.other_system import connect, other_system, work
from xieyun.process.tests.test_api import Browser
from xieyun.process.tests.test_messages import deliver, receiver, sender

BREAKS = (
    '<serviceTask id="call" name="记账"><extensionElements><xieyun:service handler="test.breaks"/>'
    "</extensionElements></serviceTask>"
)


@contextmanager
def working(function=lambda call: {}):
    """The handler that is missing otherwise."""
    services.register("test.breaks")(function)
    try:
        yield
    finally:
        services.unregister("test.breaks")


def breaks(call):
    raise RuntimeError("the books are closed")


@pytest.fixture
def system(world):
    grant_administrator(world, "system")
    return world.actor("system")


def listed(actor, **given):
    return selectors.list_incidents(actor, **given)


def begin(world, *, times=1):
    code = publish(world, linear(BREAKS, task("after", persons(world, "head"))))
    return code, [actions.start_process(actor=world.actor("clerk"), code=code) for _ in range(times)]


def test_stopped_instances_are_listed_by_cause_and_tried_again_together(world, system):
    code, stopped = begin(world, times=3)
    other, (alone,) = begin(world)
    found = listed(system)
    assert (found["total"], found["kinds"]) == (4, [{"kind": "stopped", "count": 4}])
    assert [(row["code"], row["count"]) for row in found["processes"]] == [(code, 3), (other, 1)]
    row = found["items"][0]
    assert (row["instance_id"], row["name"], row["alike"], row["answerable"]) == (alone.instance_id, "记账", 1, True)
    assert row["zh"]
    assert selectors.portal_summary(system)["incidents"] == 4
    (first, *_) = listed(system, process=code)["items"]
    assert first["alike"] == 3
    with working():
        done = actions.retry_cause(actor=system, cause=first["cause"])
    assert ([line.problem for line in done.lines], done.left) == ([None] * 3, 0)
    assert [open_items(one) for one in stopped] == [[("after", "task", "open")]] * 3
    assert [row["instance_id"] for row in listed(system)["items"]] == [alone.instance_id]


def test_the_initiator_sees_where_it_stopped_and_that_nobody_can_be_urged(world, system):
    clerk, (_, (outcome,)) = world.actor("clerk"), begin(world)
    stopped = outcome.instance_id
    (row,) = selectors.list_instances(clerk)["items"]
    place = selectors.instance_detail(clerk, stopped)["current"]
    assert row["current"] == place
    assert [(one["name"], one["handlers"], one["stopped"]) for one in place] == [("记账", [], True)]
    for verbs in (row["verbs"], selectors.instance_detail(clerk, stopped)["verbs"]):
        (urge,) = [verb for verb in verbs if verb["verb"] == "urge"]
        assert (urge["allowed"], urge["reason"]) == (False, "目前没有其他人在办理，暂时不能催办。")
    with pytest.raises(NobodyToUrge):
        actions.urge(actor=clerk, instance_id=stopped)
    assert ProcessInstance.objects.get(id=stopped).urge_count == 0
    with working():
        actions.retry_incident(actor=system, incident_id=listed(system)["items"][0]["id"])
    place = selectors.instance_detail(clerk, stopped)["current"]
    assert [(one["activity"], one["stopped"]) for one in place] == [("after", False)]
    actions.urge(actor=clerk, instance_id=stopped)


SCRIPT = '<scriptTask id="t" name="计算税额" scriptFormat="{}"><script>{}</script></scriptTask>'
FAULTY = {
    "python": SCRIPT.format("python", 'tax = order["amount"] * 2'),
    "javascript": SCRIPT.format("javascript", "var tax = order.amount * 2"),
    "endless": SCRIPT.format("python", "n = 0\nwhile True:\n    n = n + 1"),
    "condition": '<exclusiveGateway id="t" name="金额判断"/><endEvent id="far"/><sequenceFlow id="f" sourceRef="t" '
    'targetRef="far"><conditionExpression>initiator + 1 &gt; 2</conditionExpression></sequenceFlow>',
    "timer": '<intermediateCatchEvent id="t" name="等几天"><timerEventDefinition><timeDuration>${days}</timeDuration>'
    "</timerEventDefinition></intermediateCatchEvent>",
    "decision": '<businessRuleTask id="t" name="定级" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'camunda:decisionRef="no-such-table"/>',
    "handler": '<serviceTask id="t" name="开票"><extensionElements><xieyun:service handler="test.none"/>'
    "</extensionElements></serviceTask>",
    "call": '<callActivity id="t" name="付款" calledElement="no-such-process"/>',
}


@pytest.mark.parametrize("fault", FAULTY)
def test_whatever_stops_is_told_in_chinese_and_says_what_to_do(world, system, fault):
    start(world, linear(FAULTY[fault]))
    (row,) = listed(system)["items"]
    assert not re.search(r"[A-Za-z]+ [A-Za-z]+", row["zh"]), row["zh"]
    assert re.search(r"(请|重试)[^。]*。$", row["zh"]), row["zh"]
    assert not re.search(r"[\u4e00-\u9fff]{2} ?[\u4e00-\u9fff]{2}", row["en"].replace(row["name"], "")), row["en"]


def test_what_stops_again_stays_one_incident_and_counts(world, system):
    _, (outcome,) = begin(world)
    (before,) = listed(system)["items"]
    actions.retry_incident(actor=system, incident_id=before["id"], reason="试试")
    (after,) = listed(system)["items"]
    assert (after["id"], after["since"], after["attempts"]) == (before["id"], before["since"], 2)
    actions.terminate(actor=system, instance_id=outcome.instance_id, reason="不再需要")
    assert listed(system)["items"] == []
    assert Incident.objects.count() == 0
    with pytest.raises(NotFound):
        actions.retry_incident(actor=system, incident_id=before["id"])


def process_keeper(world):
    """Somebody who administers processes and is no system administrator."""
    define_role(
        actor=system_actor(world.group.id), code="keeper", name="流程管理员",
        permissions=[Permission("process.definition", "administer", "group")],
    )  # fmt: skip
    grant_role(
        actor=system_actor(world.group.id), role_code="keeper", subject_kind="person",
        subject_id=world.person("auditor").id, valid_from=LONG_AGO,
    )  # fmt: skip
    return world.actor("auditor")


def test_only_who_administers_processes_sees_and_repairs(world, system):
    _, (outcome,) = begin(world)
    (row,) = listed(system)["items"]
    clerk = world.actor("clerk")
    for refused in (
        lambda: listed(clerk),
        lambda: actions.retry_incident(actor=clerk, incident_id=row["id"]),
        lambda: actions.retry_cause(actor=clerk, cause=row["cause"]),
    ):
        with pytest.raises(NotFound):
            refused()
    assert selectors.portal_summary(clerk)["incidents"] == 0
    keeper = process_keeper(world)
    assert listed(keeper)["administers_system"] is False
    with working():
        actions.retry_incident(actor=keeper, incident_id=row["id"])
    assert open_items(outcome) == [("after", "task", "open")]
    with pytest.raises(Problem):
        actions.jump(actor=keeper, instance_id=outcome.instance_id, target="call", reason="跳转")


def test_the_list_is_filtered_and_paged(world, system):
    code, outcomes = begin(world, times=3)
    begin(world)
    page = listed(system, process=code, page_size=2)
    rest = listed(system, process=code, page_size=2, cursor=page["next_cursor"])
    shown = [row["instance_id"] for row in [*page["items"], *rest["items"]]]
    assert shown == [one.instance_id for one in reversed(outcomes)]
    assert rest["next_cursor"] is None
    assert len(listed(system, kind="stopped")["items"]) == 4
    assert listed(system, kind="message")["items"] == []
    assert listed(system, query="没有这样的事")["items"] == []
    with pytest.raises(InvalidInput):
        listed(system, kind="other")


def failing(deliver_it, times):
    for _ in range(times):
        with pytest.raises(RuntimeError):
            deliver_it()


def after_wait(wait, more=""):
    """A process that waits and then calls the handler."""
    return wrap(
        f'<startEvent id="s"/>{wait}{BREAKS}<endEvent id="z"/><sequenceFlow id="f1" sourceRef="s" targetRef="r"/>'
        '<sequenceFlow id="f2" sourceRef="r" targetRef="call"/><sequenceFlow id="f3" sourceRef="call" targetRef="z"/>'
    ).replace(b"<process ", f"{more}<process ".encode(), 1)


def undelivered(world, system):
    """An instance that waits for a message which it cannot take; the message, and its incident."""
    wait = '<receiveTask id="r" name="等付款" messageRef="m" xieyun:correlationKey="= number"/>'
    outcome = start(world, after_wait(wait, '<message id="m" name="paid"/>'), number=4)
    with working(breaks):
        start(world, sender(world), number=4)
        with pytest.raises(RuntimeError):
            work()
        message = MessageDelivery.objects.get()
        failing(lambda: tasks.deliver_message(message_id=str(message.id)), incidents.PATIENCE - 2)
        assert listed(system)["items"] == []
        failing(lambda: tasks.deliver_message(message_id=str(message.id)), 1)
    (row,) = listed(system)["items"]
    return outcome, message, row


def test_a_message_whose_receiver_keeps_failing(world, system):
    outcome, _, row = undelivered(world, system)
    assert (row["kind"], row["instance_id"], row["name"], row["attempts"]) == (
        "message", outcome.instance_id, "等付款", incidents.PATIENCE,
    )  # fmt: skip
    assert "the books are closed" in row["zh"]
    with working():
        actions.retry_incident(actor=system, incident_id=row["id"], reason="账务已恢复")
        assert AuditRow.objects.filter(action="process.retry_incident").count() == 1
        work()
    assert ProcessInstance.objects.get(id=outcome.instance_id).status == "completed"
    assert listed(system)["items"] == []
    incidents.forget()
    assert Incident.objects.count() == 0


def test_a_timer_that_cannot_fire(world, system):
    wait = (
        '<intermediateCatchEvent id="r" name="等一天"><timerEventDefinition><timeDuration>P1D</timeDuration>'
        "</timerEventDefinition></intermediateCatchEvent>"
    )
    outcome = start(world, after_wait(wait))
    timer = outcome.instance_id
    with clock.frozen(clock.now() + dt.timedelta(days=2)):
        with working(breaks):
            failing(lambda: tasks.fire_timer(instance_id=str(timer), timer=number_of(timer)), incidents.PATIENCE)
        (row,) = listed(system)["items"]
        assert (row["kind"], row["name"], row["instance_id"]) == ("timer", "等一天", outcome.instance_id)
        with working():
            actions.retry_incident(actor=system, incident_id=row["id"])
            work()
    assert listed(system)["items"] == []
    assert ProcessInstance.objects.get(id=outcome.instance_id).status == "completed"


def number_of(instance_id):
    from xieyun.process.models import ProcessTimer

    return ProcessTimer.objects.get(instance_id=instance_id, status="waiting").number


SIGNAL = '<signal id="g" name="year-closed"/>'
CATCH = '<intermediateCatchEvent id="r" name="年结"><signalEventDefinition signalRef="g"/></intermediateCatchEvent>'


def untold(world, system):
    """An instance whose next activity fails whenever it is told of a signal, and the incident of that."""
    broken = start(world, after_wait(CATCH, SIGNAL))
    with working(breaks):
        actions.broadcast_signal(actor=system_actor(world.group.id), name="year-closed")
        at = clock.now()
        for minutes in range(12):
            with clock.frozen(at + dt.timedelta(minutes=2 * minutes)):
                work()
    (row,) = listed(system)["items"]
    return broken, row


def test_a_signal_that_one_instance_cannot_take_reaches_the_others_and_is_never_lost(world, system):
    fine = start(
        world,
        linear(CATCH, task("after", persons(world, "head"))).replace(b"<process ", f"{SIGNAL}<process ".encode(), 1),
    )
    broken, row = untold(world, system)
    assert open_items(fine) == [("after", "task", "open")]
    assert (row["kind"], row["instance_id"]) == ("signal", broken.instance_id)
    assert SignalReceipt.objects.count() == 1
    with working():
        actions.retry_incident(actor=system, incident_id=row["id"])
        work()
    assert ProcessInstance.objects.get(id=broken.instance_id).status == "completed"
    assert (SignalReceipt.objects.count(), listed(system)["items"]) == (0, [])


def test_a_suspended_instance_takes_a_signal_when_it_goes_on(world, system):
    xml = linear(CATCH, task("after", persons(world, "head"))).replace(b"<process ", f"{SIGNAL}<process ".encode(), 1)
    outcome = start(world, xml)
    actions.suspend(actor=system, instance_id=outcome.instance_id, reason="停一下")
    actions.broadcast_signal(actor=system_actor(world.group.id), name="year-closed")
    at = clock.now()
    for minutes in range(30):
        with clock.frozen(at + dt.timedelta(minutes=2 * minutes)):
            work()
    assert EventSubscription.objects.count() == 1
    assert listed(system)["items"] == []
    with clock.frozen(at + dt.timedelta(hours=2)):
        actions.resume(actor=system, instance_id=outcome.instance_id)
        work()
    assert open_items(outcome) == [("after", "task", "open")]


def test_an_answer_that_the_instance_cannot_take_is_kept_and_the_system_not_called_again(world, system):
    call = (
        '<serviceTask id="r" name="生成凭证"><extensionElements><xieyun:webhook connection="erp" path="/v"/>'
        "</extensionElements></serviceTask>"
    )
    with other_system() as erp:
        connect(world, erp.url)
        outcome = start(world, after_wait(call))
        at = clock.now()
        with working(breaks):
            for minutes in range(incidents.PATIENCE):
                with clock.frozen(at + dt.timedelta(hours=minutes)):
                    work()
        (row,) = listed(system)["items"]
        assert (row["kind"], row["name"], len(erp.requests)) == ("answer", "生成凭证", 1)
        assert row["answerable"]
        with working(), clock.frozen(at + dt.timedelta(hours=4)):
            actions.retry_incident(actor=system, incident_id=row["id"])
            work()
        assert len(erp.requests) == 1
    assert ProcessInstance.objects.get(id=outcome.instance_id).status == "completed"
    assert listed(system)["items"] == []


def test_over_http(world, system):
    _, outcomes = begin(world, times=2)
    browser = Browser(world, "system")
    found = browser.get("/process-incidents?kind=stopped").json()
    assert [row["instance_id"] for row in found["items"]] == [str(one.instance_id) for one in reversed(outcomes)]
    cause = found["items"][0]["cause"]
    assert browser.post("/process-incidents/retry", {"cause": cause}).json() == {"retried": 2, "refused": [], "left": 0}
    assert browser.get("/process-incidents").json()["total"] == 2
    with working():
        one = browser.post(f"/process-incidents/{found['items'][0]['id']}/retry", {})
        assert one.status_code == 200
    assert browser.get("/process-incidents").json()["total"] == 1
    clerk = Browser(world, "clerk")
    assert clerk.get("/process-incidents").status_code == 404
    assert clerk.post("/process-incidents/retry", {"cause": cause}).status_code == 404


def test_a_kept_message_and_a_living_receiver_are_no_incident(world, system):
    start(world, receiver(world), number=1)
    deliver(world, 2, keep=60)
    deliver(world, 1)
    assert listed(system)["items"] == []
