"""Scripts in Groovy: patterns, ranges and parts, and the functions of its lists and maps."""

from __future__ import annotations

from typing import Any

import pytest

from xieyun.process.engine.notations.script import run_assignments
from xieyun.process.engine.notations.tokens import NotationError

DATA: dict[str, Any] = {
    "items": [3, 1, 2], "text": "ab12cd34", "m": {"a": 1, "b": 2},
    "people": [{"name": "Ann", "age": 31}, {"name": "Bob", "age": 25}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("text ==~ /[a-z]+.*/", True),
        ("(text =~ /zz/) ? 1 : 2", 2),
        ("(text =~ /([a-z]+)(\\d+)/)[1][2]", "34"),
        ("text.replaceAll('([a-z])(\\\\d)', '$2$1')", "a1b2c3d4"),
        ("text.replaceAll(/\\d+/) { (it as int) + 1 as String }", "ab13cd35"),
        ("text.findAll(/\\d+/)", ["12", "34"]),
        ("'a.b.c'.split('\\\\.')", ["a", "b", "c"]),
        ("'a/b'.split('/')[1]", "b"),
        ("10 / 4", 2.5),
        ("(~/a.*/).matcher('abc').matches()", True),
        ("items[0..1] + items[1..-1]", [3, 1, 1, 2]),
        ("text[0..<3] + text[-2..-1]", "ab134"),
        ("(0..<3).collect { it * 2 }", [0, 2, 4]),
        ("items.collectEntries { [it, it * 2] }", {"3": 6, "1": 2, "2": 4}),
        ("m.collectEntries { k, v -> [(k): v + 1] }", {"a": 2, "b": 3}),
        ("items.withIndex().collect { item, place -> item * place }", [0, 1, 4]),
        ("items.inject { a, b -> a + b } + items.inject(4) { a, b -> a + b }", 16),
        ("people*.name*.toUpperCase()", ["ANN", "BOB"]),
        ("people.groupBy { it.age > 30 }['true'].size()", 1),
        ("people.sum { it.age } + items.findIndexOf { it == 2 }", 58),
        ("'1' + 2 as int", 12),
        ("[1, 2, 3] - [2]", [1, 3]),
        ("items.each { it }", [3, 1, 2]),
    ],
)  # fmt: skip
def test_expressions(expression: str, expected: Any) -> None:
    assert run_assignments(f"x = {expression}", "groovy", DATA, None)[0]["x"] == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("switch (text) { case ~/ab.*/: x = 1; break; default: x = 2 }", {"x": 1}),
        ("switch (items.size()) { case 4..9: x = 'many'; break; case 1..3: x = 'few' }", {"x": "few"}),
        (
            "def found = text =~ /([a-z]+)(\\d+)/\nx = []\nwhile (found.find()) { x << found.group(2) }",
            {"x": ["12", "34"]},
        ),
        ("def twice = { it * 2 }\nx = twice.call(4)", {"x": 8}),
    ],
)
def test_statements(script: str, expected: dict[str, Any]) -> None:
    assert run_assignments(script, "groovy", DATA, None)[0] == expected


@pytest.mark.parametrize(
    "script", ["x = ('a' * 100 + '!') =~ /(a+)+$/", "x = items[1..9]", "x = text =~ /(/", "x = /a"]
)
def test_refused(script: str) -> None:
    with pytest.raises(NotationError):
        run_assignments(script, "groovy", DATA, None)
