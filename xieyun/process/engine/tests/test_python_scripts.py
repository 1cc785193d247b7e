"""Scripts in Python mean what they mean there; the values were compared with those of Python itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from xieyun.process.engine.notations.script import run_assignments, understood
from xieyun.process.engine.notations.tokens import NotationError, ThrownError, UnknownNameError

NOW = dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)
DATA: dict[str, Any] = {
    "amount": 1500, "price": 19.99, "name": "Kim", "none": None, "items": [3, 1, 2],
    "order": {"total": 7, "lines": [{"sku": "A", "qty": 2}, {"sku": "B", "qty": 5}]},
    "people": [{"name": "Ann", "age": 31}, {"name": "Bob", "age": 25}, {"name": "Cid", "age": 31}],
}  # fmt: skip


def changed(script: str) -> dict[str, Any]:
    """The variables that a script sets."""
    return run_assignments(script, "python", DATA, NOW)[0]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("[7 / 2, 7 // 2, -7 // 2, -7 % 3, 7 % -3, 10 / 5, 2 ** -1]", [3.5, 3, -4, 2, -2, 2.0, 0.5]),
        ("[round(2.5), round(3.5), round(2.675, 2), round(1234, -2)]", [2, 4, 2.67, 1200]),
        ("[int('12'), int(-3.9), int('ff', 16), 1_000, 0x1F, 5 & 3, 5 ^ 1, ~5, 1 << 4]",
         [12, -3, 255, 1000, 31, 1, 4, -6, 16]),
        ("[bool([]), bool('False'), bool('0'), '' or 'x', 0 or None, [] == False, 1 == 1.0, '1' == 1]",
         [False, True, True, "x", None, False, True, False]),
        ("[str(None), str(True), str(1.0), str([1, 'a', None]), repr('a')]",
         ["None", "True", "1.0", "[1, 'a', None]", "'a'"]),
        ("'abcdef'[::-1] + 'abcdef'[1:4] + 'abcdef'[-2:] + 'abcdef'[::2]", "fedcbabcdeface"),
        ("S('<a n=\"7\"><b>x</b></a>').childElement('b').textContent() + S('<c/>').name()", "xc"),
        ("S('<a><b n=\"5\"/></a>').xPath('/a/b/@n').number()", 5.0),
        ("S('{\"n\": {\"k\": 3}}').prop('n').prop('k').numberValue()", 3),
        ("JSON('[4, 6]').jsonPath('$[1]').numberValue()", 6),
        ("'a-b_c'.replace('-', '_').split('_') + 'a,b,c'.rsplit(',', 1)", ["a", "b", "c", "a,b", "c"]),
        ("[f'{amount:,}', f'{price:.1f}', f'{amount:>8d}|{name:<5}|{name:^5}|', f'{0.256:.1%}', f'{amount=}']",
         ["1,500", "20.0", "    1500|Kim  | Kim |", "25.6%", "amount=1500"]),
        ("'{0[total]} {n:>4} {1:.2f}'.format(order, price, n=name) + '%05d|%-3s|%x' % (42, 'a', 255)",
         "7  Kim 19.9900042|a  |ff"),
        ("[(i, c) for i in range(2) for c in 'ab' if i]", [[1, "a"], [1, "b"]]),
        ("{p['name']: p['age'] for p in people if p['age'] > 30}", {"Ann": 31, "Cid": 31}),
        ("sorted(people, key=lambda p: (p['age'], p['name']))[0]['name']", "Bob"),
        ("next((p['name'] for p in people if p['age'] == 31), None)", "Ann"),
        ("[any(i > 2 for i in items), all(i > 0 for i in items), sum(i * 2 for i in items)]", [True, True, 12]),
        ("list(zip(items, 'ab')) + list(enumerate('x', 1))", [[3, "a"], [1, "b"], [1, "x"]]),
        ("[type(amount) == int, isinstance('a', (int, str)), isinstance(True, int), type([]) is list]",
         [True, True, True, True]),
        ("[(n := 10) + n, 'big' if amount > 1000 else 'small', 1 < 3 > 2]", [20, "big", True]),
        ("[*items, *'ab'] + [(lambda a, *b, c=3: [a, list(b), c])(1, 2)]", [3, 1, 2, "a", "b", [1, [2], 3]]),
        ("sorted({1, 2, 3} & {2, 3, 4}) + sorted({1} | {5})", [2, 3, 1, 5]),
        ("[datetime(2024, 2, 28).isoformat(), str((datetime(2024, 3, 1) - datetime(2024, 2, 28)).days)]",
         ["2024-02-28T00:00:00", "2"]),
        ("(datetime.now() + timedelta(days=1)).strftime('%Y-%m-%d %H:%M')", "2026-11-23 08:30"),
        ("json.dumps({'a': [1, 2.0, None, True]}) + json.loads('[\"x\"]')[0]", '{"a": [1, 2.0, null, true]}x'),
    ],
)  # fmt: skip
def test_expressions(expression: str, expected: Any) -> None:
    assert changed(f"x = {expression}")["x"] == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        # lists and objects are shared, and what changes in them is a change of the variable
        ("b = items\nb.append(9)\nx = items == b", {"b": [3, 1, 2, 9], "x": True, "items": [3, 1, 2, 9]}),
        ("for line in order['lines']:\n    line['qty'] *= 10\ndel line", {
            "order": {"total": 7, "lines": [{"sku": "A", "qty": 20}, {"sku": "B", "qty": 50}]}}),
        ("x = [[0] * 2 for _ in range(2)]\nx[0][1] = 5\ny = [[0]] * 2\ny[0].append(1)", {
            "x": [[0, 5], [0, 0]], "y": [[0, 1], [0, 1]]}),
        ("d = {}\nfor p in people:\n    d.setdefault(p['age'], []).append(p['name'])\ndel p", {
            "d": {"31": ["Ann", "Cid"], "25": ["Bob"]}}),
        ("r = order.pop('none', 5)\nc = order.copy()\nc['total'] = 0", {"r": 5, "c": {**DATA["order"], "total": 0}}),
        ("items[1:] = [7]\nitems += [4]\nlast = items.pop()", {"items": [3, 7], "last": 4}),
        # unpacking
        ("a, *b = items\n(c, d), e = (1, 2), 3", {"a": 3, "b": [1, 2], "c": 1, "d": 2, "e": 3}),
        # errors
        ("try:\n    x = 'a' + 1\nexcept TypeError:\n    x = 'type'", {"x": "type"}),
        ("try:\n    x = order['none']\nexcept KeyError as e:\n    x = e.args[0]\nelse:\n    x = 1", {"x": "none"}),
        ("try:\n    raise ValueError('bad')\nexcept Exception as e:\n    x = type(e).__name__ + str(e)\n"
         "finally:\n    y = 1",
         {"x": "ValueErrorbad", "y": 1}),
        ("try:\n    x = int('abc')\nexcept ValueError as e:\n    x = str(e)",
         {"x": "invalid literal for int() with base 10: 'abc'"}),
        # loops
        ("x = 0\nfor i in range(3):\n    x += i\nelse:\n    x += 10\ndel i", {"x": 13}),
        ("i = 0\nwhile True:\n    i += 1\n    if i > 5: break\nelse:\n    i = -1", {"i": 6}),
        # functions
        ("def f(a, b=2, *args, c=3, **kw):\n    return [a, b, list(args), c, kw]\nx = f(1, 5, 6, c=8, d=9)",
         {"x": [1, 5, [6], 8, {"d": 9}]}),
        ("def outer():\n    n = 0\n    def inner():\n        nonlocal n\n        n += 1\n        return n\n"
         "    return inner\nc = outer()\nc()\nx = c()", {"x": 2}),
        ("fs = [lambda: i for i in range(3)]\nx = [g() for g in fs]\ndel fs", {"x": [2, 2, 2]}),
        # modules
        ("import re\nx = re.sub(r'(\\w)(\\d)', r'\\2\\1', 'a1b2') + re.search(r'(?P<y>\\d{4})', 'in 2024').group('y')\n"
         "y = re.findall(r'[a-z]+', 'ab1c')\nz = re.split('[,;]', 'a,b;c')", {"x": "1a2b2024", "y": ["ab", "c"],
                                                                       "z": ["a", "b", "c"]}),
        ("from decimal import Decimal, ROUND_HALF_UP\n"
         "x = str(Decimal('2.675').quantize(Decimal('0.01'), ROUND_HALF_UP))\ndel ROUND_HALF_UP", {"x": "2.68"}),
        ("from collections import Counter, defaultdict\nd = defaultdict(list)\nd['a'].append(1)\n"
         "x = Counter('abca').most_common(1)", {"d": {"a": [1]}, "x": [["a", 2]]}),
        ("execution.setVariable('x', execution.getVariable('amount') + 1)", {"x": 1501}),
        ("x = time.time() > 0\ndel time", {"x": True}),
    ],
)  # fmt: skip
def test_statements(script: str, expected: dict[str, Any]) -> None:
    assert changed(script) == expected
    assert DATA["items"] == [3, 1, 2], "the variables of the instance stay as they are"


_DOUBLED = "a = [1]\nfor i in range(60): a = [a, a]\n"


@pytest.mark.parametrize(
    "script",
    [
        "x = 'a' * 10**9", "x = [0] * 10**9", "x = 1 << 10**9", "x = list(range(10**9))", "x = sum(range(10**9))",
        _DOUBLED + "x = a == [a]", _DOUBLED + "x = str(a)", _DOUBLED, "a = []; a.append(a)",
        "a = (1,)\nfor i in range(60): a = (a, a)\nx = {a: 1}", "a = [1]\nwhile True: a.extend(a)",
        "a = 'a'\nwhile True: a += a", "x = 'a' * 10**5; y = x.replace('a', x)",
        "x = 'a' * 10**6; y = x.join([x] * 1000)", "x = '%999999999d' % 1", "x = f'{1:{10**9}}'",
        "x = 'a'.ljust(10**9)", "x = round(5, -10**9)", "x = pow(3, 10**8)", "x = int('9' * 100000)",
        "from decimal import Decimal\nx = int(Decimal('1e999999'))", "import math\nx = math.factorial(10**6)",
        "import re\nx = re.match('(a+)+$', 'a' * 100 + '!')", "import re\nx = re.sub('.*.*.*=', '', 'a' * 50000)",
        "while True:\n    try:\n        while True: pass\n    finally:\n        continue",
        "try:\n    while True: pass\nexcept BaseException: x = 1", "x = 'x' * 999999; y = f'{x}{x}{x}'",
        "import os\nos.system('true')", "x = ''.__class__", "x = getattr('', '_' + '_class__')", "x = eval('1')",
        "x = '{0.__class__}'.format(1)", "x = type('X', (), {})", "def g(): yield 1",
        "x = (lambda f: f(f))(lambda f: f(f))",
        "x = float('nan')",
    ],
)  # fmt: skip
def test_what_is_endless_large_or_reaches_out_is_refused(script: str) -> None:
    with pytest.raises(NotationError):
        changed(script)


def test_errors_that_nobody_catches_are_told() -> None:
    with pytest.raises(NotationError, match="'missing' is not defined"):
        changed("x = missing + 1")
    with pytest.raises(ThrownError) as thrown:
        changed("raise RuntimeError('LIMIT', 'too much')")
    assert (thrown.value.code, thrown.value.message) == ("LIMIT", "too much")
    with pytest.raises(UnknownNameError):
        changed("try:\n    x = math.unheard(1)\nexcept Exception:\n    x = 2")


def test_what_is_no_python_is_not_understood() -> None:
    assert understood("x = [a for a in b]", "python")
    assert not understood("var x = 1;", "python")
    assert not understood("class A: pass", "python")
