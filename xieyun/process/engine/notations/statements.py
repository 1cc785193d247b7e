"""What the statements of scripts do: sequences, choices, loops within a budget, errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import values
from .closures import entries_of
from .evaluations import Evaluation
from .exceptions import full_name, is_exception
from .matchers import PatternText
from .regular import compiled
from .scope import Scope
from .tokens import NotationError, ThrownError, UnknownNameError

Statement = Callable[[Scope], Any]


class Returned(Exception):
    """A script, or a function in it, ends with a value."""

    def __init__(self, value: Any) -> None:
        self.value = value
        super().__init__("return")


class Broken(Exception):
    """A loop ends."""


class Continued(Exception):
    """A loop goes on with the next turn."""


def sequence(statements: list[Statement]) -> Statement:
    """Statements one after another; the value is the last one's."""

    def run(scope: Scope) -> Any:
        value = None
        for statement in statements:
            scope.tick()
            value = statement(scope)
        return value

    return run


def program(body: Statement) -> Statement:
    """Statements that `return` leaves with a value."""

    def run(scope: Scope) -> Any:
        try:
            return body(scope)
        except Returned as returned:
            return returned.value

    return run


def returned(value: Evaluation | None) -> Statement:
    """`return value`."""

    def run(scope: Scope) -> Any:
        raise Returned(value(scope) if value else None)

    return run


def leaving(signal: type[Exception]) -> Statement:
    """`break` and `continue`."""

    def run(scope: Scope) -> Any:
        raise signal

    return run


def repeated(body: Statement, scope: Scope) -> bool:
    """Run the body of a loop once; whether the loop goes on."""
    scope.tick()
    try:
        body(scope)
    except Continued:
        return True
    except Broken:
        return False
    return True


def over(name: str, collection: Evaluation, body: Statement) -> Statement:
    """A loop over the members of a collection."""

    def run(scope: Scope) -> None:
        members = collection(scope) or ()
        scope.sized(members)
        for member in entries_of(members) if isinstance(members, dict) else list(members):
            scope.will_assign(name)
            scope.assign(name, member)
            if not repeated(body, scope):
                break

    return run


def while_true(condition: Evaluation, body: Statement, *, first: bool = True) -> Statement:
    """A loop with a condition, asked `first` or after each turn; the budget of work ends endless ones."""

    def run(scope: Scope) -> None:
        if not first and not repeated(body, scope):
            return
        while values.truth(condition(scope)) and repeated(body, scope):
            scope.tick()

    return run


def switched(value: Evaluation, cases: list[tuple[Evaluation | None, Statement]]) -> Statement:
    """`switch`: from the case that fits, or the default, on to a `break`."""

    def run(scope: Scope) -> Any:
        found = value(scope)
        scope.measured(found)
        start = next((index for index, (test, _) in enumerate(cases) if test and _fits(found, test(scope))), None)
        if start is None:
            start = next((index for index, (test, _) in enumerate(cases) if test is None), len(cases))
        try:
            return sequence([body for _, body in cases[start:]])(scope)
        except Broken:
            return None

    return run


def _fits(value: Any, case: Any) -> bool:
    if isinstance(case, PatternText):
        return value is not None and compiled(case, "java").fullmatch(str(value)) is not None
    return values.contains(case, value) if isinstance(case, list) else values.equal(value, case)


def trying(body: Statement, name: str | None, rescue: Statement | None, after: Statement | None) -> Statement:
    """`try`: errors of values and thrown ones are caught; what this grammar does not know is not."""

    def run(scope: Scope) -> Any:
        try:
            return body(scope)
        except UnknownNameError:
            raise
        except (NotationError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            if rescue is None:
                raise
            scope.tick()  # a script that works too much does not catch that
            if name:
                scope.private.add(name)
                scope.assign(name, _caught(error))
            return rescue(scope)
        finally:
            if after is not None:
                after(scope)

    return run


def _caught(error: Exception) -> Any:
    if isinstance(error, ThrownError):
        found = {"errorCode": error.code, "errorMessage": error.message, **error.carries}
        return {**found, "message": error.message or error.code, "class": _class(error.code or "")}
    name = "ArithmeticException" if isinstance(error.__cause__ or error, ArithmeticError) else "RuntimeException"
    return {"errorCode": None, "errorMessage": str(error), "message": str(error), "class": _class(name)}


def _class(code: str) -> dict[str, str]:
    """The class of an error, by what `getClass()` tells of it."""
    name = full_name(code) if is_exception(code) else "org.camunda.bpm.engine.delegate.BpmnError"
    return {"name": name, "simpleName": name.rsplit(".", 1)[-1]}


def counting(first: Statement, condition: Evaluation, change: Statement, body: Statement) -> Statement:
    """The loop `for (first; condition; change)`."""

    def run(scope: Scope) -> None:
        first(scope)
        while values.truth(condition(scope)) and repeated(body, scope):
            change(scope)

    return run
