"""The write pipeline: what is stored, computed, numbered and refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from xieyun.kernel import clock
from xieyun.kernel.database import execute
from xieyun.kernel.errors import Forbidden, NotFound, StaleVersion
from xieyun.kernel.models import AuditRow
from xieyun.records import actions, selectors
from xieyun.records.errors import DuplicateValue, InvalidRecord, RecordLocked
from xieyun.records.tests.factories import line, make_claim, make_kind, ready_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return ready_world()


@pytest.fixture
def kind(world):
    return make_kind(world)


def paths(caught: Any) -> dict[str, str]:
    return {fault.path: fault.code for fault in caught.value.fields}


def test_a_claim_is_stored_with_totals_number_place_and_traces(world, kind):
    clerk = world.actor("clerk")
    with clock.frozen(dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)):
        stored = make_claim(clerk, line(kind, "0.10", 3), line(kind, "99.99"))
    shown = selectors.get_record(clerk, "test.claim", stored.id)
    assert shown["values"]["amount"] == Decimal("100.29")
    assert shown["values"]["doubled"] == Decimal("200.58")
    assert [row["values"]["amount"] for row in shown["values"]["lines"]] == [Decimal("0.30"), Decimal("99.99")]
    assert shown["serial_number"] == "BX-2026-000001"
    assert shown["values"]["urgency"] == "normal"
    assert shown["values"]["lines"][0]["values"]["kind"] == {"id": kind, "title": "差旅"}
    assert (shown["status"], shown["version"]) == ("draft", 1)
    assert shown["owner"] == {"id": clerk.person_id, "name": clerk.person_name}
    assert shown["node"]["id"] == clerk.node_id
    assert set(shown["rights"]["operations"]) == {"update", "delete", "export"}
    assert AuditRow.objects.filter(action="record.created", target_id=str(stored.id)).count() == 1
    told = execute(
        "SELECT count(*) FROM kernel_outboxfact WHERE kind = 'record.created' AND subject_id = %s", [str(stored.id)]
    )
    assert told.scalar() == 1


def test_numbers_count_on_within_the_year_and_start_again_in_the_next(world, kind):
    clerk = world.actor("clerk")

    def number(year: int) -> str:
        with clock.frozen(dt.datetime(year, 5, 1, tzinfo=dt.UTC)):
            return make_claim(clerk).values["number"]

    assert [number(2026), number(2026), number(2027)] == ["BX-2026-000001", "BX-2026-000002", "BX-2027-000001"]


def test_drafts_may_be_incomplete(world):
    stored = actions.create_record(actor=world.actor("clerk"), object_type="test.claim", values={})
    assert stored.values["amount"] == 0


@pytest.mark.parametrize(
    "field, value, code",
    [
        ("subject", "x" * 51, "field-too-long"),
        ("subject", "a\x00b", "field-unsafe-text"),
        ("subject", "a\ud800", "field-unsafe-text"),
        ("subject", 5, "value-text"),
        ("urgency", "soon", "value-choice"),
        ("witness", "nobody", "value-reference"),
        ("witness", "018f0000-0000-7000-8000-000000000000", "value-not-found"),
        ("scan", ["018f0000-0000-7000-8000-000000000000"], "value-not-found"),
        ("scan", "x", "value-list"),
        ("lines", {}, "value-list"),
        ("lines", [1], "value-line"),
        ("amount", "5", "value-computed"),
        ("number", "BX-1", "value-computed"),
        ("unknown", 1, "field-unknown"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(world, field, value, code):
    with pytest.raises(InvalidRecord) as caught:
        actions.create_record(actor=world.actor("clerk"), object_type="test.claim", values={field: value})
    assert set(paths(caught).values()) == {code}
    assert next(iter(paths(caught))).startswith(field)


@pytest.mark.parametrize(
    "column, value, code",
    [
        ("price", "１２３", "value-full-width"),
        ("price", "1e400", "value-number"),
        ("price", "NaN", "value-number"),
        ("price", "Infinity", "value-number"),
        ("price", True, "value-number"),
        ("price", "0", "value-too-small"),
        ("price", "-5.00", "value-too-small"),
        ("price", "1.005", "value-scale"),
        ("price", "1" * 17, "value-too-large"),
        ("price", Decimal("0.001"), "value-scale"),
        ("quantity", "1.5", "value-scale"),
        ("day", "1899-12-31", "field-date-range"),
        ("day", "10000-01-01", "value-date"),
        ("day", "2026-02-30", "value-date"),
        ("day", "２０２６-02-01", "value-date"),
        ("invoice", "abc", "value-pattern"),
        ("colour", "red", "field-unknown"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_row_and_column(world, kind, column, value, code):
    with pytest.raises(InvalidRecord) as caught:
        make_claim(world.actor("clerk"), line(kind), {**line(kind), column: value})
    assert paths(caught) == {f"lines[1].{column}": code}


def test_all_faults_are_told_at_once(world, kind):
    with pytest.raises(InvalidRecord) as caught:
        make_claim(world.actor("clerk"), {**line(kind), "price": "x"}, {**line(kind), "day": "x"}, urgency="soon")
    assert set(paths(caught)) == {"lines[0].price", "lines[1].day", "urgency"}


def test_a_duplicate_invoice_is_refused_naming_the_claim_that_holds_it(world, kind):
    first = make_claim(world.actor("clerk"), line(kind, invoice="A1"))
    with pytest.raises(DuplicateValue) as caught:
        make_claim(world.actor("other_clerk"), line(kind), line(kind, invoice="A1"))
    assert first.values["number"] in str(caught.value)
    assert paths(caught) == {"lines[1].invoice": "value-duplicate"}


def test_an_invoice_twice_in_one_claim_is_refused(world, kind):
    with pytest.raises(InvalidRecord) as caught:
        make_claim(world.actor("clerk"), line(kind, invoice="A1"), line(kind, invoice="A1"))
    assert paths(caught) == {"lines[1].invoice": "value-duplicate-line"}


@pytest.mark.parametrize("status", ["rejected", "withdrawn", "terminated"])
def test_a_dead_claim_gives_its_invoice_up_and_may_lose_it(world, kind, status):
    clerk = world.actor("clerk")
    first = make_claim(clerk, line(kind, invoice="A1"))

    def become(status: str) -> None:
        actions.set_status(
            actor=clerk, object_type="test.claim", record_id=first.id, status=status, process_instance_id=None
        )

    become(status)
    second = make_claim(clerk, line(kind, invoice="A1"))
    with pytest.raises(DuplicateValue) as caught:
        become("running")
    assert second.values["number"] in str(caught.value)


def test_a_deleted_claim_gives_its_invoice_up(world, kind):
    clerk = world.actor("clerk")
    first = make_claim(clerk, line(kind, invoice="A1"))
    actions.delete_record(actor=clerk, object_type="test.claim", record_id=first.id, version=1)
    with pytest.raises(NotFound):
        selectors.get_record(clerk, "test.claim", first.id)
    assert make_claim(clerk, line(kind, invoice="A1")).id


def test_a_change_needs_the_current_version_and_counts_on(world, kind):
    clerk = world.actor("clerk")
    stored = make_claim(clerk, line(kind))
    changed = actions.update_record(
        actor=clerk, object_type="test.claim", record_id=stored.id, version=1, values={"subject": "新事由"}
    )
    assert changed.system["version"] == 2
    with pytest.raises(StaleVersion):
        actions.update_record(
            actor=clerk, object_type="test.claim", record_id=stored.id, version=1, values={"subject": "再改"}
        )


def test_rows_keep_their_ids_over_changes(world, kind):
    clerk = world.actor("clerk")
    stored = make_claim(clerk, line(kind), line(kind, "7"))
    shown = selectors.get_record(clerk, "test.claim", stored.id)["values"]["lines"]
    rows = [{"id": str(row["id"]), "values": {"price": "8.00"}} for row in shown[1:]] + [line(kind, "1")]
    actions.update_record(actor=clerk, object_type="test.claim", record_id=stored.id, version=1, values={"lines": rows})
    after = selectors.get_record(clerk, "test.claim", stored.id)["values"]
    assert after["lines"][0]["id"] == shown[1]["id"]
    assert after["lines"][0]["values"]["quantity"] == 1
    assert after["amount"] == Decimal("9.00")


def test_a_claim_read_and_sent_back_unchanged_is_not_a_change(world, kind):
    clerk = world.actor("clerk")
    stored = make_claim(clerk, line(kind, invoice="A1"), witness=str(world.person("head").id))
    values = selectors.get_record(clerk, "test.claim", stored.id)["values"]
    sent = {code: value for code, value in values.items() if code not in ("amount", "doubled", "number")}
    again = actions.update_record(
        actor=clerk, object_type="test.claim", record_id=stored.id, version=1, values=_texts(sent)
    )
    assert again.system["version"] == 1


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    return value if value is None or isinstance(value, int | str) else str(value)


def test_a_running_claim_changes_only_through_its_process(world, kind):
    clerk = world.actor("clerk")
    stored = make_claim(clerk, line(kind))
    actions.set_status(
        actor=clerk, object_type="test.claim", record_id=stored.id, status="running", process_instance_id=None
    )
    with pytest.raises(RecordLocked):
        actions.update_record(actor=clerk, object_type="test.claim", record_id=stored.id, version=2, values={})
    with pytest.raises(RecordLocked):
        actions.delete_record(actor=clerk, object_type="test.claim", record_id=stored.id, version=2)


def test_a_process_writes_only_what_its_activity_lets_it(world, kind):
    head = world.actor("head")
    stored = make_claim(world.actor("clerk"), line(kind))

    def write(values: dict[str, Any]) -> Any:
        return actions.write_process_fields(
            actor=head, object_type="test.claim", record_id=stored.id, values=values, rules={"urgency": "edit"}
        )

    assert write({"urgency": "urgent"}).values["urgency"] == "urgent"
    with pytest.raises(InvalidRecord) as caught:
        write({"subject": "篡改"})
    assert paths(caught) == {"subject": "value-not-editable"}


def test_absent_and_foreign_records_are_the_same(world, kind):
    stored = make_claim(world.actor("clerk"), line(kind))
    for actor in (world.actor("other_clerk"), world.actor("colleague")):
        with pytest.raises(NotFound):
            selectors.get_record(actor, "test.claim", stored.id)
        with pytest.raises(NotFound):
            actions.update_record(actor=actor, object_type="test.claim", record_id=stored.id, version=1, values={})
    with pytest.raises(Forbidden):
        actions.update_record(
            actor=world.actor("head"), object_type="test.claim", record_id=stored.id, version=1, values={}
        )
    with pytest.raises(Forbidden):
        make_claim(world.actor("head"), line(kind))


def test_history_tells_who_changed_what_from_what(world, kind):
    clerk = world.actor("clerk")
    stored = make_claim(clerk, line(kind), secret="密")
    actions.update_record(
        actor=clerk,
        object_type="test.claim",
        record_id=stored.id,
        version=1,
        values={"subject": "新", "secret": "新密"},
    )
    newest = selectors.history(clerk, "test.claim", stored.id)[0]
    assert newest["version"] == 2
    assert newest["person"]["id"] == clerk.person_id
    subject = next(change for change in newest["changes"] if change["field"] == "subject")
    assert (subject["from"], subject["to"], subject["title"]["zh"]) == ("出差南京", "新", "事由")
    seen_by_head = selectors.history(world.actor("head"), "test.claim", stored.id)[0]["changes"]
    assert [change["field"] for change in seen_by_head] == ["subject"]


def test_history_names_whom_a_person_field_means(world, kind):
    clerk = world.actor("clerk")
    stored = make_claim(clerk, line(kind), witness=str(world.actor("head").person_id))
    created = selectors.history(clerk, "test.claim", stored.id)[0]
    witness = next(change for change in created["changes"] if change["field"] == "witness")
    assert witness["to"] == selectors.get_record(clerk, "test.claim", stored.id)["values"]["witness"]
    assert witness["to"]["title"] != ""
