"""`xieyun process verify` names what was tampered with: each stored thing is changed behind the product's back."""

from __future__ import annotations

import json

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.organization.tests.factories import make_world
from xieyun.process import actions
from xieyun.process.engine import codec
from xieyun.process.engine import events as ev
from xieyun.process.engine.appliers import replay
from xieyun.process.tests.factories import item_of, linear, persons, start, task
from xieyun.process.verification import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(db):
    """An instance at the second of three tasks, with a time limit and variables; and what verification finds."""
    world = make_world()
    limit = '<xieyun:timeLimit duration="PT9H" action="remind"/>'
    xml = linear(
        task("first", persons(world, "head")),
        task("second", persons(world, "auditor"), limit),
        task("third", persons(world, "colleague")),
    )
    outcome = start(world, xml, amount=5)
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert verify(system_actor(world.group.id)).sound
    return world, outcome.instance_id


def found(case):
    world, _ = case
    return {finding.code for finding in verify(system_actor(world.group.id)).findings}


def forge(case, change, *, seq=2):
    """Rewrite the events of a step, and the stored state with them so that the history still replays to it."""
    _, instance = case
    history = execute("SELECT seq, engine FROM process_event WHERE instance_id = %s ORDER BY seq", [instance])
    steps = {number: codec.load_events(bytes(content)) for number, content in history}
    steps[seq] = [changed for event in steps[seq] for changed in change(event)]
    content = codec.dump_events(steps[seq])
    execute("UPDATE process_event SET engine = %s WHERE instance_id = %s AND seq = %s", [content, instance, seq])
    try:
        state = replay([event for events in steps.values() for event in events])
    except LookupError:
        return
    execute("UPDATE process_instance SET state = %s WHERE id = %s", [codec.dump_state(state), instance])


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE process_event SET seq = 5 WHERE instance_id = %s AND seq = 2", "history-gap"),
        ("DELETE FROM process_event WHERE instance_id = %s AND seq = 1", "history-gap"),
        ("UPDATE process_event SET engine = '\\x00'::bytea WHERE instance_id = %s AND seq = 2", "history-unreadable"),
        ("UPDATE process_event SET engine = '[1,[\"Nonsense\",1]]' WHERE instance_id = %s AND seq = 2",
         "history-unreadable"),
        ("UPDATE process_event SET engine = '[1]' WHERE instance_id = %s AND seq = 2", "state-differs"),
        ("UPDATE process_instance SET status = 'completed' WHERE id = %s", "status-differs"),
        ("UPDATE process_instance SET variables = '{\"g\": {\"amount\": 6}}' WHERE id = %s", "variables-differ"),
        ("UPDATE work_item SET status = 'done' WHERE instance_id = %s AND activity_id = 'second'", "items-differ"),
        ("UPDATE work_item SET status = 'open' WHERE instance_id = %s AND activity_id = 'first'", "items-differ"),
        ("UPDATE work_item SET assignee_id = NULL WHERE instance_id = %s AND activity_id = 'second'", "items-differ"),
        ("UPDATE process_timer SET status = 'fired' WHERE instance_id = %s", "timers-differ"),
        ("DELETE FROM process_timer WHERE instance_id = %s", "timers-differ"),
    ],
)  # fmt: skip
def test_changed_rows_are_named(case, sql, code):
    execute(sql, [case[1]])
    assert code in found(case)


def test_a_changed_state_is_named(case):
    _, instance = case
    state = json.loads(bytes(execute("SELECT state FROM process_instance WHERE id = %s", [instance]).scalar()))
    state["n"] += 1
    execute("UPDATE process_instance SET state = %s WHERE id = %s", [json.dumps(state).encode(), instance])
    assert found(case) == {"state-differs"}


def test_an_approval_that_was_jumped_over_is_not_in_the_model(case):
    def skip(event):
        if isinstance(event, ev.Entered) and event.node == "second":
            return [event._replace(node="third")]
        return [event]

    forge(case, skip)
    assert "not-in-the-model" in found(case)


def test_a_flow_that_nobody_walked_is_not_in_the_model(case):
    def appear(event):
        return [event, ev.Entered(90, "third", 0, "open", "f2")] if isinstance(event, ev.Entered) else [event]

    forge(case, appear)
    assert "not-in-the-model" in found(case)


def test_a_node_that_the_definition_does_not_have_is_named(case):
    def invent(event):
        if isinstance(event, ev.Entered) and event.node == "second":
            return [event._replace(node="fourth", flow=None)]
        return [event]

    forge(case, invent)
    assert "not-in-the-model" in found(case)


def test_work_that_is_nobodys_is_named(case):
    forge(case, lambda event: [] if isinstance(event, ev.ItemOpened) else [event])
    assert "not-in-the-model" in found(case)


def test_an_item_that_was_closed_twice_is_named(case):
    forge(case, lambda event: [event, event] if isinstance(event, ev.ItemClosed) else [event])
    assert {"closed-twice", "history-broken"} <= found(case)


def test_one_broken_history_does_not_hide_the_others(case):
    world, instance = case
    other = start(world, linear(task("first", persons(world, "head"))))
    for one in (instance, other.instance_id):
        execute("UPDATE process_event SET engine = '[1,[\"Left\",77]]' WHERE instance_id = %s AND seq = 1", [one])
    broken = [finding for finding in verify(system_actor(world.group.id)).findings if finding.code == "history-broken"]
    assert {finding.instance_id for finding in broken} == {instance, other.instance_id}
