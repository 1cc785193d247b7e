"""The expense package: its scenarios, and that it goes into a system and comes out again unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.organization.tests.factories import make_world
from xieyun.packages.actions import apply_package
from xieyun.packages.bundled import folder_of
from xieyun.packages.files import parse, read_package, write_package
from xieyun.packages.lint import lint
from xieyun.packages.planning import plan
from xieyun.packages.scenarios import Scenario
from xieyun.packages.selectors import export_package
from xieyun.records.ledger.selectors import differences, find_ledger

FOLDER = folder_of("expense")
assert FOLDER is not None
DECLARED: dict[str, Any] = parse((FOLDER / "tests" / "route.yaml").read_text("utf-8"), "route.yaml")
PEOPLE = ("clerk", "head", "finance_manager", "group_finance_head", "cashier")


@pytest.fixture
def package():
    return read_package(FOLDER)


@pytest.fixture
def world(db):
    return make_world()


def test_the_package_is_sound(package):
    assert lint(package) == []


@pytest.mark.parametrize("scenario", DECLARED["scenarios"], ids=lambda scenario: scenario["name"])
def test_scenario(world, package, scenario):
    system = system_actor(world.group.id)
    apply_package(actor=system, package=package)
    people = {role: world.actor(role) for role in PEOPLE} | {"system": system}
    Scenario({"steps": [*DECLARED["prepare"], *scenario["steps"]]}, people).run()
    assert differences(find_ledger("expense.quota")) == []


def test_applying_again_changes_nothing(world, package):
    actor = system_actor(world.group.id)
    assert {change.verb for change in plan(actor, package)} == {"create"}
    apply_package(actor=actor, package=package)
    assert {change.verb for change in plan(actor, package)} == {"same"}
    assert {change.verb for change in apply_package(actor=actor, package=package)} == {"same"}


def test_export_gives_back_what_was_applied(world, package, tmp_path: Path):
    actor = system_actor(world.group.id)
    apply_package(actor=actor, package=package)
    write_package(export_package(actor, "expense"), tmp_path / "first")
    again = read_package(tmp_path / "first")
    assert {change.verb for change in plan(actor, again)} == {"same"}
    assert again == package
    apply_package(actor=actor, package=again)
    write_package(export_package(actor, "expense"), tmp_path / "second")
    files = sorted(path.relative_to(tmp_path / "first") for path in (tmp_path / "first").rglob("*") if path.is_file())
    assert files == sorted(
        path.relative_to(tmp_path / "second") for path in (tmp_path / "second").rglob("*") if path.is_file()
    )
    for file in files:
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()
