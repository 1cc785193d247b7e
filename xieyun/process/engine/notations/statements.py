"""What the statements of scripts do: sequences, branches, loops within a budget, assignments to copies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import values
from .closures import LIST_CLOSURES
from .evaluations import Evaluation
from .lookups import attribute, index_of, set_member
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
        for member in collection(scope) or ():
            scope.assign(name, member)
            scope.passing.add(name)
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
        return {**found, "message": error.message or error.code}
    return {"errorCode": None, "errorMessage": str(error), "message": str(error)}


def counting(first: Statement, condition: Evaluation, change: Statement, body: Statement) -> Statement:
    """The loop `for (first; condition; change)`."""

    def run(scope: Scope) -> None:
        first(scope)
        while values.truth(condition(scope)) and repeated(body, scope):
            change(scope)

    return run


def operated(operator: str, old: Evaluation, value: Evaluation) -> Evaluation:
    """What `+=` and the like assign."""
    if operator == "+":
        return lambda scope: values.add(old(scope), value(scope))
    return lambda scope: values.arithmetic(operator, old(scope), value(scope))


def added(path: list[Any], step: int) -> Evaluation:
    """What `++` and `--` assign."""
    old = read_path(path)
    return lambda scope: values.add(old(scope), step)


def _variable_path(path: list[Any]) -> list[Any]:
    """`this.environment.variables.x` and `execution.variables.x` are the variable `x`."""
    start = 0
    while start < len(path) - 1 and path[start] in (
        "this",
        "environment",
        "variables",
        "output",
        "execution",
        "kcontext",
        "content",
    ):
        start += 1
    return path[start:]


def read_path(path: list[Any]) -> Evaluation:
    """The value of a name with members."""
    path = _variable_path(path)

    def read(scope: Scope) -> Any:
        value = scope.look_up(path[0])
        for member in path[1:]:
            value = index_of(value, member(scope)) if callable(member) else attribute(value, member)
        return value

    return read


def assign(path: list[Any], value: Evaluation) -> Statement:
    """Set a variable, or a member of the changed copy of one."""
    path = _variable_path(path)
    if callable(path[0]):
        raise NotationError("that cannot be assigned")

    def run(scope: Scope) -> Any:
        result = entry = value(scope)
        keys = [member(scope) if callable(member) else member for member in path]
        chain = [scope.look_up(keys[0])]
        for key in keys[1:-1]:
            chain.append(index_of(chain[-1], key) if chain[-1] is not None else None)
        for holder, key in zip(reversed(chain[: len(keys) - 1]), reversed(keys[1:]), strict=True):
            entry = set_member(holder, key, entry)
        scope.assign(keys[0], entry)
        if len(keys) == 1:
            scope.passing.add(str(keys[0]))
        return result

    return run


def _removed(items: Any, item: Any) -> Any:
    if isinstance(items, Mapping):
        return {key: value for key, value in items.items() if key != item}
    result = list(items)
    for index, value in enumerate(result):
        if values.equal(value, item):
            del result[index]
            break
    return result


def _popped(items: Any, key: Any = -1, *_: Any) -> Any:
    if isinstance(items, Mapping):
        return {name: value for name, value in items.items() if name != key}
    result = list(items or ())
    if result:
        result.pop(int(key))
    return result


MUTATIONS: dict[str, Callable[..., Any]] = {
    "add": lambda items, item: [*(items or ()), item],
    "push": lambda items, *more: [*(items or ()), *more],
    "addAll": lambda items, more: [*(items or ()), *more],
    "remove": _removed,
    "pop": _popped,
    "put": lambda mapping, key, value: {**(mapping or {}), key: value},
    "addAdditionalData": lambda error, key, value: {**(error or {}), key: value},
    "sort": lambda items, *order: LIST_CLOSURES["sort"](items, *order) if order else sorted(items),
    "reverse": lambda items: items[::-1],
    "removeIf": lambda items, test: [item for item in items if not values.truth(test(item))],
    "putAll": lambda mapping, more: {**(mapping or {}), **more},
    "clear": lambda items: {} if isinstance(items, Mapping) else [],
}
