"""Parse a foreign expression into a function over a `Scope` (recursive descent, one level per method)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from . import values
from .containers import CONTAINERS, call_container, is_container_function
from .evaluations import (
    Evaluation,
    and_then,
    binary,
    choose,
    closing_over,
    coalesce,
    coerced,
    constant,
    context_of,
    each,
    joined,
    member_of,
    method_of,
    method_of_each,
    nested,
    or_else,
    ranged,
    spread_of,
    temporal,
    values_of,
)
from .feel import instance_of, select, within
from .functions import FUNCTIONS, PHRASES, call_function, kind_of
from .lookups import index_of, root_value, slice_of
from .matchers import found_in, matched
from .scope import Scope
from .tokens import NotationError, Token, UnknownNameError, tokenize

MAXIMUM_DEPTH = 60
_WRITTEN = re.compile(r":([<>^]?\d{0,2},?(?:\.\d{1,2})?[dfs%]?)$")  # how Python writes a value in a text

COMPARISONS = {
    "<": "<", "<=": "<=", ">": ">", ">=": ">=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip
_ARROWS = frozenset({"=>", "->"})
_EQUALS = frozenset({"==", "===", "=", "eq", "is"})
_KINDS = {
    "String": "string", "Integer": "number", "Long": "number", "Double": "number", "Number": "number",
    "Boolean": "boolean", "List": "list", "Collection": "list", "Array": "list", "Map": "context",
}  # fmt: skip
_DIFFERS = frozenset({"!=", "!==", "<>", "ne"})
_CONSTANTS: dict[str, Any] = {
    "true": True, "false": False, "True": True, "False": False,
    "null": None, "None": None, "undefined": None, "nil": None,
}  # fmt: skip


@lru_cache(maxsize=4096)
def parse(text: str, *, language: str = "foreign") -> Evaluation:
    """The function that evaluates `text`; raises NotationError when it is not understood.

    `language`: "feel", "juel" or, where the file does not say it, "foreign".
    """
    parser = Parser(tokenize(text), feel=language == "feel")
    parser.juel = language == "juel"
    result = parser.expression()
    parser.expect("end")
    return result


class Parser:
    """A cursor over tokens with one method per level of precedence."""

    assigns = False  # whether `+=` assigns, as in scripts
    juel = False  # whether texts that write numbers are calculated with
    blocks = False  # whether `{ ... }` is a function, as in Groovy

    def __init__(self, tokens: list[Token], *, feel: bool = False) -> None:
        self.tokens = tokens
        self.feel = feel
        self.position = 0
        self.depth = 0

    # -- cursor

    @property
    def token(self) -> Token:
        """The token under the cursor."""
        return self.tokens[self.position]

    def peek(self, offset: int = 1) -> Token:
        """A token further on."""
        return self.tokens[min(self.position + offset, len(self.tokens) - 1)]

    def advance(self) -> Token:
        """Take the token under the cursor."""
        token = self.tokens[self.position]
        if token.kind != "end":
            self.position += 1
        return token

    def at(self, *texts: str) -> bool:
        """Whether the cursor is at one of these operators or words."""
        token = self.tokens[self.position]
        return token.text in texts and token.kind in ("operator", "name")

    def take(self, *texts: str) -> bool:
        """Take one of these operators or words if it is there."""
        if self.at(*texts):
            self.position += 1
            return True
        return False

    def need(self, text: str) -> None:
        """Take an operator or word that must be there."""
        if not self.take(text):
            self.fail(f"{text!r} is missing")

    def expect(self, kind: str) -> Token:
        """Take a token of a kind that must be there."""
        if self.token.kind != kind:
            self.fail("the expression is not understood")
        return self.advance()

    def fail(self, reason: str) -> None:
        """Refuse the text with the place."""
        raise NotationError(f"{reason} at {self.token.position + 1} near {self.token.text!r}")

    # -- levels

    def expression(self) -> Evaluation:
        """A conditional, FEEL's if or a quantifier, or anything below."""
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            self.fail("the expression is nested too deeply")
        try:
            return self._conditional()
        finally:
            self.depth -= 1

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
        self.need("return")
        body = self.expression()
        return lambda scope: list(nested(scope, iterators, body))

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
        name = self.expect("name").text
        self.need("in")
        collection = self._either()
        self.need("satisfies")
        test = self.expression()

        def evaluate(scope: Scope) -> bool:
            found = (values.truth(value) for value in each(scope, collection, [name], test, None))
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
            return (lambda scope: values.compare(operator, left(scope), right(scope))), right
        if token.text in _EQUALS:
            self.advance()
            negative = token.text == "is" and self.take("not")
            right = self._sum()
            return (lambda scope: values.equal(left(scope), right(scope)) is not negative), right
        if token.text in _DIFFERS:
            self.advance()
            right = self._sum()
            return (lambda scope: not values.equal(left(scope), right(scope))), right
        if token.text == "in" or (token.text == "not" and self.peek().text == "in"):
            negative = self.take("not")
            self.advance()
            ranged = self._in_range(left, negative)
            if ranged is not None:
                return ranged, left
            right = self._sum()
            return (lambda scope: values.contains(right(scope), left(scope)) is not negative), right
        if token.text == "instance" and self.peek().text == "of":
            self.position += 2
            words = [self.expect("name").text]
            while (
                words[0] in ("date", "days") and self.at("and", "time", "duration") and self.peek(-1).text != "duration"
            ):
                words.append(self.advance().text)
            kind = " ".join(words)
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
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            self.fail("the expression is nested too deeply")
        try:
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
        finally:
            self.depth -= 1

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
            if self.take(".", "?."):
                name = self.advance()
                if name.kind not in ("name", "string"):
                    self.fail("a name is missing")
                if self.take("("):
                    called = method_of_each if spread else method_of
                    value = called(value, name.text, self._arguments())
                elif self.blocks and self.at("{"):
                    value = method_of(value, name.text, [("", self._trailing())])
                else:
                    value = member_of(value, name.text)
            elif self.token.text == "[" and self.token.kind == "operator" and not self._ends_range():
                self.advance()
                value = self._subscript(value)
            else:
                return value

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
        return lambda scope: index_of(value(scope), start(scope))

    def _arguments(self) -> list[tuple[str, Evaluation]]:
        arguments: list[tuple[str, Evaluation]] = []
        while not self.take(")"):
            name = ""
            named = ("=",) if self.juel else ("=", ":")  # a colon of JUEL follows the prefix of a function
            if self.token.kind == "name" and self.peek().text in named and self.peek(2).text != "=":
                name = self.advance().text
                self.advance()
            arguments.append((name, self._argument()))
            if not self.take(","):
                self.need(")")
                break
        return arguments

    def _argument(self) -> Evaluation:
        value = self.expression()
        if self.at("for"):
            return self._comprehension(value)
        return value

    def _primary(self) -> Evaluation:
        token = self.advance()
        if token.kind == "number":
            number = values.to_number(token.text)
            return lambda scope: number
        if token.kind == "string":
            text = token.text
            while self.token.kind == "string":
                text += self.advance().text
            return lambda scope: text
        if token.kind.startswith("template"):
            return template(token.text, "${" if token.kind.endswith("$") else "{", self._inserted)
        if token.kind == "name":
            return self._name(token)
        if token.text == "@" and self.token.kind == "string":
            return temporal(self.advance().text)
        if token.text == "(":
            return self._parenthesis()
        if token.text == "[":
            return self._list()
        if token.text == "{":
            return self._object()
        self.position -= 1
        self.fail("a value is missing")
        raise AssertionError

    def _trailing(self) -> Evaluation:
        """Groovy's `{ it.x }`."""
        raise NotImplementedError

    def _inserted(self, text: str) -> Evaluation:
        """An expression inside a text."""
        return parse(text)

    def _parenthesis(self) -> Evaluation:
        if self.take(")"):
            return lambda scope: []
        value = self.expression()
        if self.take(".."):
            value = self._ranged(value)
        if self.at(","):
            items = [value]
            while self.take(","):
                if self.at(")"):
                    break
                items.append(self.expression())
            self.need(")")
            return lambda scope: [item(scope) for item in items]
        if self.at("for"):
            value = self._comprehension(value)
        self.need(")")
        return value

    def _name(self, token: Token) -> Evaluation:
        text = token.text
        if text in _CONSTANTS and self.token.text != "(":
            constant = _CONSTANTS[text]
            return lambda scope: constant
        if text == "new" and self.token.kind == "name":
            return self._new()
        if text in CONTAINERS and self.at(":") and is_container_function(self.peek().text):
            return self._container()
        if self.at(":") and self.peek(2).text == "(" and f"{text}:{self.peek().text}" in FUNCTIONS:
            text = f"{text}:{self.peek().text}"  # a function of an EL library, such as `date:format(x)`
            self.position += 2
        phrase = self._phrase(text)
        if phrase:
            text = phrase
        if self.at("("):
            self.advance()
            arguments = self._arguments()
            return self._call(text, arguments)
        return root_value(text)

    def _call(self, name: str, arguments: list[tuple[str, Evaluation]]) -> Evaluation:
        """A call of a function by name."""
        if name not in FUNCTIONS:
            raise UnknownNameError(f"the function {name!r} is not known here")
        return lambda scope: call_function(name, scope, values_of(scope, arguments))

    def _new(self) -> Evaluation:
        """`new ArrayList<String>()`, `new java.util.Date()`: the last name is the function."""
        while self.peek().text == "." and self.peek(2).kind == "name":
            self.position += 2
        name = self.advance()
        depth = 0
        while depth or self.at("<", "<>"):
            depth += {"<": 1, ">": -1}.get(self.advance().text, 0)
            if self.token.kind == "end":
                self.fail("the type is not understood")
        return self._name(name)

    def _container(self) -> Evaluation:
        """The rest of Flowable's `variables:name(variable, arguments)`."""
        self.advance()
        function = self.advance().text
        self.need("(")
        variable = self.advance()
        if variable.kind not in ("name", "string"):
            self.fail("the name of a variable is missing")
        arguments: list[tuple[str, Evaluation]] = []
        if self.take(","):
            arguments = self._arguments()
        else:
            self.need(")")
        return lambda scope: call_container(function, scope, variable.text, values_of(scope, arguments)[0])

    def _phrase(self, first: str) -> str | None:
        """FEEL functions have names of several words, such as `string length`."""
        words = [first]
        offset = 0
        phrases = self._phrases()
        while self.peek(offset).kind == "name" and len(words) < 4:
            words.append(self.peek(offset).text)
            offset += 1
            if " ".join(words) in phrases and self.peek(offset).text == "(":
                self.position += offset
                return " ".join(words)
        return None

    def _phrases(self) -> frozenset[str]:
        """The functions whose names have several words."""
        return PHRASES

    def _list(self) -> Evaluation:
        if self.at(":") and self.peek().text == "]":  # Groovy's empty map
            self.position += 2
            return lambda scope: {}
        items: list[Evaluation] = []
        spread: set[int] = set()
        while not self.take("]"):
            if self.take("...", "*"):
                spread.add(len(items))
            elif not items and self.peek().text == ":" and self.token.kind in ("name", "string", "number"):
                return self._map()
            items.append(self.expression())
            if len(items) == 1 and self.at("for"):
                result = self._comprehension(items[0])
                self.need("]")
                return result
            if self.take(".."):
                numbers = self._ranged(items[0])
                self.need("]")
                return numbers
            if len(items) == 1 and self.at(":"):
                return self._map(items[0])
            if not self.take(","):
                self.need("]")
                break
        if spread:
            return lambda scope: [
                entry
                for index, item in enumerate(items)
                for entry in (item(scope) or () if index in spread else (item(scope),))
            ]
        return lambda scope: [item(scope) for item in items]

    def _ranged(self, first: Evaluation) -> Evaluation:
        """The rest of `1..3` and Groovy's `0..<3`."""
        without = self.take("<")
        last = self.expression()
        return ranged(first, binary("-", last, constant(1)) if without else last)

    def _map(self, first: Evaluation | None = None) -> Evaluation:
        """The rest of Groovy's `[name: value, 'other': value, (key): value]`; `first` is a key that was read."""
        entries: list[tuple[Evaluation, Evaluation]] = []
        while first is not None or not self.take("]"):
            if first is None and not self.at("("):
                first = constant(self.advance().text)
            key = first or self.expression()
            first = None
            self.need(":")
            entries.append((key, self.expression()))
            if not self.take(","):
                self.need("]")
                break
        return lambda scope: {values.text_of(key(scope)): value(scope) for key, value in entries}

    def _comprehension(self, value: Evaluation) -> Evaluation:
        self.need("for")
        names = [self.expect("name").text]
        while self.take(","):
            names.append(self.expect("name").text)
        self.need("in")
        collection = self._either()
        condition = self._either() if self.take("if") else None
        if self.at("for"):
            rows = self._comprehension(value)
            return lambda scope: [entry for row in each(scope, collection, names, rows, condition) for entry in row]
        return lambda scope: list(each(scope, collection, names, value, condition))

    def _object(self) -> Evaluation:
        entries: list[tuple[Evaluation, Evaluation]] = []
        spread: list[Evaluation] = []
        while not self.take("}"):
            first = self.token if self.peek().text == ":" else None
            if self.take("...", "**"):
                whole = self.expression()
                spread.append(whole)
                entries.append((whole, constant(None)))
            else:
                entries.append(self._entry())
            if len(entries) == 1 and self.at("for"):
                key = root_value(first.text) if first and first.kind == "name" else entries[0][0]
                return self._object_comprehension(key, entries[0][1])
            if not self.take(","):
                self.need("}")
                break
        if entries and all(key is value for key, value in entries):
            return lambda scope: list(dict.fromkeys(value(scope) for _, value in entries))
        if spread:
            return lambda scope: spread_of(scope, entries, spread)
        if self.feel:
            return lambda scope: context_of(scope, entries)
        return lambda scope: {str(key(scope)): value(scope) for key, value in entries}

    def _entry(self) -> tuple[Evaluation, Evaluation]:
        token = self.token
        if token.kind == "name" and self.peek().text in (":", ",", "}"):
            self.advance()
            key = token.text
            if not self.at(":"):
                return (lambda scope: key), root_value(key)
            self.need(":")
            return (lambda scope: key), self.expression()
        name = self.expression()
        if not self.at(":"):
            return name, name
        self.need(":")
        return name, self.expression()

    def _object_comprehension(self, key: Evaluation, value: Evaluation) -> Evaluation:
        pairs = self._comprehension(lambda scope: (str(key(scope)), value(scope)))
        self.need("}")
        return lambda scope: dict(pairs(scope))


def template(text: str, opening: str, read: Callable[[str], Evaluation] = parse) -> Evaluation:
    """A text with expressions inside `opening ... }`; `read` makes a function of each."""
    parts: list[Evaluation] = []
    position = 0
    while True:
        start = text.find(opening, position)
        if start < 0:
            break
        end = _closing(text, start + len(opening))
        if start > position:
            parts.append(constant(text[position:start]))
        body = text[start + len(opening) : end]
        written = _WRITTEN.search(body) if opening == "{" else None
        if written:
            parts.append(_written(read(body[: written.start()]), written.group(1)))
        else:
            parts.append(read(body.rsplit("!", 1)[0] if body.endswith(("!r", "!s")) else body))
        position = end + 1
    if position < len(text):
        parts.append(constant(text[position:]))
    return lambda scope: "".join(values.text_of(part(scope)) for part in parts)


def _written(value: Evaluation, form: str) -> Evaluation:
    return lambda scope: format(value(scope), form)


def _closing(text: str, position: int) -> int:
    depth = 1
    quote = ""
    for index in range(position, len(text)):
        character = text[index]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return index
    raise NotationError("a closing brace is missing")
