"""Scripts of engines that keep what a script assigns to the script itself, unless it is set by a call."""

from __future__ import annotations

import pytest

from xieyun.process.engine.notations.script import run_assignments


@pytest.mark.parametrize("language", ["groovy", "python"])
@pytest.mark.parametrize(("stores", "expected"), [(True, {"a": 1, "b": 2}), (False, {"b": 2})])
def test_what_a_script_assigns_is_kept_or_not(language: str, stores: bool, expected: dict[str, int]) -> None:
    script = "a = 1\nexecution.setVariable('b', a + 1)"
    assert run_assignments(script, language, {}, None, stores=stores)[0] == expected


@pytest.mark.parametrize("language", ["groovy", "python"])
def test_what_a_call_sets_is_kept_though_the_script_calls_it_so_too(language: str) -> None:
    script = "a = 1\nexecution.setVariable('a', a + 1)"
    assert run_assignments(script, language, {}, None, stores=False)[0] == {"a": 2}
