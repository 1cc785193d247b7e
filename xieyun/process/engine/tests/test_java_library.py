"""What scripts of Groovy and Java take from Java's library, and the forms of statements that both share."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from xieyun.process.engine.notations.script import run_assignments
from xieyun.process.engine.notations.tokens import NotationError

NOW = dt.datetime(2026, 11, 22, 9, 5, tzinfo=dt.UTC)
DATA: dict[str, Any] = {
    "n": 7, "name": "Bob", "items": ["a", "b", "c"], "nums": [3, 1, 2], "person": {"name": "Ann", "age": 30},
}  # fmt: skip


def last_value(script: str, language: str) -> Any:
    """The value of the last statement of a script."""
    return run_assignments(script, language, DATA, NOW)[1]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("1.5G + 0x1F + 1_000", 1032.5),
        ("0.1 + 0.2 == 0.3", True),
        ("10 / 5", 2),
        ("-7 % 3", -1),
        ("new BigDecimal('10.455').multiply(2).setScale(2, BigDecimal.ROUND_HALF_UP)", 20.91),
        ("10.456.setScale(1, java.math.RoundingMode.DOWN)", 10.4),
        ("def s = 0; 5.times { s += it }; 1.upto(3) { s += it }; s", 16),
        ("def s = 0; 3.downto(2) { s += it }; 0.step(9, 5) { s += it }; s", 10),
        ("int i = 0; for (;;) { i++; if (i > 3) break }; i", 4),
        ("def s = 0; for (int i = 0, j = 9; i < j; i++, j--) { s++ }; s", 5),
        ("def a = 1, b = 2; a + b", 3),
        ("def (a, b) = [1, 2]; a * 10 + b", 12),
        ("final int x = 3; @groovy.transform.Field def q = 4\nx + q", 7),
        ("assert n == 7; 'ok'", "ok"),
        ("def x = n > 3 ?\n 'a' :\n 'b'\nx", "a"),
        ("nums\n  .findAll { it > 1 }\n  .collect { it * 2 }", [6, 4]),
        ("def r = []; items.each({ one ->\n r << one\n r << one\n }); r", ["a", "a", "b", "b", "c", "c"]),
        ("[1..3, [4, [5]]].flatten()", [1, 2, 3, 4, 5]),
        ("('a'..'c').toList()", ["a", "b", "c"]),
        ("def l = [1]; l[3] = 5; l + 6", [1, None, None, 5, 6]),
        ("[[1, 2], [3, 4]].combinations()", [[1, 3], [2, 3], [1, 4], [2, 4]]),
        ("[[1, 2], [3, 4]].transpose()", [[1, 3], [2, 4]]),
        ("nums.split { it > 1 }", [[3, 2], [1]]),
        ("items.join()", "abc"),
        ("[1, null, 2].findAll()", [1, 2]),
        ("[b: 1, a: 2].sort().keySet()", ["a", "b"]),
        ("[a: 1, b: 2].sort { -it.value }.keySet().first() + [a: 1, b: 2].max { it.value }.key", "bb"),
        ("[a: 1, b: 2].any { k, v -> v > 1 } && ![a: 1].every { it.value > 1 }", True),
        ("def r = ''; for (e in [a: 1, b: 2]) { r += e.key + e.value }; r", "a1b2"),
        ("def sb = new StringBuilder('x'); sb << 'y'; sb.append(1).insert(0, '-'); \"${sb}/${sb.length()}\"", "-xy1/4"),
        ("(String) n + 1", "71"),
        ("items.toString() + [1, [a: null]]", "[a, b, c][1, {a=null}]"),
        ("'a'.padRight(3, '.') + '12'.isInteger() + 'true'.toBoolean() + 'abc'.hashCode()", "a..truetrue96354"),
        ("new Date().format('yyyy-MM-dd HH:mm')", "2026-11-22 09:05"),
        ("new Date() + 1 > new Date()", True),
        ("Date.parse('dd/MM/yyyy', '05/06/2024').format(\"dd.MM.yy 'at' h a\")", "05.06.24 at 12 AM"),
        ("def f = new java.text.SimpleDateFormat('yyyy-MM-dd'); f.format(f.parse('2024-02-29'))", "2024-02-29"),
        ("UUID.randomUUID().toString().length()", 36),
        ("import groovy.json.JsonOutput\nJsonOutput.toJson([a: 1])", '{"a":1}'),
        ("5 & 3 | 8", 9),
        ("true & false", False),
        (
            "import java.util.Calendar\nCalendar c = Calendar.getInstance()\nc.add(Calendar.DATE, 9); c[Calendar.DATE]",
            1,
        ),
        ("def c = new GregorianCalendar(2026, Calendar.MARCH, 31); c.add(Calendar.MONTH, -1); c[Calendar.DATE]", 28),
        ("def c = Calendar.getInstance(); c.set(Calendar.HOUR_OF_DAY, 25); c.time.format('dd HH')", "23 01"),
        (
            "def c = Calendar.getInstance(); c.set(2026, 13, 1); c.get(Calendar.YEAR) * 100 + c.get(Calendar.MONTH)",
            202701,
        ),
        ("def c = Calendar.getInstance(); c[Calendar.AM_PM] = Calendar.PM; c.get(Calendar.HOUR_OF_DAY)", 21),
        ("Calendar.getInstance().get(Calendar.DAY_OF_WEEK) == Calendar.SUNDAY", True),
        (
            "def c = Calendar.getInstance(), d = c.clone(); d.setTime(new Date() + 1); d.after(c) && c.time < d.time",
            True,
        ),
        ("def c = Calendar.getInstance(); c.timeInMillis = 0; c.getActualMaximum(Calendar.DAY_OF_MONTH)", 31),
        ("def x = 5; x %= 3; x", 2),
    ],
)
def test_groovy(script: str, expected: Any) -> None:
    assert last_value(script, "groovy") == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("7 / 2 - -7 / 2", 6),
        ("double d = 7; d / 2;", 3.5),
        ("int a = 7; a /= 2; a;", 3),
        ("Math.pow(2, 3) + Integer.MAX_VALUE", 2147483655.0),
        ("new int[] {1, 2, 3}.length + new String[2].length", 5),
        ("8 >> 1 ^ 1", 5),
        ("items.stream().map(String::toUpperCase).collect(Collectors.joining(\",\"))", "A,B,C"),
        ("nums.stream().mapToInt(Integer::intValue).sum()", 6),
        ("items.stream().filter(i -> !i.equals(\"a\")).collect(java.util.stream.Collectors.toList())", ["b", "c"]),
        ("nums.stream().sorted().findFirst().get() + nums.stream().skip(1).limit(1).count()", 2),
        ("Optional.ofNullable(missing).orElse(\"x\")", "x"),
        ("java.time.LocalDate.of(2024, 1, 31).plusMonths(1).toString()", "2024-02-29"),
        ("LocalDate.parse(\"01.03.2024\", DateTimeFormatter.ofPattern(\"dd.MM.yyyy\")).toString()", "2024-03-01"),
        ("ChronoUnit.DAYS.between(LocalDate.of(2024, 2, 28), LocalDate.of(2024, 3, 1))", 2),
        ("Iterator it = items.iterator(); int c = 0; while (it.hasNext()) { it.next(); c++; } c;", 3),
        ("List<Integer> l = new ArrayList<>(nums); Collections.sort(l); l;", [1, 2, 3]),
        ("List<Integer> l = new ArrayList<>(nums); l.sort((a, b) -> b - a); l;", [3, 2, 1]),
        ("String r = \"\"; for (Map.Entry<String, Object> e : person.entrySet()) { r += e.getKey(); } r;", "nameage"),
        ("String t = \"a\"\n  + \"b\"\n  + \"c\";\nt;", "abc"),
        ("Objects.equals(name, \"Bob\") && Objects.nonNull(n) && Boolean.TRUE", True),
        ("new Random().nextInt(1) + new Random().nextInt(5, 6)", 5),
        ("Map.of(\"a\", 1).get(\"a\") + List.of(1, 2).size()", 3),
    ],
)  # fmt: skip
def test_java(script: str, expected: Any) -> None:
    assert last_value(script, "java") == expected


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("assert n == 8 : 'seven'", "AssertionError"),
        ("10.456.setScale(1)", "say how it is rounded"),
        ("Optional.ofNullable(null).get()", "no value"),
        ("[].iterator().next()", "no further member"),
        ("new Random().nextInt(0)", "must be larger"),
        ("new Date().format('QQ')", "'Q'"),
        ("Date.parse('yyyy', 'x')", "does not have the form"),
        ("1.step(10, 0) { }", "does not end"),
        ("0.step(1, 1e-9) { }", "too much work"),
        ("def sb = new StringBuilder('ab'); while (true) sb << sb", "too long|too much work"),
        ("def l = []; l << l; l.flatten()", "too much work|nested too deeply"),
        ("new int[1000000000]", "too long"),
        ("([1..200] * 9).combinations()", "combinations"),
        ("'a' & 1", "no value"),
        ("Calendar.getInstance().add(Calendar.YEAR, 99999)", "no such date"),
        ("Calendar.getInstance().set(Calendar.YEAR, -5)", "no such date"),
        ("Calendar.getInstance().setTimeInMillis(10 ** 30)", "no such date"),
        ("Calendar.getInstance().get(99)", "not understood"),
        ("Calendar.getInstance().setTime('soon')", "is no date"),
        ("def c = Calendar.getInstance(); c.nonsense = 4", "cannot be set"),
    ],
)
def test_what_has_no_value_is_refused(script: str, sentence: str) -> None:
    with pytest.raises(NotationError, match=sentence):
        last_value(script, "groovy")


def test_a_builder_is_kept_as_its_text() -> None:
    changed = run_assignments("text = new StringBuilder('a').append(n)", "groovy", DATA, NOW)[0]
    assert changed == {"text": "a7"}


def test_a_calendar_is_kept_as_its_moment() -> None:
    changed = run_assignments("due = Calendar.getInstance(); due.add(Calendar.HOUR, 2)", "groovy", DATA, NOW)[0]
    assert changed == {"due": "2026-11-22T11:05:00+00:00"}
