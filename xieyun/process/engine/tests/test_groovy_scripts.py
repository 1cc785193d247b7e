"""Scripts in Groovy: patterns, ranges and parts, and the functions of its lists and maps."""

from __future__ import annotations

from typing import Any

import pytest

from xieyun.process.engine.notations.feel_parser import parse_feel
from xieyun.process.engine.notations.scope import Scope
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
        ("def f() { def text = text + '!'\nx = text }\nf()", {"x": "ab12cd34!"}),
        ("def f(e) { def m = e.getVariable('m')\ne.setVariable('x', m.a) }\nf(execution)", {"x": 1}),
        ("[7].each { text -> x = execution.getVariable('text') }", {"x": "ab12cd34"}),
        ("def text = 1\nx = execution.getVariable('text')", {"x": "ab12cd34"}),
        (
            "def n = 1\nx = execution.hasVariable('n')\ny = execution.getVariableNames().size()",
            {"x": False, "y": 5},
        ),
        ("String text = 'mine'\nx = text", {"x": "mine"}),
        (
            "x = new JsonBuilder([a: [1]]).toString() + new groovy.json.JsonBuilder([b: 2]).toPrettyString()",
            {"x": '{"a":[1]}{\n    "b": 2\n}'},
        ),
        ("x = JsonOutput.prettyPrint(JsonOutput.toJson([a: 1]))", {"x": '{\n    "a": 1\n}'}),
        (
            "try { throw new IOException('no') } catch (e) { x = e.class.name + e.getClass().simpleName }",
            {"x": "java.io.IOExceptionIOException"},
        ),
        ("try { 1 / 0 } catch (e) { x = e.class.simpleName }", {"x": "ArithmeticException"}),
        (
            "import org.camunda.bpm.engine.variable.Variables\nx = Variables.objectValue(items)"
            ".serializationDataFormat('application/json').create()",
            {"x": [3, 1, 2]},
        ),
        ("execution.setVariable('x', org.camunda.bpm.engine.variable.Variables.stringValue('a', true))", {"x": "a"}),
        ("x = Variables.createVariables().putValue('a', Variables.integerValue(1).value)", {"x": {"a": 1}}),
        ("x = org.camunda.spin.Spin.JSON('{\"a\":1}').prop('a').numberValue()", {"x": 1}),
        ("static def int twice(int n) { n * 2 }\nList<Integer> pair(n) { [n, n] }\nx = pair(twice(2))", {"x": [4, 4]}),
        ("def int n = 2\ndef Object o = n\ndef List<String> l = []\nx = o + l.size() + 1", {"x": 3}),
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


@pytest.mark.parametrize("language", ["groovy", "java"])
@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("b = items; b.add(4);", {"items": [3, 1, 2, 4], "b": [3, 1, 2, 4]}),
        ("b = m; b.put('c', 3); m.remove('a');", {"m": {"b": 2, "c": 3}, "b": {"b": 2, "c": 3}}),
        ("b = people.get(0); b.age = 32; people.get(1).setAge(26);",
         {"people": [{"name": "Ann", "age": 32}, {"name": "Bob", "age": 26}], "b": {"name": "Ann", "age": 32}}),
        ("m.a += 5; m.b++; items[0]--;", {"m": {"a": 6, "b": 3}, "items": [2, 1, 2]}),
        ("x = y = 4; z = x++ * 10 + ++y;", {"x": 5, "y": 5, "z": 45}),
        ("x = items.add(9); y = items.remove(0);", {"items": [1, 2, 9], "x": True, "y": 3}),
        ("x = new HashSet(); x.add('a'); y = x.add('a'); x.addAll(items); x.remove(1);",
         {"x": ["a", 3, 2], "y": False}),
        ("x = new TreeSet(items); x.add(0);", {"x": [0, 1, 2, 3]}),
        ("x = new HashMap(); x.computeIfAbsent('k', k -> new ArrayList()).add(1); x.putIfAbsent('k', 2);",
         {"x": {"k": [1]}}),
        ("for (i in items) { items.add(i); }", {"items": [3, 1, 2, 3, 1, 2], "i": 2}),
        ("b = items.stream(); b.add(9);", {"b": [3, 1, 2, 9]}),
        ("execution.setVariable('x', items); items.add(9);", {"x": [3, 1, 2, 9], "items": [3, 1, 2, 9]}),
        ("execution.getVariable('items').add(9);", {"items": [3, 1, 2, 9]}),
    ],
)  # fmt: skip
def test_lists_and_maps_are_shared(script: str, expected: dict[str, Any], language: str) -> None:
    assert run_assignments(script, language, DATA, None)[0] == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("def l = items\ndef change(a) { a << 7 }\nchange(l)", {"items": [3, 1, 2, 7]}),
        ("def f = { it.total = 5 }\ndef o = [:]\nf(o)\nx = o.total", {"x": 5}),
        ("x = items.sort()", {"items": [1, 2, 3], "x": [1, 2, 3]}),
        ("x = items.toSorted(); items.reverse()", {"x": [1, 2, 3]}),
        ("items.removeAll { it > 1 }", {"items": [1]}),
        ("m << [c: 3]; items << 4 << 5", {"m": {"a": 1, "b": 2, "c": 3}, "items": [3, 1, 2, 4, 5]}),
    ],
)
def test_what_groovy_changes_itself(script: str, expected: dict[str, Any]) -> None:
    assert run_assignments(script, "groovy", DATA, None)[0] == expected
    assert DATA["items"] == [3, 1, 2]


DOUBLED = "x = [1]; for (i in 1..40) { x = [x, x] }\n"
OTHER = "y = [1]; for (i in 1..40) { y = [y, y] }\n"


@pytest.mark.parametrize(
    "script",
    [
        DOUBLED, f"{DOUBLED}y = '' + x", f'{DOUBLED}y = "${{x}}"', f"{DOUBLED}y = x as String",
        f"{DOUBLED}y = [x].join(',')", f"{DOUBLED}y = [1, 2].groupBy {{ x }}", f"{DOUBLED}throw new Exception(x)",
        f"{DOUBLED}y = JsonOutput.toJson(x)", f"{DOUBLED}y = [(x): 1]", f"{DOUBLED}y = 'a' =~ x",
        f"{DOUBLED}{OTHER}z = x == y", f"{DOUBLED}{OTHER}z = [x].contains(y)", f"{DOUBLED}{OTHER}z = [x, y].sort()",
        f"{DOUBLED}{OTHER}z = [x, y].sort {{ it }}", "x = []; x.add(x)", "x = []; x << x; y = x.toString()",
        "x = [1]; while (true) { x.addAll(x) }", "x = [:]; i = 0; while (true) { x[i] = i++ }",
        "x = 'a'; while (true) { x = \"${x}${x}\" }", "x = 9; while (true) { x *= x }", "x = items; x.remove(9)",
        "x = 1 << 100000000",
        "items.addAll(100, items)", "x = new HashSet(); i = 0; while (true) { x.add(i++) }", "nothing.remove('a')",
    ],
)  # fmt: skip
def test_values_that_hold_each_other_many_times_are_refused_when_they_are_walked(script: str) -> None:
    with pytest.raises(NotationError):
        run_assignments(script, "groovy", DATA, None)


def test_expressions_that_hold_parts_many_times_are_refused_too() -> None:
    entries = ", ".join(["a0: [1, 1]", *(f"a{at}: [a{at - 1}, a{at - 1}]" for at in range(1, 40))])
    with pytest.raises(NotationError, match=r"too large|too much work"):
        parse_feel(f"{{{entries}, z: string(a39)}}.z")(Scope({}))
