"""Regular expressions of the three languages; the values were compared with those of Python and Node."""

from __future__ import annotations

import pytest

from xieyun.process.engine.notations.regular import compiled
from xieyun.process.engine.notations.regular.matching import expanded
from xieyun.process.engine.notations.tokens import NotationError


@pytest.mark.parametrize(
    ("dialect", "pattern", "flags", "text", "found"),
    [
        ("python", r"(\w+)@(\w+)\.com", "", "a john@site.com", ["john@site.com", "john", "site"]),
        ("python", r"(a|ab)(c|bcd)(d*)", "", "abcd", ["abcd", "a", "bcd", ""]),
        ("python", r"a{2,3}?", "", "aaaa", ["aa"]),
        ("python", r"(?=.*\d)(?=.*[a-z]).{4,8}", "", "ab1cd", ["ab1cd"]),
        ("python", r"(\w)\1", "", "abbc", ["bb", "b"]),
        ("python", r"(?<!a)b", "", "abcb", ["b"]),
        ("python", r"(?i)hello", "", "HeLLo", ["HeLLo"]),
        ("python", r"\d+", "", "\u0664", ["\u0664"]),
        ("java", r"\d+", "", "\u0664", None),
        ("java", r"\p{L}+", "", "12é中", ["é中"]),
        ("java", r"(?<y>\d{4})-\k<y>", "", "2024-2024", ["2024-2024", "2024"]),
        ("java", r"a++a", "", "aaa", None),
        ("java", r"\Qa.b\E", "", "axb a.b", ["a.b"]),
        ("javascript", r"(z)((a+)?(b+)?(c))*", "", "zaacbbbcac", ["zaacbbbcac", "z", "ac", "a", None, "c"]),
        ("javascript", r"^b", "m", "a\nb", ["b"]),
        ("javascript", r"a$", "", "a\n", None),
        ("python", r"a$", "", "a\n", ["a"]),
        ("javascript", r"[^]", "", "\n", ["\n"]),
        ("javascript", r"colou?r", "", "color", ["color"]),
    ],
)
def test_what_a_pattern_finds(
    dialect: str, pattern: str, flags: str, text: str, found: list[str | None] | None
) -> None:
    match = compiled(pattern, dialect, flags).search(text)
    assert (match and [match.group(), *match.groups()]) == found


@pytest.mark.parametrize(
    ("dialect", "replacement", "expected"),
    [
        ("javascript", "$2$1$&$$", "1aa1$2bb2$"),
        ("java", "$2\\$", "1$2$"),
        ("python", r"\2\g<1>", "1a2b"),
    ],
)
def test_replacements(dialect: str, replacement: str, expected: str) -> None:
    pattern = compiled(r"([a-z])(\d)", dialect)
    assert pattern.replaced("a1b2", lambda found: expanded(replacement, found, dialect)) == expected


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+$", "a" * 40 + "!"), ("(a|a)*b", "a" * 3000), (".*.*.*=", "a" * 9000), ("(.*.*.*)*x", "a" * 5000),
        ("(?:a?){30}a{30}", "a" * 29), ("a", "b" * 200_000), ("(", ""), ("a" * 2000, ""), ("a{9999}", ""),
        ("[", ""), ("(?<x>a)(?<x>b)", ""), ("(" * 50 + ")" * 50, ""),
    ],
)  # fmt: skip
def test_patterns_without_end_are_refused(pattern: str, text: str) -> None:
    with pytest.raises(NotationError):
        compiled(pattern, "javascript").search(text)
