"""Definitions: what is refused, how they become tables, and how they change."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.db import transaction

from xieyun.access.errors import AdministratorRequired
from xieyun.kernel.actor import system_actor
from xieyun.kernel.audit_titles import target_title
from xieyun.kernel.database import execute
from xieyun.organization.tests.factories import make_world
from xieyun.records import actions, catalogue, ddl, selectors
from xieyun.records.errors import DestructiveChange, InvalidDefinition
from xieyun.records.reading import read_definition
from xieyun.records.tests.factories import CLAIM, KIND, LEDGER, POOL, make_kind, ready_world


def with_field(**field: Any) -> dict[str, Any]:
    return {**KIND, "fields": [*KIND["fields"], {"code": "extra", "type": "text", "title": "附加", **field}]}


@pytest.mark.parametrize(
    "definition, path",
    [
        ({**KIND, "code": "Test.kind"}, "code"),
        ({**KIND, "code": "a.b; DROP TABLE x"}, "code"),
        ({**KIND, "code": "x" * 30 + ".kind"}, "code"),
        ({**KIND, "surprise": 1}, "surprise"),
        ({**KIND, "fields": []}, "fields"),
        ({**KIND, "title": ""}, "title"),
        ({**KIND, "title_field": "gone"}, "title_field"),
        ({**KIND, "views": [{"code": "a", "columns": ["gone"]}]}, "views[0].columns[0]"),
        ({**KIND, "forms": [{"code": "a", "sections": [{"fields": ["gone"]}]}]}, "forms[0].sections[0].fields[0]"),
        (with_field(code="id"), "fields[2].code"),
        (with_field(code="名称"), "fields[2].code"),
        (with_field(code="a" * 41), "fields[2].code"),
        (with_field(code="name"), "fields[2].code"),
        (with_field(type="json"), "fields[2].type"),
        (with_field(type="choice"), "fields[2].options"),
        (with_field(type="lookup", target="x"), "fields[2].target"),
        (with_field(pattern="("), "fields[2].pattern"),
        (with_field(type="money", scale=99), "fields[2].scale"),
        (with_field(type="money", min="many"), "fields[2].min"),
        (with_field(type="serial_number"), "fields[2].numbering"),
        (with_field(computed={"expression": "1 +"}), "fields[2].computed.expression"),
        (with_field(computed={"python": "import os"}), "fields[2].computed"),
        (with_field(computed={"rollup": {"lines": "gone", "function": "sum", "field": "x"}}),
         "fields[2].computed.rollup"),
        (with_field(type="line_items", fields=[{"code": "x", "type": "line_items", "title": "x"}]),
         "fields[2].fields[0].type"),
        (with_field(colour="red"), "fields[2].colour"),
    ],
)  # fmt: skip
def test_a_wrong_definition_is_refused_at_its_place(definition, path):
    with pytest.raises(InvalidDefinition) as caught:
        read_definition(definition)
    assert path in {fault.path for fault in caught.value.fields}


def test_formulas_that_go_in_circles_are_refused():
    fields = [
        {"code": code, "type": "money", "title": code, "computed": {"expression": f"{other} + 1"}}
        for code, other in (("a", "b"), ("b", "a"))
    ]
    with pytest.raises(InvalidDefinition):
        read_definition({**KIND, "fields": [*KIND["fields"], *fields]})


def test_formulas_are_computed_in_the_order_of_what_they_read():
    found = read_definition(CLAIM)
    assert found.compute_order == ("amount", "doubled")


@pytest.mark.django_db
class TestPublishing:
    @pytest.fixture
    def actor(self):
        return system_actor(make_world().group.id)

    def test_the_same_definition_twice_changes_nothing(self, actor):
        first = actions.publish_object_type(actor=actor, definition=KIND)
        again = actions.publish_object_type(actor=actor, definition=copy.deepcopy(KIND))
        assert (first.version, again.version) == (1, 1)
        assert ddl.plan(again) == []

    def test_a_new_field_is_a_new_column_that_old_records_leave_empty(self, actor):
        actions.publish_object_type(actor=actor, definition=KIND)
        made = actions.create_record(actor=actor, object_type="test.kind", values={"name": "旧"})
        published = actions.publish_object_type(actor=actor, definition=with_field())
        assert published.version == 2
        assert selectors.get_record(actor, "test.kind", made.id)["values"]["extra"] is None
        assert actions.create_record(
            actor=actor, object_type="test.kind", values={"name": "新", "extra": "有"}
        ).values["extra"] == "有"  # fmt: skip

    def test_a_removed_field_keeps_its_data(self, actor):
        actions.publish_object_type(actor=actor, definition=with_field())
        made = actions.create_record(actor=actor, object_type="test.kind", values={"name": "甲", "extra": "留着"})
        actions.publish_object_type(actor=actor, definition=KIND)
        assert "extra" not in selectors.get_record(actor, "test.kind", made.id)["values"]
        assert execute("SELECT extra FROM data.test_kind WHERE id = %s", [made.id]).scalar() == "留着"
        actions.publish_object_type(actor=actor, definition=with_field())
        assert selectors.get_record(actor, "test.kind", made.id)["values"]["extra"] == "留着"

    def test_whole_numbers_may_become_decimals_but_not_texts_numbers(self, actor):
        actions.publish_object_type(actor=actor, definition=with_field(type="integer"))
        made = actions.create_record(actor=actor, object_type="test.kind", values={"name": "甲", "extra": 5})
        actions.publish_object_type(actor=actor, definition=with_field(type="money"))
        assert selectors.get_record(actor, "test.kind", made.id)["values"]["extra"] == 5
        with pytest.raises(DestructiveChange):
            actions.publish_object_type(actor=actor, definition=with_field(type="date"))

    def test_only_system_administrators_publish(self, actor):
        world = ready_world()
        with pytest.raises(AdministratorRequired):
            actions.publish_object_type(actor=world.actor("clerk"), definition=with_field())

    def test_a_ledger_needs_its_object_types_and_balances(self, actor):
        for definition in (KIND, CLAIM):
            actions.publish_object_type(actor=actor, definition=definition)
        with pytest.raises(InvalidDefinition):
            actions.publish_ledger(actor=actor, definition=LEDGER)
        actions.publish_object_type(actor=actor, definition=POOL)
        wrong = {**LEDGER, "bindings": [{**LEDGER["bindings"][0], "amount": "gone", "on": {"exploded": "reserve"}}]}
        with pytest.raises(InvalidDefinition) as caught:
            actions.publish_ledger(actor=actor, definition=wrong)
        assert {fault.path for fault in caught.value.fields} == {"bindings[0]"}
        actions.publish_ledger(actor=actor, definition=LEDGER)
        assert list(catalogue.current().ledgers()) == ["test.quota"]


@pytest.mark.django_db
def test_a_definition_that_was_rolled_back_is_never_used():
    world = ready_world()
    actor = system_actor(world.group.id)
    with transaction.atomic():
        actions.publish_object_type(actor=actor, definition=with_field())
        assert catalogue.object_type("test.kind").find("extra") is not None
        transaction.set_rollback(True)
    assert catalogue.object_type("test.kind").find("extra") is None
    assert make_kind(world)


def test_the_audit_trail_names_an_object_type_by_its_title(db):
    ready_world()
    assert target_title(CLAIM["code"]) == CLAIM["title"]["zh"]
    assert target_title("test.unknown") == "test.unknown"
