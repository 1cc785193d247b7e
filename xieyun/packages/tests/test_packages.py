"""Packages in general: what lint finds, what a plan says, and that applying is all or nothing."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from xieyun.access.actions import remove_role
from xieyun.access.errors import AdministratorRequired
from xieyun.access.models import Role
from xieyun.kernel.actor import system_actor
from xieyun.kernel.clock import LOCAL_ZONE
from xieyun.kernel.database import in_transaction
from xieyun.kernel.models import AuditRow
from xieyun.kernel.working_calendar import SHIFTS, is_working_day
from xieyun.organization.tests.factories import make_world
from xieyun.packages import demo
from xieyun.packages.actions import _remove, apply_package
from xieyun.packages.bundled import folder_of
from xieyun.packages.errors import PackageInvalid, PackageUnreadable
from xieyun.packages.files import parse, read_package
from xieyun.packages.lint import lint
from xieyun.packages.models import InstalledPackage
from xieyun.packages.planning import Change, plan
from xieyun.process.actions.publish_definition import retire_definition
from xieyun.process.models import ProcessEvent
from xieyun.records import actions, catalogue
from xieyun.records.ledger.selectors import differences, find_ledger
from xieyun.records.selectors import count_records


@pytest.fixture
def package():
    return read_package(folder_of("expense"))


@pytest.fixture
def world(db):
    return make_world()


def changed(package, part: str, code: str, **values: Any):
    """The package with some values of one declaration changed."""
    declarations = copy.deepcopy(dict(getattr(package, part)))
    declarations[code] = {**declarations[code], **values}
    return replace(package, **{part: declarations})


@pytest.mark.parametrize(
    "part, code, values, path",
    [
        ("objects", "expense.claim", {"title_field": "gone"}, "objects/expense.claim: title_field"),
        ("decisions", "expense.claim-route", {"rows": []}, "decisions/expense.claim-route"),
        ("roles", "expense.cashier", {"permissions": {"expense.gone": {"read": "unit"}}},
         "roles.yaml: expense.cashier"),
        ("roles", "expense.cashier", {"permissions": {"expense.claim": {"read": "world"}}},
         "roles.yaml: expense.cashier: expense.claim"),
        ("roles", "expense.cashier", {"fields": {"expense.claim": {"gone": "read"}}},
         "roles.yaml: expense.cashier: expense.claim.gone"),
        ("roles", "expense.cashier", {"grants": [{"kind": "post"}]}, "roles.yaml: expense.cashier: grants[0]"),
        ("ledgers", "expense.quota", {"bindings": [{"object_type": "expense.gone"}]},
         "ledgers.yaml: expense.quota: bindings[0]"),
    ],
)  # fmt: skip
def test_lint_names_file_and_place(package, part, code, values, path):
    assert path in {fault.path for fault in lint(changed(package, part, code, **values))}


def test_lint_reads_processes_too(package):
    broken = replace(package, processes={"claim.bpmn": b"<x/>"})
    assert any(fault.path.startswith("processes/claim.bpmn") for fault in lint(broken))
    xml = package.processes["claim.bpmn"]
    unknown = replace(package, processes={"claim.bpmn": xml.replace(b'name="finance_note"', b'name="gone"')})
    assert any("finance_manager" in fault.path for fault in lint(unknown))
    undecided = replace(package, decisions={})
    assert any("choose_route" in fault.path for fault in lint(undecided))
    missing = replace(package, processes={})
    assert any(fault.path == "app.yaml: processes[0]" for fault in lint(missing))


@pytest.mark.parametrize(
    "manifest, path",
    [
        ({"id": "Expense"}, "app.yaml: id"),
        ({"version": "one"}, "app.yaml: version"),
        ({"title": "x"}, "app.yaml: title"),
        ({"surprise": 1}, "app.yaml: surprise"),
    ],
)
def test_lint_reads_the_manifest(package, manifest, path):
    assert path in {fault.path for fault in lint(replace(package, manifest={**package.manifest, **manifest}))}


@pytest.mark.parametrize(
    "text", ["a: 1\na: 2", "a: [1", "!!python/object/apply:os.system ['x']", "a: &x [*x]\nb: *y", "\tb: 1"]
)
def test_careless_yaml_is_refused(text):
    with pytest.raises(PackageUnreadable):
        parse(text, "x.yaml")


def test_words_that_yaml_takes_for_booleans_stay_words_as_keys():
    assert parse("on: {no: 1}", "x.yaml") == {"on": {"no": 1}}


def test_a_folder_without_manifest_is_no_package(tmp_path):
    with pytest.raises(PackageUnreadable):
        read_package(tmp_path)


def test_a_faulty_package_changes_nothing(world, package):
    actor = system_actor(world.group.id)
    with pytest.raises(PackageInvalid):
        apply_package(actor=actor, package=changed(package, "roles", "expense.cashier", name=""))
    assert catalogue.current().find("expense.claim") is None
    assert not InstalledPackage.objects.exists()


def test_only_administrators_apply(world, package):
    with pytest.raises(AdministratorRequired):
        apply_package(actor=world.actor("clerk"), package=package)


def test_a_plan_shows_new_columns_versions_and_running_instances(world, package):
    actor = system_actor(world.group.id)
    apply_package(actor=actor, package=package)
    fields = [*package.objects["expense.claim"]["fields"], {"code": "trip", "type": "text", "title": {"zh": "行程"}}]
    newer = changed(package, "objects", "expense.claim", fields=fields)
    newer = replace(newer, processes={"claim.bpmn": package.processes["claim.bpmn"] + b"\n"})
    changes = {(change.kind, change.code): change for change in plan(actor, newer) if change.verb != "same"}
    assert set(changes) == {("object", "expense.claim"), ("process", "expense.claim")}
    assert changes["object", "expense.claim"].sql == ["ALTER TABLE data.expense_claim ADD COLUMN trip text"]
    assert "0 个运行中的流程" in changes["process", "expense.claim"].effects[0][0]
    assert catalogue.object_type("expense.claim").find("trip") is None
    apply_package(actor=actor, package=newer)
    assert catalogue.object_type("expense.claim").find("trip") is not None


def test_a_plan_refuses_what_would_lose_data(world, package):
    actor = system_actor(world.group.id)
    apply_package(actor=actor, package=package)
    fields = [
        {**one, "type": "date"} if one["code"] == "note" else one for one in package.objects["expense.claim"]["fields"]
    ]
    changes = plan(actor, changed(package, "objects", "expense.claim", fields=fields))
    assert next(change for change in changes if change.code == "expense.claim").verb == "refuse"


def test_what_leaves_the_package_is_removed_or_kept_as_the_plan_says(world, package):
    actor = system_actor(world.group.id)
    apply_package(actor=actor, package=package)
    smaller = replace(package, roles={code: one for code, one in package.roles.items() if code != "expense.auditor"})
    verbs = {(change.kind, change.code): change.verb for change in apply_package(actor=actor, package=smaller)}
    assert verbs["role", "expense.auditor"] == "remove"
    assert not Role.objects.filter(code="expense.auditor").exists()


def test_what_an_administrator_removed_before_does_not_stop_the_upgrade(world, package):
    actor = system_actor(world.group.id)
    apply_package(actor=actor, package=package)
    retire_definition(actor=actor, code="expense.claim")
    remove_role(actor=actor, code="expense.auditor")
    gone = [Change("process", "expense.claim", "remove"), Change("role", "expense.auditor", "remove")]
    with in_transaction():
        _remove(actor, gone)
        assert InstalledPackage.objects.filter(code="expense").exists()


def test_grants_that_a_group_added_itself_stay(world, package):
    from xieyun.access.actions import grant_role

    actor = system_actor(world.group.id)
    apply_package(actor=actor, package=package)
    grant_role(
        actor=actor, role_code="expense.auditor", subject_kind="person", subject_id=world.person("group_manager").id
    )
    assert {change.verb for change in plan(actor, package)} == {"same"}


def test_applying_is_audited(world, package):
    apply_package(actor=system_actor(world.group.id), package=package)
    row = AuditRow.objects.get(action="package.applied")
    assert row.target_id == "expense"


def test_demo_data_is_consistent(db):
    from xieyun.organization import demo as organization

    organization.load(companies=3, people=90, seed=3)
    loaded = demo.load(seed=3)
    assert loaded["expense"] > 200
    actor = system_actor(InstalledPackage.objects.get(code="expense").group_id)
    assert count_records(actor, "expense.claim")[0] >= 50
    assert differences(find_ledger("expense.quota")) == []
    number = actions.create_record(actor=actor, object_type="expense.claim", values={}).values["number"]
    assert number is not None
    steps = [at.astimezone(LOCAL_ZONE) for at in ProcessEvent.objects.values_list("at", flat=True)]
    assert len(steps) > 100
    assert [at for at in steps if not _in_office_hours(at)] == []


def _in_office_hours(at):
    return is_working_day(at.date()) and any(opens <= at.time() <= closes for opens, closes in SHIFTS)
