"""Strict JSON: what a careless parser would let through is refused before anything reads it.

Refused: duplicate keys, NaN and infinities, numbers beyond any use (1e400), nesting over the limit,
NUL characters and lone surrogates (RFC 8259 leaves them open, PostgreSQL cannot store them).
Numbers with a point or exponent become Decimal, so that 0.1 stays 0.1; whole numbers of more than 64 bits, which
nothing writes again as a number, too.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections import Counter
from decimal import Decimal
from typing import Any, NoReturn

import orjson

from xieyun.kernel.errors import MalformedJson, TooLarge

MAXIMUM_BYTES = 2 * 1024 * 1024
MAXIMUM_DEPTH = 64
MAXIMUM_DIGITS = 400
_UNSAFE = re.compile("[\x00\ud800-\udfff]")
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)


def loads(body: bytes, *, maximum_bytes: int = MAXIMUM_BYTES) -> Any:
    """Return the value that the JSON text writes.

    Raises MalformedJson with the reason, or TooLarge over `maximum_bytes`.
    """
    if len(body) > maximum_bytes:
        raise TooLarge(limit=f"{maximum_bytes // 1024} KiB")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        _refuse("不是 UTF-8 编码", "not UTF-8")
    _check_depth(body)
    try:
        value = _decoder.decode(text)
    except json.JSONDecodeError as error:
        _refuse(
            f"第 {error.lineno} 行第 {error.colno} 列有语法错误",
            f"syntax error at line {error.lineno}, column {error.colno}",
        )
    except RecursionError:
        _refuse("嵌套过深", "nested too deeply")
    _check_text(text, value)
    return value


def dumps(value: Any) -> bytes:
    """Return compact JSON; decimals as strings, dates in ISO 8601, ids in canonical form."""
    try:
        return orjson.dumps(value, default=_encode)
    except TypeError:  # keys other than text are rare, and to be ready for them makes everything slower
        return orjson.dumps(value, default=_encode, option=orjson.OPT_NON_STR_KEYS)


def _encode(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("utf-8")
    if isinstance(value, (uuid.UUID, dt.timedelta)):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _refuse(reason_zh: str, reason_en: str) -> NoReturn:
    raise MalformedJson(reason_zh=reason_zh, reason_en=reason_en)


def _check_depth(body: bytes) -> None:
    if body.count(b"[") + body.count(b"{") <= MAXIMUM_DEPTH:
        return
    depth = 0
    for match in _BRACKETS.finditer(body):
        token = match.group()
        if token in (b"[", b"{"):
            depth += 1
            if depth > MAXIMUM_DEPTH:
                _refuse(f"嵌套超过 {MAXIMUM_DEPTH} 层", f"nested more than {MAXIMUM_DEPTH} levels deep")
        elif token in (b"]", b"}"):
            depth -= 1


def _check_text(text: str, value: object) -> None:
    # Escapes (\u0000, \ud800) become visible only after decoding; without one, the raw text is enough.
    if "\\u" not in text:
        if "\x00" in text:
            _refuse("含有 NUL 字符", "it contains a NUL character")
        return
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            if _UNSAFE.search(item):
                _refuse("含有 NUL 或不成对的代理字符", "it contains a NUL or a lone surrogate")
        elif isinstance(item, dict):
            pending.extend(item.keys())
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        repeated = Counter(key for key, _ in pairs).most_common(1)[0][0]
        _refuse(f"字段 {repeated[:60]!r} 重复", f"field {repeated[:60]!r} is given twice")
    return result


def _integer(text: str) -> int | Decimal:
    if len(text) > MAXIMUM_DIGITS:
        _refuse("数字过大", "a number is too large")
    value = int(text)
    return value if -(2**63) <= value < 2**63 else Decimal(value)


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if len(text) > MAXIMUM_DIGITS or not -300 < value.adjusted() < 300:
        _refuse("数字过大或过小", "a number is out of range")
    return value


def _constant(text: str) -> NoReturn:
    _refuse(f"不允许 {text}", f"{text} is not allowed")


_decoder = json.JSONDecoder(
    object_pairs_hook=_unique_pairs, parse_int=_integer, parse_float=_decimal, parse_constant=_constant, strict=True
)
