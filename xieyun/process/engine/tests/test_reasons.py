"""Every reason that the notations give in English is known in Chinese, and reads as Chinese when something stops."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from xieyun.process.engine.errors import EngineError
from xieyun.process.engine.notations.tokens import NotationError
from xieyun.process.engine.reasons import CHINESE, chinese

ENGINE = Path(__file__).resolve().parents[1]


def raised():
    """The English sentences in the engine's source, as places and words."""
    for path in sorted(ENGINE.rglob("*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NotationError" and node.args):
                continue
            told = node.args[0]
            if isinstance(told, ast.Constant):
                yield told.value
            elif isinstance(told, ast.JoinedStr):
                yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in told.values)


def filled(sentence):
    """The sentence as it would be raised."""
    return re.sub(r"\{\}", "17", sentence)


def test_every_reason_of_the_notations_is_known_in_chinese():
    sentences = set(raised())
    assert len(sentences) > 140
    assert [one for one in sentences - {"{}: {}"} if not re.search(r"[\u4e00-\u9fff]", chinese(filled(one)))] == []


@pytest.mark.parametrize(("english", "told"), [
    ("the member 'tax' is not known here", "不认识成员“tax”"),
    ("the values do not fit the script: NameError: name 'order' is not defined", "变量“order”没有定义"),
    ("the values do not fit the script: ReferenceError: order is not defined", "变量“order”没有定义"),
    ("the values do not fit the script: TypeError: 'NoneType' object is not subscriptable",
     "数据类型不符（NoneType 不能取下标）"),
    ("row 3: the number is too large", "第 3 行：数字太大"),
    ("nobody foresaw this", "nobody foresaw this"),
])  # fmt: skip
def test_a_reason_keeps_what_it_is_about(english, told):
    assert chinese(english) == told


def test_a_stop_is_told_in_one_language_each():
    error = EngineError("expression-failed", reason=NotationError("'x' is no number"))
    assert error.zh == "计算没有结果：“x”不是数字。请修正流程或变量后重试。"
    assert error.en.startswith("An expression has no value: 'x' is no number. Correct")


def test_every_chinese_reason_has_the_places_of_the_english_one():
    for english, told in CHINESE.items():
        named = {int(place) for place in re.findall(r"\{(\d)\}", told)}
        assert named <= set(range(english.count("{}"))), english
