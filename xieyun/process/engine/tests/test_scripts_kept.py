"""What scripts keep to themselves where their engine does so, and scripts that do not name their language."""

from __future__ import annotations

import pytest

from xieyun.process.engine.notations.script import run_assignments, understood


@pytest.mark.parametrize("language", ["groovy", "python", "javascript"])
@pytest.mark.parametrize(("stores", "expected"), [(True, {"a": 1, "b": 2}), (False, {"b": 2})])
def test_what_a_script_assigns_is_kept_or_not(language: str, stores: bool, expected: dict[str, int]) -> None:
    script = "a = 1\nexecution.setVariable('b', a + 1)"
    assert run_assignments(script, language, {}, None, stores=stores)[0] == expected


@pytest.mark.parametrize("language", ["groovy", "python", "javascript"])
def test_what_a_call_sets_is_kept_though_the_script_calls_it_so_too(language: str) -> None:
    script = "a = 1\nexecution.setVariable('a', a + 1)"
    assert run_assignments(script, language, {}, None, stores=False)[0] == {"a": 2}


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("javascript", "var a = [1, 2]; execution.setVariable('a', a.join('-')); execution.setVariable('n', a.length)"),
        ("groovy", "def a = [1, 2]; execution.setVariable('a', a.join('-')); execution.setVariable('n', a.size())"),
    ],
)
def test_a_call_leaves_what_the_script_calls_so_as_it_is(language: str, script: str) -> None:
    assert run_assignments(script, language, {}, None, stores=False)[0] == {"a": "1-2", "n": 2}


def test_what_a_call_set_is_what_a_call_gets() -> None:
    script = "def a = 1; execution.setVariable('a', 2); execution.setVariable('b', execution.getVariable('a') + a)"
    assert run_assignments(script, "groovy", {}, None)[0] == {"a": 2, "b": 3}


@pytest.mark.parametrize("script", ['System.out.println("done");', "MAKE_A_LOG", "throw new Exception('no');"])
def test_a_script_without_a_language_that_cannot_be_python_is_read_as_others_are(script: str) -> None:
    assert understood(script, "")
    assert understood(script, "application/x-generated")


@pytest.mark.parametrize("script", ['System.out.println("done");', "MAKE_A_LOG"])
def test_output_and_stand_ins_change_nothing(script: str) -> None:
    assert run_assignments(script, "", {"a": 1}, None)[0] == {}


def test_a_script_without_a_language_that_speaks_of_the_context_of_jbpm_is_java() -> None:
    script = 'kcontext.setVariable("n", Integer.toString(Integer.parseInt(kcontext.getVariable("n").toString()) + 1));'
    assert run_assignments(script, "", {"n": "1"}, None)[0] == {"n": "2"}


def test_a_script_without_a_language_that_writes_true_small_is_no_python() -> None:
    assert run_assignments("done = true\nleft = null", "", {}, None)[0] == {"done": True, "left": None}
