"""Moving running instances to another version, with a preview of why not."""

from __future__ import annotations

import pytest

from xieyun.process.engine import (
    Definition,
    EngineError,
    State,
    Step,
    migrate,
    migrate_back,
    preview_migration,
    read_definition,
    refusal,
    replay,
    return_targets,
    step,
)
from xieyun.process.engine import commands as c
from xieyun.process.engine import effects as f

from .driver import HERE, Case, definition


def changed(model: str, *changes: tuple[str, str]) -> Definition:
    """A new version of a model: its file with some words replaced."""
    text = (HERE / "approval" / f"{model}.bpmn").read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return read_definition(text.encode())


def live(case: Case) -> State:
    assert case.state is not None
    return case.state


def kept(case: Case, moved: Step) -> State:
    """The state after a migration, which must be what its history replays to."""
    assert replay([*case.history, *moved.events]) == moved.state
    return moved.state


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
    back = migrate_back(case.definition, moved.state, case.state, case.context)
    assert back.state == case.state
    assert replay([*case.history, *moved.events, *back.events]) == case.state


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


def test_two_activities_may_lead_to_one_and_come_apart_again() -> None:
    case = Case("linear")
    case.approve("bob")
    case.approve("bob")
    new = definition("version-2")
    moved = migrate(case.definition, new, live(case), {"a": "new", "b": "new", "c": "c2"}, case.context)
    assert list(kept(case, moved).passed) == ["new"]
    back = migrate_back(case.definition, moved.state, live(case), case.context)
    assert list(back.state.passed.items()) == list(live(case).passed.items())
    assert back.state == case.state


def test_names_that_change_places_stay_apart() -> None:
    case = Case("linear", {"a": ["x"], "b": ["y"]})
    case.approve("x")
    case.approve("y")
    moved = migrate(case.definition, case.definition, live(case), {"a": "b", "b": "a"}, case.context)
    assert kept(case, moved).passed == {"b": ("x",), "a": ("y",)}


def test_a_step_after_the_migration_keeps_it_from_being_undone() -> None:
    case = Case("linear")
    new = definition("version-2")
    moved = migrate(case.definition, new, live(case), None, case.context)
    after = step(new, moved.state, c.CompleteItem(case.item("bob"), "bob"), case.context)
    with pytest.raises(EngineError) as refused:
        migrate_back(case.definition, after.state, live(case), case.context)
    assert refused.value.code == "migration-undo-late"


def test_time_limits_follow_the_new_version_and_come_back() -> None:
    case = Case("limits")
    before = dict(live(case).timers)
    assert {timer.purpose for timer in before.values()} == {"time_limit remind", "time_limit approve"}
    same = migrate(case.definition, changed("limits", ('name="B"', 'name="BB"')), live(case), None, case.context)
    assert kept(case, same).timers == before
    assert same.events == []
    new = changed("limits", ('duration="PT8H" calendar="working"', 'duration="PT4H"'))
    moved = migrate(case.definition, new, live(case), None, case.context)
    assert set(kept(case, moved).timers).isdisjoint(before)
    assert {effect.timer for effect in moved.effects if isinstance(effect, f.CancelTimer)} == set(before)
    started = [effect for effect in moved.effects if isinstance(effect, f.ScheduleTimer)]
    assert [(effect.due - case.context.now).total_seconds() for effect in started if effect.due] == [14400, 86400]
    back = migrate_back(case.definition, moved.state, live(case), case.context)
    assert back.state.timers == before
    assert replay([*case.history, *moved.events, *back.events]) == back.state


def test_a_limit_that_has_fired_is_not_set_again() -> None:
    case = Case("limits")
    remind = next(number for number, timer in live(case).timers.items() if timer.purpose == "time_limit remind")
    case.do(c.TimeLimitReached(remind))
    left = set(live(case).timers)
    moved = migrate(case.definition, changed("limits", ('name="A"', 'name="AA"')), live(case), None, case.context)
    assert set(moved.state.timers) == left
    assert remind not in left
