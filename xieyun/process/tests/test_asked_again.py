"""Who is asked again because work came back is asked, whatever the rule for duplicates says of what they did before."""

from __future__ import annotations

import pytest

from xieyun.process import actions
from xieyun.process.tests.factories import (
    HEAD,
    grant_administrator,
    item_of,
    linear,
    open_items,
    persons,
    start,
    task,
    wrap,
)

POLICIES = ("skip", "merge")


def rule(policy):
    return f'<xieyun:duplicates policy="{policy}"/>'


def approve(world, outcome, role):
    return actions.approve(actor=world.actor(role), item_id=item_of(world, outcome, role))


def three(world, policy):
    """Three people one after the other, the last two by a rule for duplicates; the third is asked now."""
    outcome = start(
        world,
        linear(
            task("a", persons(world, "head")),
            task("b", persons(world, "auditor"), rule(policy)),
            task("c", persons(world, "cashier"), rule(policy)),
        ),
    )
    approve(world, outcome, "head")
    approve(world, outcome, "auditor")
    return outcome


def send_back(world, outcome, target, then="run_again"):
    item = item_of(world, outcome, "cashier")
    actions.send_back(actor=world.actor("cashier"), item_id=item, target=target, opinion="请核对", then=then)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("then", ["run_again", "straight_back"])
def test_who_gets_work_back_is_asked_where_duplicates_are_not(world, policy, then):
    outcome = three(world, policy)
    send_back(world, outcome, "b", then)
    assert ("b", "task", "open") in open_items(outcome)
    approve(world, outcome, "auditor")
    assert open_items(outcome) == [("c", "task", "open")]
    assert approve(world, outcome, "cashier").status == "completed"


@pytest.mark.parametrize("policy", POLICIES)
def test_who_an_administrator_jumps_to_is_asked_where_duplicates_are_not(world, policy):
    outcome = three(world, policy)
    grant_administrator(world, "colleague")
    actions.jump(actor=world.actor("colleague"), instance_id=outcome.instance_id, target="b", reason="补充")
    assert open_items(outcome) == [("b", "task", "open")]


def inside(world, policy):
    """A, a sub-process with X, then Z."""
    return wrap(
        '<startEvent id="start"/>' + task("a", persons(world, "head"))
        + '<subProcess id="s"><startEvent id="ss"/>' + task("x", persons(world, "auditor"), rule(policy))
        + '<endEvent id="se"/><sequenceFlow id="g1" sourceRef="ss" targetRef="x"/>'
        '<sequenceFlow id="g2" sourceRef="x" targetRef="se"/></subProcess>'
        + task("z", persons(world, "cashier")) + '<endEvent id="end"/>'
        '<sequenceFlow id="f1" sourceRef="start" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="s"/>'
        '<sequenceFlow id="f3" sourceRef="s" targetRef="z"/><sequenceFlow id="f4" sourceRef="z" targetRef="end"/>'
    )  # fmt: skip


def called(world, policy):
    """A, a call of another process of the file with X, then Z."""
    return (
        f'{HEAD}<process id="main" isExecutable="true"><startEvent id="start"/>{task("a", persons(world, "head"))}'
        f'<callActivity id="s" calledElement="other"/>{task("z", persons(world, "cashier"))}<endEvent id="end"/>'
        '<sequenceFlow id="f1" sourceRef="start" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="s"/>'
        '<sequenceFlow id="f3" sourceRef="s" targetRef="z"/><sequenceFlow id="f4" sourceRef="z" targetRef="end"/>'
        '</process><process id="other" isExecutable="true"><startEvent id="ss"/>'
        f'{task("x", persons(world, "auditor"), rule(policy))}<endEvent id="se"/>'
        '<sequenceFlow id="g1" sourceRef="ss" targetRef="x"/><sequenceFlow id="g2" sourceRef="x" targetRef="se"/>'
        "</process></definitions>"
    ).encode()


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("file", [inside, called])
@pytest.mark.parametrize("target", ["a", "initiator"])
def test_what_was_handled_inside_is_handled_again_after_a_return(world, policy, file, target):
    outcome = start(world, file(world, policy))
    approve(world, outcome, "head")
    approve(world, outcome, "auditor")
    send_back(world, outcome, target)
    if target == "initiator":
        approve(world, outcome, "clerk")
    approve(world, outcome, "head")
    assert open_items(outcome) == [("x", "task", "open")]


@pytest.mark.parametrize("policy", [*POLICIES, "skip_consecutive"])
def test_who_submits_again_has_approved_nothing_by_that(world, policy):
    own = task("own", persons(world, "clerk"), rule(policy))
    outcome = start(world, linear(own, task("a", persons(world, "head"))))
    assert open_items(outcome) == [("own", "task", "open")]
    approve(world, outcome, "clerk")
    actions.send_back(
        actor=world.actor("head"), item_id=item_of(world, outcome, "head"), target="initiator", opinion="请补充"
    )
    approve(world, outcome, "clerk")
    assert open_items(outcome) == [("own", "task", "open")]
