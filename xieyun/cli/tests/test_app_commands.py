"""`xieyun app` on the bundled expense package."""

from __future__ import annotations

import pytest

from xieyun.cli import app_commands
from xieyun.organization.tests.factories import make_world


@pytest.fixture
def world(db):
    return make_world()


def test_the_command_line_lints_plans_applies_exports_and_lists(world, capsys, tmp_path):
    assert app_commands.run(["lint", "expense"]) == 0
    assert app_commands.run(["plan", "expense"]) == 0
    assert "CREATE TABLE data.expense_claim" in capsys.readouterr().out
    assert app_commands.run(["apply", "expense"]) == 0
    assert app_commands.run(["export", "expense", str(tmp_path)]) == 0
    assert app_commands.run(["lint", str(tmp_path)]) == 0
    assert app_commands.run(["list"]) == 0
    assert "expense" in capsys.readouterr().out
    (tmp_path / "roles.yaml").write_text("- {code: expense.x}", "utf-8")
    assert app_commands.run(["apply", str(tmp_path)]) == 1
    assert "expense.x" in capsys.readouterr().err
