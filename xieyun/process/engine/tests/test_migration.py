"""Moving running instances to another version, with a preview of why not."""

from __future__ import annotations

import pytest

from xieyun.process.engine import EngineError, migrate, preview_migration, refusal, return_targets, step
from xieyun.process.engine import commands as c

from .driver import Case, definition


def test_instance_moves_and_goes_on_by_the_new_version() -> None:
    case = Case("linear")
    case.approve("bob")
    assert case.state is not None
    new = definition("version-2")
    assert preview_migration(case.definition, new, case.state) == []
    moved = migrate(case.definition, new, case.state, None, case.context)
    item = next(iter(moved.state.items))
    after = step(new, moved.state, c.CompleteItem(item, "bob"), case.context).state
    assert [token.node for token in after.tokens.values()] == ["new"]


def test_activity_that_is_gone_needs_a_mapping() -> None:
    case = Case("linear")
    for _ in range(2):
        case.approve("bob")
    assert case.state is not None
    new = definition("version-2")
    obstacles = preview_migration(case.definition, new, case.state)
    assert [(entry.code, entry.activity_id) for entry in obstacles] == [("migration-activity-gone", "c")]
    with pytest.raises(EngineError, match="no “C”"):
        migrate(case.definition, new, case.state, {}, case.context)
    moved = migrate(case.definition, new, case.state, {"c": "c2"}, case.context)
    assert [token.node for token in moved.state.tokens.values()] == ["c2"]
    back = migrate(new, case.definition, moved.state, {"c2": "c"}, case.context)
    assert back.state == case.state


def test_activity_of_another_kind_is_an_obstacle() -> None:
    case = Case("linear")
    assert case.state is not None
    found = preview_migration(case.definition, definition("branches"), case.state, {"a": "f"})
    assert [entry.code for entry in found] == ["migration-other-type"]
    inside = preview_migration(case.definition, definition("inside"), case.state, {"a": "x"})
    assert [entry.code for entry in inside] == ["migration-other-place"]


def test_questions_change_nothing() -> None:
    case = Case("linear")
    case.approve("bob")
    assert case.state is not None
    item = case.item("bob")
    assert refusal(case.definition, case.state, c.CompleteItem(item, "bob"), case.context) is None
    error = refusal(case.definition, case.state, c.CompleteItem(item, "eve"), case.context)
    assert error is not None
    assert error.code == "not-your-item"
    assert [node.id for node in return_targets(case.definition, case.state, item, case.context)] == ["a"]
