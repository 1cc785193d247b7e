"""Reads one value as its field says. Everything a caller could poison us with is refused here."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from xieyun.kernel.errors import FieldError
from xieyun.kernel.identifiers import parse_id
from xieyun.records.definitions import Field

MAXIMUM_NUMBER: Final = Decimal("1000000000000000")
_NUMBER = re.compile(r"-?\d{1,40}(\.\d{1,40})?", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_FULL_WIDTH = re.compile("[０-９．－，＋]")


class Refused(Exception):
    """A value does not fit its field: a sentence code and its parameters."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def at(self, path: str) -> FieldError:
        """The refusal as a field error."""
        return FieldError(path, self.code, self.params)


def read(field: Field, value: Any) -> Any:
    """The stored form of `value`, or None for an empty one. Raises Refused.

    Persons, nodes, lookups and attachments give ids; whether they exist is for `references` to say.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return _READERS[field.type](field, value)


def read_number(value: Any) -> Decimal:
    """A finite decimal of ASCII digits. Raises Refused for anything else, full-width digits by name."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise Refused("value-number")
    text = value.strip() if isinstance(value, str) else format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, str) and _FULL_WIDTH.search(text):
        raise Refused("value-full-width")
    if not _NUMBER.fullmatch(text):
        raise Refused("value-number")
    number = Decimal(text)
    if abs(number) >= MAXIMUM_NUMBER:
        raise Refused("value-too-large", limit=MAXIMUM_NUMBER)
    return number


def read_date(value: Any) -> dt.date:
    """A calendar day from 1900 to 9999, written YYYY-MM-DD. Raises Refused."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = value.isoformat()
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Refused("value-date")
    try:
        day = dt.date(*(int(part) for part in found.groups()))
    except ValueError:
        raise Refused("value-date") from None
    if day.year < 1900:
        raise Refused("field-date-range")
    return day


def clean_text(value: Any, maximum_length: int, *, lines: bool = False) -> str:
    """A text in NFC without control characters, at most `maximum_length` characters. Raises Refused."""
    if not isinstance(value, str):
        raise Refused("value-text")
    if _CONTROL.search(value):
        raise Refused("field-unsafe-text")
    text = unicodedata.normalize("NFC", value)
    text = text.replace("\r\n", "\n") if lines else " ".join(text.split())
    if len(text) > maximum_length:
        raise Refused("field-too-long", limit=maximum_length)
    return text


def _text(field: Field, value: Any) -> str:
    text = clean_text(value, field.maximum_length, lines=field.type == "long_text")
    if field.pattern and not re.fullmatch(field.pattern, text):
        raise Refused("value-pattern", hint=(field.pattern_help or field.title)["zh"])
    return text


def _number(field: Field, value: Any) -> Decimal | int:
    number = read_number(value)
    scale = 0 if field.type == "integer" else field.scale
    if number != round(number, scale):
        raise Refused("value-scale", scale=scale)
    if field.minimum is not None and number < field.minimum:
        raise Refused("value-too-small", limit=field.minimum)
    if field.maximum is not None and number > field.maximum:
        raise Refused("value-too-large", limit=field.maximum)
    return int(number) if field.type == "integer" else round(number, scale)


def _date(field: Field, value: Any) -> dt.date:
    day = read_date(value)
    if field.minimum is not None and day < dt.date.fromisoformat(field.minimum):
        raise Refused("value-too-small", limit=field.minimum)
    if field.maximum is not None and day > dt.date.fromisoformat(field.maximum):
        raise Refused("value-too-large", limit=field.maximum)
    return day


def _datetime(field: Field, value: Any) -> dt.datetime:
    try:
        instant = dt.datetime.fromisoformat(value) if isinstance(value, str) and value.isascii() else value
    except ValueError:
        raise Refused("value-datetime") from None
    if not isinstance(instant, dt.datetime) or instant.tzinfo is None:
        raise Refused("value-datetime")
    if not 1900 <= instant.year <= 9999:
        raise Refused("field-date-range")
    return instant


def _boolean(field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused("value-boolean")
    return value


def _choice(field: Field, value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("id")
    if not any(option.code == value for option in field.options):
        raise Refused("value-choice", options="、".join(option.title["zh"] for option in field.options[:20]))
    return str(value)


def _identifier(field: Field, value: Any) -> UUID:
    if isinstance(value, dict):
        value = value.get("id")
    found = value if isinstance(value, UUID) else parse_id(value) if isinstance(value, str) else None
    if found is None:
        raise Refused("value-reference")
    return found


def _identifiers(field: Field, value: Any) -> list[UUID] | None:
    if not isinstance(value, list):
        raise Refused("value-list")
    if len(value) > field.maximum_items:
        raise Refused("value-too-many", limit=field.maximum_items)
    return list(dict.fromkeys(_identifier(field, one) for one in value)) or None


_READERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "serial_number": _text,
    "integer": _number,
    "decimal": _number,
    "money": _number,
    "percent": _number,
    "boolean": _boolean,
    "choice": _choice,
    "date": _date,
    "datetime": _datetime,
    "person": _identifier,
    "node": _identifier,
    "lookup": _identifier,
    "attachment": _identifiers,
}
