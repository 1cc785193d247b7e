"""Expressions and scripts of other engines: what they mean, and that nothing else is ever run."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieyun.process.engine import Context, notation
from xieyun.process.engine.notations.script import run_assignments
from xieyun.process.engine.notations.tokens import NotationError

from .driver import NOW, Rules

DATA = {
    "amount": 1500, "name": "Kim", "ok": True, "none": None, "items": [1, 2, 3],
    "order": {"total": 7, "lines": [{"n": 1}]},
    "text": "12",
}  # fmt: skip
CONTEXT = Context(NOW, Rules())


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("${amount > 1000}", True),
        ("#{amount lt 1000}", False),
        ("${amount ge 1500 and not empty name}", True),
        ("${empty missing || ok}", True),
        ("${name == 'Kim' ? 'yes' : 'no'}", "yes"),
        ("${order.total + 1}", 8),
        ("${order['total'] == 7}", True),
        ("${order.getTotal() == 7}", True),
        ("${items.contains(2) && items.size() == 3}", True),
        ("${execution.getVariable('amount') == 1500}", True),
        ("${name.equals('Kim')}", True),
        ("${missing > 3}", False),
        ("${missing == null}", True),
        ("${text == 12}", True),
        ("= amount > 1000 and ok", True),
        ('= if amount > 2000 then "high" else "low"', "low"),
        ("=not(ok)", False),
        ("= list contains(items, 2)", True),
        ("= count(items) = 3", True),
        ("= some x in items satisfies x > 2", True),
        ("= amount between 1 and 2000", True),
        ("amount > 1000 and ok", True),
        ("not ok or name == 'Kim'", True),
        ("name in ['Kim', 'Lee']", True),
        ("len(items) == 3", True),
        ("[x * 2 for x in items if x > 1]", [4, 6]),
        ("{'a': amount, 'b': [1]}", {"a": 1500, "b": [1]}),
        ("items[-1]", 3),
        ("1 < amount < 2000", True),
        ("'big' if amount > 1000 else 'small'", "big"),
        ("this.environment.variables.amount > 1000", True),
        ("this.environment.output.task1.amount === 1500", True),
        ("amount > 1000 && !none", True),
        ('f"total {amount}"', "total 1500"),
        ("order.lines[0].n", 1),
        ("${true}", True),
        ('"PT1H"', "PT1H"),
        ("${items.stream().anyMatch(x -> x > 2)}", True),
        ('${fn:contains(name, "i")}', True),
        ('${name += "!"}', "Kim!"),
        ("${String.valueOf(amount)}", "1500"),
        ('${S(\'{"a": {"b": 5}}\').prop("a").prop("b").numberValue() > 4}', True),
        ("${now() > '2020-01-01'}", True),
        ("={x: 1 + 1, y: x + 1}.y", 3),
        ('=extract("a1b2", "[0-9]")', ["1", "2"]),
        ("=partition([1, 2, 3], 2)", [[1, 2], [3]]),
        ("=round half up(2.5, 0)", 3),
        ('=substring before("a-b", "-")', "a"),
        ("=duplicate values([1, 1, 2])", [1]),
    ],
)
def test_expression(source: str, value: Any) -> None:
    assert notation.evaluate(notation.expression(source), DATA, CONTEXT) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("kermit", "kermit"),
        ("${name}", "Kim"),
        ("Claim of ${name} over ${amount}", "Claim of Kim over 1500"),
        ("=name", "Kim"),
    ],
)
def test_plain_value(source: str, value: Any) -> None:
    assert notation.evaluate(notation.value(source), DATA, CONTEXT) == value


@pytest.mark.parametrize(
    "source",
    [
        "__import__('os').system('true')", "().__class__.__bases__", "open('/etc/passwd')", "eval('1')", "9 ** 9 ** 9",
        "'a' * 10 ** 9", "[x for x in range(10 ** 9)]", "(" * 500 + ")" * 500, "a" * 30_000, "name.__class__.x()",
        "1 +", "lambda: 1", "exec('x')", "getattr(name, 'x')", "${", "'open",
    ],
)  # fmt: skip
def test_everything_else_has_no_value(source: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):  # zen's and our own errors are both ValueErrors with a sentence
        notation.evaluate(notation.expression(source), DATA, CONTEXT)


@pytest.mark.parametrize(
    ("script", "language", "changed"),
    [
        ("a = amount + 1", "python", {"a": 1501}),
        ("a = 1\nb = a * 2\nc = [a, b]", "python", {"a": 1, "b": 2, "c": [1, 2]}),
        ("order['total'] = 9", "python", {"order": {"total": 9, "lines": [{"n": 1}]}}),
        (
            "if amount > 1000:\n    size = 'big'\nelif ok:\n    size = 'x'\nelse:\n    size = 'small'",
            "python",
            {"size": "big"},
        ),
        ("total = 0\nfor item in items:\n    total += item", "python", {"total": 6, "item": 3}),
        ("a, b = 1, 2", "python", {"a": 1, "b": 2}),
        ("import time\nprint('x')\nx = 1  # note", "python", {"x": 1}),
        ("items.append(4)", "python", {"items": [1, 2, 3, 4]}),
        ("execution.setVariable('x', amount * 2);", "groovy", {"x": 3000}),
        ("var x = 1; if (x < 2) { y = 'a'; } else { y = 'b'; }", "javascript", {"x": 1, "y": "a"}),
        ("this.environment.variables.x = 5; next();", "javascript", {"x": 5}),
        ("def sum = 0; sum++; println sum", "groovy", {}),
        ("def sum = 5; execution.setVariable('total', sum)", "groovy", {"total": 5}),
        ("def total = 5\nexecution.setVariable('total', total)", "groovy", {"total": 5}),
        # statements that leave early
        ("if (amount > 5) { size = 'big'; return size }\nsize = 'small'", "groovy", {"size": "big"}),
        (
            "for (var i = 0; i < 9; i++) { if (i == 3) break; if (i == 1) continue; x = i; }",
            "javascript",
            {"i": 3, "x": 2},
        ),
        ("x = 0\nfor i in items:\n    if i == 2:\n        continue\n    x += i", "python", {"x": 4, "i": 3}),
        # loops end at the budget of work
        ("x = 0\nwhile x < 3:\n    x += 1", "python", {"x": 3}),
        ("x = 5; do { x--; } while (x > 3)", "javascript", {"x": 3}),
        ("x = 0; while (true) { x++; if (x > 5) { break; } }", "groovy", {"x": 6}),
        # choices
        (
            "switch (amount) { case 1: x = 'a'; break; case 1500: x = 'b'; break; default: x = 'c' }",
            "groovy",
            {"x": "b"},
        ),
        ("switch (amount) { case 1: x = 1; default: x = 2; y = 3; }", "javascript", {"x": 2, "y": 3}),
        # errors that the script catches itself
        (
            "try:\n    x = order['none']\nexcept KeyError:\n    x = 'none'\nfinally:\n    y = 1",
            "python",
            {"x": "none", "y": 1},
        ),
        ("try:\n    x = int('a')\nexcept (ValueError, TypeError) as e:\n    x = 'bad'", "python", {"x": "bad"}),
        ("try { throw new Error('boom'); } catch (e) { x = e.message; }", "javascript", {"x": "boom"}),
        ("try { items.unheardOf() } catch (Exception e) { x = 1 }", "groovy", None),
        # Groovy's functions in braces, maps, texts, lists
        ("x = items.findAll { it > 1 }.collect { it * 2 }.sum()", "groovy", {"x": 10}),
        ("x = items.inject(0) { a, b -> a + b }", "groovy", {"x": 6}),
        (
            "def l = []\nitems.each { item ->\n  if (item > 1) { l << item }\n}\nexecution.setVariable('x', l)",
            "groovy",
            {"x": [2, 3]},
        ),
        ('x = "${amount} of ${items.size()}, $amount"', "groovy", {"x": "1500 of 3, 1500"}),
        ("x = '$amount'", "groovy", {"x": "$amount"}),
        ("def m = [a: 1, 'b': [c: 2]]; m.d = 3; x = m.a + m.b.c + m.d; y = [:]", "groovy", {"x": 6, "y": {}}),
        ("x = nothing ?: 4", "groovy", {"x": 4}),
        ("List<String> names = new ArrayList<>()\nnames.add('a')\nx = names", "groovy", {"x": ["a"]}),
        ("for (i in 1..3) { x = i as String }", "groovy", {"i": 3, "x": "3"}),
        ("execution.setVariables([a: 1, b: 2])", "groovy", {"a": 1, "b": 2}),
        # JavaScript
        ("var t = 0; items.forEach(function (i) { t = t + i; });", "javascript", {"t": 6}),
        ("x = items.map(i => { var double = i * 2; return double; });", "javascript", {"x": [2, 4, 6]}),
        (
            "x = [...items, 4]; y = {...order, total: 1}; delete y.lines",
            "javascript",
            {"x": [1, 2, 3, 4], "y": {"total": 1}},
        ),
        # Python
        ("a = b = 3", "python", {"a": 3, "b": 3}),
        ("x = {i: i * 2 for i in items if i > 2}", "python", {"x": {"3": 6}}),
        ("x = [n for row in [[1], [2, 3]] for n in row]", "python", {"x": [1, 2, 3]}),
        (
            "x = max(items, key=lambda i: -i)\ny = f'{amount:.1f}'\nz = '{} {}'.format(x, y)",
            "python",
            {"x": 1, "y": "1500.0", "z": "1 1500.0"},
        ),
        ("del order['lines']\nx: int = len(order)", "python", {"order": {"total": 7}, "x": 1}),
        ("'{0.__class__}'.format(1)", "python", None),
        ("'{:>999999}'.format(1)", "python", None),
        ("def sum = 1; total = sum + 1", "groovy", {"total": 2}),
        ("def sum = 0; spawn sum", "groovy", None),
    ],
)
def test_script(script: str, language: str, changed: dict[str, Any] | None) -> None:
    if changed is None:
        with pytest.raises(NotationError):
            run_assignments(script, language, DATA, NOW)
        return
    assert run_assignments(script, language, DATA, NOW)[0] == changed


@pytest.mark.parametrize(
    "script",
    ["while True:\n  pass", "while True:\n  try:\n    x = 1 / 0\n  except Exception:\n    pass",
     "def f():\n  while True:\n    pass\nf()", "open('x', 'w').write('y')",
     "x = __import__('os')",
     "x = " * 5000, "if x: y = 1" + "\nelif x: y = 1" * 1400,
     "for i in range(10 ** 8):\n  x = i", "next(new Error('no'))", "class A: pass"],
)  # fmt: skip
def test_script_that_does_more_is_refused(script: str) -> None:
    with pytest.raises(NotationError):
        run_assignments(script, "python" if "next" not in script else "javascript", DATA, NOW)


@given(st.text(max_size=60))
def test_any_text_is_a_value_or_a_sentence(text: str) -> None:
    context = Context(datetime(2026, 1, 1, tzinfo=UTC), Rules())
    for read in (notation.expression, notation.value):
        with contextlib.suppress(ValueError):  # a sentence; anything else fails the test
            notation.evaluate(read(text), DATA, context)
