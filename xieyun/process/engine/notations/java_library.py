"""What scripts of Groovy and Java name of Java's library: constructors, static functions and constants."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from . import values
from .decimals import ROUNDING_MODES, decimal_of
from .functions import FUNCTIONS, drawing, drawn_uuid
from .java_calendar import CALENDAR_CONSTANTS, calendar
from .java_classes import Builder, Chance, DateForm, Maybe
from .libraries import compact_json, pretty_json
from .scope import Scope
from .tokens import NotationError
from .typed_values import TYPED_FUNCTIONS

_PACKAGE = re.compile(r"^(?:[a-z]\w*\.)+(?=[A-Z])")


def without_package(name: str) -> str:
    """Return `BigDecimal.ZERO` of `java.math.BigDecimal.ZERO`."""
    return _PACKAGE.sub("", name)


def _moment(scope: Scope, *arguments: Any) -> datetime:
    """A moment out of a text, by a form where one is given, or out of its parts."""
    if len(arguments) > 1 and isinstance(arguments[1], DateForm):
        return arguments[1].parse(scope, arguments[0])
    moment: datetime = FUNCTIONS["date"](scope, *arguments)
    return moment


def _date(scope: Scope, *arguments: Any) -> date:
    return _moment(scope, *arguments).date()


def _today(scope: Scope) -> date:
    moment: datetime = FUNCTIONS["today"](scope)
    return moment.date()


def _java_date(scope: Scope, *arguments: Any) -> Any:
    """`new Date()`, or the moment of so many milliseconds since 1970."""
    if len(arguments) == 1 and isinstance(arguments[0], int):
        return datetime.fromtimestamp(arguments[0] / 1000, scope.now.tzinfo if scope.now else None)
    return FUNCTIONS["Date"](scope, *arguments)


def _read_date(scope: Scope, pattern: Any, text: Any) -> datetime:
    return DateForm(pattern).parse(scope, text)


def _between(length: timedelta) -> Callable[..., int]:
    def count(scope: Scope, start: Any, stop: Any) -> int:
        return int((stop - start) / length)

    return count


def _sort(scope: Scope, items: list[Any], order: Any = None) -> None:
    scope.measured(items)
    items[:] = FUNCTIONS["sorted"](scope, items) if order is None else order(items)


def _joining(separator: Any = "", before: Any = "", after: Any = "") -> Callable[[list[Any]], str]:
    return lambda items: f"{before}{values.joined(separator, items)}{after}"


def _wanted(scope: Scope, value: Any, *_: Any) -> Any:
    if value is None:
        raise NotationError("a value is missing")
    return value


def _power(scope: Scope, base: Any, exponent: Any) -> float:
    return float(values.arithmetic("**", float(base), exponent))


def _map_of(scope: Scope, *given: Any) -> dict[Any, Any]:
    return dict(zip(given[::2], given[1::2], strict=True))


CONSTRUCTORS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("BigDecimal", "BigInteger"), lambda scope, value, *_: decimal_of(value)),
    **dict.fromkeys(("Double", "Float"), lambda scope, value: float(decimal_of(value))),
    "Long": FUNCTIONS["Integer"],
    **dict.fromkeys(("StringBuilder", "StringBuffer", "StringWriter"), lambda scope, *text: Builder(*text)),
    "JsonBuilder": lambda scope, value=None: Builder(compact_json(scope, value)),
    "SimpleDateFormat": lambda scope, *given: DateForm(*given),
    "Random": lambda scope, *_: Chance(drawing(scope)),
    "Date": _java_date,
    "GregorianCalendar": calendar,
    "sprintf": lambda scope, text, *given: values.arithmetic("%", text, list(given)),
}

STATIC_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **TYPED_FUNCTIONS,
    "JsonOutput.prettyPrint": pretty_json,
    "Math.pow": _power,
    "Math.sqrt": lambda scope, value: math.sqrt(value),
    "Math.floorMod": lambda scope, value, by: value % by,
    "Math.floorDiv": lambda scope, value, by: value // by,
    "Math.signum": lambda scope, value: float((value > 0) - (value < 0)),
    "BigDecimal.valueOf": lambda scope, value, *_: decimal_of(value),
    **dict.fromkeys(("Double.valueOf", "Float.valueOf", "Float.parseFloat"), FUNCTIONS["float"]),
    **dict.fromkeys(("Boolean.valueOf", "Boolean.parseBoolean"), FUNCTIONS["Boolean"]),
    "Boolean.toString": FUNCTIONS["string"],
    "String.join": lambda scope, separator, *items: values.joined(
        separator, items[0] if len(items) == 1 and isinstance(items[0], list) else items
    ),
    "String.valueOf": lambda scope, value: "null" if value is None else values.text_of(value),
    "Objects.equals": lambda scope, left, right: values.equal(left, right),
    "Objects.isNull": lambda scope, value: value is None,
    "Objects.nonNull": lambda scope, value: value is not None,
    "Objects.requireNonNull": _wanted,
    "Objects.toString": lambda scope, value, other="null": other if value is None else values.text_of(value),
    **dict.fromkeys(("Optional.ofNullable", "Optional.of"), lambda scope, value: Maybe(value)),
    "Optional.empty": lambda scope: Maybe(),
    "UUID.randomUUID": drawn_uuid,
    "Character.isDigit": lambda scope, text: str(text).isdigit(),
    "Character.isLetter": lambda scope, text: str(text).isalpha(),
    "Map.of": _map_of,
    "Set.of": lambda scope, *items: FUNCTIONS["LinkedHashSet"](scope, list(items)),
    "Collections.sort": _sort,
    "Collections.emptyMap": lambda scope: {},
    "Collections.reverse": lambda scope, items: items.reverse(),
    "Collections.max": lambda scope, items: max(items),
    "Collections.min": lambda scope, items: min(items),
    **{
        f"Collections.unmodifiable{kind}": lambda scope, items: items
        for kind in ("List", "Map", "Set", "Collection")
    },
    "Collectors.toList": lambda scope: list,
    "Collectors.toSet": lambda scope: lambda items: FUNCTIONS["LinkedHashSet"](scope, list(items)),
    "Collectors.joining": lambda scope, *given: _joining(*given),
    "Collectors.counting": lambda scope: len,
    "Date.parse": _read_date,
    **dict.fromkeys(("Calendar.getInstance", "GregorianCalendar.getInstance"), lambda scope, *_: calendar(scope)),
    "LocalDate.now": _today,
    **dict.fromkeys(("LocalDate.of", "LocalDate.parse"), _date),
    **dict.fromkeys(
        ("LocalDateTime.of", "LocalDateTime.parse", "ZonedDateTime.parse", "OffsetDateTime.parse", "Instant.parse"),
        _moment,
    ),
    **dict.fromkeys(("ZonedDateTime.now", "OffsetDateTime.now"), FUNCTIONS["now"]),
    "DateTimeFormatter.ofPattern": lambda scope, pattern, *_: DateForm(pattern),
    **{
        f"ChronoUnit.{unit}.between": _between(length)
        for unit, length in {
            "WEEKS": timedelta(weeks=1), "DAYS": timedelta(days=1), "HOURS": timedelta(hours=1),
            "MINUTES": timedelta(minutes=1), "SECONDS": timedelta(seconds=1),
        }.items()
    },
    **{
        f"{kind}.of{unit.title()}": lambda scope, number, unit=unit: timedelta(**{unit: int(number)})
        for kind in ("Duration", "Period")
        for unit in ("weeks", "days", "hours", "minutes", "seconds")
    },
    "Duration.parse": FUNCTIONS["duration"],
}  # fmt: skip

CONSTANTS: dict[str, Any] = {
    **CALENDAR_CONSTANTS,
    "Integer.MAX_VALUE": 2**31 - 1, "Integer.MIN_VALUE": -(2**31),
    "Long.MAX_VALUE": 2**63 - 1, "Long.MIN_VALUE": -(2**63),
    "Math.PI": math.pi, "Math.E": math.e,
    "BigDecimal.ZERO": 0, "BigDecimal.ONE": 1, "BigDecimal.TEN": 10,
    "BigInteger.ZERO": 0, "BigInteger.ONE": 1,
    "Boolean.TRUE": True, "Boolean.FALSE": False,
    **{f"RoundingMode.{mode}": mode for mode in ROUNDING_MODES},
    **{f"BigDecimal.ROUND_{mode}": mode for mode in ROUNDING_MODES},
}  # fmt: skip

# Only scripts write full names such as `org.camunda.spin.Spin`; in expressions `org` is a variable that may be unset.
LIBRARIES = frozenset({"org", *(name.partition(".")[0] for name in (*STATIC_FUNCTIONS, *CONSTANTS))})
