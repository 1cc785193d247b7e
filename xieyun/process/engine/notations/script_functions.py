"""Functions that scripts define by name: `function f(a) {...}`, `def f(a) {...}`, `int f(int a) {...}`, `def f(a):`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .closures import NamedFunction
from .evaluations import Evaluation
from .scope import Frame, Scope
from .statements import Returned, Statement
from .tokens import Token

_DEFINING = frozenset({"function", "def", "void"})
_MAXIMUM_PARAMETERS = 200  # tokens


def defined_names(tokens: Sequence[Token]) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a script defines as functions, and those to which it assigns something."""
    functions: set[str] = set()
    assigned: set[str] = set()
    for index, name in enumerate(tokens[:-1]):
        before, after = tokens[index - 1].text if index else "", tokens[index + 1].text
        if name.kind != "name":
            continue
        if after == "(" and (before in _DEFINING or (before[:1].isalpha() and _has_body(tokens, index + 1))):
            functions.add(name.text)
        elif after == "=":
            assigned.add(name.text)
    return frozenset(functions), frozenset(assigned)


def _has_body(tokens: Sequence[Token], opening: int) -> bool:
    """Whether a brace follows the parentheses that begin at a place."""
    depth = 0
    for index in range(opening, min(opening + _MAXIMUM_PARAMETERS, len(tokens) - 1)):
        depth += {"(": 1, ")": -1}.get(tokens[index].text, 0)
        if depth == 0:
            return tokens[index + 1].text == "{"
    return False


def defining(
    name: str, parameters: list[str], defaults: dict[str, Evaluation], body: Statement, *, family: str
) -> Statement:
    """The statement that makes a function known."""
    python = family == "python"
    run = body if family == "groovy" else _explicit(body)

    def define(scope: Scope) -> None:
        scope.declare(name)
        scope.assign(name, NamedFunction(parameters, run, scope, defaults, owns=python))

    return define


def _explicit(body: Statement) -> Callable[[Scope], Any]:
    """Only `return` gives a value, as in Python and JavaScript; in Groovy the last statement does as well."""

    def run(scope: Scope) -> Any:
        try:
            body(scope)
        except Returned as returned:
            return returned.value
        return None

    return run


def outside(names: list[str]) -> Statement:
    """Python's `global x`: what a function sets of that name is the script's."""

    def run(scope: Scope) -> None:
        for frame in reversed(scope.locals):
            if isinstance(frame, Frame):
                frame.outside.update(names)
                return

    return run
