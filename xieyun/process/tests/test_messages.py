"""Messages and signals: from programs to instances, between instances, kept until somebody waits, exactly once."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from functools import partial

import pytest
from django.db import connection, transaction

from xieyun.kernel import clock, outbox
from xieyun.kernel.actor import system_actor
from xieyun.kernel.errors import Problem
from xieyun.organization.tests.factories import make_world
from xieyun.process import actions, selectors
from xieyun.process.models import (
    EventSubscription,
    MessageDelivery,
    ProcessEvent,
    ProcessInstance,
    ProcessTimer,
    ServiceCall,
    SignalReceipt,
)
from xieyun.process.tests.factories import grant_administrator, open_items, persons, publish, start, task, wrap
from xieyun.process.tests.other_system import connect, other_system, work
from xieyun.process.tests.test_races import at_once
from xieyun.process.verification import verify


def receiver(world, *, message="paid", key="= number", before=""):
    """A process that waits for a message and then goes to the head."""
    first = "r" if not before else "b"
    return wrap(
        f'<startEvent id="s"/>{before}<receiveTask id="r" messageRef="m" xieyun:correlationKey="{key}"/>'
        + task("after", persons(world, "head"))
        + f'<endEvent id="z"/><sequenceFlow id="f1" sourceRef="s" targetRef="{first}"/>'
        + ('<sequenceFlow id="f0" sourceRef="b" targetRef="r"/>' if before else "")
        + '<sequenceFlow id="f2" sourceRef="r" targetRef="after"/>'
        '<sequenceFlow id="f3" sourceRef="after" targetRef="z"/>',
        name="receiver",
    ).replace(b"<process ", f'<message id="m" name="{message}"/><process '.encode(), 1)


def sender(world, *, more="", message="paid"):
    """A process that sends a message and is done."""
    return wrap(
        '<startEvent id="s"/><sendTask id="t" messageRef="m" xieyun:correlationKey="= number" '
        f'{more}><extensionElements><xieyun:in source="= number * 2" target="sum"/></extensionElements></sendTask>'
        '<endEvent id="z"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/>'
        '<sequenceFlow id="f2" sourceRef="t" targetRef="z"/>',
        name="sender",
    ).replace(b"<process ", f'<message id="m" name="{message}"/><process '.encode(), 1)


def variables_of(outcome):
    return ProcessInstance.objects.get(id=outcome.instance_id).variables["g"]


def program(world):
    return system_actor(world.group.id)


def deliver(world, key, name="paid", **values):
    keep = values.pop("keep", 0)
    return actions.deliver_message(
        actor=program(world), name=name, correlation_key=str(key), values=values, keep_for_seconds=keep
    )


def test_a_message_finds_the_one_that_waits_for_its_key(world):
    xml = receiver(world)
    one, two = start(world, xml, number=1), start(world, xml, number=2)
    assert sorted(EventSubscription.objects.values_list("name", "key")) == [("paid", "1"), ("paid", "2")]
    made = deliver(world, 2, receipt="R-2")
    assert (made.result, made.instance_id) == ("delivered", two.instance_id)
    assert open_items(two) == [("after", "task", "open")]
    assert open_items(one) == []
    assert variables_of(two)["receipt"] == "R-2"
    assert [row.instance_id for row in EventSubscription.objects.all()] == [one.instance_id]
    entry = ProcessEvent.objects.get(instance_id=two.instance_id, verb="message")
    assert entry.details["message"] == {"name": "paid", "key": "2", "delivery": str(made.delivery_id)}


def test_nobody_waits_and_several_wait_are_problems(world):
    xml = receiver(world)
    with pytest.raises(Problem) as refused:
        deliver(world, 9)
    assert (refused.value.status, refused.value.code) == (404, "nobody-waits")
    start(world, xml, number=9)
    start(world, xml, number=9)
    with pytest.raises(Problem) as refused:
        deliver(world, 9)
    assert (refused.value.status, refused.value.code) == (409, "several-wait")
    assert ProcessEvent.objects.filter(verb="message").count() == 0


def test_a_key_without_value_is_an_incident(world):
    outcome = start(world, receiver(world), amount=1)
    grant_administrator(world, "system")
    shown = selectors.instance_outside(world.actor("system"), outcome.instance_id)
    assert [entry["activity"] for entry in shown["incidents"]] == ["r"]
    assert EventSubscription.objects.count() == 0


def test_an_early_message_is_kept_and_handed_over_once(world):
    made = deliver(world, 5, keep=3600, receipt="early")
    assert made.result == "kept"
    first = start(world, receiver(world), number=5)
    second = start(world, receiver(world), number=5)
    work()
    assert variables_of(first)["receipt"] == "early"
    assert "receipt" not in variables_of(second)
    assert MessageDelivery.objects.get().status == "delivered"
    work()
    assert open_items(second) == []


def test_a_kept_message_is_forgotten_when_its_time_is_over(world):
    deliver(world, 5, keep=60)
    with clock.frozen(clock.now() + dt.timedelta(seconds=61)):
        outcome = start(world, receiver(world), number=5)
        work()
    assert open_items(outcome) == []


def test_a_message_begins_the_process_that_starts_by_it(world):
    xml = wrap(
        '<startEvent id="s"><messageEventDefinition messageRef="m"/></startEvent>'
        + task("check", persons(world, "head"))
        + '<endEvent id="z"/><sequenceFlow id="f1" sourceRef="s" targetRef="check"/>'
        '<sequenceFlow id="f2" sourceRef="check" targetRef="z"/>'
    ).replace(b"<process ", b'<message id="m" name="order"/><process ', 1)
    publish(world, xml)
    made = deliver(world, "", name="order", number=3)
    assert made.result == "started"
    assert variables_of(made) == {"number": 3}
    assert open_items(made) == [("check", "task", "open")]


def test_an_instance_sends_a_message_to_another_one(world):
    waiting = start(world, receiver(world), number=4)
    sent = start(world, sender(world), number=4)
    assert ProcessInstance.objects.get(id=sent.instance_id).status == "completed"
    assert open_items(waiting) == []  # not inside the sender's transaction
    work()
    assert open_items(waiting) == [("after", "task", "open")]
    assert variables_of(waiting)["sum"] == 8


def test_a_thrown_message_waits_for_its_receiver_as_long_as_the_model_says(world):
    start(world, sender(world, more='xieyun:keepFor="P1D"'), number=4)
    start(world, sender(world), number=5)
    work()
    late, too_late = start(world, receiver(world), number=4), start(world, receiver(world), number=5)
    work()
    assert open_items(late) == [("after", "task", "open")]
    assert open_items(too_late) == []
    assert sorted(MessageDelivery.objects.values_list("key", "status")) == [("4", "delivered"), ("5", "expired")]


def test_a_message_for_a_suspended_instance_waits_until_it_goes_on(world):
    grant_administrator(world, "system")
    system = world.actor("system")
    waiting = start(world, receiver(world), number=4)
    actions.suspend(actor=system, instance_id=waiting.instance_id, reason="核查")
    with pytest.raises(Problem) as refused:
        deliver(world, 4)
    assert refused.value.status == 409
    start(world, sender(world), number=4)
    work()
    assert MessageDelivery.objects.get().status == "pending"
    actions.resume(actor=system, instance_id=waiting.instance_id)
    work()
    assert open_items(waiting) == [("after", "task", "open")]


def test_what_lost_its_job_is_found_again(world):
    from xieyun.process import tasks

    waiting, listening = start(world, receiver(world), number=4), start(world, signal_catcher(world))
    actions.broadcast_signal(actor=program(world), name="year-end")
    start(world, sender(world), number=4)
    outbox.relay()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert work() == []
    with clock.frozen(clock.now() + dt.timedelta(minutes=6)):
        tasks.sweep_timers.func()
        work()
    assert open_items(waiting) == open_items(listening) == [("after", "task", "open")]


def signal_catcher(world):
    return wrap(
        '<startEvent id="s"/><intermediateCatchEvent id="c"><signalEventDefinition signalRef="g"/>'
        "</intermediateCatchEvent>"
        + task("after", persons(world, "head"))
        + '<endEvent id="z"/><sequenceFlow id="f1" sourceRef="s" targetRef="c"/>'
        '<sequenceFlow id="f2" sourceRef="c" targetRef="after"/><sequenceFlow id="f3" sourceRef="after" targetRef="z"/>'
    ).replace(b"<process ", b'<signal id="g" name="year-end"/><process ', 1)


def signal_starter(world):
    return wrap(
        '<startEvent id="s"><signalEventDefinition signalRef="g"/></startEvent>'
        + task("check", persons(world, "head"))
        + '<endEvent id="z"/><sequenceFlow id="f1" sourceRef="s" targetRef="check"/>'
        '<sequenceFlow id="f2" sourceRef="check" targetRef="z"/>',
        name="starter",
    ).replace(b"<process ", b'<signal id="g" name="year-end"/><process ', 1)


def thrower():
    return wrap(
        '<startEvent id="s"/><intermediateThrowEvent id="t"><signalEventDefinition signalRef="g"/>'
        '</intermediateThrowEvent><endEvent id="z"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/>'
        '<sequenceFlow id="f2" sourceRef="t" targetRef="z"/>',
        name="thrower",
    ).replace(b"<process ", b'<signal id="g" name="year-end"/><process ', 1)


def test_a_signal_reaches_all_who_wait_at_that_moment_in_batches(world, monkeypatch):
    from xieyun.process.outside import signals

    monkeypatch.setattr(signals, "BATCH", 2)
    publish(world, signal_starter(world), code="test.starter")
    waiting = [start(world, signal_catcher(world)) for _ in range(5)]
    _, told = actions.broadcast_signal(actor=program(world), name="year-end", values={"year": 2026})
    assert told == 6
    late = start(world, signal_catcher(world))
    assert work().count("process.tell_signal") == 3
    assert all(open_items(outcome) == [("after", "task", "open")] for outcome in waiting)
    assert open_items(late) == []
    begun = ProcessInstance.objects.get(definition_code="test.starter")
    assert begun.variables["g"] == {"year": 2026}
    assert SignalReceipt.objects.count() == 0


def test_a_thrown_signal_reaches_others_and_begins_processes(world):
    publish(world, signal_starter(world), code="test.starter")
    waiting = start(world, signal_catcher(world))
    start(world, thrower())
    work()
    assert open_items(waiting) == [("after", "task", "open")]
    assert ProcessInstance.objects.filter(definition_code="test.starter").count() == 1


def test_messages_and_signals_need_their_permissions(world):
    for call in (
        partial(actions.deliver_message, name="paid", correlation_key="1"),
        partial(actions.broadcast_signal, name="year-end"),
    ):
        with pytest.raises(Problem) as refused:
            call(actor=world.actor("clerk"))
        assert refused.value.status == 403


def test_nothing_leaves_the_group(world):
    other = make_world()
    start(world, receiver(world), number=1)
    with pytest.raises(Problem):
        actions.deliver_message(actor=system_actor(other.group.id), name="paid", correlation_key="1")


# -- a call whose answer comes later


def asking(world):
    return wrap(
        '<startEvent id="s"/><serviceTask id="ask"><extensionElements>'
        '<xieyun:webhook connection="erp" path="/orders"><xieyun:body name="number" value="= number"/>'
        '<xieyun:answer name="ticket" value="= answer.body.ticket"/>'
        '<xieyun:waitFor message="order.done" correlationKey="= number"/>'
        '<xieyun:retry attempts="1"/></xieyun:webhook></extensionElements></serviceTask>'
        + task("after", persons(world, "head"))
        + '<endEvent id="z"/><sequenceFlow id="f1" sourceRef="s" targetRef="ask"/>'
        '<sequenceFlow id="f2" sourceRef="ask" targetRef="after"/>'
        '<sequenceFlow id="f3" sourceRef="after" targetRef="z"/>'
    )


@pytest.fixture
def erp():
    with other_system() as made:
        yield made


@pytest.mark.parametrize("early", [False, True])
def test_a_webhook_waits_for_the_answer_by_its_key(world, erp, early):
    erp.script = [(202, {"ticket": "T1"})]
    connect(world, erp.url)
    outcome = start(world, asking(world), number=7)
    steps = [partial(deliver, world, 7, name="order.done", state="ok"), work]
    for step in steps if early else reversed(steps):
        assert open_items(outcome) == []
        step()
    assert open_items(outcome) == [("after", "task", "open")]
    assert variables_of(outcome) == {"number": 7, "ticket": "T1", "state": "ok"}
    with pytest.raises(Problem):
        deliver(world, 7, name="order.done", state="again")


def test_a_call_that_failed_is_outweighed_by_the_answer_that_came(world, erp):
    erp.script = [(500, {})]
    connect(world, erp.url)
    outcome = start(world, asking(world), number=7)
    deliver(world, 7, name="order.done", state="ok")
    work()
    assert open_items(outcome) == [("after", "task", "open")]


# -- races


@pytest.fixture
def real(transactional_db):
    """People in a database that really commits; afterwards every history must replay to what is stored."""
    made = make_world()
    yield made
    found = verify(system_actor(made.group.id))
    assert found.sound, found.findings


@pytest.mark.django_db(transaction=True)
def test_the_same_message_twice_at_once_is_taken_once(real):
    for number in range(8):
        outcome = start(real, receiver(real), number=number)
        results = at_once(partial(deliver, real, number), partial(deliver, real, number))
        assert Counter(result if isinstance(result, str) else "done" for result in results) == {
            "done": 1, "nobody-waits": 1,
        }  # fmt: skip
        assert open_items(outcome) == [("after", "task", "open")]


@pytest.mark.django_db(transaction=True)
def test_one_delivery_by_two_workers_at_once_is_one_step(real):
    from xieyun.process.outside import messages

    for number in range(8):
        waiting = start(real, receiver(real), number=number)
        start(real, sender(real), number=number)
        outbox.relay()
        message = MessageDelivery.objects.latest("created_at").id
        at_once(partial(messages.deliver, message), partial(messages.deliver, message))
        assert ProcessEvent.objects.filter(instance_id=waiting.instance_id, verb="message").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_message_that_comes_while_its_receiver_begins_to_wait_is_never_lost(real):
    """Whoever commits second sees the other: the message is delivered at once or kept and then handed over."""
    code = publish(real, receiver(real))
    results = Counter()
    for number in range(20):
        begin = partial(
            actions.start_process, actor=real.actor("clerk"), code=code, variables={"number": f"race-{number}"}
        )
        begun, sent = at_once(begin, partial(deliver, real, f"race-{number}", keep=3600))
        results[sent.result] += 1
        work()
        assert open_items(begun) == [("after", "task", "open")], (number, sent)
    assert sum(results.values()) == 20


def wait_until_somebody_waits():
    """Wait until another transaction waits for an address; fails when none does."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waited: the two did not take turns")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["receiver", "message"])
def test_receiver_and_message_take_turns(real, first):
    """One has written but not committed: the other must wait for it, and then see what it wrote."""
    code = publish(real, receiver(real))
    written = threading.Event()

    def begin():
        return actions.start_process(actor=real.actor("clerk"), code=code, variables={"number": "turn"})

    def send():
        return deliver(real, "turn", keep=3600)

    def goes_first(call):
        with transaction.atomic():
            result = call()
            written.set()
            wait_until_somebody_waits()
            return result

    def goes_second(call):
        assert written.wait(20)
        return call()

    calls = [partial(goes_first, begin), partial(goes_second, send)]
    if first == "message":
        calls = [partial(goes_second, begin), partial(goes_first, send)]
    begun, sent = at_once(*calls)
    assert sent.result == ("delivered" if first == "receiver" else "kept")
    work()
    assert open_items(begun) == [("after", "task", "open")]


@pytest.mark.django_db(transaction=True)
def test_a_message_races_a_timer(real):
    from xieyun.process import tasks

    xml = receiver(real).replace(
        b'<endEvent id="z"/>',
        b'<boundaryEvent id="t" attachedToRef="r"><timerEventDefinition><timeDuration>PT1S</timeDuration>'
        b'</timerEventDefinition></boundaryEvent><endEvent id="z"/><sequenceFlow id="f9" sourceRef="t" targetRef="z"/>',
    )
    for number in range(8):
        outcome = start(real, xml, number=number)
        timer = ProcessTimer.objects.get(instance_id=outcome.instance_id)
        fire = partial(tasks.fire_timer, instance_id=str(outcome.instance_id), timer=timer.number)
        sent, _ = at_once(partial(deliver, real, number), fire)
        if isinstance(sent, str):
            assert sent == "nobody-waits"
            assert ProcessInstance.objects.get(id=outcome.instance_id).status == "completed"
        else:
            assert open_items(outcome) == [("after", "task", "open")]
        assert EventSubscription.objects.filter(instance_id=outcome.instance_id).count() == 0


def test_verification_finds_what_does_not_fit(world, erp):
    start(world, receiver(world), number=1)
    connect(world, erp.url)
    asked = start(world, asking(world), number=2)
    actor = program(world)
    assert verify(actor).sound
    kept = list(EventSubscription.objects.filter(name="paid").values())
    EventSubscription.objects.filter(name="paid").delete()
    assert [finding.code for finding in verify(actor).findings] == ["subscriptions-differ"]
    EventSubscription(**kept[0]).save(force_insert=True)
    ServiceCall.objects.filter(instance_id=asked.instance_id).update(status="cancelled")
    assert [finding.code for finding in verify(actor).findings] == ["call-lost"]
    ServiceCall.objects.filter(instance_id=asked.instance_id).update(status="waiting")
