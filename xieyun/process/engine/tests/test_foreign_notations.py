"""Expressions as files of other tools write them: what they mean, and that endless or dangerous ones are refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from xieyun.process.engine.context import Context
from xieyun.process.engine.notation import Source, evaluate, expression
from xieyun.process.engine.notations.tokens import NotationError
from xieyun.process.engine.reading.scripts import script_condition

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
        ('stringEquals(name, "abc")', True),
        ('stringEquals(nothing, "abc")', False),
        ("isPresent(name) && isNull(nothing)", True),
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
        ('=cycle(2, duration("PT1H"))', "R2/PT1H"),
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


JSON_TEXT = '{"child": [{"id": 1, "name": "Lucy"}, {"id": 2}], "number": 1.5, "yes": true, "post code": 5}'
PATHS: dict[str, Any] = {
    "c": JSON_TEXT, "o": {"lines": [{"p": 3}, {"p": 12, "k": "a"}]}, "amount": 10, "meta": {"user": ["a", "b"]},
    "x": "<doc><e value='a'/><e value='b'/></doc>", "s": "First", "flag": False, "big": [list(range(400))] * 400,
}  # fmt: skip


def found(source: Source) -> Any:
    """The value of an expression over the data above."""
    return evaluate(source, PATHS, Context(datetime(2026, 11, 22, tzinfo=UTC), NoRules()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${S(c).jsonPath('$.child[0]').element()}", {"id": 1, "name": "Lucy"}),
        ("${S(c).jsonPath('$.child').elementList().size()}", 2),
        ("${c.jsonPath('$.child[0].name').stringValue()}", "Lucy"),
        ("${c.jsonPath('$.number').numberValue() + 1}", 2.5),
        ("${c.jsonPath('$.yes').boolValue()}", True),
        ("${c.jsonPath('$.post code').numberValue()}", 5),
        ("${o.jsonPath('$..p').elementList()}", [3, 12]),
        ("${o.jsonPath('$.lines[*].p').element()}", [3, 12]),
        ("${o.jsonPath('$.lines[?(@.p > 10)].k').element()}", ["a"]),
        ("${o.jsonPath('$.lines[?(@.k)].p').element()}", [12]),
        ("${o.jsonPath('$.lines[-1:].p').element()}", [12]),
        ("${o.jsonPath(\"$['lines'][0,1].p\").element()}", [3, 12]),
        ("${json:object()}", {}),
        ("${json:addToArray(json:array(), 3)}", [3]),
        ("${json:arrayWithSize(2)}", [{}, {}]),
    ],
)
def test_json(text: str, expected: Any) -> None:
    assert found(expression(text)) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("${o.jsonPath('$.nope').element()}", "nothing"),
        ("${c.jsonPath('$.number').stringValue()}", "text"),
        ("${c.jsonPath('$.yes').numberValue()}", "number"),
        ("${o.jsonPath('$.lines[').element()}", "not understood"),
        ("${s.jsonPath('$.a').element()}", "no JSON"),
        ("${big.jsonPath('$..*..*').element()}", "too much"),
        ("${big.jsonPath('$[*][*]').element()}", "too much"),
        ("${json:arrayWithSize(2000000)}", "too much work"),
    ],
)
def test_json_that_is_not_there_or_too_large_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(NotationError, match=sentence):
        found(expression(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count($meta/user) = 2", True),
        ("not(x//@value = 'a')", False),
        ("x//@value = 'c'", False),
        ("$x/doc/e[2]/@value = 'b' and $x/e[1]/@value = 'a'", True),
        ("$amount/text() = 10 and true()", True),
        ("$o/lines[p > 10]/k", ["a"]),
        ("$flag = true() or $meta/user = 'c'", False),
        ("string-length($s/text()) = 5", True),
        ("$s = 'a/b'", False),
    ],
)
def test_xpath_in_conditions(text: str, expected: Any) -> None:
    source = script_condition(text, "http://www.w3.org/1999/XPath")
    assert source is not None
    assert found(source) == expected


@pytest.mark.parametrize(("text", "sentence"), [("$a[", "not understood"), ("count($big/*//*//*) > 1", "too much")])
def test_xpath_that_walks_too_far_is_refused(text: str, sentence: str) -> None:
    source = script_condition(text, "http://www.w3.org/1999/XPath")
    assert source is not None
    with pytest.raises(NotationError, match=sentence):
        found(source)
