"""Scripts in Java, as jBPM's and Kogito's files hold them: casts, types, and members that are got and set."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from xieyun.process.engine.notations.script import run_assignments, understood
from xieyun.process.engine.notations.tokens import NotationError

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
JAVA = "http://www.java.com/java"


def changed(script: str, language: str = JAVA, **data: Any) -> dict[str, Any]:
    """The variables that a script sets."""
    return run_assignments(script, language, data, NOW)[0]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("x = (String) name;", "ann"),
        ("x = (int) 7.9;", 7),
        ("x = (a > 1) ? (Integer) a : 0;", 2),
        ("x = (a) + (b);", 5),
        ("x = (String)name + (String)name;", "annann"),
        ('x = ((java.util.Map) box).get("k");', 1),
        ("x = ((Boolean) yes).booleanValue() && !((Boolean) no);", True),
        ('x = (java.util.List<java.util.Map<String, Object>>) kcontext.getVariable("rows");', [{"n": 1}]),
        ("x = 0; for (Row row : rows) { x = x + row.getN(); }", 1),
        ("x = 0; for (java.util.Map.Entry<String, Object> e : box.entrySet()) { x = x + 1; }", 1),
        ('String[] parts = "p,q".split(","); x = parts.length;', 2),
        ("java.util.Map<String, Object> m = new java.util.HashMap<>(); m.put(name, a); x = m;", {"ann": 2}),
    ],
)
def test_types_say_nothing_new_about_values(script: str, expected: Any) -> None:
    data = {"name": "ann", "a": 2, "b": 3, "box": {"k": 1}, "rows": [{"n": 1}], "yes": True, "no": False}
    assert changed(script, **data)["x"] == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('((java.util.Map) box).put("k", 1);', {"k": 1}),
        ('((Map<String, Object>)box).put("k", 1);', {"k": 1}),
        ('((java.util.Map) kcontext.getVariable("box")).put("k", 1);', {"k": 1}),
        ('kcontext.getVariable("box").put("k", 1);', {"k": 1}),
        ("box.setWide(true);", {"wide": True}),
        ("box.a.b = 1; box.a.c = 2;", {"a": {"b": 1, "c": 2}}),
    ],
)
def test_what_belongs_to_a_variable_changes_it(script: str, expected: Any) -> None:
    assert changed(script, box={}, lid={}, name="ann") == {"box": expected}


def test_objects_are_shared() -> None:
    shared = changed("box.setLid(lid); box.getLid().setName(name + name);", box={}, lid={}, name="ann")
    assert shared == {"box": {"lid": {"name": "annann"}}, "lid": {"name": "annann"}}


def test_methods_of_the_instance_are_no_members() -> None:
    assert changed('kcontext.setVariable("task", name); execution.setVariable("x", task);', name="ann")["x"] == "ann"
    assert not understood("((Map x).put(1, 2);", JAVA)


def test_brackets_before_words_are_no_casts() -> None:
    assert changed("if ((A) in items) { x = 1 }", "groovy", A=1, items=[1])["x"] == 1
    assert changed("x = (A) as String", "groovy", A=1)["x"] == "1"
    looped = changed("var x = 0; for (item of items) { x = x + (item) * (A); }", "javascript", A=2, items=[1, 2])
    assert looped["x"] == 6


def test_the_name_of_the_activity() -> None:
    script = 'kcontext.setVariable("at", kcontext.getNodeInstance().getNode().getName());'
    values, _ = run_assignments(script, "java", {}, None, {"name": "Book"})
    assert values == {"at": "Book"}


@pytest.mark.parametrize("script", ["rows.get(0);", "x = rows.size();", "rows.remove(0);"])
def test_null_has_no_methods(script: str) -> None:
    with pytest.raises(NotationError, match="null"):
        run_assignments(script, "java", {"rows": None}, None)
