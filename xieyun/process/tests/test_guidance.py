"""What a task shows beside its form: by the authority of its process, and only what the definition names."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.process import actions
from xieyun.process.actions.read_related import read_guidance, read_related_file, read_related_record
from xieyun.process.engine import read_definition
from xieyun.process.engine.errors import DefinitionError
from xieyun.process.models import WorkItem
from xieyun.process.selectors.guidance import moments, task_guidance
from xieyun.process.selectors.work_item_detail import work_item_detail
from xieyun.process.tests.factories import item_of, linear, publish, task
from xieyun.process.tests.test_records import submit
from xieyun.records import attachments
from xieyun.records import selectors as record_selectors
from xieyun.records.ledger import booking
from xieyun.records.ledger.selectors import find_ledger
from xieyun.records.tests.factories import line, make_claim, make_kind, make_pool, ready_world

OWN = '{"field": "owner", "op": "eq", "value": "=owner_id"}'
GUIDANCE = f"""<xieyun:guidance>
  <xieyun:regulation title="办法" document="rules.txt">第一条　据实报销。

    第二条　不得重复。</xieyun:regulation>
  <xieyun:figure title="额度" kind="ledger" ledger="test.quota" field="available"/>
  <xieyun:figure title="本人合计" kind="aggregate" object="test.claim" field="amount" type="money">
    {{"and": [{OWN}]}}</xieyun:figure>
  <xieyun:figure title="本人张数" kind="aggregate" object="test.claim" function="count" type="integer">{{"and": [{OWN},
    {{"field": "created_at", "op": "ge", "value": "=month_start"}}]}}</xieyun:figure>
  <xieyun:figure title="去年同月" kind="aggregate" object="test.claim" field="amount" type="money">{{"and": [{OWN},
    {{"field": "created_at", "op": "ge", "value": "=last_year_month_start"}},
    {{"field": "created_at", "op": "lt", "value": "=last_year_next_month_start"}}]}}</xieyun:figure>
  <xieyun:figure title="单价" kind="expression" type="money">amount / 2</xieyun:figure>
  <xieyun:figure title="无此数" kind="expression">nothing.here + 1</xieyun:figure>
  <xieyun:related title="以往" object="test.claim" fields="subject amount scan" sort="-created_at" limit="2">
    {{"and": [{OWN},
    {{"field": "status", "op": "ne", "value": "rejected"}}]}}</xieyun:related>
  <xieyun:related title="类型" field="lines.kind" fields="name"/>
</xieyun:guidance>"""


@pytest.fixture
def world(db):
    """Claims go to the finance manager, who may not read any claim himself."""
    made = ready_world()
    assignment = 'kind="post" code="finance-manager" scope="unit"'
    publish(made, linear(task("finance", assignment, GUIDANCE)), code="test.claim", object_type="test.claim")
    return made


@pytest.fixture
def kind(world):
    made = make_kind(world)
    make_pool(world, made)
    return made


def submitted(world, kind, amount="100.00", **values):
    claim = make_claim(world.actor("clerk"), line(kind, amount), **values)
    return claim, submit(world, claim)


def test_figures_are_those_of_the_process_whatever_the_reader_may_read(world, kind):
    submitted(world, kind, "30.00")
    _, outcome = submitted(world, kind, "100.00")
    make_claim(world.actor("clerk"), line(kind, "7.00"))  # a draft counts nowhere
    item = item_of(world, outcome, "finance_manager")
    finance = world.actor("finance_manager")
    assert record_selectors.list_records(world.actor("auditor"), "test.claim").items
    found = {one["title"]: one for one in read_guidance(actor=finance, item_id=item)["figures"]}
    assert [(row["value"]) for row in found["额度"]["rows"]] == ["870.00"]
    assert found["额度"]["rows"][0]["title"] != ""
    assert found["本人合计"]["rows"] == [{"title": "", "value": "130.00"}]
    assert found["本人张数"]["rows"][0]["value"] == "2"
    assert found["去年同月"]["rows"][0]["value"] == "0"
    assert found["单价"]["rows"][0]["value"] == "50"
    assert found["无此数"]["rows"][0]["value"] is None


def test_the_item_announces_what_stands_beside_it(world, kind):
    _, outcome = submitted(world, kind, "100.00")
    finance = world.actor("finance_manager")
    item = item_of(world, outcome, "finance_manager")
    shown, announced = task_guidance(finance, item), work_item_detail(finance, item)["guidance"]
    assert announced == {part: [one["title"] for one in shown[part]] for part in shown}
    assert len(announced["figures"]) == 6


def quota_of(world, item):
    found = task_guidance(world.actor("finance_manager"), item)["figures"]
    figure = next(one for one in found if one["title"] == "额度")
    return [row["value"] for row in figure["rows"]], figure["at"]


def test_beside_a_task_that_is_done_stand_the_balances_that_its_handler_saw(world, kind):
    _, outcome = submitted(world, kind, "100.00")
    item = item_of(world, outcome, "finance_manager")
    assert quota_of(world, item) == (["900.00"], None)
    actions.approve(actor=world.actor("finance_manager"), item_id=item)
    handled = WorkItem.objects.get(id=item).finished_at
    # Booked since: another claim, and an adjustment of the pool.
    submitted(world, kind, "30.00")
    pool = execute("SELECT pool_id FROM records_ledgermovement LIMIT 1").scalar()
    booking.adjust(
        actor=system_actor(world.group.id), ledger=find_ledger("test.quota"), pool_id=pool, amount=Decimal("500.00"),
        reason="追加",
    )  # fmt: skip
    assert quota_of(world, item) == (["900.00"], handled)
    _, later = submitted(world, kind, "1.00")
    assert quota_of(world, item_of(world, later, "finance_manager"))[0] == ["1369.00"]


def test_regulations_come_as_paragraphs(world, kind):
    _, outcome = submitted(world, kind)
    item = item_of(world, outcome, "finance_manager")
    (found,) = read_guidance(actor=world.actor("finance_manager"), item_id=item)["regulations"]
    assert found == {"title": "办法", "paragraphs": ["第一条 据实报销。", "第二条 不得重复。"], "document": []}


def test_related_records_show_only_what_is_named_and_leave_an_audit_row(world, kind):
    first, _ = submitted(world, kind, "30.00", secret="密")
    _, outcome = submitted(world, kind)
    item = item_of(world, outcome, "finance_manager")
    finance = world.actor("finance_manager")
    earlier, kinds = read_guidance(actor=finance, item_id=item)["related"]
    assert [one["id"] for one in earlier["items"]] == [first.id]
    assert set(earlier["items"][0]["values"]) == {"subject", "amount", "scan"}
    assert [one["values"] for one in kinds["items"]] == [{"name": "差旅"}]
    shown = read_related_record(actor=finance, item_id=item, index=0, record_id=first.id)
    assert "密" not in str(shown)
    assert "owner" not in shown["record"]
    assert [field["code"] for field in shown["form"]["fields"]] == ["subject", "scan", "amount"]
    rows = execute("SELECT action, target_id FROM kernel_auditrow WHERE action LIKE 'process.%%related' ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("process.show_related", str(item)),
        ("process.read_related", str(first.id)),
    ]


def test_what_is_not_declared_is_not_there(world, kind):
    _, outcome = submitted(world, kind)
    foreign = make_claim(world.actor("colleague"), line(kind, "5.00"))
    submit(world, foreign, by="colleague")
    item = item_of(world, outcome, "finance_manager")
    finance = world.actor("finance_manager")
    for index, record in ((0, foreign.id), (1, foreign.id), (2, foreign.id), (0, outcome.instance_id)):
        with pytest.raises(NotFound):
            read_related_record(actor=finance, item_id=item, index=index, record_id=record)


def test_who_may_not_read_the_item_reads_nothing_across(world, kind):
    first, _ = submitted(world, kind, "30.00")
    _, outcome = submitted(world, kind)
    item = item_of(world, outcome, "finance_manager")
    for role in ("clerk", "other_clerk", "auditor"):
        with pytest.raises(NotFound):
            read_guidance(actor=world.actor(role), item_id=item)
        with pytest.raises(NotFound):
            read_related_record(actor=world.actor(role), item_id=item, index=0, record_id=first.id)


def test_files_of_related_records_open_through_the_item(world, kind):
    clerk, finance = world.actor("clerk"), world.actor("finance_manager")
    scan, other = (attachments.upload(actor=clerk, name=f"{n}.pdf", chunks=[b"%PDF-1.7 " + n.encode()]) for n in "ab")
    first, _ = submitted(world, kind, "30.00", scan=[str(scan.id)])
    execute("UPDATE data.test_claim SET status = 'paid' WHERE id = %s", [first.id])
    _, outcome = submitted(world, kind)
    item = item_of(world, outcome, "finance_manager")
    found = read_related_file(actor=finance, item_id=item, index=0, record_id=first.id, attachment_id=scan.id)
    assert found.digest == scan.digest
    with pytest.raises(NotFound):
        read_related_file(actor=finance, item_id=item, index=0, record_id=first.id, attachment_id=other.id)
    with pytest.raises(NotFound):
        read_related_file(actor=finance, item_id=item, index=1, record_id=first.id, attachment_id=scan.id)


def test_the_days_that_declarations_name():
    found = moments(dt.date(2028, 2, 29))
    assert found["month_start"] == dt.date(2028, 2, 1)
    assert found["next_month_start"] == dt.date(2028, 3, 1)
    assert found["last_year_today"] == dt.date(2027, 2, 28)
    assert found["last_year_next_month_start"] == dt.date(2027, 3, 1)
    assert moments(dt.date(2026, 12, 31))["next_month_start"] == dt.date(2027, 1, 1)
    assert clock.today() == moments(clock.today())["today"]


@pytest.mark.parametrize(
    "inside",
    [
        '<xieyun:guidance><xieyun:figure title="a" kind="magic"/></xieyun:guidance>',
        '<xieyun:guidance><xieyun:figure title="a" kind="aggregate" object="x">{]</xieyun:figure></xieyun:guidance>',
        '<xieyun:guidance><xieyun:related title="a" object="x"/></xieyun:guidance>',
        '<xieyun:guidance><xieyun:related title="a" object="x" field="y" fields="z"/></xieyun:guidance>',
        '<xieyun:guidance><xieyun:related title="a" object="x" fields="z" limit="5000"/></xieyun:guidance>',
        '<xieyun:opinion rule="maybe"/>',
        '<xieyun:opinion audience="everybody"/>',
        '<xieyun:signature policy="blood"/>',
    ],
)
def test_a_wrong_declaration_gets_a_sentence(inside):
    with pytest.raises(DefinitionError) as refusal:
        read_definition(linear(task("a", 'kind="initiator"', inside)))
    assert refusal.value.element_id == "a"


def test_figures_are_asked_at_once_and_related_records_by_type(world, kind):
    finance, sent = world.actor("finance_manager"), []
    for _ in range(3):
        _, outcome = submitted(world, kind)
        item = item_of(world, outcome, "finance_manager")
        task_guidance(finance, item)
        with CaptureQueriesContext(connection) as captured:
            shown = task_guidance(finance, item)
        sent.append([query["sql"] for query in captured.captured_queries])
    assert len(shown["related"][0]["items"]) == 2
    assert len(sent[1]) == len(sent[2])  # one record beside it, two records beside it
    assert sum("sum(" in sql or "count(" in sql for sql in sent[2]) == 1
