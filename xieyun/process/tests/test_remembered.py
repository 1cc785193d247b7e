"""What a process remembers of an instance is a guess: it may never decide what the database knows better."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xieyun.kernel import clock
from xieyun.kernel.errors import InvalidInput
from xieyun.kernel.recent import Recent
from xieyun.organization import versions
from xieyun.organization.tests.factories import make_world
from xieyun.process import actions, selectors
from xieyun.process.errors import AlreadyHandled
from xieyun.process.models import ProcessEvent, WorkItem
from xieyun.process.stepping import remembered
from xieyun.process.tests.factories import item_of, linear, persons, publish, start, task
from xieyun.records.models import RecordChange
from xieyun.records.tests.factories import line, make_claim, make_kind, ready_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world():
    return make_world()


class OtherProcess:
    """Within it nothing is remembered, and afterwards only what was remembered before."""

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch

    def __enter__(self):
        self.mine = remembered._remembered
        self.monkeypatch.setattr(remembered, "_remembered", Recent(capacity=100))

    def __exit__(self, *error):
        self.monkeypatch.setattr(remembered, "_remembered", self.mine)


def statements(call):
    with CaptureQueriesContext(connection) as captured:
        call()
    return [query["sql"] for query in captured.captured_queries]


def both(world):
    return linear(task("a", persons(world, "head", "auditor")), task("b", persons(world, "cashier")))


def test_a_step_of_another_process_makes_the_memory_worthless(world, monkeypatch):
    outcome = start(world, both(world))
    head, auditor = item_of(world, outcome, "head"), item_of(world, outcome, "auditor")
    with OtherProcess(monkeypatch):
        actions.approve(actor=world.actor("head"), item_id=head, opinion="同意")
    assert remembered.recall(auditor).instance.seq == 1
    step = actions.approve(actor=world.actor("auditor"), item_id=auditor)
    assert (step.seq, len(step.opened)) == (3, 1)
    verbs = ProcessEvent.objects.filter(instance_id=outcome.instance_id).order_by("seq").values_list("seq", "verb")
    assert list(verbs) == [(1, "submit"), (2, "approve"), (3, "approve")]


def test_who_handled_it_elsewhere_is_told_so(world, monkeypatch):
    outcome = start(world, both(world))
    head = item_of(world, outcome, "head")
    with OtherProcess(monkeypatch):
        actions.approve(actor=world.actor("head"), item_id=head)
    with pytest.raises(AlreadyHandled):
        actions.approve(actor=world.actor("head"), item_id=head)
    assert WorkItem.objects.get(pk=head).status == "done"


def test_what_was_claimed_elsewhere_is_the_claimers(world, monkeypatch):
    outcome = start(world, linear(task("a", persons(world, "head", "auditor") + ' pool="true"')))
    item = outcome.opened[0]
    assert remembered.recall(item).items[item].assignee_id is None
    with OtherProcess(monkeypatch):
        actions.claim(actor=world.actor("head"), item_id=item)
    with pytest.raises(AlreadyHandled):
        actions.approve(actor=world.actor("auditor"), item_id=item)
    assert actions.approve(actor=world.actor("head"), item_id=item).status == "completed"


def test_a_new_deputy_counts_at_once(world):
    outcome = start(world, linear(task("a", persons(world, "head")), task("b", persons(world, "cashier"))))
    now = clock.now()
    actions.substitute(
        actor=world.actor("cashier"), deputy_id=world.person("auditor").id, valid_from=now,
        valid_to=now + dt.timedelta(days=1),
    )  # fmt: skip
    step = actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert WorkItem.objects.get(pk=step.opened[0]).assignee_id == world.person("auditor").id


def test_the_statement_demands_the_token_of_the_group(world):
    outcome = start(world, linear(task("a", persons(world, "head")), task("b", persons(world, "cashier"))))
    item = item_of(world, outcome, "head")
    versions.touch(world.group.id)
    head = world.actor("head")
    sent = statements(lambda: actions.approve(actor=head, item_id=item))
    refused, written = (place for place, sql in enumerate(sent) if sql.startswith("WITH moved AS (UPDATE"))
    assert any("FROM work_item w JOIN process_instance" in sql for sql in sent[refused:written])


def test_the_statement_demands_the_remembered_version_of_the_record():
    made = ready_world()
    steps = linear(*(task(name, persons(made, "head")) for name in ("a", "b")))
    publish(made, steps, code="test.claim", object_type="test.claim")
    claim = make_claim(made.actor("clerk"), line(make_kind(made)), witness=str(made.person("colleague").id))
    outcome = actions.submit_record(actor=made.actor("clerk"), object_type="test.claim", record_id=claim.id)
    outcome = actions.approve(actor=made.actor("head"), item_id=outcome.opened[0])
    assert remembered.recall(outcome.opened[0]) is not None
    latest = RecordChange.objects.filter(record_id=claim.id).latest("id")
    latest.pk, latest.version = None, latest.version + 1
    latest.save()
    actions.approve(actor=made.actor("head"), item_id=outcome.opened[0])
    signed = ProcessEvent.objects.filter(instance_id=outcome.instance_id).latest("seq")
    assert signed.record_version == latest.version


def test_the_memory_of_an_ended_instance_is_dropped(world):
    outcome = start(world, linear(task("a", persons(world, "head"))))
    item = item_of(world, outcome, "head")
    assert remembered.recall(item) is not None
    assert actions.approve(actor=world.actor("head"), item_id=item).status == "completed"
    assert remembered.recall(item) is None


def test_who_has_opened_the_page_needs_no_second_reading(world, monkeypatch):
    outcome = start(world, linear(task("a", persons(world, "head"))))
    item = item_of(world, outcome, "head")
    head = world.actor("head")
    with OtherProcess(monkeypatch):
        selectors.work_item_detail(head, item)
        assert len(statements(lambda: actions.approve(actor=head, item_id=item))) == 1


def test_what_was_passed_is_still_known_after_steps_from_memory(world):
    names = ("a", "b", "c", "d")
    outcome = start(world, linear(*(task(name, persons(world, "head")) for name in names)))
    for _ in names[:-1]:
        outcome = actions.approve(actor=world.actor("head"), item_id=outcome.opened[0])
    step = actions.send_back(actor=world.actor("head"), item_id=outcome.opened[0], target="b", opinion="请核对")
    assert WorkItem.objects.get(pk=step.opened[0]).activity_id == "b"


def test_the_history_is_known_up_to_the_last_step_from_memory(world):
    outcome = start(world, linear(*(task(name, persons(world, "head")) for name in ("a", "b", "c"))))
    for _ in range(2):
        outcome = actions.approve(actor=world.actor("head"), item_id=outcome.opened[0])
    state = remembered.recall(outcome.opened[0]).state
    assert len(state.history()) == 3
    assert list(state.passed) == ["a", "b"]


def test_a_start_from_memory_takes_the_version_that_is_published_now(world):
    code = publish(world, linear(task("a", persons(world, "head"))))
    clerk = world.actor("clerk")
    actions.start_process(actor=clerk, code=code)
    assert len(statements(lambda: actions.start_process(actor=clerk, code=code))) == 1
    publish(world, linear(task("b", persons(world, "head"))), code=code)
    outcome = actions.start_process(actor=clerk, code=code)
    assert WorkItem.objects.get(pk=outcome.opened[0]).activity_id == "b"
    assert len(statements(lambda: actions.start_process(actor=clerk, code=code))) == 1


def test_a_start_from_memory_demands_the_token_of_the_group(world):
    code = publish(world, linear(task("a", persons(world, "head"))))
    clerk = world.actor("clerk")
    actions.start_process(actor=clerk, code=code)
    now = clock.now()
    actions.substitute(
        actor=world.actor("head"), deputy_id=world.person("auditor").id, valid_from=now,
        valid_to=now + dt.timedelta(days=1),
    )  # fmt: skip
    outcome = actions.start_process(actor=clerk, code=code)
    assert WorkItem.objects.get(pk=outcome.opened[0]).assignee_id == world.person("auditor").id


def test_what_cannot_start_is_refused_from_memory_too(world):
    code = publish(world, linear(task("a", persons(world, "head"))))
    actions.start_process(actor=world.actor("clerk"), code=code)
    with pytest.raises(InvalidInput):
        actions.start_process(actor=world.actor("clerk"), code=code, comment="\x00")
