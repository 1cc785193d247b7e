"""Giving up a message or a signal whose receiver keeps failing."""

from __future__ import annotations

from functools import partial

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.kernel.models import AuditRow
from xieyun.process import actions, tasks
from xieyun.process.errors import OpinionRequired
from xieyun.process.models import ProcessInstance, SignalReceipt
from xieyun.process.tests.factories import grant_administrator, start
from xieyun.process.tests.other_system import work
from xieyun.process.tests.test_api import Browser
from xieyun.process.tests.test_incidents import begin, listed, process_keeper, undelivered, untold, working
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
