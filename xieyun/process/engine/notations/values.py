"""Truth, equality, order and arithmetic over JSON-like values, as the foreign notations share them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from .feel_durations import Months, written
from .scope import MAXIMUM_SIZE
from .tokens import NotationError

Number = int | float | Decimal
MAXIMUM_BITS = 10_000
_WIDE_PLACE = re.compile(r"%[^a-zA-Z%]*(?:\d{3}|\*)")


def is_number(value: Any) -> bool:
    """Whether a value is a number (truth values are not)."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def truth(value: Any) -> bool:
    """Truth of any value; the texts "true" and "false" count as JUEL reads them."""
    if isinstance(value, str):
        return value.strip().lower() not in ("", "false")
    return bool(value)


def is_empty(value: Any) -> bool:
    """JUEL's `empty`: null, an empty text or an empty collection."""
    return value is None or (isinstance(value, str | Sequence | Mapping) and len(value) == 0)


def to_number(value: Any) -> Number | None:
    """The number that a value stands for, or None."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, str):
        text = value.strip()
        try:
            return int(text) if text.lstrip("+-").isdigit() else float(text)
        except ValueError:
            return None
    return None


def equal(left: Any, right: Any) -> bool:
    """Equality; a number or truth value and the text that writes it are equal, as in JUEL and JavaScript."""
    if type(left) is type(right) or left is None or right is None:
        return bool(left == right)
    if isinstance(left, str) and isinstance(right, bool):
        return left.strip().lower() == ("true" if right else "false")
    if isinstance(right, str) and isinstance(left, bool):
        return equal(right, left)
    if (isinstance(left, str) and is_number(right)) or (isinstance(right, str) and is_number(left)):
        first, second = to_number(left), to_number(right)
        return first is not None and second is not None and _same(first, second)
    if is_number(left) and is_number(right):
        return _same(left, right)
    return bool(left == right)


def _same(left: Number, right: Number) -> bool:
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return Decimal(str(left)) == Decimal(str(right))
    return left == right


def compare(operator: str, left: Any, right: Any) -> bool:
    """Order of numbers, texts, dates; anything compared with null is false."""
    if left is None or right is None:
        return False
    if isinstance(left, str) and isinstance(right, str):
        pair: tuple[Any, Any] = (left, right)
    elif isinstance(left, datetime | date | time | timedelta | Months) and type(left) is type(right):
        pair = (left, right)
    elif isinstance(left, date) or isinstance(right, date):
        zone = next((one.tzinfo for one in (left, right) if isinstance(one, datetime) and one.tzinfo), UTC)
        pair = (_moment(left, zone), _moment(right, zone))
    elif isinstance(left, time) or isinstance(right, time):
        pair = (_clock(left), _clock(right))
    else:
        first, second = to_number(left), to_number(right)
        if first is None or second is None:
            raise NotationError(f"{_name(left)} and {_name(right)} have no order")
        if isinstance(first, Decimal) or isinstance(second, Decimal):
            first, second = Decimal(str(first)), Decimal(str(second))
        pair = (first, second)
    try:
        if operator == "<":
            return bool(pair[0] < pair[1])
        if operator == "<=":
            return bool(pair[0] <= pair[1])
        if operator == ">":
            return bool(pair[0] > pair[1])
        return bool(pair[0] >= pair[1])
    except TypeError as error:
        raise NotationError(str(error)) from error


def _moment(value: Any, zone: tzinfo) -> datetime:
    """The moment of a text, of a date (its midnight) or of a moment itself; without an offset it is in the zone."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time.min, tzinfo=zone)
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value.strip())
    except (ValueError, AttributeError) as error:
        raise NotationError(f"{_name(value)} is no date") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _clock(value: Any) -> time:
    try:
        return value if isinstance(value, time) else time.fromisoformat(value.strip())
    except (ValueError, AttributeError) as error:
        raise NotationError(f"{_name(value)} is no time of day") from error


def contains(container: Any, member: Any) -> bool:
    """Membership in a list, text or the keys of an object; nothing is in null."""
    if container is None:
        return False
    if isinstance(container, str):
        return isinstance(member, str) and member in container
    if isinstance(container, Mapping):
        return member in container
    if isinstance(container, Sequence | set):
        return any(equal(member, value) for value in container)
    raise NotationError(f"{_name(container)} has no members")


def single(rows: Sequence[Any]) -> Any:
    """The only row of Camunda's result of a decision; null when there is none."""
    if len(rows) > 1:
        raise NotationError(f"the decision gives {len(rows)} rows, and one is wanted")
    return rows[0] if rows else None


def single_entry(row: Mapping[str, Any] | None) -> Any:
    """The only value of a row of Camunda's result of a decision; null when there is none."""
    if row is not None and len(row) > 1:
        raise NotationError("the row of the decision has several outputs, and one is wanted")
    return next(iter(row.values()), None) if row is not None else None


def add(left: Any, right: Any) -> Any:
    """Sum of numbers and durations; lists are joined; with a text, the texts are joined."""
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return _sized([*left, *right])
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return {**left, **right}
    if isinstance(left, datetime | date | timedelta | Months) or isinstance(right, timedelta | Months):
        return left + right
    if isinstance(left, str) or isinstance(right, str):
        return _sized(text_of(left) + text_of(right))
    return arithmetic("+", left, right)


def arithmetic(operator: str, left: Any, right: Any) -> Any:
    """The four operations, remainder, whole division and power on numbers."""
    if operator == "-" and isinstance(left, datetime | date | timedelta | Months):
        return left - right
    if operator == "-" and isinstance(left, list):  # Groovy
        others = right if isinstance(right, list) else [right]
        if len(left) * len(others) > MAXIMUM_SIZE:
            raise NotationError("the lists are too long to be compared")
        return [item for item in left if not contains(others, item)]
    if operator == "*" and (isinstance(left, str | list) or isinstance(right, str | list)):
        return _repeat(left, right)
    if operator in "*/" and isinstance(left, timedelta):
        return _scaled(operator, left, right)
    if operator in "*/" and isinstance(left, Months):
        return left * right if operator == "*" else left / right
    if operator == "%" and isinstance(left, str):
        return _formatted(left, right)
    first, second = to_number(left), to_number(right)
    if first is None or second is None:
        raise NotationError(f"{_name(left)} {operator} {_name(right)} has no value")
    if isinstance(first, Decimal) != isinstance(second, Decimal):
        first, second = Decimal(str(first)), Decimal(str(second))
    whole = isinstance(first, int) and isinstance(second, int) and operator == "*"
    if whole and int(first).bit_length() + int(second).bit_length() > MAXIMUM_BITS:
        raise NotationError("the number is too large")
    try:
        result = _OPERATIONS[operator](first, second)
    except (ArithmeticError, ValueError) as error:
        raise NotationError(f"{first} {operator} {second} has no value") from error
    if isinstance(result, float) and not math.isfinite(result):
        raise NotationError(f"{first} {operator} {second} is too large")
    return result


def _scaled(operator: str, length: timedelta, by: Any) -> Any:
    if isinstance(by, timedelta) and operator == "/":
        return length / by
    number = float(by)
    return length * number if operator == "*" else length / number


def _formatted(text: str, inserted: Any) -> str:
    """Python's `text % values` with plain places; wide places are refused."""
    if _WIDE_PLACE.search(text):
        raise NotationError("the place in the text is too wide")
    try:
        return text % (tuple(inserted) if isinstance(inserted, list) else inserted)
    except (TypeError, ValueError, KeyError) as error:
        raise NotationError(f"the text has no place for these values: {error}") from error


def _power(left: Any, right: Any) -> Any:
    if abs(right) > 1000 or abs(left) > 10**30:
        raise NotationError("the power is too large")
    return left**right


_OPERATIONS: dict[str, Any] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "//": lambda left, right: left // right,
    "%": lambda left, right: left % right,
    "**": _power,
}


def _repeat(left: Any, right: Any) -> Any:
    value, times = (left, right) if isinstance(left, str | list) else (right, left)
    if not isinstance(times, int) or len(value) * max(times, 0) > MAXIMUM_SIZE:
        raise NotationError("the repetition is too long")
    return value * times


def _sized(value: Any) -> Any:
    if len(value) > MAXIMUM_SIZE:
        raise NotationError("the result is too long")
    return value


def joined(separator: Any, items: Iterable[Any]) -> str:
    """The texts of values with a separator between them."""
    return str(separator).join(map(text_of, items))


def text_of(value: Any) -> str:
    """How a value is written inside a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return written(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | tuple | set | Mapping):
        _check_written(value)
        return _whole_text(value)
    return str(value)


def _whole_text(value: Any) -> str:
    """How Java writes a list or a map."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_part_text(key)}={_part_text(entry)}" for key, entry in value.items()) + "}"
    return "[" + ", ".join(map(_part_text, value)) + "]"


def _part_text(value: Any) -> str:
    if isinstance(value, list | tuple | set | Mapping):
        return _whole_text(value)
    return "null" if value is None else text_of(value)


def _check_written(value: Any) -> None:
    """Refuse a value whose text would be too long: what stands in it twice is written twice."""
    waiting, left = [value], MAXIMUM_SIZE
    while waiting:
        part = waiting.pop()
        left -= len(part) if isinstance(part, str) else 2
        if isinstance(part, list | tuple | set | Mapping):
            waiting += [*part, *part.values()] if isinstance(part, Mapping) else part
        if left < 0:
            raise NotationError("the text is too long")


def _name(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str | int | float) and len(str(value)) < 40:
        return repr(value)
    return type(value).__name__
