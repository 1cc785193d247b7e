"""What must not break an instance: too many signers, people who left, delegation in a circle, impossible targets.

Each is refused with a sentence, or the instance stands in a state that an administrator can repair; it is never lost.
"""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack

import pytest

from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.errors import Problem
from xieyun.kernel.identifiers import new_id
from xieyun.organization.models import Assignment, Person
from xieyun.organization.tests.factories import make_world
from xieyun.process import actions
from xieyun.process.models import ProcessInstance, WorkItem
from xieyun.process.stepping import conductor
from xieyun.process.stepping.runner import on_item
from xieyun.process.store.rows import NewItem
from xieyun.process.tests.factories import (
    grant_administrator,
    item_of,
    linear,
    open_items,
    persons,
    publish,
    start,
    task,
    wrap,
)  # fmt: skip
from xieyun.process.verification import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    """People and a system administrator; afterwards every history must be sound."""
    made = make_world()
    grant_administrator(made, "system")
    yield made
    found = verify(system_actor(made.group.id))
    assert found.sound, found.findings


def refusal(call, **arguments):
    """The problem that a call raises, with sentences in both languages."""
    problem = attempt(call, **arguments)
    assert problem is not None, "it was not refused"
    return problem


def attempt(call, **arguments):
    """Make a call that may be refused, and return the problem or None."""
    try:
        call(**arguments)
    except Problem as problem:
        refused = problem
    else:
        return None
    told = refused.as_json()
    assert told["detail_zh"].endswith(("。", "！"))
    assert told["detail_en"].endswith((".", "!"))
    assert "{" not in told["detail_zh"] + told["detail_en"]
    return refused


def many(count, collection=None):
    """A file whose second task has an instance for each of many."""
    how = (
        f"<loopCardinality>{count}</loopCardinality>"
        if collection is None
        else f"<loopDataInputRef>{collection}</loopDataInputRef>"
    )
    loop = f'<multiInstanceLoopCharacteristics isSequential="false">{how}</multiInstanceLoopCharacteristics>'
    return wrap(
        '<startEvent id="start"/><userTask id="first" name="first"><extensionElements>'
        '<xieyun:assignment kind="initiator"/></extensionElements></userTask>'
        '<userTask id="each" name="each"><extensionElements><xieyun:assignment kind="initiator"/></extensionElements>'
        f'{loop}</userTask><endEvent id="end"/><sequenceFlow id="f0" sourceRef="start" targetRef="first"/>'
        '<sequenceFlow id="f1" sourceRef="first" targetRef="each"/>'
        '<sequenceFlow id="f2" sourceRef="each" targetRef="end"/>'
    )


def assert_refused_or_parked(world, outcome):
    """Go on towards what cannot be: refused with everything as it was, or parked where an administrator can take it."""
    item = item_of(world, outcome, "clerk")
    if attempt(actions.approve, actor=world.actor("clerk"), item_id=item) is not None:
        assert open_items(outcome) == [("first", "task", "open")]
        return
    assert open_items(outcome) == []
    jumped = actions.jump(
        actor=world.actor("system"), instance_id=outcome.instance_id, target="first", reason="人数过多"
    )
    assert jumped.status == "running"
    assert open_items(outcome) == [("first", "task", "open")]


@pytest.mark.parametrize("count", [4_000, 1_000_000])
def test_more_work_items_than_a_step_can_open(world, count):
    assert_refused_or_parked(world, start(world, many(count)))


def test_a_pool_of_more_people_than_a_statement_takes(world):
    outcome = start(world, linear(task("first", persons(world, "clerk")), task("second", persons(world, "auditor"))))
    item = item_of(world, outcome, "clerk")
    draft = on_item(world.actor("clerk"), item, "approve")(ExitStack(), False)
    draft.opened[9] = NewItem("pool", "second", "second", draft.at, number=9, candidates=(new_id(),) * 40_000)
    assert refusal(conductor.save, draft=draft).status == 409
    assert open_items(outcome) == [("first", "task", "open")]


def test_a_variable_of_a_million_rows(world):
    code = publish(world, many(0, collection="rows"))
    rows = list(range(1_000_000))
    assert refusal(actions.start_process, actor=world.actor("clerk"), code=code, variables={"rows": rows}).status == 409
    assert not ProcessInstance.objects.filter(definition_code=code).exists()
    outcome = actions.start_process(actor=world.actor("clerk"), code=code, variables={"rows": rows[:50_000]})
    assert_refused_or_parked(world, outcome)


def leave(world, role):
    """The person leaves the company today."""
    today = clock.today()
    person = world.person(role)
    Person.objects.filter(id=person.id).update(valid_to=today)
    Assignment.objects.filter(person_id=person.id).update(valid_to=today)


def test_a_signer_who_left_meanwhile(world):
    outcome = start(world, linear(task("first", persons(world, "head")), task("second", persons(world, "auditor"))))
    leave(world, "auditor")
    refused = attempt(actions.approve, actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert refused is None or refused.status == 409
    # An administrator can always take it elsewhere.
    done = actions.jump(
        actor=world.actor("system"), instance_id=outcome.instance_id, target="first", reason="办理人已离职"
    )
    assert done.status == "running"
    assert item_of(world, outcome, "head")


def test_nobody_hands_work_to_somebody_who_left(world):
    outcome = start(world, linear(task("first", persons(world, "head"))))
    leave(world, "auditor")
    item, left = item_of(world, outcome, "head"), world.person("auditor").id
    head = world.actor("head")
    for verb in (actions.transfer, actions.delegate):
        assert refusal(verb, actor=head, item_id=item, person_id=left).status == 422
    assert refusal(actions.add_signers, actor=head, item_id=item, position="after", person_ids=[left]).status == 422
    assert refusal(actions.consult, actor=head, item_id=item, person_ids=[left]).status == 422


def test_substitutions_in_a_circle(world):
    now = clock.now()
    ring = ("head", "auditor", "colleague")
    for giver, deputy in zip(ring, ring[1:] + ring[:1], strict=True):
        attempt(
            actions.substitute, actor=world.actor(giver), deputy_id=world.person(deputy).id, valid_from=now,
            valid_to=now + dt.timedelta(days=1),
        )  # fmt: skip
    outcome = start(world, linear(task("first", persons(world, "head"))))
    # Whoever it went to: it is somebody's, and the process goes on.
    item = WorkItem.objects.get(instance_id=outcome.instance_id, status="open")
    assert item.assignee_id in {world.person(role).id for role in ring}


def test_delegation_in_a_circle(world):
    outcome = start(world, linear(task("first", persons(world, "head"))))
    actions.delegate(
        actor=world.actor("head"), item_id=item_of(world, outcome, "head"), person_id=world.person("auditor").id
    )
    item = item_of(world, outcome, "auditor")
    for verb in (actions.delegate, actions.transfer):
        refusal(verb, actor=world.actor("auditor"), item_id=item, person_id=world.person("head").id)
    actions.reply(actor=world.actor("auditor"), item_id=item, opinion="拟同意")
    done = actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert done.status == "completed"


@pytest.mark.parametrize("target", ["second", "end", "nowhere", "start", "", "first"])
def test_a_return_to_what_was_never_passed(world, target):
    outcome = start(world, linear(task("first", persons(world, "head")), task("second", persons(world, "auditor"))))
    before = open_items(outcome)
    refusal(
        actions.send_back, actor=world.actor("head"), item_id=item_of(world, outcome, "head"), target=target,
        opinion="退回",
    )  # fmt: skip
    assert open_items(outcome) == before


def fork():
    """Two branches that join, and a task after them."""
    flows = (("start", "split"), ("split", "a"), ("split", "b"), ("a", "join"), ("b", "join"), ("join", "after"),
             ("after", "end"))  # fmt: skip
    return wrap(
        '<startEvent id="start"/><parallelGateway id="split"/><parallelGateway id="join"/><endEvent id="end"/>'
        + "".join(task(name, 'kind="initiator"') for name in ("a", "b", "after"))
        + "".join(f'<sequenceFlow id="f{n}" sourceRef="{s}" targetRef="{t}"/>' for n, (s, t) in enumerate(flows))
    )


def test_a_jump_into_a_branch_of_a_finished_join(world):
    outcome = start(world, fork())
    clerk = world.actor("clerk")
    for _ in range(2):
        item = WorkItem.objects.filter(instance_id=outcome.instance_id, status="open").first()
        actions.approve(actor=clerk, item_id=item.id)
    assert open_items(outcome) == [("after", "task", "open")]
    actions.jump(actor=world.actor("system"), instance_id=outcome.instance_id, target="a", reason="补充")
    assert open_items(outcome) == [("a", "task", "open")]
    # The join does not wait for the branch that was finished before.
    for _ in range(2):
        item = WorkItem.objects.get(instance_id=outcome.instance_id, status="open")
        done = actions.approve(actor=clerk, item_id=item.id)
    assert done.status == "completed"


@pytest.mark.parametrize("target", ["nowhere", "", "join", "split"])
def test_a_jump_to_nowhere(world, target):
    outcome = start(world, fork())
    attempt(actions.jump, actor=world.actor("system"), instance_id=outcome.instance_id, target=target, reason="试试")
    assert ProcessInstance.objects.get(id=outcome.instance_id).status == "running"
    assert open_items(outcome)


@pytest.mark.parametrize(
    "script",
    [
        "x = 2 ** 70",
        "x = []\nfor i in range(250):\n    x = [x]",
        'x = "a\\x00b"',
        'x = "\\ud800"',
        'x = {"\\x00": 1}',
        "x = [1, {'a': -2 ** 64}]",
    ],
)
def test_what_a_script_computes_and_no_database_takes_parks_the_step(world, script):
    inner = (
        '<startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="work"/>'
        f'<scriptTask id="work" scriptFormat="python"><script>{script}</script></scriptTask>'
        f'<sequenceFlow id="f2" sourceRef="work" targetRef="head"/>{task("head", persons(world, "head"))}'
        '<sequenceFlow id="f3" sourceRef="head" targetRef="end"/><endEvent id="end"/>'
    )
    outcome = start(world, wrap(inner))
    row = ProcessInstance.objects.get(id=outcome.instance_id)
    assert row.status == "running"
    assert "x" not in row.variables["g"]
    assert not WorkItem.objects.filter(instance_id=row.id).exists()
    administrator = world.actor("system")
    actions.jump(actor=administrator, instance_id=row.id, target="head", reason="脚本有误")
    approved = actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert approved.status == "completed"
