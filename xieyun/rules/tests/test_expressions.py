"""Limits, positions and data of expressions that the shared table cannot say."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieyun.rules import expressions
from xieyun.rules.expressions import ExpressionError

MONEY = st.decimals(min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=4, allow_nan=False)


@given(MONEY, MONEY)
def test_sums_and_differences_are_those_of_decimals(left: Decimal, right: Decimal) -> None:
    assert expressions.evaluate("a + b", {"a": left, "b": right}) == left + right
    assert expressions.evaluate("a - b", {"a": left, "b": right}) == left - right


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_len_counts_characters(text: str) -> None:
    assert expressions.evaluate("len(t)", {"t": text}) == len(text)


@given(st.text(max_size=60))
def test_no_source_escapes_the_error_type(source: str) -> None:
    try:
        expressions.evaluate(source, {"a": 1, "l": [1, 2]})
    except ExpressionError as fault:
        assert fault.message_zh  # noqa: PT017 -- most sources of this kind are right, some are not


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("1e400"), 2**97, 1e300])
def test_numbers_that_no_decimal_holds_are_refused_with_their_path(value: object) -> None:
    with pytest.raises(ExpressionError) as caught:
        expressions.evaluate("1", {"lines": [{"amount": value}]})
    assert caught.value.code == "expression-data"
    assert "lines[0].amount" in caught.value.message_zh


def test_large_whole_numbers_keep_their_digits() -> None:
    assert expressions.evaluate("a + 1", {"a": 12345678901234567890}) == 12345678901234567891
    assert expressions.evaluate("a", {"a": 2**90}) == 2**90


def test_dates_and_ids_become_texts() -> None:
    data = {"day": datetime.date(2026, 3, 1), "id": uuid.UUID(int=1)}
    assert expressions.evaluate("day == '2026-03-01'", data) is True
    assert expressions.evaluate("id", data) == "00000000-0000-0000-0000-000000000001"


def test_the_position_of_a_fault_counts_characters() -> None:
    with pytest.raises(ExpressionError) as caught:
        expressions.compile("'中文' +")
    assert caught.value.position == len("'中文' +")


def test_work_is_limited_before_it_starts() -> None:
    with pytest.raises(ExpressionError) as caught:
        expressions.evaluate("map(l, map(l, #))", {"l": list(range(2000))})
    assert caught.value.code == "expression-too-much-work"


def test_large_results_are_refused() -> None:
    with pytest.raises(ExpressionError) as caught:
        expressions.evaluate("flatMap(l, #)", {"l": [list(range(1000))] * 20})
    assert caught.value.code in ("expression-result-too-large", "expression-too-much-work")


def test_references_are_the_roots_of_what_is_read() -> None:
    found = expressions.compile("sum(map(lines, #.amount)) + total * rate.value")
    assert found.references == {"lines", "total", "rate"}
