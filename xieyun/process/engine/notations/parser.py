"""Parse a foreign expression into a function over a `Scope` (recursive descent, one level per method)."""

from __future__ import annotations

from functools import lru_cache

from . import values
from .comparisons import Comparisons
from .evaluations import (
    Evaluation,
    and_then,
    binary,
    choose,
    closing_over,
    coalesce,
    coerced,
    constant,
    joined,
    method_of,
    method_of_each,
    nested,
    or_else,
    ranged,
    ranged_over,
)
from .feel import select
from .functions import kind_of
from .lookups import attribute, index_of, slice_of
from .scope import Scope
from .tokens import tokenize

_ARROWS = frozenset({"=>", "->"})


@lru_cache(maxsize=4096)
def parse(text: str, *, language: str = "foreign") -> Evaluation:
    """The function that evaluates `text`; raises NotationError when it is not understood.

    `language`: "juel" or, where the file does not say it, "foreign"; for FEEL see `feel_parser`.
    """
    parser = Parser(tokenize(text))
    parser.juel = language == "juel"
    result = parser.expression()
    parser.expect("end")
    return result


class Parser(Comparisons):
    """One method per level of precedence."""

    blocks = False  # whether `{ ... }` is a function, as in Groovy

    def _inserted(self, text: str) -> Evaluation:
        return parse(text)

    def expression(self) -> Evaluation:
        """A conditional, FEEL's if or a quantifier, or anything below."""
        return self.deeper(self._conditional)

    def _conditional(self) -> Evaluation:
        if self.at("if"):
            return self._feel_if()
        if self.at("some", "every") and self.peek().kind == "name":
            return self._quantifier()
        if self.at("for") and self.peek().kind == "name":
            return self._feel_for()
        closure = self._closure()
        if closure is not None:
            return closure
        value = self._either()
        if self.at("?") and self.peek().text == ":":  # Groovy's `value ?: other`
            self.position += 2
            return or_else(value, self.expression())
        if self.take("?"):
            positive = self.expression()
            self.need(":")
            negative = self.expression()
            return choose(value, positive, negative)
        if self.at("if"):
            self.advance()
            condition = self._either()
            self.need("else")
            return choose(condition, value, self.expression())
        return value

    def _feel_if(self) -> Evaluation:
        self.advance()
        condition = self._either()
        self.need("then")
        positive = self.expression()
        self.need("else")
        return choose(condition, positive, self.expression())

    def _feel_for(self) -> Evaluation:
        """`for x in list, y in list return value`; a list may be a range `1..3`."""
        self.advance()
        iterators = self._iterators()
        self.need("return")
        return ranged_over(iterators, self.expression())

    def _iterators(self) -> list[tuple[str, Evaluation]]:
        """`x in list, y in 1..3`."""
        iterators: list[tuple[str, Evaluation]] = []
        while True:
            name = self.expect("name").text
            self.need("in")
            first = self._either()
            if self.take(".."):
                first = ranged(first, self._either())
            iterators.append((name, first))
            if not self.take(","):
                break
        return iterators

    def _closure(self) -> Evaluation | None:
        """`x => ...`, `(x, y) => ...`, `function (x) { return ...; }`, `lambda x: ...`; None when it is none."""
        token = self.token
        if token.kind == "name" and self.peek().text in _ARROWS:
            names, ending = [token.text], 2
        elif token.text == "(" and token.kind == "operator":
            found = self._parameters(1)
            if found is None or self.peek(found[1]).text not in _ARROWS:
                return None
            names, ending = found[0], found[1] + 1
        elif self.at("function") and self.peek().text == "(":
            found = self._parameters(2)
            if found is None:
                return None
            names, ending = found
        elif self.at("lambda") and self.peek().kind == "name":
            return self._lambda()
        else:
            return None
        self.position += ending
        return closing_over(names, self._body())

    def _parameters(self, offset: int) -> tuple[list[str], int] | None:
        names: list[str] = []
        while self.peek(offset).kind == "name":
            names.append(self.peek(offset).text)
            offset += 1
            if self.peek(offset).text != ",":
                break
            offset += 1
        return (names, offset + 1) if self.peek(offset).text == ")" else None

    def _lambda(self) -> Evaluation:
        self.advance()
        names = [self.expect("name").text]
        while self.take(","):
            names.append(self.expect("name").text)
        self.need(":")
        return closing_over(names, self.expression())

    def _body(self) -> Evaluation:
        if not self.at("{"):
            return self.expression()
        self.advance()
        self.take("return")
        body = self.expression()
        self.take(";")
        self.need("}")
        return body

    def _quantifier(self) -> Evaluation:
        every = self.advance().text == "every"
        iterators = self._iterators()
        self.need("satisfies")
        test = self.expression()

        def evaluate(scope: Scope) -> bool:
            found = (values.truth(value) for value in nested(scope, iterators, test))
            return all(found) if every else any(found)

        return evaluate

    def _either(self) -> Evaluation:
        left = self._both()
        while self.at("or", "||", "??"):
            operator = self.advance().text
            left = coalesce(left, self._both()) if operator == "??" else or_else(left, self._both())
        return left

    def _both(self) -> Evaluation:
        left = self._negation()
        while self.take("and", "&&"):
            left = and_then(left, self._negation())
        return left

    def _negation(self) -> Evaluation:
        if self.at("not") and self.peek().text != "in":
            self.advance()
            operand = self._negation()
            return lambda scope: not values.truth(operand(scope))
        return self._comparison()

    def _sum(self) -> Evaluation:
        left = self._product()
        while self.at("+", "-") or (self.at("+=") and not self.assigns):  # `+=` of JUEL joins texts
            operator = self.advance().text
            left = joined(left, self._product()) if operator == "+=" else self._binary(operator, left, self._product())
        return left

    def _binary(self, operator: str, left: Evaluation, right: Evaluation) -> Evaluation:
        return (coerced if self.juel else binary)(operator, left, right)

    def _product(self) -> Evaluation:
        left = self._unary()
        while self.at("*", "/", "%", "//", "div", "mod"):
            operator = {"div": "/", "mod": "%"}.get(self.token.text, self.token.text)
            self.advance()
            left = self._binary(operator, left, self._unary())
        return left

    def _unary(self) -> Evaluation:
        return self.deeper(self._signed)

    def _signed(self) -> Evaluation:
        if self.take("!"):
            operand = self._unary()
            return lambda scope: not values.truth(operand(scope))
        if self.take("-"):
            operand = self._unary()
            return lambda scope: values.arithmetic("-", 0, operand(scope))
        if self.take("+"):
            return self._unary()
        if self.at("typeof") and self.peek().text != "(":
            self.advance()
            operand = self._unary()
            return lambda scope: kind_of(operand(scope))
        if self.at("empty") and self.peek().text not in (")", "==", "!=", ".", "", "&&", "||", "("):
            self.advance()
            operand = self._unary()
            return lambda scope: values.is_empty(operand(scope))
        return self._power()

    def _power(self) -> Evaluation:
        base = self._postfix()
        if self.take("**"):
            return binary("**", base, self._unary())
        return base

    def _postfix(self) -> Evaluation:
        value = self._primary()
        while True:
            spread = self.at("*") and self.peek().text == "."
            if spread:
                self.advance()  # Groovy's `list*.member`
            safe = self.at("?.")
            if self.take(".", "?."):
                name = self.advance()
                if name.kind not in ("name", "string"):
                    self.fail("a name is missing")
                if self.take("("):
                    value = self._method(value, name.text, self._arguments(), each=spread, safe=safe)
                elif self.blocks and self.at("{"):
                    value = self._method(value, name.text, [("", self._trailing())], each=spread, safe=safe)
                else:
                    value = self._member(value, name.text)
            elif self.token.text == "[" and self.token.kind == "operator" and not self._ends_range():
                self.advance()
                value = self._subscript(value)
            else:
                return value

    def _method(
        self, value: Evaluation, name: str, arguments: list[tuple[str, Evaluation]], *, each: bool, safe: bool
    ) -> Evaluation:
        """A call of a method, of `each` member with Groovy's `list*.method()`; `safe`: of null it is null."""
        return (method_of_each if each else method_of)(value, name, arguments)

    def _member(self, value: Evaluation, name: str) -> Evaluation:
        return lambda scope: attribute(value(scope), name)

    def _index(self, value: Evaluation, key: Evaluation) -> Evaluation:
        return lambda scope: index_of(value(scope), key(scope))

    def _ends_range(self) -> bool:
        """Whether `[` is the end of FEEL's `]1..5[`."""
        following = self.peek()
        return following.kind == "end" or following.text in (",", ")", "and", "or")

    def _subscript(self, value: Evaluation) -> Evaluation:
        start = constant(None) if self.at(":") else self.expression()
        if self.take(":"):
            stop = None if self.at("]") else self.expression()
            self.need("]")
            return lambda scope: slice_of(value(scope), start(scope), stop and stop(scope))
        self.need("]")
        if self.feel:
            return lambda scope: select(scope, value(scope), start)
        return self._index(value, start)
