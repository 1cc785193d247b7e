"""Single values of foreign expressions: numbers, texts, names, calls, lists, objects and comprehensions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from . import values
from .containers import CONTAINERS, call_container, is_container_function
from .cursor import Cursor
from .evaluations import (
    Evaluation,
    binary,
    constant,
    context_of,
    each,
    ranged,
    spread_of,
    temporal,
    text_of,
    values_of,
)
from .functions import FUNCTIONS, PHRASES, call_function
from .lookups import root_value
from .templates import template
from .tokens import Token, UnknownNameError

_CONSTANTS: dict[str, Any] = {
    "true": True, "false": False, "True": True, "False": False,
    "null": None, "None": None, "undefined": None, "nil": None,
}  # fmt: skip


class Literals(Cursor[Token], ABC):
    """Values without operators."""

    feel = False  # whether objects see their own entries, and lists count from 1
    juel = False  # whether texts that write numbers are calculated with

    @abstractmethod
    def expression(self) -> Evaluation:
        """Any expression."""

    @abstractmethod
    def _either(self) -> Evaluation:
        """What stands between words of a larger expression."""

    @abstractmethod
    def _inserted(self, text: str) -> Evaluation:
        """An expression inside a text."""

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
        raise self.refusal("a value is missing")

    def _trailing(self) -> Evaluation:
        """Groovy's `{ it.x }`."""
        raise NotImplementedError

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
        return self._root(text)

    def _root(self, name: str) -> Evaluation:
        """A variable, or what engines call so."""
        return root_value(name)

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
                items[-1] = self._ranged(items[-1])
                if len(items) == 1 and self.take("]"):
                    return items[0]
            if len(items) == 1 and self.at(":"):
                return self._map(items[0])
            if not self.take(","):
                self.need("]")
                break
        if spread:
            return lambda scope: scope.sized(
                [
                    entry
                    for index, item in enumerate(items)
                    for entry in (item(scope) or () if index in spread else (item(scope),))
                ]
            )
        return lambda scope: [item(scope) for item in items]

    def _ranged(self, first: Evaluation, read: Callable[[], Evaluation] | None = None) -> Evaluation:
        """The rest of `1..3` and Groovy's `0..<3`; `read` reads its end."""
        without = self.take("<")
        last = (read or self.expression)()
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
        return lambda scope: {text_of(scope, key(scope)): value(scope) for key, value in entries}

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

    def _arguments(self) -> list[tuple[str, Evaluation]]:
        arguments: list[tuple[str, Evaluation]] = []
        while not self.take(")"):
            name = ""
            named = ("=",) if self.juel else ("=", ":")  # a colon of JUEL follows the prefix of a function
            if self.token.kind == "name" and self.peek().text in named and self.peek(2).text not in ("=", ":"):
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
