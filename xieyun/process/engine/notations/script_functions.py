"""Functions that scripts define by name: `def f(a) {...}`, `int f(int a) {...}`."""

from __future__ import annotations

from collections.abc import Sequence

from .closures import NamedFunction
from .evaluations import Evaluation
from .scope import Scope
from .statements import Statement, program, sequence
from .tokens import Token

_DEFINING = frozenset({"def", "void"})
_MAXIMUM_PARAMETERS = 200  # tokens


def defined_names(tokens: Sequence[Token]) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a script defines as functions, and those to which it assigns something."""
    functions: set[str] = set()
    assigned: set[str] = set()
    for index, name in enumerate(tokens[:-1]):
        before, after = tokens[index - 1].text if index else "", tokens[index + 1].text
        if name.kind != "name":
            continue
        if after == "(" and (
            before in _DEFINING or ((before[:1].isalpha() or before in (">", "]")) and _has_body(tokens, index + 1))
        ):
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
    name: str, parameters: list[str], defaults: dict[str, Evaluation], body: Statement, *, last_counts: bool
) -> Statement:
    """The statement that makes a function known; `last_counts`: its last statement gives its value (Groovy)."""
    run = program(body if last_counts else sequence([body, lambda scope: None]))

    def define(scope: Scope) -> None:
        scope.declare(name)
        scope.assign(name, NamedFunction(parameters, run, scope, defaults))

    return define
