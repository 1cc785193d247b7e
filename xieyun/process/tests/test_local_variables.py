"""What holds in one part of a process only (an element of a loop, the inputs of a call) is kept with the instance."""

from __future__ import annotations

from xieyun.process import actions
from xieyun.process.models import ProcessInstance
from xieyun.process.tests.factories import item_of, open_items, persons, publish, start, task, wrap


def flow(number, source, target, condition=""):
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def walked(world, sequential):
    """A sub-process for each of two kinds: somebody looks, then the buyer or the lawyer decides by its kind."""
    inside = (
        '<startEvent id="s"/><exclusiveGateway id="which" default="f3"/><endEvent id="e"/>'
        + task("look", persons(world, "head"))
        + task("buyer", persons(world, "cashier"))
        + task("lawyer", persons(world, "auditor"))
        + flow(1, "s", "look") + flow(2, "look", "which") + flow(3, "which", "buyer")
        + flow(4, "which", "lawyer", 'kind == "contract"') + flow(5, "buyer", "e") + flow(6, "lawyer", "e")
    )  # fmt: skip
    loop = (
        f'<multiInstanceLoopCharacteristics isSequential="{sequential}" '
        'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:collection="kinds" camunda:elementVariable="kind"/>'
    )
    return wrap(
        '<startEvent id="start"/><endEvent id="end"/>'
        + task("first", persons(world, "colleague"))
        + f'<subProcess id="each">{inside}{loop}</subProcess>'
        + flow(7, "start", "first") + flow(8, "first", "each") + flow(9, "each", "end")
    )  # fmt: skip


def approve(world, outcome, role):
    return actions.approve(actor=world.actor(role), item_id=item_of(world, outcome, role))


def test_the_element_of_each_round_is_known_in_its_later_steps(world):
    outcome = start(world, walked(world, "true"), kinds=["goods", "contract"])
    approve(world, outcome, "colleague")
    approve(world, outcome, "head")
    assert open_items(outcome) == [("buyer", "task", "open")]
    approve(world, outcome, "cashier")
    approve(world, outcome, "head")
    assert open_items(outcome) == [("lawyer", "task", "open")]
    assert approve(world, outcome, "auditor").status == "completed"
    assert "l" not in ProcessInstance.objects.get(id=outcome.instance_id).variables


def test_the_elements_of_rounds_at_the_same_time_are_kept_apart(world):
    outcome = start(world, walked(world, "false"), kinds=["goods", "contract"])
    approve(world, outcome, "colleague")
    approve(world, outcome, "head")
    approve(world, outcome, "head")
    assert sorted(activity for activity, _, _ in open_items(outcome)) == ["buyer", "lawyer"]
    approve(world, outcome, "auditor")
    assert approve(world, outcome, "cashier").status == "completed"


def test_what_a_call_was_given_is_known_in_its_later_steps(world):
    inner = (
        '<startEvent id="s"/><exclusiveGateway id="which" default="f3"/><endEvent id="e"/>'
        + task("look", persons(world, "head"))
        + task("buyer", persons(world, "cashier"))
        + task("lawyer", persons(world, "auditor"))
        + flow(1, "s", "look") + flow(2, "look", "which") + flow(3, "which", "buyer")
        + flow(4, "which", "lawyer", 'kind == "contract"') + flow(5, "buyer", "e") + flow(6, "lawyer", "e")
    )  # fmt: skip
    publish(world, wrap(inner, name="deciding"), code="test.deciding")
    call = (
        '<callActivity id="call" calledElement="deciding" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">'
        '<extensionElements><camunda:in source="sort" target="kind"/></extensionElements></callActivity>'
    )
    outer = (
        '<startEvent id="start"/><endEvent id="end"/>'
        + task("first", persons(world, "colleague"))
        + call + flow(7, "start", "first") + flow(8, "first", "call") + flow(9, "call", "end")
    )  # fmt: skip
    outcome = start(world, wrap(outer, name="calling"), sort="contract")
    approve(world, outcome, "colleague")
    approve(world, outcome, "head")
    assert open_items(outcome) == [("lawyer", "task", "open")]
    assert approve(world, outcome, "auditor").status == "completed"


def test_nothing_of_a_part_is_left_when_the_instance_is_withdrawn(world):
    outcome = start(world, walked(world, "false"), kinds=["goods", "contract"])
    approve(world, outcome, "colleague")
    actions.withdraw(actor=world.actor("clerk"), instance_id=outcome.instance_id, opinion="重填")
    assert "l" not in ProcessInstance.objects.get(id=outcome.instance_id).variables
