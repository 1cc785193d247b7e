"""Time limits where several people are asked, or the work changes hands while they run."""

from __future__ import annotations

import pytest

from xieyun.process import actions, tasks
from xieyun.process.errors import InvalidDefinition
from xieyun.process.models import Incident, ProcessTimer, WorkItem
from xieyun.process.tests.factories import item_of, linear, persons, publish, start, task

REJECT = '<xieyun:timeLimit duration="PT8H" action="reject"/>'
TRANSFER = '<xieyun:timeLimit duration="PT8H" action="transfer"/>'


def waiting(outcome):
    """The timers of an instance that are still to fire."""
    return ProcessTimer.objects.filter(instance_id=outcome.instance_id, status="waiting")


def due(outcome):
    """By assignee of what is open, when it is due."""
    rows = WorkItem.objects.filter(instance_id=outcome.instance_id, status__in=["open", "held"])
    return dict(rows.values_list("assignee_id", "due_at"))


def test_work_that_changes_hands_keeps_its_due_date(world):
    outcome = start(world, linear(task("a", persons(world, "head"), REJECT)))
    head, auditor, cashier = (world.person(role).id for role in ("head", "auditor", "cashier"))
    limit = waiting(outcome).get().due_at
    given = {"actor": world.actor("head"), "item_id": item_of(world, outcome, "head")}
    actions.consult(**given, person_ids=[world.person("colleague").id])
    actions.add_signers(**given, position="parallel", person_ids=[cashier])
    actions.transfer(**given, person_id=auditor)
    assert due(outcome) == {auditor: limit, cashier: limit}
    actions.delegate(actor=world.actor("auditor"), item_id=item_of(world, outcome, "auditor"), person_id=head)
    assert due(outcome)[head] == limit


def test_who_is_next_in_line_has_a_due_date(world):
    line = '<xieyun:completion kind="sequence"/>'
    outcome = start(world, linear(task("a", persons(world, "head", "auditor"), line + REJECT)))
    first = waiting(outcome).get()
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    again = waiting(outcome).get()
    assert again.number != first.number
    assert due(outcome) == {world.person("auditor").id: again.due_at}


def test_everybody_who_is_overdue_is_relieved_by_his_own_superior(world):
    outcome = start(world, linear(task("a", persons(world, "cashier", "clerk"), TRANSFER)), by="auditor")
    tasks.fire_timer(instance_id=str(outcome.instance_id), timer=waiting(outcome).get().number)
    assert set(due(outcome)) == {world.person("finance_manager").id, world.person("head").id}


def test_whose_superior_signs_there_himself_is_reminded(world):
    outcome = start(world, linear(task("a", persons(world, "clerk", "head", "colleague"), TRANSFER)), by="auditor")
    superior = world.person("company_manager").id
    tasks.fire_timer(instance_id=str(outcome.instance_id), timer=waiting(outcome).get().number)
    assert set(due(outcome)) == {world.person("clerk").id, world.person("colleague").id, superior}
    urgent = WorkItem.objects.filter(instance_id=outcome.instance_id, urgent=True)
    assert set(urgent.values_list("assignee_id", flat=True)) == {world.person("clerk").id, world.person("colleague").id}


@pytest.mark.parametrize("calendar", ['calendar="working"', ""])
def test_a_time_limit_that_is_none_stops_the_step_with_a_sentence_and_nobody_is_asked(world, calendar):
    limit = f'<xieyun:timeLimit duration="= hours" {calendar} action="reject"/>'
    outcome = start(world, linear(task("a", persons(world, "head"), limit)), hours="eight hours")
    assert due(outcome) == {}
    assert not waiting(outcome)
    assert "eight hours" in Incident.objects.get(instance_id=outcome.instance_id).zh


def test_a_time_limit_that_is_none_is_not_published(world):
    limit = '<xieyun:timeLimit duration="P1M" calendar="working" action="reject"/>'
    with pytest.raises(InvalidDefinition):
        publish(world, linear(task("a", persons(world, "head"), limit)))
