"""The form as it was signed, after what it refers to was renamed and its definition changed."""

from __future__ import annotations

import copy

import pytest

from xieyun.access.actions import FieldRule, Permission, define_role
from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.organization.actions import rename_node, rename_person
from xieyun.process import actions, selectors
from xieyun.process.tests.claims import claims_world, sound
from xieyun.process.tests.factories import item_of
from xieyun.process.tests.test_records import submit
from xieyun.records import actions as record_actions
from xieyun.records import selectors as record_selectors
from xieyun.records.tests.factories import CLAIM, line, make_claim, make_kind, make_pool

EDITS_LINES = '<xieyun:fields><xieyun:field name="lines" right="edit"/></xieyun:fields>'


@pytest.fixture
def world(db):
    """Claims go to the head, who edits rows, and then to the finance manager."""
    return claims_world(EDITS_LINES, EDITS_LINES)


@pytest.fixture
def kind(world):
    made = make_kind(world)
    make_pool(world, made)
    return made


@pytest.fixture
def outcome(world, kind):
    """A claim with a witness, a note and an invoice, submitted."""
    claim = make_claim(
        world.actor("clerk"), line(kind, "100.00", invoice="A1"), line(kind, "50.00"),
        witness=str(world.person("colleague").id), secret="加急",
    )  # fmt: skip
    return submit(world, claim)


def then(world, outcome, seq=1, role="clerk"):
    return selectors.signed_form(world.actor(role), outcome.instance_id, seq)


def redefine(world, *, drop=(), drop_columns=(), titles=None):
    """Publish a version of the claim without some fields, and with other titles."""
    definition = copy.deepcopy(CLAIM)
    definition["fields"] = [one for one in definition["fields"] if one["code"] not in drop]
    definition["summary_fields"] = [code for code in definition["summary_fields"] if code not in drop]
    for field in definition["fields"]:
        if field["code"] == "lines":
            field["fields"] = [one for one in field["fields"] if one["code"] not in drop_columns]
        field["title"] = (titles or {}).get(field["code"], field["title"])
    record_actions.publish_object_type(actor=system_actor(world.group.id), definition=definition)


def labels(form):
    return {field["code"]: field["title"]["zh"] for field in form["fields"]}


def claim_of(outcome):
    return execute("SELECT record_id FROM process_instance WHERE id = %s", [outcome.instance_id]).scalar()


def test_people_nodes_and_records_have_the_names_of_then(world, kind, outcome):
    actor = system_actor(world.group.id)
    before = then(world, outcome)["record"]
    rename_person(actor=actor, person_id=world.person("colleague").id, name="王改名")
    rename_node(actor=actor, node_id=before["node"]["id"], name="新部门")
    rename_node(actor=actor, node_id=before["node"]["id"], name="更新部门")
    stored = record_selectors.get_record(actor, "test.kind", kind)
    record_actions.update_record(
        actor=actor, object_type="test.kind", record_id=kind, version=stored["version"], values={"name": "差旅交通"}
    )
    form = then(world, outcome)
    old, now = form["record"], form["now"]
    assert (old["values"]["witness"], old["node"], old["unit"]) == (
        before["values"]["witness"], before["node"], before["unit"],
    )  # fmt: skip
    assert {row["values"]["kind"]["title"] for row in old["values"]["lines"]} == {"差旅"}
    assert {row["values"]["kind"]["title"] for row in now["values"]["lines"]} == {"差旅交通"}
    assert (now["values"]["witness"]["title"], now["node"]["name"]) == ("王改名", "更新部门")
    assert form["differences"] == []
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert then(world, outcome, 2)["record"]["values"]["witness"]["title"] == "王改名"


def test_a_removed_field_stays_in_the_form_that_was_signed_with_it(world, outcome):
    redefine(world, drop=("secret",))
    assert sound(world) == []
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    first, second = then(world, outcome, 1), then(world, outcome, 2)
    assert (first["record"]["values"]["secret"], labels(first["form"])["secret"]) == ("加急", "内部备注")
    assert "secret" not in second["record"]["values"]
    assert "secret" not in labels(second["form"])
    assert first["differences"] == []
    assert sound(world) == []


def test_a_removed_column_stays_in_rows_that_were_signed_with_it(world, outcome):
    redefine(world, drop_columns=("invoice",))
    for role in ("head", "finance_manager"):
        rows = record_selectors.get_record(world.actor("clerk"), "test.claim", claim_of(outcome))["values"]["lines"]
        assert all("invoice" not in row["values"] for row in rows)
        changed = [{"id": str(rows[0]["id"]), "values": {"price": "80.00" if role == "head" else "70.00"}}]
        actions.approve(actor=world.actor(role), item_id=item_of(world, outcome, role), values={"lines": changed})
    first, second = then(world, outcome, 1), then(world, outcome, 2)
    assert [row["values"]["invoice"] for row in first["record"]["values"]["lines"]] == ["A1", None]
    assert [column["code"] for one in first["form"]["fields"] for column in one["fields"] or ()][-1] == "invoice"
    assert [row["values"]["price"] for row in second["record"]["values"]["lines"]] == [80]
    assert "invoice" not in second["record"]["values"]["lines"][0]["values"]
    assert sound(world) == []
    redefine(world)
    rows = record_selectors.get_record(world.actor("clerk"), "test.claim", claim_of(outcome))["values"]["lines"]
    assert [row["values"]["invoice"] for row in rows] == ["A1"]


def test_a_process_does_not_see_columns_that_are_gone(world, outcome):
    redefine(world, drop_columns=("invoice",))
    data = record_selectors.process_variables("test.claim", claim_of(outcome))
    assert all("invoice" not in row for row in data["lines"])


def test_labels_and_options_are_those_of_then(world, outcome):
    redefine(world, titles={"subject": "报销事由"})
    first = then(world, outcome)
    assert labels(first["form"])["subject"] == "事由"
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert labels(then(world, outcome, 2)["form"])["subject"] == "报销事由"
    assert labels(selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["form"])["subject"] == "报销事由"


def test_what_is_hidden_now_is_hidden_in_old_forms_and_histories_after_its_removal(world, outcome):
    redefine(world, drop=("secret",))
    shown = then(world, outcome, role="auditor")
    assert shown["record"]["values"]["secret"] == "加急"
    define_role(
        actor=system_actor(world.group.id), code="auditor", name="auditor",
        permissions=[Permission("test.claim", "read", "group")],
        field_rules=[FieldRule("test.claim", "secret", "hidden")],
    )  # fmt: skip
    shown = then(world, outcome, role="auditor")
    assert "secret" not in shown["record"]["values"]
    assert "secret" not in labels(shown["form"])
    assert "加急" not in str(record_selectors.history(world.actor("auditor"), "test.claim", claim_of(outcome)))


def test_tampering_with_a_removed_field_is_found(world, outcome):
    redefine(world, drop=("secret",), drop_columns=("invoice",))
    assert sound(world) == []
    execute("UPDATE data.test_claim SET secret = '不急'")
    assert sound(world) == ["form-differs"]
    execute("UPDATE data.test_claim SET secret = '加急'")
    execute("UPDATE data.test_claim__lines SET invoice = 'B7' WHERE invoice = 'A1'")
    assert sound(world) == ["form-differs"]


def test_the_trail_names_people_as_they_were_called_then(world, outcome):
    head, deputy = world.actor("head"), world.person("colleague")
    item = item_of(world, outcome, "head")
    actions.notify(actor=head, item_id=item, person_ids=[deputy.id])
    rename_person(actor=system_actor(world.group.id), person_id=deputy.id, name="王改名")
    actions.transfer(actor=head, item_id=item, person_id=deputy.id)
    trail = selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["trail"]
    assert [[one["name"] for one in row["details"]["people"]] for row in trail[1:]] == [[deputy.name], ["王改名"]]


def test_a_deputy_is_named_as_acting_for_whom_it_was_then(world, kind):
    head = world.person("head")
    now = clock.now()
    actions.substitute(
        actor=world.actor("head"), deputy_id=world.person("colleague").id, valid_from=now,
        valid_to=now.replace(year=now.year + 1),
    )  # fmt: skip
    outcome = submit(world, make_claim(world.actor("clerk"), line(kind, "20.00")))
    actions.approve(actor=world.actor("colleague"), item_id=item_of(world, outcome, "colleague"))
    rename_person(actor=system_actor(world.group.id), person_id=head.id, name="王改名")
    row = selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["trail"][-1]
    assert row["for_person"]["name"] == head.name
