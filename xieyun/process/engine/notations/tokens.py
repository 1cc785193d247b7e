"""Cut foreign expression text into tokens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

MAXIMUM_LENGTH = 20_000

_OPERATORS = (
    "===", "!==", "<=>", "==~", "=~", "**=", "//=", "...",
    "==", "!=", "<=", ">=", "<>", "&&", "||", "??", "?.", "=>", "**", "//",
    "->", "<<", "+=", "-=", "*=", "/=", "%=", "++", "--", "..",
    "+", "-", "*", "/", "%", "<", ">", "=", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}", ";", "|", "@", "~",
    "&", "^",
)  # fmt: skip
_OPERATOR = re.compile("|".join(re.escape(operator) for operator in _OPERATORS))
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]{1,16}|(?:\d+(?:_\d+)*(?:\.\d+|\.(?![.\w]))?|\.\d+)(?:[eE][+-]?\d+)?")
_SUFFIX = re.compile(r"[LlDdFfGgIin](?!\w)")
_NAME = re.compile(r"[^\W\d]\w*(?:\$\w*)*|\$\w+", re.UNICODE)
_GOES_ON = frozenset({"+", "-", "%", "=", "==", "!=", "<=", ">=", "&&", "||", "?", ":", "+=", "-=", ",", "."})
_CONTINUES = re.compile(r"\s+(?:\?|\.(?=[^\W\d])|&&|\|\||:(?!:))")
_CONTINUES_OF_JAVA = re.compile(_CONTINUES.pattern + r"|\s+(?:\+(?!\+)|-(?!-)|\*|==)")
_STRING = re.compile(r'(?P<prefix>[fFrRbBuU]?)(?P<quote>"""|\'\'\'|"|\'|`)', re.DOTALL)
_SHORT_INSERTED = re.compile(r"\$([^\W\d]\w*(?:\.[^\W\d]\w*)*)")
_INSERTED = re.compile(r"\$\{|" + _SHORT_INSERTED.pattern)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f"}


class NotationError(ValueError):
    """Text that is no expression we understand, or that has no value."""


class UnknownNameError(NotationError):
    """A function, method or member that is not known here; no `try` of a script hides it."""


class ThrownError(NotationError):
    """A script threw an error on purpose; `code` when it names one."""

    def __init__(self, code: str | None, message: str | None = None, carries: Mapping[str, Any] | None = None) -> None:
        self.code = code
        self.message = message or ""
        self.carries = carries or {}
        super().__init__(f"the script reports the error {code or ''}".strip())


class Token(NamedTuple):
    """`kind`: number, string, template, name, operator, newline, end."""

    kind: str
    text: str
    position: int


def tokenize(text: str, *, script: str | None = None, feel: bool = False) -> list[Token]:
    """The tokens of an expression, or of a script of the language `script` (then with newlines).

    `feel`: `//` begins a comment, as in scripts, and a text keeps the backslash of what is no escape (patterns).
    """
    if len(text) > MAXIMUM_LENGTH:
        raise NotationError(f"the expression is longer than {MAXIMUM_LENGTH} characters")
    tokens: list[Token] = []
    position = 0
    around: list[str] = []  # the parentheses, brackets and braces that are open
    while position < len(text):
        character = text[position]
        if character == "\n":
            if (
                script is not None
                and (not around or around[-1] == "{")
                and _ends_statement(tokens, text, position, script)
            ):
                tokens.append(Token("newline", "\n", position))
            position += 1
            continue
        if character in " \t\r\f\xa0\ufeff":
            position += 1
            continue
        skipped = _comment(text, position, feel or script is not None)
        if skipped:
            position = skipped
            continue
        if script == "groovy" and character == "/" and _begins_pattern(tokens):
            token, position = _slashy(text, position)
        else:
            token, position = _token(text, position, script, feel=feel)
        tokens.append(token)
        if token.kind == "operator":
            if token.text in ("(", "[", "{"):
                around.append(token.text)
            elif token.text in (")", "]", "}") and around:
                around.pop()
    tokens.append(Token("end", "", len(text)))
    return tokens


def _ends_statement(tokens: list[Token], text: str, position: int, script: str) -> bool:
    """Whether a statement may end with a line: not after an operator with two sides, nor before one or a member."""
    if tokens and tokens[-1].kind == "operator" and tokens[-1].text in _GOES_ON:
        return False
    return (_CONTINUES if script == "groovy" else _CONTINUES_OF_JAVA).match(text, position) is None


def _begins_pattern(tokens: list[Token]) -> bool:
    """Whether `/` begins a text of Groovy here, and does not divide."""
    before = tokens[-1] if tokens else None
    if before is None or before.kind == "newline":
        return True
    if before.kind == "operator":
        return before.text not in (")", "]", "}", "++", "--")
    return before.kind == "name" and before.text in ("return", "in", "case")


def _slashy(text: str, position: int) -> tuple[Token, int]:
    """Groovy's `/pattern/`: only `\\/` is an escape."""
    end = position + 1
    while end < len(text) and text[end] != "/":
        end += 2 if text.startswith("\\/", end) else 1
    if end >= len(text):
        raise NotationError(f"the pattern that begins at {position + 1} has no closing slash")
    body = text[position + 1 : end].replace("\\/", "/")
    if "${" in body:
        return Token("template$", body, position), end + 1
    return Token("string", body, position), end + 1


def _comment(text: str, position: int, lines: bool) -> int:
    if text.startswith("/*", position):
        end = text.find("*/", position)
        return end + 2 if end >= 0 else len(text)
    if lines and text.startswith("//", position):
        end = text.find("\n", position)
        return end if end >= 0 else len(text)
    return 0


def _token(text: str, position: int, script: str | None, *, feel: bool) -> tuple[Token, int]:
    opening = _STRING.match(text, position)
    if opening:
        token, end = _string(text, position, opening, feel=feel)
        if script == "groovy" and text[position] == '"' and _INSERTED.search(token.text):
            token = Token("template$", _SHORT_INSERTED.sub(r"${\1}", token.text), position)
        return token, end
    for kind, pattern in (("number", _NUMBER), ("name", _NAME), ("operator", _OPERATOR)):
        match = pattern.match(text, position)
        if match:
            end = match.end()
            if kind != "number":
                return Token(kind, match.group(), position), end
            suffix = _SUFFIX.match(text, end)
            return Token(kind, _plain_number(match.group()), position), suffix.end() if suffix else end
    raise NotationError(f"the character {text[position]!r} at {position + 1} is not understood")


def _plain_number(text: str) -> str:
    """A number without underscores, and in tens."""
    return str(int(text, 16)) if text[:2] in ("0x", "0X") else text.replace("_", "")


def _string(text: str, position: int, opening: re.Match[str], *, feel: bool) -> tuple[Token, int]:
    quote = opening.group("quote")
    raw = opening.group("prefix").lower() == "r"
    template = opening.group("prefix").lower() == "f" or quote == "`"
    index = opening.end()
    parts: list[str] = []
    while index < len(text):
        if text.startswith(quote, index):
            kind = ("template$" if quote == "`" else "template") if template else "string"
            return Token(kind, "".join(parts), position), index + len(quote)
        if text[index] == "\\" and not raw and index + 1 < len(text):
            following = text[index + 1]
            if following == "u" and re.fullmatch(r"[0-9a-fA-F]{4}", text[index + 2 : index + 6]):
                parts.append(chr(int(text[index + 2 : index + 6], 16)))
                index += 6
                continue
            if feel and following.isalpha() and following not in _ESCAPES:
                parts.append("\\")
            parts.append(_ESCAPES.get(following, "" if following == "\n" else following))
            index += 2
            continue
        parts.append(text[index])
        index += 1
    raise NotationError(f"the text that begins at {position + 1} has no closing quote")
