"""Comparisons of foreign expressions, and membership in lists and ranges."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from . import values
from .evaluations import Evaluation, and_then
from .feel import instance_of, within
from .literals import Literals
from .matchers import found_in, matched
from .scope import Scope
from .tokens import NotationError

COMPARISONS = {
    "<": "<", "<=": "<=", ">": ">", ">=": ">=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip
_EQUALS = frozenset({"==", "===", "=", "eq", "is"})
_KINDS = {
    "String": "string", "Integer": "number", "Long": "number", "Double": "number", "Number": "number",
    "Boolean": "boolean", "List": "list", "Collection": "list", "Array": "list", "Map": "context",
}  # fmt: skip
_DIFFERS = frozenset({"!=", "!==", "<>", "ne"})


class Comparisons(Literals):
    """Comparisons of sums."""

    assigns = False  # whether `=` and `+=` assign, as in scripts

    @abstractmethod
    def _sum(self) -> Evaluation:
        """What is compared."""

    def _comparison(self) -> Evaluation:
        left = self._sum()
        result: Evaluation | None = None
        while True:
            test, right = self._comparison_tail(left)
            if test is None or right is None:
                return result or left
            result = test if result is None else and_then(result, test)
            left = right

    def _comparison_tail(self, left: Evaluation) -> tuple[Evaluation | None, Evaluation | None]:
        token = self.token
        if token.kind not in ("operator", "name"):
            return None, None
        if token.text in COMPARISONS:
            self.advance()
            operator, right = COMPARISONS[token.text], self._sum()
            return (lambda scope: values.compare(operator, *_measured(scope, left(scope), right(scope)))), right
        if token.text in _EQUALS and not (self.assigns and token.text == "="):
            self.advance()
            negative = token.text == "is" and self.take("not")
            right = self._sum()
            return (lambda scope: values.equal(*_measured(scope, left(scope), right(scope))) is not negative), right
        if token.text in _DIFFERS:
            self.advance()
            right = self._sum()
            return (lambda scope: not values.equal(*_measured(scope, left(scope), right(scope)))), right
        if token.text == "in" or (token.text == "not" and self.peek().text == "in"):
            negative = self.take("not")
            self.advance()
            ranged = self._in_range(left, negative)
            if ranged is not None:
                return ranged, left
            right = self._sum()
            if self.take(".."):
                right = self._ranged(right, self._sum)  # Groovy
            return (lambda scope: values.contains(*_measured(scope, right(scope), left(scope))) is not negative), right
        if token.text == "instance" and self.peek().text == "of":
            self.position += 2
            kind = self._kind()
            return (lambda scope: instance_of(left(scope), kind)), left
        if token.text == "<=>":
            self.advance()
            right = self._sum()
            return (
                lambda scope: (
                    values.compare(">", left(scope), right(scope)) - values.compare("<", left(scope), right(scope))
                )
            ), right
        if token.text in ("==~", "=~"):
            self.advance()
            right = self._sum()
            return (found_in if token.text == "=~" else matched)(left, right), right
        if token.text == "instanceof":
            self.advance()
            kind = _KINDS.get(self.expect("name").text, "Any")
            return (lambda scope: instance_of(left(scope), kind)), left
        if token.text == "between":
            self.advance()
            low = self._sum()
            self.need("and")
            high = self._sum()
            return (
                lambda scope: (
                    values.compare(">=", left(scope), low(scope)) and values.compare("<=", left(scope), high(scope))
                )
            ), high
        return None, None

    def _kind(self) -> str:
        """The name of a type of FEEL; what a list or context holds is not asked."""
        words = [self.expect("name").text]
        while words[0] in ("date", "days", "years") and self.at("and", "time", "months", "duration"):
            words.append(self.advance().text)
        if self.take("<"):
            while not self.take(">"):
                self.expect("name")
                self.take(",", ":")
        return " ".join(words)

    def _in_range(self, left: Evaluation, negative: bool) -> Evaluation | None:
        """FEEL's `x in [1..5]`; None (and nothing taken) when it is no range."""
        inside = self._range()
        return None if inside is None else lambda scope: inside(scope, left(scope)) is not negative

    def _range(self) -> Callable[[Scope, Any], bool] | None:
        """Whether a value lies in `[1..5]`, `(1..5)`, `]1..5[`; None (and nothing taken) when there is no range."""
        start, opening = self.position, self.token.text
        if opening not in ("[", "(", "]") or self.token.kind != "operator":
            return None
        self.advance()
        try:
            low = self._sum()
        except NotationError:
            self.position = start
            return None
        if not self.take(".."):
            self.position = start
            return None
        high, closing = self._sum(), self.advance().text
        if closing not in ("]", ")", "["):
            self.fail("the range has no end")
        return lambda scope, value: within(value, low(scope), high(scope), opening, closing)


def _measured(scope: Scope, left: Any, right: Any) -> tuple[Any, Any]:
    """Two values that are compared, their parts counted as work."""
    if left is not None and right is not None and not isinstance(left, Mapping):
        scope.measured(left, right)
    return left, right
