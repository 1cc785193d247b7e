"""FEEL (DMN 1.3, chapter 10): its functions, unary tests, and calls of functions that a file or context defines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from . import values
from .closures import Closure
from .comparisons import COMPARISONS
from .decimals import exact
from .evaluations import Evaluation, binary, calculated, method_of, values_of
from .feel_library import FUNCTIONS as LIBRARY
from .feel_statistics import FUNCTIONS as STATISTICS
from .feel_temporal import FUNCTIONS as TEMPORAL
from .feel_temporal import as_moment, as_temporal
from .functions import FUNCTIONS, PHRASES, call_function
from .parser import Parser
from .scope import Scope
from .tokens import NotationError, Token, UnknownNameError, tokenize

INPUT = "?"
"""The name of the tested value in a cell; Camunda calls it `cellInput` as well."""
CELL_INPUT = "cellInput"
MAXIMUM_EXPONENT = 300

_EQUALS = frozenset({"=", "==", "==="})
_DIFFERS = frozenset({"!=", "!==", "<>"})
# Functions that SpiffWorkflow's cells call without the tested value, their first argument.
_OF_INPUT = frozenset({"contains", "startsWith", "endsWith", "starts with", "ends with", "list contains", "matches"})
_MORE: dict[str, Callable[..., Any]] = {**TEMPORAL, **STATISTICS, **LIBRARY}
_PHRASES = PHRASES | {name for name in _MORE if " " in name}

Test = Callable[[Scope, Any], bool]


class FileFunction:
    """A function that a file defines. `call` takes values by place and by name."""

    __slots__ = ("call",)

    def __init__(self, call: Callable[[list[Any], dict[str, Any]], Any]) -> None:
        self.call = call


@lru_cache(maxsize=4096)
def parse_feel(text: str) -> Evaluation:
    """The function that evaluates an expression of FEEL over variables; raises NotationError when not understood."""
    parser = FeelParser(feel_tokens(text))
    result = parser.expression()
    parser.expect("end")
    return result


def feel_tokens(text: str) -> list[Token]:
    """The tokens of FEEL, which has comments, and writes names with blanks between backticks."""
    return [token._replace(kind="name") if token.kind == "template$" else token for token in tokenize(text, feel=True)]


class FeelParser(Parser):
    """FEEL. `exact`: its numbers are decimals; `tests`: it reads a cell; `asks`: the cell names its tested value."""

    def __init__(self, tokens: list[Token], *, feel: bool = True, exact: bool = False) -> None:
        super().__init__(tokens)
        self.feel = feel
        self.exact = exact
        self.inputs = {INPUT, CELL_INPUT}
        self.tests = False
        self.asks = False

    # -- unary tests

    def unary_tests(self) -> Test:
        """`not(...)`, or tests of which one must hold."""
        start = self.position
        if self.at("not") and self.peek().text == "(":
            self.position += 2
            try:
                inner = self._alternatives()
                self.need(")")
                self.expect("end")
            except NotationError:
                self.position = start
                self.asks = False
            else:
                return lambda scope, value: not inner(scope, value)
        test = self._alternatives()
        self.expect("end")
        return test

    def _alternatives(self) -> Test:
        tests = [self._test()]
        while self.take(","):
            tests.append(self._test())
        if len(tests) == 1:
            return tests[0]
        return lambda scope, value: any(test(scope, value) for test in tests)

    def _test(self) -> Test:
        token = self.token
        if token.kind == "operator" and token.text in COMPARISONS:
            self.advance()
            operator, limit = COMPARISONS[token.text], self._sum()
            return lambda scope, value: values.compare(operator, value, limit(scope))
        if token.kind == "operator" and token.text in _EQUALS | _DIFFERS:
            self.advance()
            other, wanted = self._sum(), token.text in _EQUALS
            return lambda scope, value: same(value, other(scope)) is wanted
        if token.text == "." and token.kind == "operator":  # Flowable: a method of the tested value
            self.advance()
            name = self.expect("name").text
            self.need("(")
            call = method_of(lambda scope: scope.look_up(INPUT), name, self._arguments())
            return lambda scope, value: values.truth(call(scope))
        return self._range() or self._value()

    def _value(self) -> Test:
        """An expression: a value to be equal to, a list to be in, or an answer of its own."""
        first, asked, self.asks = self.token, self.asks, False
        evaluation = self.expression()
        literal = first.text in ("true", "false", "True", "False") and self.tokens[self.position - 1] is first
        asks, self.asks = self.asks, asked
        if asks:
            return lambda scope, value: values.truth(evaluation(scope))

        def matches(scope: Scope, value: Any) -> bool:
            wanted = evaluation(scope)
            answered = isinstance(wanted, bool) and not literal
            if answered and (not self.feel or (wanted and not isinstance(value, bool))):
                return bool(wanted)
            if isinstance(wanted, list) and not isinstance(value, list):
                return any(same(value, entry) for entry in wanted)
            return same(value, wanted)

        return matches

    def _in_range(self, left: Evaluation, negative: bool) -> Evaluation | None:
        """`x in (< 5, [8..9])` and `x in < 5`; anything else as everywhere."""
        start = self.position
        ordered = self.token.kind == "operator" and self.token.text in COMPARISONS
        try:
            if ordered:
                test = self._test()
            elif self.take("("):
                test = self._alternatives()
                self.need(")")
                if self.at(".."):
                    raise NotationError("a sum")
            else:
                return super()._in_range(left, negative)
        except NotationError:
            self.position = start
            return super()._in_range(left, negative)
        return lambda scope: test(scope, left(scope)) is not negative

    # -- expressions

    def _primary(self) -> Evaluation:
        token = self.token
        if token.kind == "number" and self.exact:
            self.advance()
            number = Decimal(token.text)
            if number and abs(number.adjusted()) > MAXIMUM_EXPONENT:
                self.fail("the number is too large")
            return lambda scope: number
        if token.text == INPUT and token.kind == "operator":
            self.advance()
            self.asks = self.tests
            return lambda scope: scope.look_up(INPUT)
        if token.text == "@" and self.peek().kind == "string":
            moment = as_temporal(self.peek().text)
            self.position += 2
            return lambda scope: moment
        if self.tests and token.kind == "name" and token.text in self.inputs:
            self.asks = True
        return super()._primary()

    def _call(self, name: str, arguments: list[tuple[str, Evaluation]]) -> Evaluation:
        if self.tests and name in _OF_INPUT and len(arguments) == 1:
            self.asks = True
            arguments = [("", lambda scope: scope.look_up(INPUT)), *arguments]
        known = self._known(name, arguments)

        def call(scope: Scope) -> Any:
            function = scope.look_up(name)
            if isinstance(function, FileFunction):
                return function.call(*values_of(scope, arguments))
            if isinstance(function, Closure):
                positional, named = values_of(scope, arguments)
                return function(*positional, *(named[entry] for entry in function.names if entry in named))
            if known is None:
                raise UnknownNameError(f"the function {name!r} is not known here")
            return known(scope)

        return call

    def _known(self, name: str, arguments: list[tuple[str, Evaluation]]) -> Evaluation | None:
        """The built-in function of a name, DMN's own before those that all notations share."""
        functions = _MORE if name in _MORE else FUNCTIONS
        if name not in functions:
            return None
        in_order = [("", value) for _, value in arguments]  # named ones stand in their order
        return lambda scope: call_function(name, scope, values_of(scope, in_order), functions)

    def _phrases(self) -> frozenset[str]:
        return _PHRASES

    def _arguments(self) -> list[tuple[str, Evaluation]]:
        """Arguments, whose names may have several words: `substring(string: s, start position: 2)`."""
        arguments: list[tuple[str, Evaluation]] = []
        while not self.take(")"):
            words: list[str] = []
            while self.peek(len(words)).kind == "name":
                words.append(self.peek(len(words)).text)
            named = bool(words) and self.peek(len(words)).text in (":", "=") and self.peek(len(words) + 1).text != "="
            if named and (len(words) > 1 or self.peek(len(words)).text == ":" or not self.feel):
                self.position += len(words) + 1
                arguments.append((" ".join(words), self._argument()))
            else:
                arguments.append(("", self._argument()))
            if not self.take(","):
                self.need(")")
                break
        return arguments

    def _binary(self, operator: str, left: Evaluation, right: Evaluation) -> Evaluation:
        """Numbers are decimals in FEEL: 0.1 + 0.2 is 0.3."""
        calculate = binary(operator, left, right)
        if self.exact or operator not in ("+", "-", "*"):
            return calculate

        def evaluate(scope: Scope) -> Any:
            first, second = left(scope), right(scope)
            if {type(first), type(second)} in ({float}, {int, float}):
                return exact(operator, first, second)
            return calculated(scope, operator, first, second)

        return evaluate


def same(left: Any, right: Any) -> bool:
    """Equality as FEEL has it: values of different kinds are not equal, but a moment may be written as text."""
    if isinstance(left, date) or isinstance(right, date):
        try:
            return left is not None and right is not None and as_moment(left) == as_moment(right)
        except NotationError:
            return False
    if isinstance(left, time) or isinstance(right, time):
        return str(left) == str(right)
    if isinstance(left, bool) or isinstance(right, bool) or isinstance(left, str) != isinstance(right, str):
        return left is right
    return values.equal(left, right)
