"""Assignments that read what is no number, and pools in which the initiator is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from xieyun.kernel import clock
from xieyun.kernel.errors import NotFound
from xieyun.organization.errors import RelationParameterWrong
from xieyun.process import actions, selectors
from xieyun.process.errors import VotesInvalid
from xieyun.process.models import WorkItem
from xieyun.process.tests.factories import linear, persons, start, task


def handlers(outcome):
    """Who is asked now."""
    rows = WorkItem.objects.filter(instance_id=outcome.instance_id, status="open")
    return set(rows.values_list("assignee_id", flat=True))


@pytest.mark.parametrize("level", ["two", "1.5", "1e9", "²", "-1", {"level": 1}])
def test_a_level_that_is_none_is_refused_with_a_sentence(world, level):
    with pytest.raises(RelationParameterWrong) as refusal:
        start(world, linear(task("a", 'kind="head" level="= x.y"')), x={"y": level})
    assert refusal.value.params["parameter"] == "level"


@pytest.mark.parametrize("votes", [{"1": "²"}, {"1": "9" * 5000}, {"1": -1}, {"1": 1.5}])
def test_votes_that_are_no_numbers_are_refused_with_a_sentence(world, votes):
    with pytest.raises(VotesInvalid):
        start(world, linear(task("a", persons(world, "head") + ' votes="= x"')), x=votes)


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "-Infinity", [1]])
def test_an_amount_that_is_no_number_has_no_deputy_for_small_amounts(world, amount):
    actions.substitute(
        actor=world.actor("head"), deputy_id=world.person("auditor").id, maximum_amount=Decimal(100),
        valid_from=clock.now() - dt.timedelta(days=1), valid_to=clock.now() + dt.timedelta(days=1),
    )  # fmt: skip
    outcome = start(world, linear(task("a", persons(world, "head"))), amount=amount)
    assert handlers(outcome) == {world.person("head").id}


@pytest.mark.parametrize("policy", ["skip", "superior"])
def test_a_pool_is_not_offered_to_the_initiator_whom_the_rule_leaves_out(world, policy):
    rule = f'<xieyun:initiatorIsApprover policy="{policy}"/>'
    outcome = start(world, linear(task("a", persons(world, "clerk", "auditor") + ' pool="true"', rule)))
    item = WorkItem.objects.get(instance_id=outcome.instance_id, status="open").id
    with pytest.raises(NotFound):
        actions.claim(actor=world.actor("clerk"), item_id=item)
    skipped = selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["trail"][0]["details"]["skipped"]
    assert [one["person"]["id"] for one in skipped] == [world.person("clerk").id]
    assert actions.approve(actor=world.actor("auditor"), item_id=item).status == "completed"


def test_a_pool_of_the_initiator_alone_goes_by_the_rule_for_him(world):
    pool = persons(world, "clerk") + ' pool="true"'
    skipped = start(world, linear(task("a", pool, '<xieyun:initiatorIsApprover policy="skip"/>')))
    assert skipped.status == "completed"
    above = start(world, linear(task("a", pool, '<xieyun:initiatorIsApprover policy="superior"/>')))
    assert handlers(above) == {world.person("head").id}
