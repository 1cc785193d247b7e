"""A process over a record: submission, field rights, statuses, ledgers, and the record inside the work item."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.kernel.errors import Forbidden, InvalidInput, NotFound
from xieyun.process import actions, selectors
from xieyun.process.errors import AlreadySubmitted
from xieyun.process.models import ProcessInstance, WorkItem
from xieyun.process.tests.factories import item_of, linear, publish, task, wrap
from xieyun.process.verification import verify
from xieyun.records import actions as record_actions
from xieyun.records import selectors as record_selectors
from xieyun.records.errors import InvalidRecord, RecordLocked
from xieyun.records.tests.factories import line, make_claim, make_kind, make_pool, ready_world

FIELDS = (
    '<xieyun:fields><xieyun:field name="urgency" right="edit"/><xieyun:field name="secret" right="hidden"/>'
    '<xieyun:field name="witness" right="required"/></xieyun:fields>'
)


@pytest.fixture
def world(db):
    """People who may claim, and a process for claims: head, then finance manager."""
    made = ready_world()
    publish(
        made,
        linear(
            task("head", 'kind="head"', FIELDS),
            task("finance", 'kind="post" code="finance-manager" scope="unit"'),
        ),
        code="test.claim",
        object_type="test.claim",
    )
    yield made
    found = verify(system_actor(made.group.id))
    assert found.sound, found.findings


@pytest.fixture
def pool(world):
    """A kind with a pool of 1,000.00."""
    kind = make_kind(world)
    return kind, make_pool(world, kind)


@pytest.fixture
def claim(world, pool):
    """A draft claim of the clerk over 100.00."""
    return make_claim(world.actor("clerk"), line(pool[0]), witness=str(world.person("colleague").id))


def submit(world, claim, by="clerk"):
    return actions.submit_record(actor=world.actor(by), object_type="test.claim", record_id=claim.id)


def status_of(world, claim):
    return record_selectors.get_record(world.actor("clerk"), "test.claim", claim.id)["status"]


def available(world, pool):
    shown = record_selectors.get_record(world.actor("auditor"), "test.pool", pool[1])["values"]
    return Decimal(str(shown["available"])), Decimal(str(shown["reserved"])), Decimal(str(shown["consumed"]))


def test_from_submission_to_approval(world, pool, claim):
    outcome = submit(world, claim)
    assert status_of(world, claim) == "running"
    assert available(world, pool) == (900, 100, 0)
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    last = actions.approve(actor=world.actor("finance_manager"), item_id=item_of(world, outcome, "finance_manager"))
    assert last.status == "completed"
    assert status_of(world, claim) == "approved"
    assert available(world, pool) == (900, 0, 100)


@pytest.mark.parametrize("end", ["rejected", "withdrawn"])
def test_what_was_reserved_is_released(world, pool, claim, end):
    outcome = submit(world, claim)
    if end == "rejected":
        actions.reject(actor=world.actor("head"), item_id=item_of(world, outcome, "head"), opinion="不符合制度")
    else:
        actions.withdraw(actor=world.actor("clerk"), instance_id=outcome.instance_id)
    assert status_of(world, claim) == end
    assert available(world, pool) == (1000, 0, 0)


def test_only_one_process_at_a_time(world, claim):
    submit(world, claim)
    with pytest.raises(AlreadySubmitted):
        submit(world, claim)
    assert ProcessInstance.objects.filter(record_id=claim.id).count() == 1


def test_an_incomplete_record_is_not_submitted(world):
    draft = make_claim(world.actor("clerk"))
    with pytest.raises(InvalidRecord):
        submit(world, draft)
    assert not ProcessInstance.objects.exists()


def test_nobody_submits_the_record_of_another(world, claim):
    with pytest.raises(NotFound):
        submit(world, claim, by="other_clerk")
    with pytest.raises(Forbidden):
        submit(world, claim, by="auditor")


def test_the_handler_edits_what_the_activity_allows(world, claim):
    outcome = submit(world, claim)
    item = item_of(world, outcome, "head")
    with pytest.raises(InvalidInput):
        actions.approve(actor=world.actor("head"), item_id=item, values={"subject": "改了"})
    actions.approve(actor=world.actor("head"), item_id=item, values={"urgency": "urgent"})
    assert record_selectors.process_variables("test.claim", claim.id)["urgency"] == "urgent"
    step = selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["trail"][-1]
    assert step["changes"] == {"urgency": ["normal", "urgent"]}


def test_a_required_field_must_be_filled(world, pool):
    outcome = submit(world, make_claim(world.actor("clerk"), line(pool[0])))
    item = item_of(world, outcome, "head")
    with pytest.raises(InvalidInput) as refusal:
        actions.approve(actor=world.actor("head"), item_id=item)
    assert [error.path for error in refusal.value.fields] == ["values.witness"]


def test_the_work_item_shows_the_record_by_the_rights_of_its_activity(world, claim):
    outcome = submit(world, claim)
    detail = selectors.work_item_detail(world.actor("head"), item_of(world, outcome, "head"))
    assert detail["field_rights"]["urgency"] == "edit"
    assert detail["field_rights"]["subject"] == "read"
    assert "secret" not in detail["record"]["values"]
    assert detail["record"]["values"]["subject"] == "出差南京"
    assert detail["position"] == {"index": 1, "total": 1, "next_id": None}
    assert [entry["title"] for entry in detail["summary"]] == ["事由", "合计"]


def test_a_handler_reads_the_record_by_his_work_item_only(world, claim):
    with pytest.raises(NotFound):
        record_selectors.get_record(world.actor("finance_manager"), "test.claim", claim.id)
    outcome = submit(world, claim)
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert record_selectors.get_record(world.actor("finance_manager"), "test.claim", claim.id)["status"] == "running"


def test_returned_changed_and_submitted_again(world, pool, claim):
    outcome = submit(world, claim)
    actions.send_back(
        actor=world.actor("head"), item_id=item_of(world, outcome, "head"), target="initiator", opinion="金额有误"
    )
    assert status_of(world, claim) == "returned"
    actions.approve(
        actor=world.actor("clerk"),
        item_id=item_of(world, outcome, "clerk"),
        values={"subject": "改后的事由", "lines": [line(pool[0], price="300.00")]},
    )
    assert status_of(world, claim) == "running"
    assert "改后的事由" in selectors.list_instances(world.actor("clerk"), box="sent")["items"][0]["title"]
    assert available(world, pool) == (700, 300, 0)


def test_a_running_record_cannot_be_changed_directly(world, claim):
    submit(world, claim)
    record = record_selectors.get_record(world.actor("clerk"), "test.claim", claim.id)
    with pytest.raises(RecordLocked):
        record_actions.update_record(
            actor=world.actor("clerk"), object_type="test.claim", record_id=claim.id,
            version=record["version"], values={"subject": "改了"},
        )  # fmt: skip


def test_drafts_and_sent_say_where_things_are(world, pool, claim):
    other = make_claim(world.actor("clerk"), line(pool[0]))
    submit(world, claim)
    clerk = world.actor("clerk")
    drafts = selectors.list_instances(clerk, box="drafts")["items"]
    assert [row["record_id"] for row in drafts] == [other.id]
    sent = selectors.list_instances(clerk, box="sent")["items"]
    assert [handler["name"] for handler in sent[0]["current"][0]["handlers"]] == [world.person("head").name]
    summary = selectors.portal_summary(world.actor("head"))
    assert (summary["todo"], summary["overdue"], summary["drafts"]) == (1, 0, 0)
    assert selectors.portal_summary(clerk)["sent_running"] == 1
    assert selectors.portal_summary(clerk)["drafts"] == 1


def test_the_diagram_and_the_predicted_path(world, claim):
    outcome = submit(world, claim)
    detail = selectors.instance_detail(world.actor("clerk"), outcome.instance_id)
    assert [(entry["activity"], [h["name"] for h in entry["handlers"]]) for entry in detail["predicted"]] == [
        ("finance", [world.person("finance_manager").name])
    ]
    states = {
        key: value["state"]
        for key, value in selectors.diagram(world.actor("clerk"), outcome.instance_id)["activities"].items()
    }
    assert (states["start"], states["head"], states["finance"]) == ("done", "current", "next")


def test_an_item_for_anyone_is_for_those_who_read_the_record(world, claim):
    publish(
        world,
        wrap(
            '<startEvent id="start"/><userTask id="any" name="any"/><endEvent id="end"/>'
            '<sequenceFlow id="f1" sourceRef="start" targetRef="any"/>'
            '<sequenceFlow id="f2" sourceRef="any" targetRef="end"/>'
        ),
        code="test.claim",
    )
    submit(world, claim)
    item = WorkItem.objects.get(record_id=claim.id).id
    with pytest.raises(NotFound):
        actions.claim(actor=world.actor("other_clerk"), item_id=item)
    assert actions.approve(actor=world.actor("auditor"), item_id=item).status == "completed"
