"""Processes that a message or signal begins without a start event: at a receive task, after an event-based gateway."""

from __future__ import annotations

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.process import actions, selectors
from xieyun.process.errors import NobodyWaits
from xieyun.process.models import EventSubscription, ProcessInstance, StartSubscription
from xieyun.process.tests.factories import open_items, persons, publish, start, task, wrap
from xieyun.process.tests.other_system import work
from xieyun.process.tests.test_messages import deliver, sender

DECLARED = '<message id="m" name="paid"/><message id="n" name="shipped"/><signal id="g" name="closed"/>'


def declared(inner):
    return wrap(inner).replace(b"<process ", f"{DECLARED}<process ".encode(), 1)


def receiving(world, more='instantiate="true"'):
    """The receive task is where it begins."""
    return declared(
        f'<receiveTask id="r" name="收款" messageRef="m" {more} xieyun:correlationKey="= number"/>'
        + task("after", persons(world, "head"))
        + '<endEvent id="z"/><sequenceFlow id="f1" sourceRef="r" targetRef="after"/>'
        '<sequenceFlow id="f2" sourceRef="after" targetRef="z"/>'
    )


def gateway(world, kind=""):
    """A gateway that waits for a message, another one, or a signal, each with a task behind it."""
    events = "".join(
        f'<intermediateCatchEvent id="{name}">{event}</intermediateCatchEvent>'
        + task("after-" + name, persons(world, "head"))
        + f'<sequenceFlow id="a-{name}" sourceRef="gate" targetRef="{name}"/>'
        f'<sequenceFlow id="b-{name}" sourceRef="{name}" targetRef="after-{name}"/>'
        f'<sequenceFlow id="c-{name}" sourceRef="after-{name}" targetRef="z"/>'
        for name, event in (
            ("paid", '<messageEventDefinition messageRef="m" xieyun:correlationKey="= number"/>'),
            ("shipped", '<messageEventDefinition messageRef="n" xieyun:correlationKey="= number"/>'),
            ("closed", '<signalEventDefinition signalRef="g"/>'),
        )
    )
    return declared(f'<eventBasedGateway id="gate" instantiate="true" {kind}/>{events}<endEvent id="z"/>')


def begun(code):
    return list(ProcessInstance.objects.filter(definition_code=code).order_by("id"))


def items(instance):
    class Outcome:
        instance_id = instance.id

    return [activity for activity, *_ in open_items(Outcome)]


def test_a_message_begins_a_process_at_a_receive_task(world):
    code = publish(world, receiving(world))
    assert list(StartSubscription.objects.values_list("element", "kind", "name")) == [("r", "message", "paid")]
    for number in (1, 2):
        made = deliver(world, number, number=number, receipt=f"R-{number}")
        assert made.result == "started"
    first, second = begun(code)
    assert items(first) == items(second) == ["after"]
    assert second.variables["g"] == {"number": 2, "receipt": "R-2"}
    trail = selectors.trail(world.actor("head"), first.id, {})
    assert [row["verb"] for row in trail] == ["submit"]
    assert EventSubscription.objects.count() == 0


def test_a_thrown_message_begins_it_too_until_it_is_retired(world):
    code = publish(world, receiving(world))
    start(world, sender(world), number=5)
    work()
    (instance,) = begun(code)
    assert items(instance) == ["after"]
    actions.retire_definition(actor=system_actor(world.group.id), code=code)
    with pytest.raises(NobodyWaits):
        deliver(world, 9, number=9)


def test_started_by_hand_it_waits_there(world):
    outcome = start(world, receiving(world), number=7)
    assert open_items(outcome) == []
    made = deliver(world, 7, receipt="R")
    assert (made.result, made.instance_id) == ("delivered", outcome.instance_id)
    assert open_items(outcome) == [("after", "task", "open")]


def test_the_first_event_after_a_gateway_begins_a_process(world):
    code = publish(world, gateway(world))
    assert sorted(StartSubscription.objects.values_list("element", flat=True)) == ["closed", "paid", "shipped"]
    deliver(world, 3, name="shipped", number=3)
    actions.broadcast_signal(actor=system_actor(world.group.id), name="closed")
    work()
    assert [items(instance) for instance in begun(code)] == [["after-shipped"], ["after-closed"]]
    assert EventSubscription.objects.count() == 0


def test_a_parallel_gateway_waits_for_the_other_events(world):
    code = publish(world, gateway(world, 'eventGatewayType="Parallel"'))
    made = deliver(world, 4, number=4)
    assert made.result == "started"
    (instance,) = begun(code)
    assert items(instance) == ["after-paid"]
    waited = sorted(EventSubscription.objects.values_list("element", "name", "key"))
    assert ("shipped", "shipped", "4") in waited
    second = deliver(world, 4, name="shipped")
    assert (second.result, second.instance_id) == ("delivered", instance.id)
    actions.broadcast_signal(actor=system_actor(world.group.id), name="closed")
    work()
    instance.refresh_from_db()
    assert items(instance) == ["after-paid", "after-shipped", "after-closed"]
    assert EventSubscription.objects.filter(instance_id=instance.id).count() == 0
