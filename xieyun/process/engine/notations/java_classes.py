"""Objects of Java's library that scripts of Groovy and Java make, and their methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from random import Random
from typing import Any

from . import java_dates, values
from .java_calendar import CALENDAR, Calendar
from .libraries import pretty_json
from .scope import Scope, Typed
from .tokens import NotationError
from .typed_values import TYPED


class Builder:
    """A StringBuilder: a text that grows."""

    __slots__ = ("text",)

    def __init__(self, text: Any = "") -> None:
        self.text = "" if isinstance(text, int) else values.text_of(text)  # a number is its first capacity

    def __str__(self) -> str:
        return self.text

    def append(self, scope: Scope, more: Any) -> Builder:
        """Add at the end."""
        return self.become(scope, self.text + _written(scope, more))

    def insert(self, scope: Scope, place: Any, more: Any) -> Builder:
        """Add at a place."""
        return self.become(scope, self.text[: int(place)] + _written(scope, more) + self.text[int(place) :])

    def replace(self, scope: Scope, start: Any, stop: Any, new: Any) -> Builder:
        """Put a text in the place of a part."""
        return self.become(scope, self.text[: int(start)] + _written(scope, new) + self.text[int(stop) :])

    def become(self, scope: Scope, text: str) -> Builder:
        """Hold another text, its work counted."""
        self.text = scope.sized(text)
        return self


class DateForm:
    """A SimpleDateFormat or DateTimeFormatter."""

    __slots__ = ("pattern",)

    def __init__(self, pattern: Any = "yyyy-MM-dd HH:mm:ss", *_: Any) -> None:
        self.pattern = values.text_of(pattern)

    def parse(self, scope: Scope, text: Any) -> datetime:
        """The moment of a text; without an offset it is in the zone of the clock."""
        moment = java_dates.read(text, self.pattern)
        return moment if moment.tzinfo or scope.now is None else moment.replace(tzinfo=scope.now.tzinfo)


class Walk:
    """An Iterator."""

    __slots__ = ("items", "place")

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items
        self.place = 0

    def next(self) -> Any:
        """The next member; raises NotationError after the last."""
        if self.place >= len(self.items):
            raise NotationError("there is no further member")
        self.place += 1
        return self.items[self.place - 1]


class Maybe:
    """An Optional."""

    __slots__ = ("value",)

    def __init__(self, value: Any = None) -> None:
        self.value = value

    def get(self) -> Any:
        """The value; raises NotationError when there is none."""
        if self.value is None:
            raise NotationError("there is no value")
        return self.value


class Chance:
    """A java.util.Random; the engine knows no chance, see `functions.drawing`."""

    __slots__ = ("random",)

    def __init__(self, random: Random) -> None:
        self.random = random

    def whole(self, *bounds: Any) -> int:
        """A whole number from the first bound (or 0) to below the last."""
        low, high = (0, 2**31, *map(int, bounds))[-2:] if len(bounds) != 1 else (0, int(bounds[0]))
        if high <= low:
            raise NotationError("the bound of a drawn number must be larger")
        return self.random.randrange(low, high)


def _written(scope: Scope, value: Any) -> str:
    scope.measured(value)
    return "null" if value is None else values.text_of(value)


Method = Callable[..., Any]

_BUILDER: dict[str, Method] = {
    "append": lambda scope, builder, more: builder.append(scope, more),
    "leftShift": lambda scope, builder, more: builder.append(scope, more),
    "insert": lambda scope, builder, place, more: builder.insert(scope, place, more),
    "replace": lambda scope, builder, start, stop, new: builder.replace(scope, start, stop, new),
    "delete": lambda scope, builder, start, stop: builder.replace(scope, start, stop, ""),
    "deleteCharAt": lambda scope, builder, place: builder.replace(scope, place, int(place) + 1, ""),
    "setLength": lambda scope, builder, length: builder.become(scope, builder.text[: int(length)]),
    "reverse": lambda scope, builder: builder.become(scope, builder.text[::-1]),
    "toString": lambda scope, builder: builder.text,
    "toPrettyString": lambda scope, builder: pretty_json(scope, builder.text),
    **dict.fromkeys(("length", "size"), lambda scope, builder: len(builder.text)),
    "isEmpty": lambda scope, builder: not builder.text,
    "charAt": lambda scope, builder, place: builder.text[int(place)],
    "indexOf": lambda scope, builder, part: builder.text.find(part),
}

_DATE_FORM: dict[str, Method] = {
    "format": lambda scope, form, moment: java_dates.written(moment, form.pattern),
    "parse": lambda scope, form, text: form.parse(scope, text),
    **dict.fromkeys(("setLenient", "setTimeZone"), lambda scope, form, *_: None),
    "withZone": lambda scope, form, *_: form,
}

_WALK: dict[str, Method] = {
    "hasNext": lambda scope, walk: walk.place < len(walk.items),
    "next": lambda scope, walk: walk.next(),
}

_MAYBE: dict[str, Method] = {
    "isPresent": lambda scope, maybe: maybe.value is not None,
    "isEmpty": lambda scope, maybe: maybe.value is None,
    **dict.fromkeys(("get", "orElseThrow"), lambda scope, maybe, *_: maybe.get()),
    "orElse": lambda scope, maybe, other: other if maybe.value is None else maybe.value,
    "orElseGet": lambda scope, maybe, make: make() if maybe.value is None else maybe.value,
    "map": lambda scope, maybe, change: Maybe(None if maybe.value is None else change(maybe.value)),
    "filter": lambda scope, maybe, test: Maybe(
        maybe.value if maybe.value is not None and values.truth(test(maybe.value)) else None
    ),
    "ifPresent": lambda scope, maybe, use: None if maybe.value is None else use(maybe.value),
}

_CHANCE: dict[str, Method] = {
    **dict.fromkeys(("nextInt", "nextLong"), lambda scope, chance, *bounds: chance.whole(*bounds)),
    **dict.fromkeys(("nextDouble", "nextFloat"), lambda scope, chance: chance.random.random()),
    "nextBoolean": lambda scope, chance: chance.random.random() < 0.5,
}

_MOMENT: dict[str, Method] = {
    "format": lambda scope, moment, form: java_dates.written(
        moment, form.pattern if isinstance(form, DateForm) else form
    ),
}

METHODS_OF_OBJECTS: tuple[tuple[type, Mapping[str, Method]], ...] = (
    (Builder, _BUILDER),
    (DateForm, _DATE_FORM),
    (Walk, _WALK),
    (Maybe, _MAYBE),
    (Chance, _CHANCE),
    (Calendar, CALENDAR),
    (Typed, TYPED),
    (date, _MOMENT),
)


def method_of(value: Any, name: str) -> Method | None:
    """Return the method of an object of Java's library, None when it has none of the name."""
    for kind, methods in METHODS_OF_OBJECTS:
        if isinstance(value, kind) and name in methods:
            return methods[name]
    return None


def property_method(verb: str, name: str) -> str:
    """Return the name of the method that gets or sets a property: `getTime` for `time`."""
    return f"{verb}{name[:1].upper()}{name[1:]}"
