"""The shared table of expression cases; the browser's WASM build runs the same file."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xieyun.rules import expressions
from xieyun.rules.expressions import ExpressionError

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases.json").read_text(encoding="utf-8"), parse_float=Decimal
)


def test_there_are_enough_cases_and_none_twice() -> None:
    keys = [json.dumps([case["expression"], case["data"]], default=str) for case in CASES]
    assert len(keys) >= 120
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['group']}: {case['expression'][:40]!r}")
def test_case(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(ExpressionError) as caught:
            expressions.evaluate(case["expression"], case["data"])
        assert caught.value.code == case["error"]
        assert caught.value.message_zh != caught.value.message_en
        return
    result = expressions.evaluate(case["expression"], case["data"])
    assert result == case["result"]
    assert isinstance(result, bool) == isinstance(case["result"], bool)
    assert not isinstance(result, float)
