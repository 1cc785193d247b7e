"""What the page offers is what succeeds: every verb is tried in many states, and undone."""

from __future__ import annotations

import random
from functools import partial

import pytest

from xieyun.kernel.errors import Problem
from xieyun.organization.tests.factories import actor_of, make_assignment
from xieyun.process import actions, selectors
from xieyun.process.actions import RouteStep
from xieyun.process.models import WorkItem
from xieyun.process.tests.factories import grant_administrator, persons, publish, start, task, wrap
from xieyun.process.tests.plays.offering import INSTANCE_VERBS, ITEM_VERBS, compare, instance_call, item_call

ROLES = ("clerk", "head", "auditor", "colleague", "finance_manager", "cashier", "cashier_2", "group_finance_head")
STEPS = 7


def model(world):
    """Head; then a countersign of two beside a sequence in a sub-process; then the cashiers' pool."""
    every, line = '<xieyun:completion kind="all"/>', '<xieyun:completion kind="sequence"/>'
    inner = (
        f'<startEvent id="in"/>{task("line", persons(world, "colleague", "group_finance_head"), line)}'
        '<endEvent id="out"/><sequenceFlow id="i1" sourceRef="in" targetRef="line"/>'
        '<sequenceFlow id="i2" sourceRef="line" targetRef="out"/>'
    )
    flows = ("start head", "head split", "split both", "split sub", "both join", "sub join", "join pay", "pay end")
    arrows = (
        f'<sequenceFlow id="f{place}" sourceRef="{flow.split()[0]}" targetRef="{flow.split()[1]}"/>'
        for place, flow in enumerate(flows)
    )
    return wrap(
        f'<startEvent id="start"/>{task("head", persons(world, "head"))}<parallelGateway id="split"/>'
        f"{task('both', persons(world, 'auditor', 'finance_manager'), every)}"
        f'<subProcess id="sub" name="sub">{inner}</subProcess><parallelGateway id="join"/>'
        f"{task('pay', persons(world, 'cashier', 'cashier_2') + chr(32) + 'pool=' + chr(34) + 'true' + chr(34))}"
        f'<endEvent id="end" name="end"/>{"".join(arrows)}'
    )


def free_model(world):
    """A free route of two steps, of which the second has two people."""
    return wrap(
        '<startEvent id="start"/><adHocSubProcess id="way" name="way"><extensionElements><xieyun:free/>'
        '</extensionElements><userTask id="step" name="step"/></adHocSubProcess><endEvent id="end" name="end"/>'
        '<sequenceFlow id="f0" sourceRef="start" targetRef="way"/>'
        '<sequenceFlow id="f1" sourceRef="way" targetRef="end"/>'
    )


def free_route(world):
    """The route that a free process begins with."""
    people = (("head",), ("auditor", "cashier"))
    return [RouteStep(tuple(world.person(role).id for role in roles)) for roles in people]


@pytest.mark.parametrize("seed", range(8))
def test_a_verb_is_offered_exactly_when_it_succeeds(world, seed):
    grant_administrator(world, "system")
    choose = random.Random(seed)
    if seed < 6:
        outcome = start(world, model(world))
    else:
        code = publish(world, free_model(world))
        outcome = actions.start_process(actor=world.actor("clerk"), code=code, route=free_route(world))
    strangers = [make_assignment(world.sales) for _ in range(STEPS)]
    for step, stranger in enumerate(strangers):
        possible = []
        _opens_something(world, outcome, choose)
        for actor in (*map(world.actor, ROLES), *map(actor_of, strangers[:step])):
            mine = WorkItem.objects.filter(instance_id=outcome.instance_id)
            for item in mine.filter(assignee_id=actor.person_id) | mine.filter(assignee_id=None):
                try:
                    offers = selectors.work_item_detail(actor, item.id)["verbs"]
                except Problem:
                    offers = []
                where = f"seed {seed}, step {step}, {item.activity_id} {item.kind} {item.status}"
                other = world.person(choose.choice(ROLES)).id
                call = partial(item_call, actor, item.id, choose=choose, someone=stranger.person_id, other=other)
                possible += compare(offers, ITEM_VERBS, call, where)
        for role in ("clerk", "system", "head"):
            actor = world.actor(role)
            try:
                offers = selectors.instance_detail(actor, outcome.instance_id)["verbs"]
            except Problem:
                offers = []
            call = partial(instance_call, actor, outcome.instance_id, choose=choose)
            possible += compare(offers, INSTANCE_VERBS, call, f"seed {seed}, step {step}, {role}")
        if not possible:
            break
        choose.choice(possible)()


def _opens_something(world, outcome, choose):
    """Somebody looks into his item now and then; after that nothing that led to it can be taken back."""
    open_now = WorkItem.objects.filter(instance_id=outcome.instance_id, status="open", assignee_id__isnull=False)
    for item in open_now:
        if choose.random() < 0.3:
            WorkItem.objects.filter(id=item.id).update(read_at=item.received_at)
