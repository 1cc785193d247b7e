"""Giving up a message or a signal whose receiver keeps failing."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from functools import partial

import pytest

from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.kernel.models import AuditRow
from xieyun.process import actions, incidents, tasks, verification
from xieyun.process.errors import OpinionRequired
from xieyun.process.models import Incident, ProcessEvent, ProcessInstance, ProcessTimer, SignalReceipt
from xieyun.process.tests.factories import grant_administrator, linear, open_items, persons, start, task, wrap
from xieyun.process.tests.other_system import work
from xieyun.process.tests.test_api import Browser
from xieyun.process.tests.test_incidents import (
    BREAKS,
    begin,
    breaks,
    failing,
    listed,
    number_of,
    process_keeper,
    undelivered,
    untold,
    working,
)
from xieyun.process.tests.test_messages import sender


@pytest.fixture
def system(world):
    grant_administrator(world, "system")
    return world.actor("system")


def test_a_message_is_discarded_with_a_reason_and_its_receiver_waits_on(world, system):
    outcome, message, row = undelivered(world, system)
    discard = partial(actions.discard_incident, incident_id=row["id"])
    with pytest.raises(OpinionRequired):
        discard(actor=system, reason=" ")
    keeper = process_keeper(world)
    assert [one["id"] for one in listed(keeper)["items"]] == [row["id"]]
    for other in (keeper, world.actor("clerk")):
        with pytest.raises(NotFound):
            discard(actor=other, reason="不再需要")
    discard(actor=system, reason="付款已撤销")
    assert listed(system)["items"] == []
    written = AuditRow.objects.get(action="process.discard_message")
    assert written.target_id == str(message.id)
    assert "付款已撤销" in written.after
    told = execute("SELECT subject_id FROM kernel_outboxfact WHERE kind = 'process.message_discarded'").scalar()
    assert told == str(message.id)
    with working():
        tasks.deliver_message(message_id=str(message.id))
        work()
        assert ProcessInstance.objects.get(id=outcome.instance_id).status == "running"
        with pytest.raises(NotFound):
            discard(actor=system, reason="再次")
        # The receiver takes the next one.
        start(world, sender(world), number=4)
        work()
    assert ProcessInstance.objects.get(id=outcome.instance_id).status == "completed"


def test_a_signal_is_discarded_for_one_receiver_who_waits_for_the_next(world, system):
    broken, row = untold(world, system)
    discard = partial(actions.discard_incident, incident_id=row["id"])
    with pytest.raises(NotFound):
        discard(actor=process_keeper(world), reason="不再需要")
    with pytest.raises(OpinionRequired):
        discard(actor=system, reason="")
    discard(actor=system, reason="年结已由财务手工完成")
    assert (listed(system)["items"], SignalReceipt.objects.count()) == ([], 0)
    written = AuditRow.objects.get(action="process.discard_signal")
    assert "年结已由财务手工完成" in written.after
    assert str(broken.instance_id) in written.after
    told = execute("SELECT subject_id FROM kernel_outboxfact WHERE kind = 'process.signal_discarded'").scalar()
    assert told == written.target_id
    with working():
        tasks.tell_signal(signal_id=told)
        assert ProcessInstance.objects.get(id=broken.instance_id).status == "running"
        with pytest.raises(NotFound):
            discard(actor=system, reason="再次")
        actions.broadcast_signal(actor=system_actor(world.group.id), name="year-closed")
        work()
    assert ProcessInstance.objects.get(id=broken.instance_id).status == "completed"


@contextmanager
def unfired(world, system, file):
    """A timer of an instance that fails when it fires, and its incident, at the time when it is due."""
    with working(breaks):
        outcome = start(world, file)
        with clock.frozen(clock.now() + dt.timedelta(days=2)):
            fire = partial(tasks.fire_timer, instance_id=str(outcome.instance_id), timer=number_of(outcome.instance_id))
            failing(fire, incidents.PATIENCE)
            (row,) = listed(system)["items"]
            assert row["kind"] == "timer"
            yield outcome, row, fire


def test_a_timer_is_discarded_and_who_waits_for_it_can_be_moved_on(world, system):
    wait = (
        '<intermediateCatchEvent id="r" name="等一天"><timerEventDefinition><timeDuration>P1D</timeDuration>'
        "</timerEventDefinition></intermediateCatchEvent>"
    )
    with unfired(world, system, linear(wait, BREAKS, task("after", persons(world, "head")))) as (outcome, row, fire):
        discard = partial(actions.discard_incident, incident_id=row["id"])
        for other in (process_keeper(world), world.actor("clerk")):
            with pytest.raises(NotFound):
                discard(actor=other, reason="不再需要")
        with pytest.raises(OpinionRequired):
            discard(actor=system, reason=" ")
        discard(actor=system, reason="期限已改由人工掌握")
        assert listed(system)["items"] == []
        assert Incident.objects.count() == 0
        entry = ProcessEvent.objects.get(verb="discard-timer")
        assert (entry.activity_name, entry.opinion) == ("等一天", "期限已改由人工掌握")
        assert AuditRow.objects.filter(action="process.discard-timer").count() == 1
        fire()  # its job comes too late, and does nothing
        assert ProcessInstance.objects.get(id=outcome.instance_id).status == "running"
        with pytest.raises(NotFound):
            discard(actor=system, reason="再次")
        actions.jump(actor=system, instance_id=outcome.instance_id, target="after", reason="时间已到")
    assert open_items(outcome) == [("after", "task", "open")]
    assert verification.verify(system_actor(world.group.id)).sound


def test_a_discarded_timer_of_a_task_leaves_the_task_open_and_does_not_repeat(world, system):
    file = wrap(
        f'<startEvent id="s"/>{task("look", persons(world, "head"))}<endEvent id="z"/>'
        '<sequenceFlow id="a" sourceRef="s" targetRef="look"/><sequenceFlow id="b" sourceRef="look" targetRef="z"/>'
        '<boundaryEvent id="late" name="每天催一次" attachedToRef="look" cancelActivity="false"><timerEventDefinition>'
        "<timeCycle>R5/P1D</timeCycle></timerEventDefinition></boundaryEvent>"
        f'{BREAKS}<sequenceFlow id="x" sourceRef="late" targetRef="call"/>'
    )
    with unfired(world, system, file) as (outcome, row, _):
        actions.discard_incident(actor=system, incident_id=row["id"], reason="不再催办")
        assert open_items(outcome) == [("look", "task", "open")]
        assert not ProcessTimer.objects.filter(instance_id=outcome.instance_id, status="waiting").exists()
    assert verification.verify(system_actor(world.group.id)).sound


def test_what_stopped_is_not_discarded(world, system):
    begin(world)
    (row,) = listed(system)["items"]
    with pytest.raises(NotFound):
        actions.discard_incident(actor=system, incident_id=row["id"], reason="不要了")
    browser = Browser(world, "system")
    assert browser.post(f"/process-incidents/{row['id']}/discard", {"opinion": "不要了"}).status_code == 404


def test_a_message_is_discarded_over_http(world, system):
    _, _, row = undelivered(world, system)
    browser, path = Browser(world, "system"), f"/process-incidents/{row['id']}/discard"
    refused = browser.post(path, {"opinion": ""})
    assert (refused.status_code, refused.json()["code"]) == (422, "opinion-required")
    assert Browser(world, "clerk").post(path, {"opinion": "不要了"}).status_code == 404
    assert browser.post(path, {"opinion": "不要了"}).json() == {"discarded": True}
    assert browser.get("/process-incidents").json()["total"] == 0
