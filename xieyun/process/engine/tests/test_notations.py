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
    ["while True:\n  pass", "def f():\n  return 1", "open('x', 'w').write('y')", "x = __import__('os')",
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
