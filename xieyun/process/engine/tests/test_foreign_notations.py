"""Expressions as files of other tools write them: what they mean, and that endless or dangerous ones are refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from xieyun.process.engine.context import Context
from xieyun.process.engine.notation import evaluate, expression
from xieyun.process.engine.notations.tokens import NotationError

DATA: dict[str, Any] = {
    "x": 3, "name": "abc", "items": [1, 2, 3], "nothing": None, "empty_list": [], "price": 10.5, "yes": True,
    "order": {"kind": "urgent", "sum": {"net": 90}}, "rows": [{"a": 1}, {"a": 2}],
}  # fmt: skip


class NoRules:
    """Foreign notations must not need zen."""

    def evaluate(self, source: str, data: Mapping[str, Any]) -> Any:
        """Refuse."""
        raise ValueError(source)

    def decide(self, reference: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Refuse."""
        raise ValueError(reference)


def value(text: str) -> Any:
    """The value of an expression over the data above."""
    return evaluate(expression(text), DATA, Context(datetime(2026, 11, 22, tzinfo=UTC), NoRules()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${variables:base64(name)}", "YWJj"),
        ("$order.kind", "urgent"),
        ("$data['x']", 3),
        ("=items[1]", 1),
        ("=items[-1]", 3),
        ("=items[9]", None),
        ("=items[item > 1]", [2, 3]),
        ("=rows[a = 2].a", [2]),
        ("=for row in rows return row.a * 2", [2, 4]),
        ("=for n in 1..3, m in [10] return n + m", [11, 12, 13]),
        ("=x in (3..5)", False),
        ("=x in [3..5)", True),
        ("=x in ]2..3]", True),
        ("=x instance of number and name instance of string", True),
        ("=index of(items, 2)", [2]),
        ('=string join(["a", "b"], "-")', "a-b"),
        ('=substring("Xieyun", 4)', "yun"),
        ('=substring("Xieyun", -3, 2)', "yu"),
        ('=split("a,b", ",")', ["a", "b"]),
        ('=replace("a1b2", "[0-9]", "_")', "a_b_"),
        ('=context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
        ("=modulo(-7, 3)", 2),
        ("=flatten([[1], [2, [3]]])", [1, 2, 3]),
        ("=insert before([1, 3], 2, 2)", [1, 2, 3]),
        ("=is blank(nothing)", True),
        ('=cycle(2, duration("PT1H"))', "R2/PT3600S"),
        ('=@"2026-11-22" < @"2026-12-01"', True),
    ],
)
def test_feel(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${variables:get('x') == 3 && var:gt(x, 2)}", True),
        ("${vars:getOrDefault('missing', 5)}", 5),
        ("${variables:containsAny('items', 9, 2)}", True),
        ("${var:isEmpty(empty_list)}", True),
        ("${name.concat('d').matches('ab.d')}", True),
        ('${S(order).prop("sum").prop("net").numberValue() > 80}', True),
        ("${yes ? name : x}", "abc"),
    ],
)
def test_juel(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("items.some(n => n > 2) && items.every((n) => n > 0)", True),
        ("items.filter(function (n) { return n > 1; }).map(n => n * 2)", [4, 6]),
        ("items.reduce((sum, n) => sum + n, 10)", 16),
        ("rows.find(row => row.a === 2).a", 2),
        ("typeof missing === 'undefined' && typeof name === 'string'", True),
        ("Object.keys(order).length", 2),
        ("JSON.parse('[1]').length", 1),
    ],
)
def test_javascript(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'%s-%03d' % (name, x)", "abc-003"),
        ("sorted(rows, key=lambda row: 0 - row['a'])[0]['a']", 2),
        ("list(map(lambda n: n + 1, items))", [2, 3, 4]),
        ("2 in {1, 2}", True),
    ],
)
def test_python(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "'%999999999d' % x",
        '=matches("aaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")',
        "=for a in 1..1000, b in 1..1000 return a",
        "items.map(n => items.map(m => items.map(o => range(90000))))",
        "${variables:forget('x')}",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(NotationError):
        value(text)


@pytest.mark.parametrize("text", ["[a for a in x]", "any(a > 1 for a in x)", "=sum(x, y)(1)", "=for a in x return a"])
def test_values_that_do_not_fit_give_a_sentence(text: str) -> None:
    with pytest.raises(NotationError):
        value(text)


def test_what_a_file_draws_at_random_is_the_same_when_it_is_worked_out_again() -> None:
    drawn = [value("[random.randint(1, 1000000), random.randint(1, 1000000), Math.random()]") for _ in range(2)]
    assert drawn[0] == drawn[1]
    first, second, third = drawn[0]
    assert first != second
    assert 1 <= first <= 1000000
    assert 0 <= third < 1
    assert value("random.choice(items)") in DATA["items"]
