"""Signatures under what people do with a route, and under what the initiator does with the whole process."""

from __future__ import annotations

import pytest

from xieyun.kernel.errors import InvalidInput
from xieyun.organization.tests.factories import make_world
from xieyun.process import actions, selectors
from xieyun.process.actions import RouteStep
from xieyun.process.tests.claims import sound
from xieyun.process.tests.factories import item_of, publish, wrap
from xieyun.process.tests.test_opinions import draw

SIGNED = '<xieyun:verbs><xieyun:verb name="{}" signature="required"/></xieyun:verbs>'


@pytest.fixture
def world(db):
    return make_world()


def step(world, role):
    return RouteStep((world.person(role).id,))


def sent(world, *steps, at_start="", at_step=""):
    """A free process whose start event and steps ask for the signature under a verb."""
    start, pattern = (
        f"<extensionElements>{SIGNED.format(verb)}</extensionElements>" if verb else "" for verb in (at_start, at_step)
    )
    code = publish(
        world,
        wrap(
            f'<startEvent id="start">{start}</startEvent><adHocSubProcess id="way" name="way"><extensionElements>'
            f'<xieyun:free/></extensionElements><userTask id="step" name="step">{pattern}</userTask></adHocSubProcess>'
            '<endEvent id="end"/><sequenceFlow id="a" sourceRef="start" targetRef="way"/>'
            '<sequenceFlow id="b" sourceRef="way" targetRef="end"/>'
        ),
    )
    return actions.start_process(actor=world.actor("clerk"), code=code, route=list(steps))


def of_item(world, role, item):
    return {offer["verb"]: offer["signature"] for offer in selectors.work_item_detail(world.actor(role), item)["verbs"]}


def of_process(world, outcome):
    found = selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["verbs"]
    return {offer["verb"]: offer["signature"] for offer in found}


def must_be_signed(world, role, act, outcome):
    """Refused without a kept signature, refused unseen, and then done with the signature in the trail."""
    actor = world.actor(role)
    for sign, code in ((True, "signature-missing"), (False, "signature-required")):
        with pytest.raises(InvalidInput) as refusal:
            act(actor=actor, sign=sign)
        assert [error.code for error in refusal.value.fields] == [code]
        draw(actor)
    act(actor=actor, sign=True)
    trail = selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["trail"]
    assert trail[-1]["signature"] is not None
    assert sound(world) == []


def test_a_handler_signs_what_he_adds_to_the_route(world):
    outcome = sent(world, step(world, "head"), at_step="extend-route")
    item = item_of(world, outcome, "head")
    assert of_item(world, "head", item)["extend-route"] == "required"
    assert of_process(world, outcome)["extend-route"] == "none"
    must_be_signed(
        world, "head",
        lambda **more: actions.extend_route(item_id=item, steps=[step(world, "cashier")], **more), outcome,
    )  # fmt: skip


def test_the_initiator_signs_what_he_adds_to_the_route(world):
    outcome = sent(world, step(world, "head"), at_start="extend-route")
    assert of_process(world, outcome)["extend-route"] == "required"
    assert of_item(world, "head", item_of(world, outcome, "head"))["extend-route"] == "none"
    must_be_signed(
        world, "clerk",
        lambda **more: actions.extend_own_route(
            instance_id=outcome.instance_id, steps=[step(world, "cashier")], **more), outcome,
    )  # fmt: skip


def test_the_initiator_signs_the_route_that_he_is_asked_for(world):
    outcome = sent(world, at_start="extend-route")
    item = item_of(world, outcome, "clerk")
    assert of_item(world, "clerk", item)["extend-route"] == "required"
    must_be_signed(
        world, "clerk",
        lambda **more: actions.extend_route(item_id=item, steps=[step(world, "head")], **more), outcome,
    )  # fmt: skip


def returned(world, **at):
    outcome = sent(world, step(world, "head"), **at)
    actions.send_back(
        actor=world.actor("head"), item_id=item_of(world, outcome, "head"), target="initiator", opinion="补充"
    )
    return outcome, item_of(world, outcome, "clerk")


def test_the_initiator_signs_the_route_that_he_changes(world):
    outcome, item = returned(world, at_start="lay-route")
    assert of_item(world, "clerk", item)["lay-route"] == "required"
    must_be_signed(
        world, "clerk", lambda **more: actions.lay_route(item_id=item, steps=[step(world, "cashier")], **more), outcome
    )


def test_a_withdrawal_is_signed_on_the_page_of_the_process(world):
    outcome = sent(world, step(world, "head"), at_start="withdraw")
    assert of_process(world, outcome)["withdraw"] == "required"
    must_be_signed(world, "clerk", lambda **more: actions.withdraw(instance_id=outcome.instance_id, **more), outcome)


def test_a_withdrawal_is_signed_on_the_item_that_came_back(world):
    outcome, item = returned(world, at_start="withdraw")
    assert of_item(world, "clerk", item)["withdraw"] == "required"
    must_be_signed(world, "clerk", lambda **more: actions.withdraw_from_item(item_id=item, **more), outcome)
