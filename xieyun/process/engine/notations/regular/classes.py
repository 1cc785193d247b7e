"""Sets of characters in patterns: `\\d`, `[a-z]`, `\\p{L}`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from ..tokens import NotationError

Test = Callable[[str], bool]

_ASCII_SPACES = frozenset(" \t\n\r\f\v")
_LINE_ENDS = {
    "python": frozenset("\n"),
    "java": frozenset("\n\r\u0085\u2028\u2029"),
    "javascript": frozenset("\n\r\u2028\u2029"),
}
_POSIX: dict[str, Test] = {
    "Alpha": lambda character: character.isascii() and character.isalpha(),
    "Digit": lambda character: character.isascii() and character.isdigit(),
    "Alnum": lambda character: character.isascii() and character.isalnum(),
    "Upper": lambda character: character.isascii() and character.isupper(),
    "Lower": lambda character: character.isascii() and character.islower(),
    "Punct": lambda character: (
        character.isascii() and character.isprintable() and not character.isalnum() and character != " "
    ),
    "Space": lambda character: character in _ASCII_SPACES,
    "Blank": lambda character: character in " \t",
    "ASCII": str.isascii,
    "XDigit": lambda character: character in "0123456789abcdefABCDEF",
    "IsAlphabetic": str.isalpha,
    "IsDigit": str.isdecimal,
    "IsUppercase": str.isupper,
    "IsLowercase": str.islower,
    "IsHan": lambda character: "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf",
    "Script=Han": lambda character: "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf",
}


def any_character(dialect: str, *, with_line_ends: bool) -> Test:
    """What `.` stands for."""
    if with_line_ends:
        return lambda character: True
    ends = _LINE_ENDS[dialect]
    return lambda character: character not in ends


def named_class(letter: str, dialect: str) -> Test:
    """What `\\d`, `\\w` and `\\s` (and their negations in capitals) stand for; Java's know ASCII alone."""
    test = _word_classes(dialect)[letter.lower()]
    return inverted(test) if letter.isupper() else test


def _word_classes(dialect: str) -> dict[str, Test]:
    if dialect == "python":
        return {"d": str.isdecimal, "w": lambda character: character.isalnum() or character == "_", "s": str.isspace}
    spaces: Test = (lambda character: character in _ASCII_SPACES) if dialect == "java" else _javascript_space
    return {
        "d": lambda character: "0" <= character <= "9",
        "w": lambda character: character.isascii() and (character.isalnum() or character == "_"),
        "s": spaces,
    }


def _javascript_space(character: str) -> bool:
    return character in _ASCII_SPACES or character == "\ufeff" or unicodedata.category(character) in ("Zs", "Zl", "Zp")


def category(name: str) -> Test:
    """What `\\p{name}` stands for: a category of Unicode or a set of POSIX."""
    if name in _POSIX:
        return _POSIX[name]
    short = name.removeprefix("Is") if len(name) <= 4 else {"Letter": "L", "Number": "N", "Punctuation": "P"}.get(name)
    if short is None or not 1 <= len(short) <= 2 or short[0] not in "LMNPSZC":
        raise NotationError(f"the set \\p{{{name}}} of the pattern is not known here")
    return lambda character: unicodedata.category(character).startswith(short)


def inverted(test: Test) -> Test:
    """All characters outside a set."""
    return lambda character: not test(character)


def either(tests: Sequence[Test]) -> Test:
    """Characters of any of the sets."""
    if len(tests) == 1:
        return tests[0]
    return lambda character: any(test(character) for test in tests)


def between(low: str, high: str) -> Test:
    """Characters of a range."""
    if low > high:
        raise NotationError(f"the range {low}-{high} of the pattern runs backwards")
    return lambda character: low <= character <= high


def folded(test: Test) -> Test:
    """A set without regard to case."""
    return lambda character: test(character) or test(character.lower()) or test(character.upper())
