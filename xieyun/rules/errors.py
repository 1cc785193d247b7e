"""Errors of the pure part of the room: what is wrong in an expression or a decision table, in two languages."""

from __future__ import annotations

from typing import Final

from xieyun.rules.zen_reasons import in_chinese

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "expression-empty": ("表达式是空的，请写上内容。", "The expression is empty; write one."),
    "expression-too-long": (
        "表达式超过 {limit} 个字符，请拆成几个计算字段。",
        "The expression is longer than {limit} characters; split it into several computed fields.",
    ),
    "expression-too-deep": (
        "表达式嵌套超过 {limit} 层，请拆开写。",
        "The expression is nested more than {limit} levels; split it.",
    ),
    "expression-symbol": (
        "第 {position} 个字符“{symbol}”不能用在表达式里；{hint}。",
        "Character {position}, “{symbol}”, is not allowed in an expression; {hint}.",
    ),
    "expression-quote": (
        "第 {position} 个字符开始的文字缺少右引号，请补上。",
        "The text starting at character {position} has no closing quote; add it.",
    ),
    "expression-assignment": (
        "第 {position} 个字符：判断相等请写两个等号“==”。",
        "Character {position}: write “==” to compare.",
    ),
    "expression-forbidden": (
        "不能使用“{name}”：它每次结果不同；请使用传入的数据。",
        "“{name}” may not be used: it gives another result every time; use the data passed in.",
    ),
    "expression-range": (
        "第 {position} 个字符：区间只能写在 in 或 not in 后面。",
        "Character {position}: a range may only stand after “in” or “not in”.",
    ),
    "expression-syntax": (
        "表达式写法有误（第 {position} 个字符附近）：{reason_zh}。请检查括号、运算符和函数名。",
        "The expression is not well formed (near character {position}): {reason}. "
        "Check brackets, operators and function names.",
    ),
    "expression-value": (
        "按现在的数据算不出结果：{reason_zh}。请检查用到的字段是否为空、类型是否一致。",
        "No result with this data: {reason}. Check that the fields used are filled and of matching types.",
    ),
    "expression-data": (
        "数据“{path}”不能参加计算：{reason}。",
        "The value of “{path}” cannot be used in a calculation: {reason}.",
    ),
    "expression-too-much-work": (
        "计算量太大：嵌套的列表运算要处理 {work} 项，最多 {limit} 项。请减少行数或嵌套。",
        "Too much work: nested list operations would visit {work} items, at most {limit}. Use fewer rows or levels.",
    ),
    "expression-result-too-large": (
        "结果太大（最多 {limit} 项），请缩小结果。",
        "The result is too large (at most {limit} items); make it smaller.",
    ),
    "decision-shape": (
        "决策表写法有误：{reason}。",
        "The decision table is not well formed: {reason}.",
    ),
    "decision-cell": (
        "决策表第 {row} 行“{column}”列：{reason_zh}",
        "Decision table, row {row}, column “{column}”: {reason_en}",
    ),
    "decision-missing": (
        "没有编码为“{decision}”的决策表，请先发布它。",
        "There is no decision table “{decision}”; publish it first.",
    ),
    "decision-input-missing": (
        "决策表需要“{column}”的值，但没有提供；请先填写。",
        "The decision table needs a value for “{column}”, but none was given; fill it first.",
    ),
}


class ExpressionError(ValueError):
    """An expression or a decision table is wrong, or gives no result with this data.

    `position` counts characters from 0 and is None when the fault lies in the data.
    """

    def __init__(self, code: str, *, position: int | None = None, **params: object) -> None:
        self.code = code
        self.position = position
        self.params = params
        shown = {
            "position": 0 if position is None else position + 1,
            "reason_zh": in_chinese(str(params.get("reason", ""))),
            **params,
        }
        chinese, english = SENTENCES[code]
        self.message_zh = chinese.format(**shown)
        self.message_en = english.format(**shown)
        super().__init__(self.message_en)


class DecisionError(ExpressionError):
    """A decision table is not well formed, or an input it needs is missing."""
