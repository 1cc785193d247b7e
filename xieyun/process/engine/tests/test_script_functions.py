"""Functions that scripts define by name."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from xieyun.process.engine.notations.script import run_assignments, understood
from xieyun.process.engine.notations.tokens import NotationError

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def changed(script: str, language: str, **data: Any) -> dict[str, Any]:
    """The variables that a script sets."""
    return run_assignments(script, language, data, NOW)[0]


FACTORIAL = "function f(n) { if (n <= 1) { return 1; } var below = f(n - 1); return n * below; }\nx = f(5);"


@pytest.mark.parametrize(
    ("language", "script", "expected"),
    [
        ("javascript", "function twice(a) { return a * 2; }\nx = twice(n);", {"x": 6}),
        ("javascript", "x = twice(n);\nfunction twice(a) {\n  return a * 2;\n}", {"x": 6}),
        ("javascript", FACTORIAL, {"x": 120}),
        ("javascript", "function f(a, b = 4) { return a + b; }\nx = f(1); y = f(1, 2);", {"x": 5, "y": 3}),
        (
            "javascript",
            "function f(a) { var t = 0; for (var i of a) { t += i; } return t; }\nx = f([1, 2, 3]);",
            {"x": 6},
        ),
        ("javascript", "function f(a) { seen = a; }\nx = f(3);", {"seen": 3, "x": None}),
        ("javascript", "const f = (a) => a + 1;\nx = f(n);", {"x": 4}),
        ("javascript", "function big(a) { return a > 2; }\nx = [1, 2, 3, 4].filter(big);", {"x": [3, 4]}),
        (
            "javascript",
            "function f() { execution.setVariable('x', g(2)); }\nfunction g(a) { return a + n; }\nf();",
            {"x": 5},
        ),
        ("groovy", "def twice(a) { a * 2 }\nx = twice(n)", {"x": 6}),
        ("groovy", "def twice(int a) {\n  return a * 2\n}\nexecution.setVariable('x', twice(n))", {"x": 6}),
        ("groovy", "int add(int a, int b) { return a + b }\nx = add(n, 4)", {"x": 7}),
        ("groovy", "String hello(String who = 'you') { \"Hello ${who}\" }\nx = hello()", {"x": "Hello you"}),
        ("groovy", "void note(String s) { execution.setVariable('x', s) }\nnote('a')", {"x": "a"}),
        ("groovy", "def f(a) { def t = a; def u = t > 0 ? f(a - 1) : 0; return t + u }\nx = f(3)", {"x": 6}),
        ("python", "def twice(a):\n    return a * 2\nx = twice(n)", {"x": 6}),
        ("python", "def f(a, b: int = 2) -> int:\n    c = a * b\n    return c\nx = f(a=3)\ny = f(1)", {"x": 6, "y": 2}),
        ("python", "def f(a):\n    global seen\n    seen = a\n    other = a\nf(3)", {"seen": 3}),
        (
            "python",
            "def fib(k):\n    if k < 2:\n        return k\n    return fib(k - 1) + fib(k - 2)\nx = fib(12)",
            {"x": 144},
        ),
    ],
)
def test_functions_of_scripts_are_called(language: str, script: str, expected: dict[str, Any]) -> None:
    result = changed(script, language, n=3)
    assert {name: value for name, value in result.items() if name != "f"} == expected


def test_what_a_function_declares_is_its_own() -> None:
    first = "function f(a) { var t = a; a = 9; if (a > 1) { t = t + g(); } return t; }"
    script = f"{first}\nfunction g() {{ var t = 5; return t; }}\nx = f(1);"
    assert changed(script, "javascript", t=7, a=8) == {"x": 6}


def test_a_function_sees_what_is_around_its_definition() -> None:
    functions = "function f() { return place; }\nfunction g() { var place = 'inner'; return f(); }"
    assert changed(f"{functions}\nvar place = 'outer';\nx = g();", "javascript")["x"] == "outer"


@pytest.mark.parametrize(
    ("language", "script", "sentence"),
    [
        ("javascript", "function f(n) { return f(n + 1); }\nx = f(1);", "deep"),
        ("javascript", "function f(n) { while (true) { n = n + 1; } }\nf(1);", "too much work"),
        ("javascript", "function f(n) { return n < 2 ? 1 : f(n - 1) + f(n - 2); }\nx = f(35);", "too much work"),
        ("groovy", "def f(a) { return System.exit(a) }\nf(1)", "not known here"),
        ("python", "def f(a):\n    return open(a)\nx = f('/etc/passwd')", "not known here"),
        ("python", "f = 3\nx = f(1)", "not known here"),
    ],
)
def test_functions_that_do_not_end_or_reach_out_are_refused(language: str, script: str, sentence: str) -> None:
    with pytest.raises(NotationError, match=sentence):
        changed(script, language)


def test_a_function_that_nobody_defines_is_not_understood() -> None:
    assert understood("function f(a) { return a; }\nx = f(1);", "javascript")
    assert not understood("x = f(1);", "javascript")


@pytest.mark.parametrize(
    ("language", "script", "expected"),
    [
        (
            "groovy",
            "x = 'a' + missing; y = missing + 'a'; z = \"${missing}!\"",
            {"x": "anull", "y": "nulla", "z": "null!"},
        ),
        ("java", 'x = "a" + n + null;', {"x": "a3null"}),
    ],
)
def test_null_is_written_out_in_texts(language: str, script: str, expected: dict[str, Any]) -> None:
    assert changed(script, language, n=3) == expected


@pytest.mark.parametrize(
    "script",
    [
        "task.getExecution().setVariable('x', 1); task.setOwner('ann'); taskService.saveTask(task)",
        "runtimeService.setVariable(execution.id, 'x', runtimeService.getVariable(execution.id, 'n') - 2)",
        "execution.getProcessEngineServices().getTaskService().setVariables(execution.getId(), [x: 1])",
    ],
)
def test_services_reach_the_instance_itself(script: str) -> None:
    assert changed(script, "groovy", n=3) == {"x": 1}


def test_groovy_prints_texts_with_places_and_spin_is_told_the_kind_of_a_text() -> None:
    script = (
        "println \"hi ${n}\"; execution.setVariable('x', S('{\"a\": 4}', 'application/json').prop('a').numberValue())"
    )
    assert changed(script, "groovy", n=3) == {"x": 4}


@pytest.mark.parametrize(("script", "expected"), [("x = n in 1..5 && n > 2", True), ("x = n in 0..<n", False)])
def test_a_range_of_groovy_holds_a_number_or_not(script: str, expected: bool) -> None:
    assert changed(script, "groovy", n=3) == {"x": expected}


def test_services_reach_no_other_instance() -> None:
    with pytest.raises(NotationError, match="not known"):
        changed("runtimeService.setVariable('another', 'x', 1)", "groovy")
