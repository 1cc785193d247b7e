"""Giving up a message whose receiver keeps failing."""

from __future__ import annotations

from functools import partial

import pytest

from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.kernel.models import AuditRow
from xieyun.process import actions, tasks
from xieyun.process.errors import OpinionRequired
from xieyun.process.models import ProcessInstance
from xieyun.process.tests.factories import grant_administrator, start
from xieyun.process.tests.other_system import work
from xieyun.process.tests.test_api import Browser
from xieyun.process.tests.test_incidents import begin, listed, process_keeper, undelivered, working
from xieyun.process.tests.test_messages import sender


@pytest.fixture
def system(world):
    grant_administrator(world, "system")
    return world.actor("system")


def test_a_message_is_discarded_with_a_reason_and_its_receiver_waits_on(world, system):
    outcome, message, row = undelivered(world, system)
    discard = partial(actions.discard_message, incident_id=row["id"])
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


def test_only_messages_are_discarded(world, system):
    begin(world)
    (row,) = listed(system)["items"]
    with pytest.raises(NotFound):
        actions.discard_message(actor=system, incident_id=row["id"], reason="不要了")
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
