"""Scripts in JavaScript mean what they mean there; the values were compared with those of Node."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from xieyun.process.engine.notations.script import run_assignments, understood
from xieyun.process.engine.notations.tokens import NotationError, ThrownError

NOW = dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)
DATA: dict[str, Any] = {
    "amount": 1500, "price": 19.99, "name": "Kim", "none": None, "items": [3, 1, 2],
    "order": {"total": 7, "lines": [{"sku": "A", "qty": 2}, {"sku": "B", "qty": 5}]},
    "people": [{"name": "Ann", "age": 31}, {"name": "Bob", "age": 25}, {"name": "Cid", "age": 31}],
}  # fmt: skip


def ran(script: str) -> tuple[dict[str, Any], Any]:
    """The variables that a script sets, and its value."""
    return run_assignments(script, "javascript", DATA, NOW)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("[7 / 2, -7 % 3, 2 ** 53 + 1, 0.1 + 0.2, 10 / 5]", [3.5, -1, 2**53, 0.1 + 0.2, 2]),
        ("[String(1e21), String(1e-7), String(-0), 123456789012345680000 + '', (255).toString(16)]",
         ["1e+21", "1e-7", "0", "123456789012345680000", "ff"]),
        ("[(1.005).toFixed(2), (2.5).toFixed(0), (1234.5678).toFixed(1), (123456).toPrecision(2)]",
         ["1.00", "3", "1234.6", "1.2e+5"]),
        ("[1 + '2', '3' - 1, [1] + [2], true + 1, 'a' + null, [] + {}, +'', +'0x1f', '5' * '2']",
         ["12", 2, "12", 2, "anull", "[object Object]", 0, 31, 10]),
        ("[1 == '1', null == undefined, null == 0, [] == false, NaN == NaN, '1' === 1, [1] == [1], '0' == false]",
         [True, True, False, True, False, False, False, True]),
        ("[!!'', !!'0', !![], !!{}, !!NaN, '10' < '9', '10' < 9, null >= 0, undefined < 1]",
         [False, True, True, True, False, True, False, True, False]),
        ("[typeof null, typeof [], typeof missing, typeof (() => 1), typeof NaN]",
         ["object", "object", "undefined", "function", "number"]),
        ("[parseInt('12px'), parseInt('101', 2), parseFloat('3.14a'), Number(''), isNaN('a'), Number.isInteger(5.0)]",
         [12, 5, 3.14, 0, True, True]),
        ("[Math.round(-2.5), Math.round(2.5), Math.trunc(-2.7), Math.max(1, '3'), Math.max(...items)]",
         [-2, 3, -2, 3, 3]),
        ("['abcdef'.slice(-2), 'abcdef'.substring(3, 1), 'abcdef'.substr(1, 2), 'abc'[9], 'abc'.at(-1)]",
         ["ef", "bc", "bc", None, "c"]),
        ("['a1b2c'.split(/(\\d)/), ''.split(','), 'a,b'.split(',', 1)]", [["a", "1", "b", "2", "c"], [""], ["a"]]),
        ("['John Smith'.replace(/(\\w+)\\s(\\w+)/, '$2, $1'), 'aXbX'.replaceAll('X', '-'), "
         "'a1'.replace(/\\d/, d => d * 2)]",
         ["Smith, John", "a-b-", "a2"]),
        ("[/^\\d+$/.test('12'), 'abc'.match(/b(c)/), 'a1b2'.match(/\\d/g), 'abc'.match(/z/), 'abc'.search(/c/)]",
         [True, ["bc", "c"], ["1", "2"], None, 2]),
        ("[[3, 1, 10].sort(), [3, 1, 10].sort((a, b) => a - b), ['b', undefined, 'a'].sort()]",
         [[1, 10, 3], [1, 3, 10], ["a", "b", None]]),
        ("people.slice().sort((a, b) => b.age - a.age || a.name.localeCompare(b.name)).map(({name}) => name)",
         ["Ann", "Cid", "Bob"]),
        ("[[1, [2, [3]]].flat(), Array.from({length: 2}, (_, i) => i), [NaN].includes(NaN), [1, null].join()]",
         [[1, 2, [3]], [0, 1], True, "1,"]),
        ("people.reduce((all, p) => ({...all, [p.name]: p.age}), {})", {"Ann": 31, "Bob": 25, "Cid": 31}),
        ("Object.keys({b: 1, 2: 0, a: 1, 1: 0})", ["1", "2", "b", "a"]),
        ("JSON.stringify({a: [1, undefined, NaN], b: undefined, d: new Date(0)})",
         '{"a":[1,null,null],"d":"1970-01-01T00:00:00.000Z"}'),
        ("[order?.total, order?.none?.deep, none?.x.y, none ?? 'd', 0 || 'e', 0 ?? 1]", [7, None, None, "d", "e", 0]),
        ("`a${1 + 1}b${`n${name}`}` + (() => 5)() + (function (a) { return a; })(3)", "a2bnKim53"),
        ("[5 & 3, ~5, 1 << 31, -1 >>> 0, 1.9 | 0]", [1, -6, -2147483648, 4294967295, 1]),
        ("new Date(2024, 1, 31).toISOString()", "2024-03-02T00:00:00.000Z"),
        ("[...new Set(people.map(p => p.age))].concat([...new Map([['a', 1]])])", [31, 25, ["a", 1]]),
        ("[new Date().getHours(), new Date('2024-02-29') > new Date('2023-01-01')]", [8, True]),
        ("execution.getVariable('items').size() + execution.getVariable('order').get('total')", 10),
    ],
)  # fmt: skip
def test_expressions(expression: str, expected: Any) -> None:
    assert ran(f"({expression})")[1] == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        # arrays and objects are shared, and what changes in them is a change of the variable
        ("order.lines.forEach(line => { line.qty *= 10; });",
         {"order": {"total": 7, "lines": [{"sku": "A", "qty": 20}, {"sku": "B", "qty": 50}]}}),
        ("var b = items; b.push(9); var same = b === items;", {"b": [3, 1, 2, 9], "items": [3, 1, 2, 9], "same": True}),
        ("var {name: nick, age = 5, ...rest} = people[0]; var [p, , q = 9] = items;",
         {"nick": "Ann", "age": 31, "rest": {}, "p": 3, "q": 2}),
        ("var x = 1; { let x = 2; var y = x; }", {"x": 1, "y": 2}),
        # what a script declares for itself hides a variable of the same name and leaves it alone
        ("const items = environment.variables.items.length; environment.variables.items = []; x = items;",
         {"items": [], "x": 3}),
        ("let name = 'mine'; name += '!'; x = name;", {"x": "mine!"}),
        # a variable whose list was read and which then gets another one
        ("items = items.filter(v => v > 1);", {"items": [3, 2]}),
        ("order.total = 1; order = {was: order.total};", {"order": {"was": 1}}),
        ("var fs = []; for (let i = 0; i < 3; i++) { fs.push(() => i); } x = fs.map(f => f()); delete fs;",
         {"x": [0, 1, 2]}),
        ("x = []; outer: for (let i = 0; i < 3; i++) { for (let j = 0; j < 3; j++) { if (j == 1) continue outer; "
         "if (i == 2) break outer; x.push('' + i + j); } }", {"x": ["00", "10"]}),
        ("function f() { try { return 'a'; } finally { x = 'f'; } } y = f();", {"x": "f", "y": "a"}),
        ("try { null.a; } catch (e) { x = e.name + (e instanceof TypeError); }", {"x": "TypeErrortrue"}),
        ("try { const c = 1; c = 2; } catch (e) { x = e.message; }", {"x": "Assignment to constant variable."}),
        ("x = hoisted(); function hoisted() { return typeof late; } { let late = 1; }", {"x": "undefined"}),
        ("function C() { var n = 0; return {up: function () { return ++n; }}; } var c = C(); c.up(); "
         "x = c.up(); c = 0;",
         {"x": 2, "c": 0}),
        ("var m = new java.util.HashMap(); m.put('a', 1); var l = new java.util.ArrayList(); l.add(m.get('a'));",
         {"m": {"a": 1}, "l": [1]}),
        ("setTimeout(() => { x = 2; }, 10); x = 1;", {"x": 2}),
        ("complete(1); x = 1;", {"x": 1}),
        ("var d = new Date(2024, 0, 31); d.setMonth(1); x = d.toISOString().slice(0, 10); d = 0",
         {"x": "2024-03-02", "d": 0}),
        ("let u; if (u === undefined) x = 1\nvar y = 2\n;[z] = [3]", {"u": None, "x": 1, "y": 2, "z": 3}),
    ],
)  # fmt: skip
def test_statements(script: str, expected: dict[str, Any]) -> None:
    assert ran(script)[0] == expected
    assert DATA["items"] == [3, 1, 2], "the variables of the instance stay as they are"


_DOUBLED = "var a = [1]; for (var i = 0; i < 60; i++) a = [a, a]; "


@pytest.mark.parametrize(
    "script",
    [
        "while (true) {}", "for (;;);", "var a = 'a'; while (true) a += a;", "var a = [1]; while (true) a.push(...a);",
        _DOUBLED + "JSON.stringify(a)", _DOUBLED + "String(a)", "var a = []; a.push(a); a", "'a'.repeat(1e9)",
        "new Array(1e9)", "var a = []; a[1e9] = 1", "Array.from({length: 1e9})",
        "var x = 'a'.repeat(1e5); x.split('').join(x)", "var x = 'a'.repeat(1e5); x.replaceAll('a', x)",
        "/(a+)+$/.test('a'.repeat(100) + '!')", "'a'.repeat(50000).replace(/.*.*.*=/, '')",
        "function f() { return f(); } f()", "try { while (true) {} } catch (e) {}",
        "while (true) { try { while (true) {} } finally { continue; } }", "setTimeout(function f() { setTimeout(f); })",
        "[].constructor", "''.__proto__", "(() => 1).constructor('return 1')()", "eval('1')", "new Function('1')()",
        "require('fs')", "process.exit()", "java.lang.System.exit(0)", "async function f() {}",
        "function* g() {}", "(" * 80 + "1" + ")" * 80, "x = 0 / 0", "environment.foo.bar.baz()", "missing + 1",
    ],
)  # fmt: skip
def test_what_is_endless_large_or_reaches_out_is_refused(script: str) -> None:
    with pytest.raises(NotationError):
        ran(script)


@pytest.mark.parametrize(
    ("script", "code", "message"),
    [
        ("throw new Error('LIMIT');", "LIMIT", ""),
        ("throw new org.camunda.bpm.engine.delegate.BpmnError('LIMIT', 'too much');", "LIMIT", "too much"),
        ("throw new java.lang.IllegalStateException('no');", "IllegalStateException", "no"),
        ("next(new Error('no'));", "no", ""),
        ("try { throw 'x' } finally { y = 1 }", "x", ""),
    ],
)
def test_errors_that_nobody_catches_carry_their_code(script: str, code: str, message: str) -> None:
    with pytest.raises(ThrownError) as thrown:
        ran(script)
    assert (thrown.value.code, thrown.value.message) == (code, message)


def test_what_is_no_javascript_is_not_understood() -> None:
    assert understood("var x = a?.b ?? `c`;", "javascript")
    assert not understood("def x = 1", "javascript")
    assert not understood("await x();", "javascript")


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("class A { constructor(n) { this.n = n } twice() { return this.n * 2 } }; x = new A(2).twice()", 4),
        ("class A { n = 1; list = []; add(v) { this.list.push(v); return this } }; x = new A().add(3)",
         {"n": 1, "list": [3]}),
        ("class A { static of(n) { return new A() } m() { return 5 } }; x = A.of(1).m()", 5),
        ("class A { constructor(n) { this.n = n } m() { return this.n } }\n"
         "class B extends A { constructor() { super(3) } m() { return super.m() + 1 } }\nx = new B().m()", 4),
        ("class A {} class B extends A {}; x = [new B() instanceof A, new A() instanceof B]", [True, False]),
        ("class A {} class B extends A {}; x = new B().constructor.name", "B"),
        ("class E extends Error { constructor(m) { super(m); this.code = 7 } }\n"
         "try { throw new E('bad') } catch (e) { x = [e.message, e.code, e instanceof E, e instanceof Error] }",
         ["bad", 7, True, True]),
        ("const A = class { m() { return [1].map(v => this.n + v) } n = 2 }; x = new A().m()", [3]),
        ("class A { toString() { return 'a' } }; x = `${new A()}` + new A()", "aa"),
    ],
)  # fmt: skip
def test_classes(script: str, expected: Any) -> None:
    assert run_assignments(script, "javascript", {}, NOW)[0]["x"] == expected


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("class A {} A()", "without 'new'"),
        ("class A { constructor() { new A() } }\nnew A()", "deep"),
        ("class A { x = new A() }\nnew A()", "deep"),
        ("class A { get x() { return 1 } }", "getters"),
        ("class A extends Array {}", "can extend only"),
        ("x = 1; super.y()", "unexpected"),
        ("new Promise(r => r(1))", "promises"),
        ("class A { x = this }\na = new A()", "holds itself"),
    ],
)
def test_classes_that_do_more_are_refused(script: str, sentence: str) -> None:
    with pytest.raises(NotationError, match=sentence):
        run_assignments(script, "javascript", {}, NOW)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("var a = [1, 2]; for (const v of a) { if (a.length < 5) { a.push(v) } } x = a", [1, 2, 1, 2, 1]),
        ("var a = [1, 2, 3]; x = []; for (const v of a) { x.push(v); a.pop() }", [1, 2]),
        ("var s = new Set([1]); for (const v of s) { if (v < 4) { s.add(v + 1) } } x = [...s]", [1, 2, 3, 4]),
        ("x = [((a, b) => 1).length, (function (a, b = 1, c) {}).length, ((...a) => 1).length]", [2, 1, 0]),
        ("function f(a) {} x = f.name + 'a'.repeat.name", "frepeat"),
    ],
)
def test_loops_see_what_is_added_and_functions_know_their_length(script: str, expected: Any) -> None:
    assert run_assignments(script, "javascript", {}, NOW)[0]["x"] == expected


def test_a_list_that_grows_for_ever_is_refused() -> None:
    with pytest.raises(NotationError, match="too much work"):
        run_assignments("var a = [1]; for (const v of a) a.push(v)", "javascript", {}, NOW)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("var a = new java.util.ArrayList(); a.add(3); a.add('x'); a.removeIf(v => v == 3); x = a", ["x"]),
        ("var m = new java.util.HashMap(); m.put(1, 'a'); x = [m.get(1), m.size(), m.remove(1), m.size()]",
         ["a", 1, "a", 0]),
        ("var m = {}; m.computeIfAbsent('k', k => []).push(2); x = m", {"k": [2]}),
        ("var V = Java.type('org.camunda.bpm.engine.variable.Variables'); var t = V.stringValue('a', true); "
         "execution.setVariable('x', [V.objectValue({n: 1}).create(), t.getValue()])", [{"n": 1}, "a"]),
        ("var U = Java.type('java.util.UUID'); x = U.randomUUID().toString().length + java.lang.Math.floorMod(-1, 3)",
         38),
        ("x = Java.type('org.camunda.spin.Spin').JSON('{\"a\": 1}')", {"a": 1}),
        ("var V = org.camunda.bpm.engine.variable.Variables; execution.setVariable('x', V.integerValue(4))", 4),
        ("try { [1].remove(9) } catch (e) { x = e.name }", "TypeError"),
    ],
)  # fmt: skip
def test_methods_of_java_that_change_lists_and_maps(script: str, expected: Any) -> None:
    assert run_assignments(script, "javascript", {}, NOW)[0]["x"] == expected
