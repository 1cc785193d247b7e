"""Several people at the same instant: exactly one wins, the others are told who, nothing is doubled."""

from __future__ import annotations

import threading
from collections import Counter
from functools import partial

import pytest
from django.db import connection

from xieyun.kernel.actor import system_actor
from xieyun.kernel.errors import Problem
from xieyun.organization.tests.factories import actor_of, make_assignment, make_world
from xieyun.process import actions
from xieyun.process.models import ProcessEvent, ProcessInstance, WorkItem
from xieyun.process.tests.factories import grant_administrator, item_of, linear, persons, start, task
from xieyun.process.verification import verify

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


@pytest.fixture
def world(transactional_db):
    """People; afterwards every history must replay to what is stored."""
    made = make_world()
    yield made
    found = verify(system_actor(made.group.id))
    assert found.sound, found.findings


def at_once(*calls):
    """Run the calls in threads released together; return their outcomes or problem codes."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            barrier.wait()
            results[place] = call()
        except Problem as problem:
            results[place] = problem.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def steps_of(outcome):
    return list(
        ProcessEvent.objects.filter(instance_id=outcome.instance_id).order_by("seq").values_list("verb", flat=True)
    )


def test_two_approvals_of_one_item(world):
    for _ in range(ROUNDS):
        outcome = start(world, linear(task("head", persons(world, "head")), task("next", persons(world, "auditor"))))
        approve = partial(actions.approve, actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
        results = at_once(approve, approve)
        assert Counter(isinstance(result, str) for result in results) == {True: 1, False: 1}
        assert "already-handled" in results
        assert steps_of(outcome) == ["submit", "approve"]


def test_two_claims_of_one_pool_item(world):
    for _ in range(ROUNDS):
        outcome = start(world, linear(task("pay", persons(world, "cashier", "cashier_2") + ' pool="true"')))
        item = WorkItem.objects.get(instance_id=outcome.instance_id).id
        results = at_once(
            *(partial(actions.claim, actor=world.actor(role), item_id=item) for role in ("cashier", "cashier_2"))
        )
        assert sorted(isinstance(result, str) for result in results) == [False, True]


def test_ten_countersign_at_once(world):
    people = [make_assignment(world.sales) for _ in range(10)]
    assigned = f'kind="person" persons="{",".join(str(one.person_id) for one in people)}"'
    outcome = start(world, linear(task("sign", assigned, '<xieyun:completion kind="all"/>')))
    items = dict(WorkItem.objects.filter(instance_id=outcome.instance_id).values_list("assignee_id", "id"))
    calls = [(lambda one=one: actions.approve(actor=actor_of(one), item_id=items[one.person_id])) for one in people]
    results = at_once(*calls)
    assert not [result for result in results if isinstance(result, str)]
    assert [result.status for result in results].count("completed") == 1
    assert steps_of(outcome) == ["submit", *["approve"] * 10]


@pytest.mark.parametrize("rival", ["withdraw", "transfer", "return", "terminate", "reject"])
def test_approving_races_another_verb(world, rival):
    grant_administrator(world, "system")
    for _ in range(3):
        outcome = start(world, linear(task("head", persons(world, "head")), task("next", persons(world, "auditor"))))
        results = at_once(*_rivals(world, outcome, rival))
        done = steps_of(outcome)[1:]
        # Both may succeed only where the second is valid after the first.
        assert len(done) == sum(not isinstance(result, str) for result in results)
        assert done in (["approve"], [rival], ["approve", rival])
        assert ProcessInstance.objects.get(id=outcome.instance_id).seq == 1 + len(done)


def _rivals(world, outcome, rival):
    item, head = item_of(world, outcome, "head"), world.actor("head")
    instance = outcome.instance_id
    verbs = {
        "withdraw": partial(actions.withdraw, actor=world.actor("clerk"), instance_id=instance),
        "transfer": partial(actions.transfer, actor=head, item_id=item, person_id=world.person("colleague").id),
        "return": partial(actions.send_back, actor=head, item_id=item, target="initiator", opinion="改"),
        "terminate": partial(actions.terminate, actor=world.actor("system"), instance_id=instance, reason="作废"),
        "reject": partial(actions.reject, actor=head, item_id=item, opinion="不行"),
    }
    return partial(actions.approve, actor=head, item_id=item), verbs[rival]
