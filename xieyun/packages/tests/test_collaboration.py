"""The collaboration package: it is sound, its scenarios hold, and applying it again changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.organization.tests.factories import make_world
from xieyun.packages.actions import apply_package
from xieyun.packages.bundled import folder_of
from xieyun.packages.files import parse, read_package
from xieyun.packages.lint import lint
from xieyun.packages.planning import plan
from xieyun.packages.scenarios import Scenario

FOLDER = folder_of("collaboration")
assert FOLDER is not None
DECLARED: dict[str, Any] = parse((FOLDER / "tests" / "route.yaml").read_text("utf-8"), "route.yaml")


@pytest.fixture
def package():
    return read_package(FOLDER)


def test_the_package_is_sound(package):
    assert lint(package) == []


@pytest.mark.parametrize("scenario", DECLARED["scenarios"], ids=lambda scenario: scenario["name"])
def test_scenario(db, package, scenario):
    world = make_world()
    system = system_actor(world.group.id)
    apply_package(actor=system, package=package)
    assert {change.verb for change in plan(system, package)} == {"same"}
    Scenario({"steps": scenario["steps"]}, {"clerk": world.actor("clerk"), "system": system}).run()
