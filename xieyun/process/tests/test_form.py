"""The form inside a process: what was signed, what an activity shows, what may be written through it."""

from __future__ import annotations

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import InvalidInput, NotFound
from xieyun.process import actions, selectors
from xieyun.process.tests.claims import claims_world, sound
from xieyun.process.tests.factories import item_of, linear, publish, task
from xieyun.process.tests.test_records import submit
from xieyun.records import actions as record_actions
from xieyun.records import attachments
from xieyun.records import selectors as record_selectors
from xieyun.records.errors import InvalidRecord
from xieyun.records.tests.factories import line, make_claim, make_kind, make_pool

NARROW = (
    '<xieyun:fields><xieyun:field name="subject" right="masked"/><xieyun:field name="secret" right="hidden"/>'
    '<xieyun:field name="scan" right="hidden"/><xieyun:field name="lines.price" right="hidden"/>'
    '<xieyun:field name="lines.invoice" right="edit"/></xieyun:fields>'
)
OPEN = (
    '<xieyun:fields><xieyun:field name="lines" right="edit"/><xieyun:field name="lines.day" right="read"/>'
    "</xieyun:fields>"
)


@pytest.fixture
def world(db):
    """Claims go to the head, who edits rows, and to the finance manager, who sees a part and fills in invoices."""
    made = claims_world(OPEN, NARROW)
    make_pool(made, make_kind(made))
    return made


@pytest.fixture
def kind(world):
    return record_selectors.list_records(system_actor(world.group.id), "test.kind").items[0]["id"]


@pytest.fixture
def claim(world, kind):
    return make_claim(world.actor("clerk"), line(kind, "100.00"), line(kind, "50.00"), secret="仅本人")


def rows_of(world, claim):
    return record_selectors.get_record(world.actor("clerk"), "test.claim", claim.id)["values"]["lines"]


def with_invoices(world, claim):
    found = enumerate(rows_of(world, claim))
    return [{"id": str(row["id"]), "values": {"invoice": f"A{place}"}} for place, row in found]


def test_each_step_remembers_the_form_that_was_signed(world, kind, claim):
    outcome = submit(world, claim)
    first, second = rows_of(world, claim)
    changed = [{"id": str(first["id"]), "values": {"price": "80.00"}}, {"values": {
        "kind": str(kind), "day": "2026-03-03", "price": "7.00", "quantity": 1}}]  # fmt: skip
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"), values={"lines": changed[:1]})
    clerk = world.actor("clerk")
    then = selectors.signed_form(clerk, outcome.instance_id, 1)
    assert [row["values"]["price"] for row in then["record"]["values"]["lines"]] == [100, 50]
    assert [row["values"]["price"] for row in then["now"]["values"]["lines"]] == [80]
    found = {(one["field"], one["line"], one["column"], one["kind"]) for one in then["differences"]}
    assert ("lines", first["id"], "price", "changed") in found
    assert ("lines", second["id"], None, "removed") in found
    assert ("amount", None, None, "changed") in found
    assert selectors.signed_form(clerk, outcome.instance_id, 2)["differences"] == []
    assert sound(world) == []


def test_the_form_of_then_keeps_the_names_of_its_files(world, kind):
    clerk = world.actor("clerk")
    old, new = (
        attachments.upload(actor=clerk, name=name, chunks=[b"%PDF-1.7 " + name.encode()])
        for name in ("旧.pdf", "新.pdf")
    )
    claim = make_claim(clerk, line(kind, "10.00"), scan=[str(old.id)])
    outcome = submit(world, claim)
    actions.send_back(
        actor=world.actor("head"), item_id=item_of(world, outcome, "head"), target="initiator", opinion="请换附件"
    )
    actions.approve(actor=clerk, item_id=item_of(world, outcome, "clerk"), values={"scan": [str(new.id)]})
    then = selectors.signed_form(clerk, outcome.instance_id, 2)
    assert [file["name"] for file in then["record"]["values"]["scan"]] == ["旧.pdf"]
    assert [file["name"] for file in then["now"]["values"]["scan"]] == ["新.pdf"]
    assert [one["field"] for one in then["differences"]] == ["scan"]
    assert attachments.readable_attachment(clerk, old.id).name == "旧.pdf"


def at_finance(world, claim):
    outcome = submit(world, claim)
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    return outcome, item_of(world, outcome, "finance_manager")


def test_what_the_activity_hides_is_seen_nowhere_by_its_handler(world, claim):
    outcome, item = at_finance(world, claim)
    finance = world.actor("finance_manager")
    shown = [
        selectors.work_item_detail(finance, item),
        selectors.instance_detail(finance, outcome.instance_id),
        selectors.signed_form(finance, outcome.instance_id, 1),
    ]
    for answer in shown:
        values = answer["record"]["values"]
        assert values["subject"] == "出***"
        assert "secret" not in values
        assert all("price" not in row["values"] for row in values["lines"])
        assert "price" not in {column["code"] for one in answer["form"]["fields"] for column in one["fields"] or ()}
        assert "出差南京" not in str({key: value for key, value in answer.items() if key != "title"})
    with pytest.raises(NotFound):
        record_selectors.get_record(finance, "test.claim", claim.id)
    page = record_selectors.list_records(finance, "test.claim", filter={"and": [
        {"field": "subject", "op": "eq", "value": "出差南京"}]})  # fmt: skip
    assert page.items == []


def test_a_hidden_change_is_not_told_in_the_trail(world, kind, claim):
    outcome = submit(world, claim)
    head = world.actor("head")
    rows = [{"id": str(row["id"]), "values": {"price": "60.00"}} for row in rows_of(world, claim)]
    actions.approve(actor=head, item_id=item_of(world, outcome, "head"), values={"lines": rows})
    finance = selectors.instance_detail(world.actor("finance_manager"), outcome.instance_id)["trail"][1]
    assert [sorted(row) for row in finance["changes"]["lines"][1]] == [
        ["amount", "day", "invoice", "kind", "quantity"]
    ] * 2
    clerk = selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["trail"][1]
    assert clerk["changes"]["lines"][1][0]["price"] in ("60.00", 60)


@pytest.mark.parametrize(
    "values", [{"subject": "改"}, {"secret": "改"}, {"lines": "price"}, {"lines": "added"}, {"lines": "dropped"}]
)
def test_nothing_but_the_named_column_is_written_through_the_item(world, kind, claim, values):
    _, item = at_finance(world, claim)
    rows = [
        {"id": str(row["id"]), "values": {"invoice": f"A{place}"}} for place, row in enumerate(rows_of(world, claim))
    ]
    if values.get("lines") == "price":
        rows[0]["values"]["price"] = "1.00"
    elif values.get("lines") == "added":
        rows.append({"values": {"invoice": "A9"}})
    elif values.get("lines") == "dropped":
        rows.pop()
    given = {"lines": rows} if "lines" in values else values
    with pytest.raises((InvalidInput, InvalidRecord)):
        actions.approve(actor=world.actor("finance_manager"), item_id=item, values=given)
    assert [row["values"]["invoice"] for row in rows_of(world, claim)] == [None, None]


def test_the_named_column_is_written(world, claim):
    _, item = at_finance(world, claim)
    rows = [
        {"id": str(row["id"]), "values": {"invoice": f"A{place}"}} for place, row in enumerate(rows_of(world, claim))
    ]
    actions.approve(actor=world.actor("finance_manager"), item_id=item, values={"lines": rows})
    assert [(row["values"]["invoice"], row["values"]["price"]) for row in rows_of(world, claim)] == [
        ("A0", 100),
        ("A1", 50),
    ]


def test_a_column_that_is_read_stays_in_rows_that_may_be_edited(world, claim):
    outcome = submit(world, claim)
    rows = [{"id": str(row["id"]), "values": {"day": "2026-01-01"}} for row in rows_of(world, claim)]
    with pytest.raises(InvalidRecord):
        actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"), values={"lines": rows})


def test_the_initiator_who_submits_again_writes_by_his_own_rights(world, claim):
    from xieyun.records.tests.factories import grant

    grant(world, "everyone-hidden", ("test.claim", "read", "self"), hidden=("secret",), to="clerk")
    outcome = submit(world, claim)
    actions.send_back(
        actor=world.actor("head"), item_id=item_of(world, outcome, "head"), target="initiator", opinion="改"
    )
    item = item_of(world, outcome, "clerk")
    actions.approve(actor=world.actor("clerk"), item_id=item, values={"subject": "改后"})


def test_files_of_a_narrowed_item_open_where_the_field_shows(world, kind):
    clerk, finance = world.actor("clerk"), world.actor("finance_manager")
    scan = attachments.upload(actor=clerk, name="票.pdf", chunks=[b"%PDF-1.7 scan"])
    claim = make_claim(clerk, line(kind, "10.00"), scan=[str(scan.id)])
    at_finance(world, claim)
    with pytest.raises(NotFound):
        attachments.readable_attachment(finance, scan.id)
    assert attachments.readable_attachment(world.actor("head"), scan.id).name == "票.pdf"


def test_a_required_column_must_be_filled_in_every_row(world, kind, claim):
    required = NARROW.replace('name="lines.invoice" right="edit"', 'name="lines.invoice" right="required"')
    publish(
        world, linear(task("finance", 'kind="post" code="finance-manager" scope="unit"', required)), code="test.claim"
    )
    outcome = submit(world, claim)
    first, second = rows_of(world, claim)
    rows = [{"id": str(first["id"]), "values": {"invoice": "A1"}}, {"id": str(second["id"]), "values": {}}]
    with pytest.raises(InvalidInput) as refusal:
        actions.approve(
            actor=world.actor("finance_manager"),
            item_id=item_of(world, outcome, "finance_manager"),
            values={"lines": rows},
        )
    assert [error.path for error in refusal.value.fields] == ["values.lines[1].invoice"]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE data.test_claim SET subject = '篡改'", "form-differs"),
        ("UPDATE data.test_claim__lines SET price = 1", "form-differs"),
        ("DELETE FROM records_recordchange WHERE kind = 'updated'", "form-differs"),
        ("UPDATE process_event SET opinion = '同意！' WHERE opinion <> ''", "opinion-differs"),
        ("UPDATE process_event SET details = details - 'form'", "form-differs"),
        ("UPDATE process_event SET opinion_hidden = TRUE WHERE opinion <> ''", "opinion-differs"),
    ],
)
def test_verification_finds_what_was_changed_after_signing(world, kind, claim, statement, code):
    outcome = submit(world, claim)
    rows = [{"id": str(row["id"]), "values": {"price": "60.00"}} for row in rows_of(world, claim)]
    actions.approve(
        actor=world.actor("head"), item_id=item_of(world, outcome, "head"), opinion="同意", values={"lines": rows}
    )
    assert sound(world) == []
    execute(statement)
    assert code in sound(world)


def test_a_record_changed_by_its_owner_while_returned_is_no_forgery(world, claim):
    outcome = submit(world, claim)
    actions.send_back(
        actor=world.actor("head"), item_id=item_of(world, outcome, "head"), target="initiator", opinion="改"
    )
    clerk = world.actor("clerk")
    record = record_selectors.get_record(clerk, "test.claim", claim.id)
    record_actions.update_record(
        actor=clerk, object_type="test.claim", record_id=claim.id, version=record["version"], values={"subject": "改后"}
    )
    actions.approve(actor=clerk, item_id=item_of(world, outcome, "clerk"))
    forms = [selectors.signed_form(clerk, outcome.instance_id, seq)["record"]["values"]["subject"] for seq in (1, 2, 3)]
    assert forms == ["出差南京", "出差南京", "改后"]
    assert sound(world) == []
