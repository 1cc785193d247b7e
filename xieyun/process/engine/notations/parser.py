"""Parse a foreign expression into a function over a `Scope` (recursive descent, one level per method)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from . import values
from .closures import Closure
from .containers import CONTAINERS, call_container, is_container_function
from .feel import instance_of, select, within
from .functions import FUNCTIONS, PHRASES, call_function, kind_of
from .lookups import attribute, index_of, root_value, slice_of
from .methods import call_method
from .scope import Scope
from .tokens import NotationError, Token, tokenize

Evaluation = Callable[[Scope], Any]
MAXIMUM_DEPTH = 60

_COMPARISONS = {
    "<": "<", "<=": "<=", ">": ">", ">=": ">=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip
_EQUALS = frozenset({"==", "===", "=", "eq", "is"})
_DIFFERS = frozenset({"!=", "!==", "<>", "ne"})
_CONSTANTS: dict[str, Any] = {
    "true": True, "false": False, "True": True, "False": False,
    "null": None, "None": None, "undefined": None, "nil": None,
}  # fmt: skip


@lru_cache(maxsize=4096)
def parse(text: str, *, feel: bool = False) -> Evaluation:
    """The function that evaluates `text`; raises NotationError when it is not understood."""
    parser = Parser(tokenize(text), feel=feel)
    result = parser.expression()
    parser.expect("end")
    return result


class Parser:
    """A cursor over tokens with one method per level of precedence."""

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
        if self.take("?"):
            positive = self.expression()
            self.need(":")
            negative = self.expression()
            return _choose(value, positive, negative)
        if self.at("if"):
            self.advance()
            condition = self._either()
            self.need("else")
            return _choose(condition, value, self.expression())
        return value

    def _feel_if(self) -> Evaluation:
        self.advance()
        condition = self._either()
        self.need("then")
        positive = self.expression()
        self.need("else")
        return _choose(condition, positive, self.expression())

    def _feel_for(self) -> Evaluation:
        """`for x in list, y in list return value`; a list may be a range `1..3`."""
        self.advance()
        iterators: list[tuple[str, Evaluation]] = []
        while True:
            name = self.expect("name").text
            self.need("in")
            first = self._either()
            if self.take(".."):
                first = _range(first, self._either())
            iterators.append((name, first))
            if not self.take(","):
                break
        self.need("return")
        body = self.expression()
        return lambda scope: list(_nested(scope, iterators, body))

    def _closure(self) -> Evaluation | None:
        """`x => ...`, `(x, y) => ...`, `function (x) { return ...; }`, `lambda x: ...`; None when it is none."""
        token = self.token
        if token.kind == "name" and self.peek().text == "=>":
            names, ending = [token.text], 2
        elif token.text == "(" and token.kind == "operator":
            found = self._parameters(1)
            if found is None or self.peek(found[1]).text != "=>":
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
        return _closing_over(names, self._body())

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
        return _closing_over(names, self.expression())

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
            found = (values.truth(value) for value in _each(scope, collection, [name], test, None))
            return all(found) if every else any(found)

        return evaluate

    def _either(self) -> Evaluation:
        left = self._both()
        while self.at("or", "||", "??"):
            operator = self.advance().text
            left = _coalesce(left, self._both()) if operator == "??" else _or(left, self._both())
        return left

    def _both(self) -> Evaluation:
        left = self._negation()
        while self.take("and", "&&"):
            left = _and(left, self._negation())
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
            result = test if result is None else _and(result, test)
            left = right

    def _comparison_tail(self, left: Evaluation) -> tuple[Evaluation | None, Evaluation | None]:
        token = self.token
        if token.kind not in ("operator", "name"):
            return None, None
        if token.text in _COMPARISONS:
            self.advance()
            operator, right = _COMPARISONS[token.text], self._sum()
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
        """FEEL's `x in [1..5]`, `(1..5)`, `]1..5[`; None (and nothing taken) when it is no range."""
        opening = self.token.text
        if opening not in ("[", "(", "]") or self.token.kind != "operator":
            return None
        start = self.position
        self.advance()
        try:
            low = self._sum()
        except NotationError:
            self.position = start
            return None
        if not self.take(".."):
            self.position = start
            return None
        high = self._sum()
        closing = self.advance().text
        if closing not in ("]", ")", "["):
            self.fail("the range has no end")
        return lambda scope: within(left(scope), low(scope), high(scope), opening, closing) is not negative

    def _sum(self) -> Evaluation:
        left = self._product()
        while self.at("+", "-"):
            left = _binary(self.advance().text, left, self._product())
        return left

    def _product(self) -> Evaluation:
        left = self._unary()
        while self.at("*", "/", "%", "//", "div", "mod"):
            operator = {"div": "/", "mod": "%"}.get(self.token.text, self.token.text)
            self.advance()
            left = _binary(operator, left, self._unary())
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
            return _binary("**", base, self._unary())
        return base

    def _postfix(self) -> Evaluation:
        value = self._primary()
        while True:
            if self.take(".", "?."):
                name = self.advance()
                if name.kind not in ("name", "string"):
                    self.fail("a name is missing")
                value = _method(value, name.text, self._arguments()) if self.take("(") else _attribute(value, name.text)
            elif self.token.text == "[" and self.token.kind == "operator":
                self.advance()
                value = self._subscript(value)
            else:
                return value

    def _subscript(self, value: Evaluation) -> Evaluation:
        start = _constant(None) if self.at(":") else self.expression()
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
            if self.token.kind == "name" and self.peek().text in ("=", ":") and self.peek(2).text != "=":
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
            return template(token.text, "${" if token.kind.endswith("$") else "{")
        if token.kind == "name":
            return self._name(token)
        if token.text == "@" and self.token.kind == "string":
            return _temporal(self.advance().text)
        if token.text == "(":
            return self._parenthesis()
        if token.text == "[":
            return self._list()
        if token.text == "{":
            return self._object()
        self.position -= 1
        self.fail("a value is missing")
        raise AssertionError

    def _parenthesis(self) -> Evaluation:
        if self.take(")"):
            return lambda scope: []
        value = self.expression()
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
            return self._primary()
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
            if text not in FUNCTIONS:
                raise NotationError(f"the function {text!r} is not known here")
            return lambda scope: call_function(text, scope, _values(scope, arguments))
        return root_value(text)

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
        return lambda scope: call_container(function, scope, variable.text, _values(scope, arguments)[0])

    def _phrase(self, first: str) -> str | None:
        """FEEL functions have names of several words, such as `string length`."""
        words = [first]
        offset = 0
        while self.peek(offset).kind == "name" and len(words) < 4:
            words.append(self.peek(offset).text)
            offset += 1
            if " ".join(words) in PHRASES and self.peek(offset).text == "(":
                self.position += offset
                return " ".join(words)
        return None

    def _list(self) -> Evaluation:
        items: list[Evaluation] = []
        while not self.take("]"):
            items.append(self.expression())
            if len(items) == 1 and self.at("for"):
                result = self._comprehension(items[0])
                self.need("]")
                return result
            if self.take(".."):
                stop = self.expression()
                self.need("]")
                return lambda scope: call_function("range", scope, ([items[0](scope), stop(scope) + 1], {}))
            if not self.take(","):
                self.need("]")
                break
        return lambda scope: [item(scope) for item in items]

    def _comprehension(self, value: Evaluation) -> Evaluation:
        self.need("for")
        names = [self.expect("name").text]
        while self.take(","):
            names.append(self.expect("name").text)
        self.need("in")
        collection = self._either()
        condition = self._either() if self.take("if") else None
        return lambda scope: list(_each(scope, collection, names, value, condition))

    def _object(self) -> Evaluation:
        entries: list[tuple[Evaluation, Evaluation]] = []
        while not self.take("}"):
            entries.append(self._entry())
            if len(entries) == 1 and self.at("for"):
                return self._object_comprehension(*entries[0])
            if not self.take(","):
                self.need("}")
                break
        if entries and all(key is value for key, value in entries):
            return lambda scope: list(dict.fromkeys(value(scope) for _, value in entries))
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


def template(text: str, opening: str) -> Evaluation:
    """A text with expressions inside `opening ... }`."""
    parts: list[Evaluation] = []
    position = 0
    while True:
        start = text.find(opening, position)
        if start < 0:
            break
        end = _closing(text, start + len(opening))
        if start > position:
            parts.append(_constant(text[position:start]))
        body = text[start + len(opening) : end]
        parts.append(parse(body.rsplit("!", 1)[0] if body.endswith(("!r", "!s")) else body))
        position = end + 1
    if position < len(text):
        parts.append(_constant(text[position:]))
    return lambda scope: "".join(values.text_of(part(scope)) for part in parts)


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


def _temporal(text: str) -> Evaluation:
    name = "duration" if text.lstrip("-").startswith("P") else "date and time"
    return lambda scope: call_function(name, scope, ([text], {}))


def _range(first: Evaluation, last: Evaluation) -> Evaluation:
    return lambda scope: call_function("range", scope, ([first(scope), last(scope) + 1], {}))


def _closing_over(names: list[str], body: Evaluation) -> Evaluation:
    return lambda scope: Closure(names, body, scope)


def _nested(scope: Scope, iterators: list[tuple[str, Evaluation]], body: Evaluation) -> Any:
    (name, collection), rest = iterators[0], iterators[1:]
    for member in collection(scope) or ():
        scope.tick()
        scope.locals.append({name: member})
        try:
            if rest:
                yield from _nested(scope, rest, body)
            else:
                yield body(scope)
        finally:
            scope.locals.pop()


def _constant(value: Any) -> Evaluation:
    return lambda scope: value


def _choose(condition: Evaluation, positive: Evaluation, negative: Evaluation) -> Evaluation:
    return lambda scope: positive(scope) if values.truth(condition(scope)) else negative(scope)


def _and(left: Evaluation, right: Evaluation) -> Evaluation:
    def evaluate(scope: Scope) -> Any:
        value = left(scope)
        return right(scope) if values.truth(value) else value

    return evaluate


def _or(left: Evaluation, right: Evaluation) -> Evaluation:
    def evaluate(scope: Scope) -> Any:
        value = left(scope)
        return value if values.truth(value) else right(scope)

    return evaluate


def _coalesce(left: Evaluation, right: Evaluation) -> Evaluation:
    def evaluate(scope: Scope) -> Any:
        value = left(scope)
        return right(scope) if value is None else value

    return evaluate


def _binary(operator: str, left: Evaluation, right: Evaluation) -> Evaluation:
    if operator == "+":
        return lambda scope: values.add(left(scope), right(scope))
    return lambda scope: values.arithmetic(operator, left(scope), right(scope))


def _attribute(value: Evaluation, name: str) -> Evaluation:
    return lambda scope: attribute(value(scope), name)


def _method(value: Evaluation, name: str, arguments: list[tuple[str, Evaluation]]) -> Evaluation:
    return lambda scope: call_method(scope, value(scope), name, _values(scope, arguments))


def _values(scope: Scope, arguments: list[tuple[str, Evaluation]]) -> tuple[list[Any], dict[str, Any]]:
    scope.tick()
    positional = [value(scope) for name, value in arguments if not name]
    return positional, {name: value(scope) for name, value in arguments if name}


def _each(
    scope: Scope, collection: Evaluation, names: list[str], value: Evaluation, condition: Evaluation | None
) -> Any:
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
