"""Lists: what each actor sees, filters, order, pages, counts and the number of queries."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xieyun.kernel.errors import MalformedJson, NotFound
from xieyun.records import actions, filters, selectors
from xieyun.records.errors import FieldNotUsable, InvalidFilter
from xieyun.records.tests.factories import line, make_claim, make_kind, ready_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return ready_world()


@pytest.fixture
def kind(world):
    return make_kind(world)


def listed(actor, **options):
    return [item["title"] for item in selectors.list_records(actor, "test.claim", **options).items]


def test_everybody_sees_what_his_scope_reaches(world, kind):
    for role in ("clerk", "colleague", "other_clerk"):
        make_claim(world.actor(role), line(kind), subject=role)
    expected = {
        "clerk": {"clerk"},
        "head": {"clerk", "colleague"},
        "company_manager": {"clerk", "colleague"},
        "other_clerk": {"other_clerk"},
        "auditor": {"clerk", "colleague", "other_clerk"},
        "cashier": set(),
        "subsidiary_manager": set(),
    }
    for role, seen in expected.items():
        actor = world.actor(role)
        assert set(listed(actor)) == seen, role
        assert selectors.count_records(actor, "test.claim") == (len(seen), False)


def test_hidden_fields_are_neither_shown_nor_usable(world, kind):
    make_claim(world.actor("clerk"), line(kind), secret="密")
    head = world.actor("head")
    columns = ["subject", "amount"]
    assert "secret" not in selectors.list_records(head, "test.claim", columns=columns).items[0]["values"]
    condition = {"field": "secret", "op": "eq", "value": "密"}
    for options in ({"filter": condition}, {"sort": "secret"}, {"columns": ["secret"]}):
        with pytest.raises(FieldNotUsable):
            selectors.list_records(head, "test.claim", **options)
    with pytest.raises(FieldNotUsable):
        selectors.count_records(head, "test.claim", filter={"and": [{"or": [condition]}]})
    assert "secret" not in {field["code"] for field in selectors.describe(head, "test.claim")["fields"]}
    assert selectors.list_records(world.actor("clerk"), "test.claim", filter=condition).items


@pytest.mark.parametrize(
    "condition, expected",
    [
        ({"field": "amount", "op": "ge", "value": "200"}, {"b", "c"}),
        ({"field": "amount", "op": "between", "value": ["150", 250]}, {"b"}),
        ({"field": "amount", "op": "in", "value": ["100.00", "300.00"]}, {"a", "c"}),
        ({"field": "subject", "op": "contains", "value": "B"}, {"b"}),
        ({"field": "subject", "op": "ne", "value": "a"}, {"b", "c"}),
        ({"field": "witness", "op": "is_empty"}, {"a", "b"}),
        ({"field": "witness", "op": "is_empty", "value": False}, {"c"}),
        ({"field": "owner", "op": "me"}, {"a", "b", "c"}),
        ({"field": "node", "op": "my_department"}, {"a", "b", "c"}),
        ({"field": "status", "op": "eq", "value": "running"}, set()),
        ({"and": [{"field": "amount", "op": "gt", "value": "100"},
                  {"field": "amount", "op": "lt", "value": 300}]}, {"b"}),
        ({"or": [{"field": "subject", "op": "eq", "value": "a"},
                 {"field": "subject", "op": "eq", "value": "c"}]}, {"a", "c"}),
        ({"field": "subject", "op": "contains", "value": "%"}, set()),
        ({}, {"a", "b", "c"}),
    ],
)  # fmt: skip
def test_filters(world, kind, condition, expected):
    clerk = world.actor("clerk")
    for number, subject in enumerate("abc", 1):
        witness = str(world.person("head").id) if subject == "c" else None
        make_claim(clerk, line(kind, "100", number), subject=subject, witness=witness)
    assert set(listed(clerk, filter=condition)) == expected


@pytest.mark.parametrize(
    "condition",
    [
        [],
        {"field": "amount"},
        {"field": "amount", "op": "like", "value": "1"},
        {"field": "amount", "op": "eq", "value": "NaN"},
        {"field": "amount", "op": "eq", "value": "１"},
        {"field": "amount", "op": "eq", "value": None},
        {"field": "amount", "op": "in", "value": []},
        {"field": "subject", "op": "eq", "value": "a\x00"},
        {"field": "witness", "op": "gt", "value": "018f0000-0000-7000-8000-000000000000"},
        {"field": "witness", "op": "eq", "value": "x"},
        {"field": "created_at", "op": "ge", "value": "yesterday"},
        {"and": [{"field": "amount", "op": "is_empty"}] * 51},
        {"and": [{"and": [{"and": [{"and": [{"and": [{"field": "amount", "op": "is_empty"}]}]}]}]}]},
        {"field": "amount", "op": "eq", "value": "1", "extra": 1},
    ],
)
def test_wrong_filters_are_refused(world, condition):
    with pytest.raises(InvalidFilter):
        selectors.list_records(world.actor("clerk"), "test.claim", filter=condition)


@pytest.mark.parametrize("field", ["nothing", "lines", "lines.price", "id", "group_id", "deleted_at", "", "a;drop"])
def test_unknown_fields_are_refused(world, field):
    with pytest.raises(FieldNotUsable):
        selectors.list_records(world.actor("clerk"), "test.claim", filter={"field": field, "op": "eq", "value": "1"})


def test_filter_text_is_strict_json(world):
    with pytest.raises(MalformedJson):
        filters.parse_filter('{"a":1,"a":2}')
    with pytest.raises(MalformedJson):
        filters.parse_filter("[" * 200)


@pytest.mark.parametrize("sort", ["amount", "-amount", "-subject,amount", "created_at", "-secret", "number"])
def test_pages_put_together_are_the_whole_list_in_order(world, kind, sort):
    clerk = world.actor("clerk")
    for number in range(7):
        secret = None if number % 3 else f"s{number}"
        make_claim(clerk, line(kind, str(number // 2 + 1)), subject=f"n{number}", secret=secret)
    whole = listed(clerk, sort=sort, page_size=50)
    assert len(whole) == 7
    pages, cursor = [], None
    for _ in range(4):
        page = selectors.list_records(clerk, "test.claim", sort=sort, page_size=2, cursor=cursor)
        pages += [item["title"] for item in page.items]
        cursor = page.next_cursor
    assert pages == whole
    assert cursor is None


@pytest.mark.parametrize("cursor", ["", "x", "ZZZZ", "W10", "bm90aGluZw", "W1wiLWFtb3VudFwiLFtdXQ"])
def test_a_foreign_cursor_is_refused(world, cursor):
    if cursor:
        with pytest.raises(InvalidFilter):
            selectors.list_records(world.actor("clerk"), "test.claim", cursor=cursor)


def test_the_number_of_queries_does_not_depend_on_the_rows(world, kind):
    clerk = world.actor("clerk")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            selectors.list_records(clerk, "test.claim", columns=["subject", "witness", "lines", "amount"])
        return len(captured)

    witness = str(world.person("head").id)
    make_claim(clerk, line(kind), subject="first", witness=witness)
    one = queries()
    for number in range(8):
        make_claim(clerk, line(make_kind(world, f"类型{number}")), line(kind), subject=f"n{number}", witness=witness)
    assert queries() == one <= 6


def test_line_items_come_with_the_list_when_asked_for(world, kind):
    clerk = world.actor("clerk")
    make_claim(clerk, line(kind, "5"), line(kind, "7"))
    item = selectors.list_records(clerk, "test.claim", columns=["lines"]).items[0]
    assert [row["values"]["amount"] for row in item["values"]["lines"]] == [Decimal("5.00"), Decimal("7.00")]
    assert item["values"]["lines"][0]["values"]["kind"]["title"] == "差旅"


def test_lookup_options_are_narrowed_by_text_and_rights(world, kind):
    make_kind(world, "办公用品")
    clerk = world.actor("clerk")
    assert [one["title"] for one in selectors.lookup_options(clerk, "test.claim", "lines.kind", "办公")] == ["办公用品"]
    assert len(selectors.lookup_options(clerk, "test.claim", "lines.kind", "")) == 2
    assert selectors.lookup_options(world.actor("cashier"), "test.claim", "lines.kind", "") == []
    with pytest.raises(NotFound):
        selectors.lookup_options(clerk, "test.claim", "subject", "")


def test_an_unknown_object_type_is_not_found(world):
    with pytest.raises(NotFound):
        selectors.list_records(world.actor("clerk"), "test.nothing")
    with pytest.raises(NotFound):
        selectors.describe(world.actor("cashier"), "test.claim")


def test_a_process_sees_values_lines_and_the_grade_of_the_company(world, kind):
    stored = make_claim(world.actor("clerk"), line(kind, "5"))
    data = selectors.process_variables("test.claim", stored.id)
    assert data["amount"] == Decimal("5.00")
    assert data["lines"][0]["kind"] == kind
    assert data["unit_grade"] == 2


def test_a_deleted_record_is_in_no_list(world, kind):
    clerk = world.actor("clerk")
    stored = make_claim(clerk, line(kind))
    actions.delete_record(actor=clerk, object_type="test.claim", record_id=stored.id, version=1)
    assert listed(clerk) == []
    assert listed(world.actor("auditor")) == []
