"""FEEL as Zeebe's files and decisions write it: its functions, times, ranges, names and forms (DMN 1.3, chapter 10)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from xieyun.process.engine.notations.feel_parser import parse_feel
from xieyun.process.engine.notations.plain import plain
from xieyun.process.engine.notations.scope import Scope
from xieyun.process.engine.notations.tokens import NotationError

NOW = dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)
DATA: dict[str, Any] = {
    "x": 5, "a": {"b": {"c": 7}}, "l": [1, 2, 3, 4], "s": "foobar", "e": [], "d": "2024-03-15", "nul": None,
    "items": [{"n": "a", "p": 10, "q": True}, {"n": "b", "p": 20, "q": False}], "person": {"first name": "Ann"},
}  # fmt: skip


def value(text: str) -> Any:
    """What a variable holds that is given the value of an expression."""
    return plain(parse_feel(text)(Scope(DATA, NOW)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", 3, 3)', "oba"),
        ('substring("foobar", -2, 1)', "a"),
        ('substring before(s, "bar")', "foo"),
        ('substring after(s, "ob")', "ar"),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("aba", "a", "x")', "xbx"),
        ('split("John Doe", "\\s")', ["John", "Doe"]),
        ('split("a;b;c;;", ";")', ["a", "b", "c", "", ""]),
        ('string join(["a","b","c"], "_and_")', "a_and_b_and_c"),
        ('string join(["a","b"])', "ab"),
        ('string join(["a",null,"c"], "-")', "a-c"),
        ('extract("references are 1234, 1256, 1378", "12[0-9]*")', ["1234", "1256"]),
        ("string length(uuid())", 36),
        ("decimal(1/3, 2)", 0.33),
        ("decimal(1.5, 0)", 2),
        ("decimal(2.5, 0)", 2),
        ("floor(1.5)", 1),
        ("floor(-1.56, 1)", -1.6),
        ("ceiling(1.5)", 2),
        ("round up(5.5, 0)", 6),
        ("round up(1.121, 2)", 1.13),
        ("round down(1.126, 2)", 1.12),
        ("round half up(5.5,0)", 6),
        ("round half down(5.5,0)", 5),
        ("modulo(12,5)", 2),
        ("modulo(-12,5)", 3),
        ("log(10)", 2.302585092994046),
        ('number("1500.5")', 1500.5),
        ("string(1.1)", "1.1"),
        ("string(true)", "true"),
        ('number("1 000,5", " ", ",")', 1000.5),
        ("sum([1,2,3])", 6),
        ("product([2,3,4])", 24),
        ("median([8,2,5,3,4])", 4),
        ("median([6,1,2,3])", 2.5),
        ("mode([6,3,9,6,6])", [6]),
        ("all([true,false])", False),
        ("any([false,true])", True),
        ("sublist([4,5,6], 1, 2)", [4, 5]),
        ("sublist([4,5,6], 2)", [5, 6]),
        ("insert before([1,3],1,2)", [2, 1, 3]),
        ("remove([1,2,3],2)", [1, 3]),
        ("index of([1,2,3,2],2)", [2, 4]),
        ("distinct values([1,2,3,2,1])", [1, 2, 3]),
        ("duplicate values([1,2,3,2,1])", [1, 2]),
        ("flatten([[1,2],[[3]],4])", [1, 2, 3, 4]),
        ("sort([3,1,4,5,2], function(x,y) x < y)", [1, 2, 3, 4, 5]),
        ("sort(list: [3,1,2], precedes: function(x,y) x > y)", [3, 2, 1]),
        ("partition([1,2,3,4,5],2)", [[1, 2], [3, 4], [5]]),
        ("list replace([2,4,7,8],3,6)", [2, 4, 6, 8]),
        ('get value({foo:123}, "foo")', 123),
        ('get value(a, ["b","c"])', 7),
        ('context put({x:1}, "y", 2)', {"x": 1, "y": 2}),
        ("context merge([{x:1},{y:2}])", {"x": 1, "y": 2}),
        ('context([{key:"a", value:1}])', {"a": 1}),
        ("{a:1,b:a+1}.b", 2),
        ('date("2018-04-29")', "2018-04-29"),
        ("date(2012,12,25)", "2012-12-25"),
        ('time("12:00:00")', "12:00:00"),
        ('date and time("2018-04-29T09:30:00Z")', "2018-04-29T09:30:00+00:00"),
        ('duration("P5D")', "P5D"),
        ('years and months duration(date("2011-12-22"), date("2013-08-24"))', "P1Y8M"),
        ('day of week(date("2019-09-17"))', "Tuesday"),
        ("day of year(date(2019,9,17))", 260),
        ("week of year(date(2019,9,17))", 38),
        ("month of year(date(2019,9,17))", "September"),
        ('last day of month(date("2022-10-01"))', "2022-10-31"),
        ('date("2020-04-06").year', 2020),
        ('date("2020-04-06").weekday', 1),
        ('duration("PT2H30M").hours', 2),
        ('date("2020-04-06") + duration("P1D")', "2020-04-07"),
        ('date("2020-04-06") < date("2020-04-08")', True),
        ('date("2020-04-08") - date("2020-04-06") = duration("P2D")', True),
        ('date(d) in [date("2024-01-01")..date("2024-12-31")]', True),
        ('duration("P1Y") + duration("P6M")', "P1Y6M"),
        ('date("2020-01-31") + duration("P1M")', "2020-02-29"),
        ('@"2020-04-06"', "2020-04-06"),
        ('time("10:31:10").hour', 10),
        ('if x > 3 then "y" else "n"', "y"),
        ("for i in [1,2,3] return i * 2", [2, 4, 6]),
        ("for i in 1..3 return i", [1, 2, 3]),
        ("for i in [1,2], j in [10,20] return i+j", [11, 21, 12, 22]),
        ("for i in 1..4 return if i = 1 then 1 else partial[-1] * i", [1, 2, 6, 24]),
        ("some i in l satisfies i > 3", True),
        ("every i in l satisfies i > 3", False),
        ("some x in [1,2], y in [2,3] satisfies x < y", True),
        ("l[1]", 1),
        ("l[-1]", 4),
        ("l[item > 2]", [3, 4]),
        ("items[p > 10]", [{"n": "b", "p": 20, "q": False}]),
        ('items[n = "a"].p', [10]),
        ('items[n = "a"][1].p', 10),
        ("items[q].n", ["a"]),
        ("items[1].n", "a"),
        ("x in [1..5]", True),
        ("x in (1..5)", False),
        ("x in ]1..5]", True),
        ("x in (3,5,7)", True),
        ("x in (> 3)", True),
        ("x in (< 3, > 4)", True),
        ("x in [1,5]", True),
        ("not(x = 5)", False),
        ("x instance of number", True),
        ("l instance of list<number>", True),
        ('{"a b": 1}.`a b`', 1),
        ("person.`first name`", "Ann"),
        ("{f: function(a,b) a+b, r: f(1,2)}.r", 3),
        ('substring(string: "foobar", start position: 3)', "obar"),
        ("// c\n x", 5),
        ("if nul then 1 else 2", 2),
        ("{a:1} = {a:1}", True),
        ("sum(items.p)", 30),
        ("sum(for i in items return i.p)", 30),
        ('string(date("2020-01-01"))', "2020-01-01"),
        ('string([1,"a"])', '[1, "a"]'),
        ("string({a:1})", "{a:1}"),
        ('string(duration("PT1H"))', "PT1H"),
        ("date(now()) = today()", True),
        ("floor(x/2)", 2),
        ("0.1 + 0.2 = 0.3", True),
        ("l[item >= 2 and item <= 3]", [2, 3]),
        ("items[item.p > 10].n", ["b"]),
        ("flatten(for i in [1,2] return [i, i*10])", [1, 10, 2, 20]),
        ("not(list contains(l, 9))", True),
        ("random number() < 1", True),
        ('from json("{\\"a\\": 1}").a', 1),
        ("to json({a:1})", '{"a":1}'),
    ],
)
def test_feel(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize("text", ["sum(e)", "nul.x", 'get value(a, ["c", "b"])', 'number("abc")', "string(null)"])
def test_what_is_null(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('date("2024-13-01")', "no ISO 8601 date"),
        ('duration("P99999Y")', "too long"),
        ('date("9999-12-31") + duration("P1M")', "out of range"),
        ('from json("{")', "no value for these arguments"),
        ("unheard(1)", "not known"),
        ("some x in l satisfies", "a value is missing"),
    ],
)
def test_what_has_no_value_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(NotationError, match=sentence):
        value(text)


def test_numbers_drawn_are_the_same_when_a_step_is_played_again() -> None:
    assert value("[uuid(), random number()]") == value("[uuid(), random number()]")


def test_what_is_asserted_must_hold() -> None:
    assert value("assert(x, x > 4)") == 5
    for text in ("assert(x, x > 5)", "assert(missing, missing != null)", "assert(x, missing)"):
        with pytest.raises(NotationError):
            value(text)
    with pytest.raises(NotationError, match="too small"):
        value('assert(x, x > 5, "too small")')
