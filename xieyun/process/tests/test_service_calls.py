"""Calls to handlers and other systems: after the step, again and again, given up, answered once."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import time

import pytest
from django.db import connection

from xieyun.kernel import clock
from xieyun.kernel.errors import Problem
from xieyun.process import actions, selectors, services
from xieyun.process.models import Connection, Incident, ProcessEvent, ProcessInstance, ServiceCall
from xieyun.process.tests.factories import grant_administrator, linear, open_items, persons, start, task, wrap
from xieyun.process.tests.other_system import SECRET, connect, other_system, work


@pytest.fixture
def erp():
    with other_system() as made:
        yield made


def webhook(more="", inside="", retry='<xieyun:retry attempts="3" firstDelay="PT10S" maximumDelay="PT15S"/>'):
    """A service task that asks the ERP for a voucher."""
    return (
        '<serviceTask id="post" name="生成凭证"><extensionElements>'
        f'<xieyun:webhook connection="erp" path="/vouchers" {more}><xieyun:body name="amount" value="= amount"/>'
        f'<xieyun:header name="X-Kind" value="claim"/>{inside}{retry}</xieyun:webhook>'
        "</extensionElements></serviceTask>"
    )


ANSWERS = '<xieyun:answer name="voucher" value="= answer.body.number"/>'


def begin(world, *tasks, **variables):
    return start(world, linear(*tasks, task("after", persons(world, "head"))), amount=12, **variables)


def call_of(outcome):
    return ServiceCall.objects.get(instance_id=outcome.instance_id)


def variables_of(outcome):
    return ProcessInstance.objects.get(id=outcome.instance_id).variables["g"]


def later(seconds):
    return clock.frozen(clock.now() + dt.timedelta(seconds=seconds))


def test_a_webhook_is_called_after_the_step_and_its_answer_becomes_variables(world, erp):
    erp.script = [(201, {"number": "V-7"})]
    connect(world, erp.url, authentication="hmac-sha256", secret=SECRET)
    outcome = begin(world, webhook(inside=ANSWERS))
    assert erp.requests == []
    assert call_of(outcome).status == "waiting"
    assert work() == ["process.call_service"]
    assert open_items(outcome) == [("after", "task", "open")]
    assert variables_of(outcome) == {"amount": 12, "voucher": "V-7"}
    assert call_of(outcome).status == "done"
    (got,) = erp.requests
    assert (got["method"], got["path"], got["body"]) == ("POST", "/erp/vouchers", b'{"amount":12}')
    assert got["headers"]["X-Kind"] == "claim"
    assert got["headers"]["Idempotency-Key"] == call_of(outcome).idempotency_key
    signed = f"{got['headers']['X-Xieyun-Timestamp']}\nPOST\n/erp/vouchers\n".encode() + got["body"]
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert got["headers"]["X-Xieyun-Signature"] == f"hmac-sha256={expected}"
    assert [row.verb for row in ProcessEvent.objects.filter(instance_id=outcome.instance_id).order_by("seq")] == [
        "submit", "service",
    ]  # fmt: skip


def test_sm3_signs_and_the_secret_is_stored_sealed(world, erp):
    connect(world, erp.url, authentication="hmac-sm3", secret=SECRET)
    begin(world, webhook())
    work()
    got = erp.requests[0]
    signed = f"{got['headers']['X-Xieyun-Timestamp']}\nPOST\n/erp/vouchers\n".encode() + got["body"]
    assert got["headers"]["X-Xieyun-Signature"] == f"hmac-sm3={hmac.new(SECRET.encode(), signed, 'sm3').hexdigest()}"
    assert SECRET.encode() not in bytes(Connection.objects.get().secret)


@pytest.mark.parametrize("answer", ["a\0b", "\ud800", 2**70, object(), "x" * 3_000_000])
def test_what_a_handler_gives_and_nobody_can_keep_stops_the_step_with_a_sentence(world, answer):
    services.register("test.odd", asynchronous=True)(lambda call: {"found": answer})
    service = '<xieyun:service handler="test.odd"><xieyun:retry attempts="1"/></xieyun:service>'
    try:
        outcome = begin(world, f'<serviceTask id="ask"><extensionElements>{service}</extensionElements></serviceTask>')
        work()
    finally:
        services.unregister("test.odd")
    (stopped,) = Incident.objects.filter(instance_id=outcome.instance_id, open=True)
    assert (stopped.kind, stopped.activity_id) == ("stopped", "ask")
    assert stopped.zh
    assert call_of(outcome).status == "dead"


def test_more_than_can_be_told_another_system_stops_the_step_with_a_sentence(world, erp):
    connect(world, erp.url)
    bodies = "".join(f'<xieyun:body name="part_{number}" value="= rows"/>' for number in range(300))
    outcome = begin(world, webhook(inside=bodies), rows="x" * 9_000)
    (stopped,) = Incident.objects.filter(instance_id=outcome.instance_id, open=True)
    assert "2048 KiB" in stopped.zh
    assert not ServiceCall.objects.filter(instance_id=outcome.instance_id)


def test_it_is_tried_again_with_the_same_key_and_longer_pauses(world, erp):
    erp.script = [(503, {}), (500, {}), (200, {"number": 1})]
    connect(world, erp.url)
    outcome = begin(world, webhook(inside=ANSWERS))
    at = clock.now()
    with clock.frozen(at):
        work()
        first = call_of(outcome)
        assert (first.status, first.attempts) == ("failed", 1)
        assert 8 <= (first.next_at - at).total_seconds() <= 10
        assert "503" in first.last_error["zh"]
        assert work() == []
    with clock.frozen(at + dt.timedelta(seconds=11)):
        work()
        second = call_of(outcome)
        assert 12 <= (second.next_at - clock.now()).total_seconds() <= 15
    with clock.frozen(at + dt.timedelta(seconds=30)):
        work()
    assert call_of(outcome).status == "done"
    assert len(set(erp.keys())) == 1
    assert variables_of(outcome)["voucher"] == 1


def give_up(outcome):
    at = clock.now()
    for number in range(4):
        with clock.frozen(at + dt.timedelta(minutes=number)):
            work()


def test_after_the_last_attempt_an_incident_waits_for_an_administrator(world, erp):
    erp.script = [(500, {"why": "down"})]
    connect(world, erp.url)
    grant_administrator(world, "system")
    outcome = begin(world, webhook(inside=ANSWERS))
    give_up(outcome)
    assert len(erp.requests) == 3
    assert call_of(outcome).status == "dead"
    system = world.actor("system")
    shown = selectors.instance_outside(system, outcome.instance_id)
    (incident,) = shown["incidents"]
    assert (incident["name"], incident["code"], incident["answerable"]) == ("生成凭证", "service-failed", True)
    assert "500" in incident["zh"]
    erp.script = [(200, {"number": "V-8"})]
    actions.retry(actor=system, instance_id=outcome.instance_id, token=incident["token"])
    work()
    assert variables_of(outcome)["voucher"] == "V-8"
    assert len(set(erp.keys())) == 1
    assert selectors.instance_outside(system, outcome.instance_id)["incidents"] == []


def test_an_administrator_answers_by_hand(world, erp):
    erp.script = [(400, {"why": "no such account"})]
    connect(world, erp.url)
    grant_administrator(world, "system")
    outcome = begin(world, webhook(inside=ANSWERS))
    work()  # 400 is no reason to try again
    assert len(erp.requests) == 1
    system = world.actor("system")
    token = selectors.instance_outside(system, outcome.instance_id)["incidents"][0]["token"]
    with pytest.raises(Problem):
        actions.answer_by_hand(
            actor=world.actor("clerk"), instance_id=outcome.instance_id, token=token, values={}, reason="x"
        )
    actions.answer_by_hand(
        actor=system, instance_id=outcome.instance_id, token=token, values={"voucher": "手工 1"}, reason="已线下入账"
    )
    assert variables_of(outcome)["voucher"] == "手工 1"
    assert open_items(outcome) == [("after", "task", "open")]
    assert call_of(outcome).status == "done"


def test_a_waiting_call_answered_by_hand_is_not_made_any_more(world, erp):
    erp.script = [(503, {})]
    connect(world, erp.url)
    grant_administrator(world, "system")
    outcome = begin(world, webhook())
    work()
    system = world.actor("system")
    (call,) = selectors.instance_outside(system, outcome.instance_id)["calls"]
    assert (call["status"], call["attempts"], call["maximum_attempts"]) == ("failed", 1, 3)
    actions.answer_by_hand(
        actor=system, instance_id=outcome.instance_id, token=call["token"], values={}, reason="线下完成"
    )
    with later(60):
        work()
    assert len(erp.requests) == 1


def test_answers_that_are_errors_of_the_model_go_to_its_error_event(world, erp):
    erp.script = [(409, {"code": "DUPLICATE"})]
    connect(world, erp.url)
    xml = wrap(
        '<startEvent id="s"/>'
        + webhook(inside='<xieyun:error status="409" code="= answer.body.code"/>')
        + '<boundaryEvent id="b" attachedToRef="post"><errorEventDefinition errorRef="e1"/></boundaryEvent>'
        + task("fix", persons(world, "head"))
        + '<endEvent id="z"/><sequenceFlow id="f1" sourceRef="s" targetRef="post"/>'
        '<sequenceFlow id="f2" sourceRef="post" targetRef="z"/><sequenceFlow id="f3" sourceRef="b" targetRef="fix"/>'
        '<sequenceFlow id="f4" sourceRef="fix" targetRef="z"/>'
    ).replace(b"<process ", b'<error id="e1" errorCode="DUPLICATE"/><process ')
    outcome = start(world, xml, amount=1)
    work()
    assert open_items(outcome) == [("fix", "task", "open")]


def test_a_job_that_runs_twice_calls_twice_and_completes_once(world, erp):
    """The worker died between answer and receipt: the call is made again under its key, the task completes once."""
    from xieyun.process.outside import calls, performing

    erp.script = [(200, {"number": 1}), (200, {"number": 2})]
    connect(world, erp.url)
    outcome = begin(world, webhook(inside=ANSWERS))
    lost = calls._begin(call_of(outcome).id)
    answer = performing.perform(lost)  # and then nothing more: killed
    work()
    assert call_of(outcome).status == "running"
    with later(3600):
        calls.run(lost.id)
    assert variables_of(outcome)["voucher"] == 2
    calls.finish(lost, answer)  # the dead worker was only slow, and comes back
    assert variables_of(outcome)["voucher"] == 2
    assert open_items(outcome) == [("after", "task", "open")]
    assert len(set(erp.keys())) == 1
    assert ProcessEvent.objects.filter(instance_id=outcome.instance_id, verb="service").count() == 1


def test_a_call_that_kills_its_workers_is_given_up(world, erp):
    from xieyun.process import tasks
    from xieyun.process.outside import calls

    connect(world, erp.url)
    outcome = begin(world, webhook())
    at = clock.now()
    for number in range(3):
        with clock.frozen(at + dt.timedelta(hours=number)):
            assert calls._begin(call_of(outcome).id) is not None  # and dead
    with clock.frozen(at + dt.timedelta(hours=4)):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
        tasks.sweep_timers.func()
        work()
    assert (call_of(outcome).status, erp.requests) == ("dead", [])
    assert "多次中断" in call_of(outcome).last_error["zh"]


def test_a_call_nobody_waits_for_is_not_made(world, erp):
    connect(world, erp.url)
    grant_administrator(world, "system")
    outcome = begin(world, webhook())
    actions.terminate(actor=world.actor("system"), instance_id=outcome.instance_id, reason="作废")
    work()
    assert erp.requests == []
    assert call_of(outcome).status == "cancelled"


@pytest.mark.parametrize("more", ["", '"' * 450_000])
def test_a_suspended_instance_makes_no_calls_and_takes_no_answers(world, erp, more):
    from xieyun.process.outside import calls, performing

    erp.script = [(200, {"number": 5, "more": more})]
    connect(world, erp.url)
    grant_administrator(world, "system")
    system = world.actor("system")
    outcome = begin(world, webhook(inside=ANSWERS))
    begun = calls._begin(call_of(outcome).id)
    answer = performing.perform(begun)
    actions.suspend(actor=system, instance_id=outcome.instance_id, reason="核查")
    calls.finish(begun, answer)
    assert call_of(outcome).status == "answered"
    with later(600):
        work()
        assert call_of(outcome).status == "answered"
        actions.resume(actor=system, instance_id=outcome.instance_id)
        work()
    assert variables_of(outcome)["voucher"] == 5
    assert len(erp.requests) == 1


def test_compensation_may_be_a_webhook(world, erp):
    connect(world, erp.url)
    xml = wrap(
        '<startEvent id="s"/>' + webhook() + '<boundaryEvent id="c" attachedToRef="post"><compensateEventDefinition/>'
        '</boundaryEvent><serviceTask id="undo" isForCompensation="true"><extensionElements>'
        '<xieyun:webhook connection="erp" path="= \'/vouchers/\' + string(amount)" method="DELETE"/>'
        '</extensionElements></serviceTask><association associationDirection="One" sourceRef="c" targetRef="undo"/>'
        '<intermediateThrowEvent id="t"><compensateEventDefinition/></intermediateThrowEvent>'
        + task("after", persons(world, "head"))
        + '<endEvent id="z"/><sequenceFlow id="f1" sourceRef="s" targetRef="post"/>'
        '<sequenceFlow id="f2" sourceRef="post" targetRef="t"/><sequenceFlow id="f3" sourceRef="t" targetRef="after"/>'
        '<sequenceFlow id="f4" sourceRef="after" targetRef="z"/>'
    )
    outcome = start(world, xml, amount=12)
    work()
    assert [(got["method"], got["path"]) for got in erp.requests] == [
        ("POST", "/erp/vouchers"), ("DELETE", "/erp/vouchers/12"),
    ]  # fmt: skip
    assert open_items(outcome) == [("after", "task", "open")]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"private_allowed": False}, "内网地址"),
        ({"active": False}, "没有可用的连接"),
    ],
)
def test_what_the_administrator_did_not_allow_is_not_reached(world, erp, given, told):
    connect(world, erp.url, **given)
    outcome = begin(world, webhook())
    work()
    assert erp.requests == []
    assert call_of(outcome).status == "dead"
    assert told in call_of(outcome).last_error["zh"]


def test_redirects_are_not_followed(world, erp):
    erp.script = [(302, {}, ("Location", "http://169.254.169.254/"))]
    connect(world, erp.url)
    outcome = begin(world, webhook())
    work()
    assert (call_of(outcome).status, len(erp.requests)) == ("dead", 1)


@pytest.mark.parametrize("answer", [None, lambda got: time.sleep(3), (200, b"{not json")])
def test_lines_that_break_slow_systems_and_rubbish_are_tried_again(world, erp, answer):
    erp.script = [answer]
    connect(world, erp.url)
    outcome = begin(world, webhook('timeout="PT1S"'))
    work()
    assert (call_of(outcome).status, call_of(outcome).attempts) == ("failed", 1)


def test_a_huge_answer_is_refused(world, erp):
    erp.script = [(200, b'"' + b"x" * (1 << 20) + b'"')]
    connect(world, erp.url)
    outcome = begin(world, webhook())
    work()
    assert "1 MiB" in call_of(outcome).last_error["zh"]


# -- registered handlers


@pytest.fixture
def handler():
    """Register handlers for one test."""
    names = []

    def register(name, function, **options):
        names.append(name)
        services.register(name, **options)(function)

    yield register
    for name in names:
        services.unregister(name)


def service(name, more="", inside=""):
    return (
        f'<serviceTask id="{name}"><extensionElements><xieyun:service handler="test.{name}" {more}>'
        f'<xieyun:input name="amount" value="= amount"/>{inside}</xieyun:service></extensionElements></serviceTask>'
    )


def test_an_asynchronous_handler_runs_after_the_step_and_again_after_a_failure(world, handler):
    got = []

    def pay(call):
        got.append((call.attempt, call.idempotency_key, dict(call.input)))
        if len(got) == 1:
            raise ConnectionError("the bank is closed")
        return {"receipt": "R1"}

    handler("test.pay", pay, asynchronous=True)
    outcome = begin(world, service("pay"))
    assert got == []
    work()
    assert "the bank is closed" in call_of(outcome).last_error["en"]
    with later(60):
        work()
    assert [attempt for attempt, _, _ in got] == [1, 2]
    assert len({key for _, key, _ in got}) == 1
    assert variables_of(outcome)["receipt"] == "R1"


def test_a_model_may_put_any_handler_after_the_step(world, handler):
    handler("test.note", lambda call: {"noted": call.input["amount"]})
    outcome = begin(world, service("note", 'async="true"'))
    assert "noted" not in variables_of(outcome)
    work()
    assert variables_of(outcome)["noted"] == 12


def test_a_handler_inside_the_step_that_fails_leaves_nothing_when_it_runs_as_a_job(world, handler):
    def half(call):
        ProcessInstance.objects.filter(id=call.instance.id).update(urge_count=7)
        raise ConnectionError("no")

    handler("test.half", half)
    outcome = begin(world, service("half", 'async="true"'))
    work()
    assert call_of(outcome).status == "failed"
    assert ProcessInstance.objects.get(id=outcome.instance_id).urge_count == 0


def test_handlers_throw_errors_and_refuse(world, handler):
    def refuse(call):
        raise services.ServiceRefused("账号已冻结")

    handler("test.refuse", refuse, asynchronous=True)
    outcome = begin(world, service("refuse"))
    work()
    assert (call_of(outcome).status, call_of(outcome).attempts) == ("dead", 1)
    assert "账号已冻结" in call_of(outcome).last_error["zh"]


def test_a_handler_that_refuses_inside_the_step_leaves_an_incident(world, handler):
    def refuse(call):
        raise services.ServiceRefused("账号已冻结")

    handler("test.refuse", refuse)
    grant_administrator(world, "system")
    outcome = begin(world, service("refuse"))
    (incident,) = selectors.instance_outside(world.actor("system"), outcome.instance_id)["incidents"]
    assert incident["activity"] == "refuse"
    assert "账号已冻结" in incident["zh"]


def test_the_retry_cycle_of_camunda_is_understood(world, handler):
    def fail(call):
        raise ConnectionError("no")

    handler("class:com.acme.Pay", fail)
    xml = wrap(
        '<startEvent id="s"/><serviceTask id="pay" camunda:class="com.acme.Pay" camunda:asyncBefore="true">'
        "<extensionElements><camunda:failedJobRetryTimeCycle>R2/PT30S</camunda:failedJobRetryTimeCycle>"
        '</extensionElements></serviceTask><endEvent id="z"/><sequenceFlow id="f1" sourceRef="s" targetRef="pay"/>'
        '<sequenceFlow id="f2" sourceRef="pay" targetRef="z"/>'
    ).replace(b"<definitions ", b'<definitions xmlns:camunda="http://camunda.org/schema/1.0/bpmn" ', 1)
    outcome = start(world, xml)
    work()
    call = call_of(outcome)
    assert (call.maximum_attempts, call.first_delay, call.maximum_delay) == (2, 30.0, 30.0)
    with later(31):
        work()
    assert call_of(outcome).status == "dead"
