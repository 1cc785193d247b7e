"""The record is the initiator's as long as he is asked to submit again, however that came about and ended."""

from __future__ import annotations

import datetime as dt

import pytest

from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.process import actions, selectors, tasks
from xieyun.process.models import ProcessInstance, ProcessTimer
from xieyun.process.tests.claims import claims_world, sound
from xieyun.process.tests.factories import item_of
from xieyun.process.tests.test_records import available, status_of, submit
from xieyun.records import actions as record_actions
from xieyun.records import selectors as record_selectors
from xieyun.records.tests.factories import line, make_claim, make_kind, make_pool

RETURNS = '<xieyun:rejection policy="return_initiator"/><xieyun:timeLimit duration="PT1H" action="reject"/>'


@pytest.fixture
def world(db):
    """A rejection by the head gives the claim back to who submitted it."""
    made = claims_world(RETURNS, "")
    yield made
    assert sound(made) == []


@pytest.fixture
def pool(world):
    kind = make_kind(world)
    return kind, make_pool(world, kind)


@pytest.fixture
def claim(world, pool):
    return make_claim(world.actor("clerk"), line(pool[0]))


def rejected(world, outcome):
    actions.reject(actor=world.actor("head"), item_id=item_of(world, outcome, "head"), opinion="不符合制度")


def overdue(world, outcome):
    timer = ProcessTimer.objects.get(instance_id=outcome.instance_id, status="waiting")
    with clock.frozen(clock.now() + dt.timedelta(hours=2)):
        tasks.fire_timer(instance_id=str(outcome.instance_id), timer=timer.number)


def jumped(world, outcome):
    root = system_actor(world.group.id)
    actions.jump(actor=root, instance_id=outcome.instance_id, target="start", reason="重新填写")


def change(world, claim, price):
    """The initiator changes his record on its own page."""
    clerk = world.actor("clerk")
    record = record_selectors.get_record(clerk, "test.claim", claim.id)
    rows = [{"id": str(record["values"]["lines"][0]["id"]), "values": {"price": price}}]
    record_actions.update_record(
        actor=clerk, object_type="test.claim", record_id=claim.id, version=record["version"], values={"lines": rows}
    )


@pytest.mark.parametrize("gives_back", [rejected, overdue, jumped])
def test_whatever_gives_it_back_lets_the_initiator_change_it(world, pool, claim, gives_back):
    outcome = submit(world, claim)
    gives_back(world, outcome)
    clerk, item = world.actor("clerk"), item_of(world, outcome, "clerk")
    assert status_of(world, claim) == "returned"
    assert selectors.work_item_detail(clerk, item)["field_rights"]["subject"] == "edit"
    change(world, claim, "40.00")
    actions.approve(actor=clerk, item_id=item)
    assert status_of(world, claim) == "running"
    assert available(world, pool) == (960, 40, 0)


def test_taking_the_submission_back_makes_it_the_initiators_again(world, claim):
    outcome = submit(world, claim)
    rejected(world, outcome)
    item = item_of(world, outcome, "clerk")
    actions.approve(actor=world.actor("clerk"), item_id=item)
    actions.take_back(actor=world.actor("clerk"), item_id=item)
    assert status_of(world, claim) == "returned"


def test_whoever_takes_it_away_from_the_initiator_takes_what_he_has_changed(world, pool, claim):
    outcome = submit(world, claim)
    rejected(world, outcome)
    change(world, claim, "40.00")
    root = system_actor(world.group.id)
    actions.jump(actor=root, instance_id=outcome.instance_id, target="finance", reason="特急")
    assert status_of(world, claim) == "running"
    assert available(world, pool) == (960, 40, 0)
    assert ProcessInstance.objects.get(id=outcome.instance_id).variables["g"]["amount"] == 40
