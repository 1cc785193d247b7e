"""What zen says about a fault, in Chinese; it knows English only, and names its own instructions."""

from __future__ import annotations

import re
from typing import Final

_OPERATIONS: Final = {
    "Add": "加法", "Subtract": "减法", "Multiply": "乘法", "Divide": "除法", "Modulo": "取余", "Exponent": "乘方",
    "Compare": "比较大小", "Equal": "判断相等", "In": "in 判断", "Negate": "取负", "Not": "取反", "Slice": "截取",
    "JumpIfTrue": "条件判断", "JumpIfFalse": "条件判断", "Begin": "列表运算", "Join": "拼接",
}  # fmt: skip
_TYPES: Final = {
    "null": "空值", "bool": "真假值", "number": "数字", "string": "文字", "array": "列表", "object": "对象",
    "interval": "区间", "date": "日期",
}  # fmt: skip
_OPERATION: Final = re.compile(r"Opcode (\w+): Unsupported type.*", re.DOTALL)
_FUNCTION: Final = re.compile(r"Opcode CallFunction: Function `(\w+)` failed: (.*)", re.DOTALL)
_LENGTH: Final = re.compile(r"Cannot determine len of type (\w+)")
_ARGUMENTS: Final = {
    "Failed to parse date time": "参数不是日期",
    "Expected a number array": "参数须为数字列表",
    "Invalid number": "参数不是数字",
}
_SYNTAX: Final = {"Incomplete parser output": "有多余的内容或不认识的函数", "Unexpected end": "内容不完整"}


def in_chinese(reason: str) -> str:
    """Return zen's reason in Chinese; what is not known is quoted as it stands."""
    if found := _OPERATION.fullmatch(reason):
        return f"{_OPERATIONS.get(found[1], '运算')}的数据类型不符"
    if found := _FUNCTION.fullmatch(reason):
        return f"函数 {found[1]} 的{_argument(found[2])}"
    return next((chinese for english, chinese in _SYNTAX.items() if reason.startswith(english)), reason)


def _argument(reason: str) -> str:
    if found := _LENGTH.fullmatch(reason):
        return f"参数是{_TYPES.get(found[1], found[1])}，没有长度"
    return _ARGUMENTS.get(reason, "参数不正确")
