"""Decision tables: which row answers, why, and what a bad table or missing input gets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from xieyun.rules.decisions import DecisionError, compile_table, decide
from xieyun.rules.jdm import from_table
from xieyun.rules.tables import read_table

TABLE: dict[str, Any] = {
    "hit": "first",
    "inputs": [
        {"code": "amount", "title": {"zh": "金额", "en": "Amount"}},
        {"code": "over", "title": "超额度", "expression": "over_quota", "optional": True},
        {"code": "note", "title": "说明", "expression": "note", "optional": True},
    ],
    "outputs": [{"code": "level", "title": "级别"}, {"code": "fee", "title": "费"}],
    "rows": [
        {"when": {"over": True}, "then": {"level": "group"}, "because": {"zh": "超额度", "en": "Over quota"}},
        {"when": {"note": "len($) > 3"}, "then": {"level": "reader"}},
        {"when": {"amount": "< 5000"}, "then": {"level": "head", "fee": {"expression": "amount * 0.1"}}},
        {"when": {"amount": "[5000..50000)"}, "then": {"level": "finance"}},
        {"then": {"level": "group's"}},
    ],
}


@pytest.mark.parametrize(
    "data, level, row",
    [
        ({"amount": Decimal("4999.99")}, "head", 3),
        ({"amount": 5000}, "finance", 4),
        ({"amount": Decimal("49999.99"), "note": "三个字"}, "finance", 4),
        ({"amount": 1, "note": "四个字了"}, "reader", 2),
        ({"amount": 50000}, "group's", 5),
        ({"amount": 1, "over_quota": True}, "group", 1),
        ({"amount": 1, "over_quota": False}, "head", 3),
    ],
)
def test_the_first_matching_row_answers(data: dict[str, Any], level: str, row: int) -> None:
    decision = decide(TABLE, data)
    assert isinstance(decision.output, dict)
    assert decision.output["level"] == level
    assert [step["row"] for step in decision.trace] == [row]


def test_the_reason_is_the_authors_or_is_made_from_the_tests() -> None:
    assert decide(TABLE, {"amount": 1, "over_quota": True}).trace[0]["because"] == {"zh": "超额度", "en": "Over quota"}
    assert decide(TABLE, {"amount": 9000}).trace[0]["because"]["zh"] == "第 4 行：金额 [5000..50000)"


def test_answers_are_exact() -> None:
    assert decide(TABLE, {"amount": Decimal("0.3")}).output == {"level": "head", "fee": Decimal("0.03")}


def test_all_rows_answer_when_collecting() -> None:
    decision = decide({**TABLE, "hit": "collect"}, {"amount": 1, "over_quota": True})
    assert isinstance(decision.output, list)
    assert [answer["level"] for answer in decision.output] == ["group", "head", "group's"]
    assert [step["row"] for step in decision.trace] == [1, 3, 5]


def test_no_matching_row_gives_nothing() -> None:
    decision = decide({**TABLE, "rows": TABLE["rows"][:1]}, {"amount": 1})
    assert (decision.output, decision.trace) == ({}, [])


def test_an_empty_input_is_refused_instead_of_routing_wrongly() -> None:
    with pytest.raises(DecisionError) as caught:
        decide(TABLE, {"amount": None})
    assert caught.value.code == "decision-input-missing"
    assert "金额" in caught.value.message_zh


@pytest.mark.parametrize(
    "change, code",
    [
        ({"hit": "any"}, "decision-shape"),
        ({"rows": []}, "decision-shape"),
        ({"inputs": [{"code": "A b"}]}, "decision-shape"),
        ({"rows": [{"when": {"unknown": "1"}, "then": {"level": "x"}}]}, "decision-shape"),
        ({"rows": [{"when": {"amount": "< "}, "then": {"level": "x"}}]}, "decision-cell"),
        ({"rows": [{"when": {"amount": "< 1"}, "then": {"level": {"expression": "1 +"}}}]}, "decision-cell"),
        ({"rows": [{"when": {"amount": "rand(3) > 1"}, "then": {"level": "x"}}]}, "decision-cell"),
        ({"rows": [{"then": {"level": "a'b\"c"}}]}, "decision-shape"),
    ],
)
def test_a_bad_table_is_refused_by_name(change: dict[str, Any], code: str) -> None:
    with pytest.raises(DecisionError) as caught:
        compile_table({**TABLE, **change})
    assert caught.value.code == code


def test_jdm_content_decides_the_same_as_the_readable_rows() -> None:
    graph = from_table(read_table(TABLE))
    for data in ({"amount": 1}, {"amount": 5000}, {"amount": 50000}, {"amount": 1, "over_quota": True}):
        assert decide(graph, data).output == decide(TABLE, data).output
        assert decide(graph, data).trace[0]["row"] == decide(TABLE, data).trace[0]["row"]


def test_jdm_with_scripts_is_refused() -> None:
    graph = from_table(read_table(TABLE))
    graph["nodes"].append({"id": "f", "name": "f", "type": "functionNode", "content": "export const x = 1"})
    with pytest.raises(DecisionError):
        compile_table(graph)
