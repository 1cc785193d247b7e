"""What expressions do once they are read: functions over a `Scope`, put together from smaller ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import values
from .closures import Closure
from .functions import call_function
from .methods import call_method
from .scope import Scope

Evaluation = Callable[[Scope], Any]


def joined(left: Evaluation, right: Evaluation) -> Evaluation:
    """JUEL's `+=`: texts joined."""
    return lambda scope: calculated(scope, "+", text_of(scope, left(scope)), text_of(scope, right(scope)))


def text_of(scope: Scope, value: Any) -> str:
    """How a value is written inside a text, its work counted."""
    scope.measured(value)
    return values.text_of(value)


def context_of(scope: Scope, entries: list[tuple[Evaluation, Evaluation]]) -> dict[str, Any]:
    """An object of FEEL: later entries see earlier ones."""
    made: dict[str, Any] = {}
    scope.locals.append(made)
    try:
        for key, value in entries:
            made[str(key(scope))] = value(scope)
    finally:
        scope.locals.pop()
    return made


def spread_of(scope: Scope, entries: list[tuple[Evaluation, Evaluation]], spread: list[Evaluation]) -> dict[str, Any]:
    """An object with others laid into it."""
    made: dict[str, Any] = {}
    for key, value in entries:
        if key in spread:
            made.update(key(scope) or {})
        else:
            made[str(key(scope))] = value(scope)
    return made


def temporal(text: str) -> Evaluation:
    """FEEL's `@"2026-01-01"` and `@"PT1H"`."""
    name = "duration" if text.lstrip("-").startswith("P") else "date and time"
    return lambda scope: call_function(name, scope, ([text], {}))


def ranged(first: Evaluation, last: Evaluation) -> Evaluation:
    """The whole numbers from one to another."""

    def numbers(scope: Scope) -> Any:
        start, stop = first(scope), last(scope)
        if isinstance(start, str) and isinstance(stop, str) and len(start) == len(stop) == 1:  # Groovy's `'a'..'z'`
            return [chr(code) for code in range(ord(start), ord(stop) + 1)]
        return call_function("range", scope, ([start, stop + 1], {}))

    return numbers


def closing_over(names: list[str], body: Evaluation) -> Evaluation:
    """A function that sees the variables of its place."""
    return lambda scope: Closure(names, body, scope)


def nested(scope: Scope, iterators: list[tuple[str, Evaluation]], body: Evaluation) -> Any:
    """The values of FEEL's `for` with several lists."""
    (name, collection), rest = iterators[0], iterators[1:]
    for member in collection(scope) or ():
        scope.tick()
        scope.locals.append({name: member})
        try:
            if rest:
                yield from nested(scope, rest, body)
            else:
                yield body(scope)
        finally:
            scope.locals.pop()


def ranged_over(iterators: list[tuple[str, Evaluation]], body: Evaluation) -> Evaluation:
    """FEEL's `for`, whose body sees what it gave so far as `partial`."""

    def run(scope: Scope) -> list[Any]:
        made: list[Any] = []
        scope.locals.append({"partial": made})
        try:
            made.extend(nested(scope, iterators, body))
        finally:
            scope.locals.pop()
        return made

    return run


def constant(value: Any) -> Evaluation:
    """Always the same value."""
    return lambda scope: value


def choose(condition: Evaluation, positive: Evaluation, negative: Evaluation) -> Evaluation:
    """One of two by a condition."""
    return lambda scope: positive(scope) if values.truth(condition(scope)) else negative(scope)


def and_then(left: Evaluation, right: Evaluation) -> Evaluation:
    """The left value unless it is true, then the right one."""

    def evaluate(scope: Scope) -> Any:
        value = left(scope)
        return right(scope) if values.truth(value) else value

    return evaluate


def or_else(left: Evaluation, right: Evaluation) -> Evaluation:
    """The left value if it is true, else the right one."""

    def evaluate(scope: Scope) -> Any:
        value = left(scope)
        return value if values.truth(value) else right(scope)

    return evaluate


def coalesce(left: Evaluation, right: Evaluation) -> Evaluation:
    """The left value, or the right one when that is null."""

    def evaluate(scope: Scope) -> Any:
        value = left(scope)
        return right(scope) if value is None else value

    return evaluate


def binary(operator: str, left: Evaluation, right: Evaluation) -> Evaluation:
    """Arithmetic on two values."""
    return lambda scope: calculated(scope, operator, left(scope), right(scope))


def calculated(scope: Scope, operator: str, left: Any, right: Any) -> Any:
    """The value of an operator of arithmetic, its work counted."""
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        scope.measured(left, right)
    return scope.sized(values.add(left, right) if operator == "+" else values.arithmetic(operator, left, right))


def coerced(operator: str, left: Evaluation, right: Evaluation) -> Evaluation:
    """Arithmetic of JUEL: texts that write numbers count as these (EL 2.2, section 1.7), other texts are joined."""

    def calculate(scope: Scope) -> Any:
        first, second = left(scope), right(scope)
        if isinstance(first, str) or isinstance(second, str):
            numbers = values.to_number(first), values.to_number(second)
            if None not in numbers:
                first, second = numbers
        return calculated(scope, operator, first, second)

    return calculate


def method_of(value: Evaluation, name: str, arguments: list[tuple[str, Evaluation]]) -> Evaluation:
    """A call of a method."""
    return lambda scope: call_method(scope, value(scope), name, values_of(scope, arguments))


def method_of_each(value: Evaluation, name: str, arguments: list[tuple[str, Evaluation]]) -> Evaluation:
    """Groovy's `list*.method()`."""
    return lambda scope: [call_method(scope, item, name, values_of(scope, arguments)) for item in value(scope) or ()]


def values_of(scope: Scope, arguments: list[tuple[str, Evaluation]]) -> tuple[list[Any], dict[str, Any]]:
    """Arguments by place and by name."""
    scope.tick()
    positional = [value(scope) for name, value in arguments if not name]
    return positional, {name: value(scope) for name, value in arguments if name}


def each(
    scope: Scope, collection: Evaluation, names: list[str], value: Evaluation, condition: Evaluation | None
) -> Any:
    """The values of a comprehension."""
    members = collection(scope)
    frame: dict[str, Any] = {}
    scope.locals.append(frame)
    try:
        for member in members if members is not None else ():
            scope.tick()
            frame.update({names[0]: member} if len(names) == 1 else zip(names, member, strict=False))
            if condition is None or values.truth(condition(scope)):
                yield value(scope)
    finally:
        scope.locals.pop()
