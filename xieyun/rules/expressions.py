"""Expressions: one language for formulas, conditions and decision cells (zen), with decimals and characters right.

Pure: no clock, no randomness, no database. Everything zen can do by itself that would make two runs differ
(`rand`, `d()`, "now") is refused; pass `today` or `now` as data instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import zen

from xieyun.rules import tokens as lexer
from xieyun.rules import values
from xieyun.rules.errors import ExpressionError

__all__ = ["Expression", "ExpressionError", "compile", "evaluate", "validate"]

MAXIMUM_WORK: Final = 1_000_000
_SPAN = re.compile(r"\((\d+), (\d+)\)| at (\d+)")


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression. `references` are the names of the data it reads."""

    source: str
    references: frozenset[str]
    closure_depth: int
    _value: zen.Expression = field(repr=False, compare=False)
    _text: zen.Expression = field(repr=False, compare=False)

    def evaluate(self, data: Mapping[str, Any]) -> Any:
        """The result: None, bool, int, Decimal, str, list or dict.

        A missing name is null; dividing by zero gives null. Raises ExpressionError when types do not fit.
        """
        longest = values.check_numbers(data)
        work = longest**self.closure_depth
        if work > MAXIMUM_WORK:
            raise ExpressionError("expression-too-much-work", work=work, limit=MAXIMUM_WORK)
        context = values.encode(data)
        result = _run(self._value, context)
        if isinstance(result, float):
            return values.exact(_run(self._text, context))
        return result if result is None or isinstance(result, bool) else values.decode(result)


@lru_cache(maxsize=4096)
def compile(source: str) -> Expression:  # noqa: A001 -- the word of the trade; callers write expressions.compile
    """The compiled form of `source`, cached. Raises ExpressionError with the position of the fault."""
    found = lexer.tokenize(source)
    _check_syntax(source, zen.validate_expression(source))
    rewritten = lexer.count_characters(source, found)
    return Expression(
        source=source,
        references=lexer.references(found),
        closure_depth=lexer.closure_depth(found),
        _value=zen.compile_expression(rewritten),
        # A float loses digits beyond the 15th; the same expression as a text does not.
        _text=zen.compile_expression(f"string({rewritten})"),
    )


def validate(source: str) -> ExpressionError | None:
    """What is wrong with `source`, or None."""
    try:
        compile(source)
    except ExpressionError as fault:
        return fault
    return None


def evaluate(source: str, data: Mapping[str, Any]) -> Any:
    """Compile (cached) and evaluate in one call; see Expression.evaluate."""
    return compile(source).evaluate(data)


def compile_cell(source: str) -> str:
    """A test of a decision cell (`< 5000`, `[1..5]`, `'a', 'b'`), checked and rewritten for zen."""
    found = lexer.tokenize(source, unary=True)
    try:  # validate_unary_expression of zen 2.1 refuses "< 5000"; compiling does not
        zen.compile_unary_expression(source)
    except RuntimeError as fault:
        reason = _reason(fault)
        raise ExpressionError("expression-syntax", position=_position(source, reason), reason=reason) from None
    return lexer.count_characters(source, found)


def _check_syntax(source: str, answer: Any) -> None:
    if answer is not None:
        reason = str(answer.get("source", answer.get("type")))
        raise ExpressionError("expression-syntax", position=_position(source, reason), reason=reason)


def _run(expression: zen.Expression, context: bytes) -> Any:
    try:
        return expression.evaluate(context)
    except (RuntimeError, ValueError, TypeError) as fault:
        raise ExpressionError("expression-value", reason=_reason(fault)) from None


def _reason(fault: Exception) -> str:
    """The one line a person can use of zen's answer, which carries a native stack trace."""
    first = str(fault).split("\n", 1)[0]
    try:
        return str(json.loads(first)["source"])
    except (ValueError, KeyError, TypeError):
        return first[:200]


def _position(source: str, reason: str) -> int:
    """The character position in zen's answer, which counts bytes."""
    found = _SPAN.search(reason)
    if found is None:
        return 0
    offset = int(found.group(1) or found.group(3) or 0)
    return len(source.encode()[:offset].decode(errors="ignore"))
