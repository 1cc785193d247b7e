"""Cuts an expression into tokens, so that limits and house rules are checked before zen sees the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xieyun.rules.errors import ExpressionError

MAXIMUM_SOURCE: Final = 4_000
MAXIMUM_TOKENS: Final = 1_000
MAXIMUM_DEPTH: Final = 40
FORBIDDEN_FUNCTIONS: Final = frozenset({"rand"})
CLOSURES: Final = frozenset({"map", "filter", "some", "all", "none", "one", "count", "flatMap"})
KEYWORDS: Final = frozenset({"and", "or", "not", "in", "true", "false", "null"})

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<text>'[^']*'|"[^"]*")
      | (?P<number>\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)
      | (?P<name>[A-Za-z_$][A-Za-z0-9_$]*)
      | (?P<operator>\.\.|==|!=|<=|>=|\?\?|[-+*/%^<>=!?:,.;\#])
      | (?P<bracket>[()\[\]{}])""",
    re.VERBOSE,
)
_FULL_WIDTH = {
    "，": ",",
    "。": ".",
    "（": "(",
    "）": ")",
    "“": "'",
    "”": "'",
    "‘": "'",
    "’": "'",
    "：": ":",
    "？": "?",
    "＝": "==",
    "＞": ">",
    "＜": "<",
    "＋": "+",
    "－": "-",
    "×": "*",
    "÷": "/",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
}
_COUNTED = "], type(#) == 'string' ? len(split(#, '')) - 2 : len(#))[0]"
_PAIRS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression: its kind, its text and where it starts (characters from 0)."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The position after the last character."""
        return self.start + len(self.text)


def tokenize(source: str, *, unary: bool = False) -> tuple[Token, ...]:
    """The tokens of `source`. `unary` allows what only a cell of a decision table may hold (ranges).

    Raises ExpressionError with the position of the first fault.
    """
    if not source.strip():
        raise ExpressionError("expression-empty", position=0)
    if len(source) > MAXIMUM_SOURCE:
        raise ExpressionError("expression-too-long", limit=MAXIMUM_SOURCE)
    tokens: list[Token] = []
    position = 0
    while position < len(source):
        found = _TOKEN.match(source, position)
        if found is None:
            raise _bad_symbol(source, position)
        kind = found.lastgroup or ""
        if kind != "space":
            tokens.append(Token(kind, found.group(), position))
        position = found.end()
    if len(tokens) > MAXIMUM_TOKENS:
        raise ExpressionError("expression-too-long", limit=MAXIMUM_SOURCE)
    _check_rules(tokens)
    _check_brackets(tokens, ranges_anywhere=unary)
    return tuple(tokens)


def _bad_symbol(source: str, position: int) -> ExpressionError:
    symbol = source[position]
    if symbol in "'\"":
        return ExpressionError("expression-quote", position=position)
    if symbol in _FULL_WIDTH:
        hint = f"请改用半角 {_FULL_WIDTH[symbol]} / write {_FULL_WIDTH[symbol]} instead"
    elif symbol in "&|":
        hint = "请写 and 或 or / write “and” or “or”"
    else:
        hint = "请删除 / remove it"
    return ExpressionError("expression-symbol", position=position, symbol=symbol, hint=hint)


def _check_rules(tokens: Sequence[Token]) -> None:
    for index, token in enumerate(tokens):
        following = tokens[index + 1].text if index + 1 < len(tokens) else ""
        preceding = tokens[index - 1].text if index else ""
        if token.text in ("=", ";") and token.kind == "operator":
            raise ExpressionError("expression-assignment", position=token.start)
        if token.kind != "name" or preceding == "." or following != "(":
            continue
        argument = tokens[index + 2].text if index + 2 < len(tokens) else ""
        says_now = token.text == "d" and argument == ")"
        if token.text in FORBIDDEN_FUNCTIONS or says_now or argument in ("'now'", '"now"'):
            raise ExpressionError("expression-forbidden", position=token.start, name=token.text)


def _check_brackets(tokens: Sequence[Token], *, ranges_anywhere: bool) -> None:
    """Brackets match (a range may open with one kind and close with the other), and ranges follow `in`."""
    stack: list[tuple[Token, bool]] = []
    for index, token in enumerate(tokens):
        if token.text == ".." and not ranges_anywhere and not (stack and stack[-1][1]):
            raise ExpressionError("expression-range", position=token.start)
        if token.kind != "bracket":
            continue
        if token.text in _PAIRS:
            after_in = index > 0 and tokens[index - 1].text == "in"
            stack.append((token, after_in))
            if len(stack) > MAXIMUM_DEPTH:
                raise ExpressionError("expression-too-deep", position=token.start, limit=MAXIMUM_DEPTH)
            continue
        opening, in_range = stack.pop() if stack else (None, False)
        matches = opening is not None and (
            _PAIRS[opening.text] == token.text
            or ((in_range or ranges_anywhere) and {opening.text, token.text} < set("()[]"))
        )
        if not matches:
            raise ExpressionError("expression-syntax", position=token.start, reason=f"“{token.text}”")
    if stack:
        opening = stack[-1][0]
        raise ExpressionError("expression-syntax", position=opening.start, reason=f"“{opening.text}”")


def closing(tokens: Sequence[Token], opening: int) -> int:
    """The index of the bracket that closes the one at index `opening`."""
    depth = 0
    for index in range(opening, len(tokens)):
        if tokens[index].kind == "bracket":
            depth += 1 if tokens[index].text in _PAIRS else -1
            if depth == 0:
                return index
    raise ExpressionError("expression-syntax", position=tokens[opening].start, reason="(")


def count_characters(source: str, tokens: Sequence[Token]) -> str:
    """`source` with every `len(x)` rewritten so that a text counts characters: zen counts UTF-8 bytes.

    Splitting a text at the empty text gives its characters and an empty text at both ends, hence the 2.
    """
    edits: list[tuple[int, int, str]] = []
    for index, token in enumerate(tokens):
        is_call = index + 1 < len(tokens) and tokens[index + 1].text == "("
        is_member = index > 0 and tokens[index - 1].text == "."
        if token.text == "len" and token.kind == "name" and is_call and not is_member:
            last = tokens[closing(tokens, index + 1)]
            edits.append((token.start, tokens[index + 1].end, "map(["))
            edits.append((last.start, last.end, _COUNTED))
    pieces: list[str] = []
    position = 0
    for start, end, replacement in sorted(edits):
        pieces += [source[position:start], replacement]
        position = end
    return "".join(pieces) + source[position:]


def closure_depth(tokens: Sequence[Token]) -> int:
    """How deeply list functions with a closure are nested: the exponent of the work."""
    deepest = 0
    open_closures: list[int] = []
    for index, token in enumerate(tokens):
        open_closures = [end for end in open_closures if end > index]
        called = index + 1 < len(tokens) and tokens[index + 1].text == "("
        if token.kind == "name" and token.text in CLOSURES and called:
            open_closures.append(closing(tokens, index + 1))
            deepest = max(deepest, len(open_closures))
    return deepest


def references(tokens: Sequence[Token]) -> frozenset[str]:
    """The names of the data an expression reads (roots of paths: `lines` of `lines[0].amount`)."""
    names = set()
    for index, token in enumerate(tokens):
        following = tokens[index + 1].text if index + 1 < len(tokens) else ""
        preceding = tokens[index - 1].text if index else ""
        is_key = following == ":" and preceding in ("{", ",")
        if token.kind == "name" and preceding not in (".", "#") and following != "(" and not is_key:
            names.add(token.text)
    return frozenset(names - KEYWORDS)
