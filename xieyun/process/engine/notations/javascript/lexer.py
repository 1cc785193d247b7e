"""Cut JavaScript into tokens; whether `/` divides or begins a pattern depends on what stands before it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..tokens import MAXIMUM_LENGTH, NotationError

_PUNCTUATION = re.compile(
    r">>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|/="
    r"|%=|&=|\|=|\^=|<<|>>|\*\*|[{}()\[\];,<>+\-*/%&|^!~?:=.@#]"
)
_NUMBER = re.compile(r"0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?")
_NAME = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_SPACE = re.compile(r"(?:[^\S\n\r\u2028\u2029]|\ufeff|\\\s*\n)+")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_VALUE_ENDS = frozenset({")", "]", "}"})
_BEFORE_PATTERN = frozenset(
    {"return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "instanceof"}
)


class Token(NamedTuple):
    """`text` is what is written, or the value of a number, text or pattern. `line_before`: a line ended before it.

    `kind`: number, string, template, regex, name, operator, end.
    """

    kind: str
    text: Any
    position: int
    line_before: bool


def tokens_of(text: str) -> list[Token]:
    """The tokens of a script; raises NotationError."""
    if len(text) > MAXIMUM_LENGTH:
        raise NotationError(f"the expression is longer than {MAXIMUM_LENGTH} characters")
    found: list[Token] = []
    position, line = 0, True
    while position < len(text):
        character = text[position]
        if character in "\n\r\u2028\u2029":
            line, position = True, position + 1
            continue
        space = _SPACE.match(text, position)
        if space:
            position = space.end()
            continue
        skipped = _comment(text, position)
        if skipped:
            line = line or "\n" in text[position:skipped]
            position = skipped
            continue
        token, position = _token(text, position, line, found[-1] if found else None)
        found.append(token)
        line = False
    found.append(Token("end", "", position, True))
    return found


def _comment(text: str, position: int) -> int:
    if text.startswith("//", position) or text.startswith("<!--", position):
        end = text.find("\n", position)
        return end if end >= 0 else len(text)
    if text.startswith("/*", position):
        end = text.find("*/", position)
        return end + 2 if end >= 0 else len(text)
    return 0


def _token(text: str, position: int, line: bool, before: Token | None) -> tuple[Token, int]:
    character = text[position]
    if character in "'\"":
        value, end = _string(text, position + 1, character)
        return Token("string", value, position, line), end
    if character == "`":
        parts, end = _template(text, position + 1)
        return Token("template", parts, position, line), end
    if character == "/" and _begins_pattern(before):
        found, end = _pattern(text, position)
        return Token("regex", found, position, line), end
    number = _NUMBER.match(text, position) if character.isdigit() or character == "." else None
    if number:
        return Token("number", _number(number.group()), position, line), number.end() + text.startswith(
            "n", number.end()
        )
    name = _NAME.match(text, position)
    if name:
        return Token("name", name.group(), position, line), name.end()
    punctuation = _PUNCTUATION.match(text, position)
    if punctuation and character not in "@#":
        return Token("operator", punctuation.group(), position, line), punctuation.end()
    raise NotationError(f"the character {character!r} at {position + 1} is not understood")


def _begins_pattern(before: Token | None) -> bool:
    if before is None:
        return True
    if before.kind == "operator":
        return before.text not in _VALUE_ENDS and before.text not in ("++", "--")
    return before.kind == "name" and before.text in _BEFORE_PATTERN


def _number(text: str) -> int | float:
    text = text.replace("_", "").lower()
    if text[:2] in ("0x", "0b", "0o"):
        value: int | float = int(text, 0)
    elif text.isdigit():
        value = int(text)
    else:
        value = float(text)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value if abs(value) <= 2**53 else float(value)


def _string(text: str, position: int, quote: str) -> tuple[str, int]:
    parts: list[str] = []
    while position < len(text):
        character = text[position]
        if character == quote:
            return "".join(parts), position + 1
        if character == "\n":
            break
        if character == "\\":
            part, position = _escape(text, position + 1)
            parts.append(part)
        else:
            parts.append(character)
            position += 1
    raise NotationError("a text has no closing quote")


def _escape(text: str, position: int) -> tuple[str, int]:
    character = text[position : position + 1]
    if character == "\r" and text.startswith("\r\n", position):
        return "", position + 2
    if character in ("\n", ""):
        return "", position + 1
    if character in ("x", "u"):
        digits, end = (
            text[position + 1 : position + (3 if character == "x" else 5)],
            position + (3 if character == "x" else 5),
        )
        if text.startswith("u{", position):
            end = text.find("}", position) + 1
            digits = text[position + 2 : end - 1]
        try:
            return chr(int(digits, 16)), end
        except (ValueError, OverflowError) as error:
            raise NotationError("the number of a character is not understood") from error
    return _ESCAPES.get(character, character), position + 1


def _template(text: str, position: int) -> tuple[list[Any], int]:
    """The parts of a template: texts, and `(source, position)` of what stands in `${...}`."""
    parts: list[Any] = []
    plain: list[str] = []
    while position < len(text):
        character = text[position]
        if character == "`":
            parts.append("".join(plain))
            return parts, position + 1
        if character == "\\":
            part, position = _escape(text, position + 1)
            plain.append(part)
        elif text.startswith("${", position):
            parts.append("".join(plain))
            plain = []
            end = _inserted_end(text, position + 2)
            parts.append((text[position + 2 : end],))
            position = end + 1
        else:
            plain.append(character)
            position += 1
    raise NotationError("a text has no closing quote")


def _inserted_end(text: str, position: int) -> int:
    depth = 0
    while position < len(text):
        character = text[position]
        if character in "'\"":
            _, position = _string(text, position + 1, character)
            continue
        if character == "`":
            _, position = _template(text, position + 1)
            continue
        if character == "}":
            if depth == 0:
                return position
            depth -= 1
        depth += character == "{"
        position += 1
    raise NotationError("a closing brace is missing")


def _pattern(text: str, position: int) -> tuple[tuple[str, str], int]:
    start, inside = position + 1, False
    position = start
    while position < len(text) and text[position] != "\n":
        character = text[position]
        if character == "\\":
            position += 2
            continue
        if character == "/" and not inside:
            end = position + 1
            while text[end : end + 1].isalpha():
                end += 1
            return (text[start:position], text[position + 1 : end]), end
        inside = character == "[" or (inside and character != "]")
        position += 1
    raise NotationError("a pattern has no closing slash")
