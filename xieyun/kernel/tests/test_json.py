"""What the one choke point for input refuses, and what it keeps exact."""

from decimal import Decimal

import pytest

from xieyun.kernel import json
from xieyun.kernel.errors import MalformedJson, TooLarge


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e400}',
        b'{"a": 1e-400}',
        b'{"a": ' + b"9" * 500 + b"}",
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": "\\u0000"}',
        b'{"a": "\x00"}',
        b'{"\\u0000": 1}',
        b'{"a": "\\ud800"}',
        b'{"a": ["\\udfff x"]}',
        b'{"a": "\xff"}',
        b'{"a": 1',
        b"",
        b"[" * 200_000,
        b"[" * 200_000 + b"]" * 200_000,
        b'{"a":' * 100 + b"1" + b"}" * 100,
    ],
)
def test_poison_is_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(MalformedJson) as caught:
        json.loads(body)
    problem = caught.value.as_json()
    assert problem["status"] == 400
    assert problem["detail_zh"]
    assert problem["detail_en"]
    assert "…" not in problem["detail_zh"]


def test_a_body_over_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge):
        json.loads(b'"' + b"a" * 100 + b'"', maximum_bytes=100)


def test_decimals_stay_exact_both_ways() -> None:
    value = json.loads(b'{"amount": 0.10, "total": 12345678901234567890.12}')
    assert value == {"amount": Decimal("0.10"), "total": Decimal("12345678901234567890.12")}
    assert json.dumps(value) == b'{"amount":"0.10","total":"12345678901234567890.12"}'


def test_whole_numbers_of_more_than_64_bits_can_be_written_again() -> None:
    value = json.loads(b"[9223372036854775807, -9223372036854775808, 9223372036854775808, 1180591620717411303424]")
    assert (
        json.dumps(value)
        == b'[9223372036854775807,-9223372036854775808,"9223372036854775808","1180591620717411303424"]'
    )


def test_brackets_inside_strings_are_not_depth() -> None:
    text = "[" * 1000
    assert json.loads(b'{"a": "' + text.encode() + b'"}') == {"a": text}


def test_whole_characters_and_nesting_at_the_limit_pass() -> None:
    assert json.loads('{"名": "张三😀 \\ud83d\\ude00"}'.encode()) == {"名": "张三😀 😀"}
    assert json.loads(b"[" * json.MAXIMUM_DEPTH + b"]" * json.MAXIMUM_DEPTH)
