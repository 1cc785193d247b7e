"""Expressions inside scripts in Groovy and Java: functions in braces, texts with places, casts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from .closures import Closure
from .decimals import exact, remainder, whole_quotient
from .evaluations import Evaluation, calculated, constant, text_of, values_of
from .functions import FUNCTIONS, call_function
from .java_library import CONSTRUCTORS
from .java_operators import bitwise, method_reference
from .lookups import part_of
from .matchers import PatternText
from .parser import Parser
from .places import Member, Place, Variable, assigned, shifted, stepped
from .scope import Scope
from .script_functions import defined_names
from .script_methods import call_script_method, new_holder
from .statements import Statement, program
from .tokens import Token, UnknownNameError, tokenize

_PRIMITIVES = frozenset({"int", "long", "short", "byte", "double", "float", "boolean", "char"})
_BETWEEN = frozenset({"in", "as", "is", "and", "or", "not", "if", "else", "for", "instanceof", "of", "contains"})
_ASSIGNMENTS = ("=", "+=", "-=", "*=", "/=", "%=")
_GENERIC = (">", ">>", ",", ".", "?", "[", "]")


class ScriptExpressions(Parser, ABC):
    """Expressions of a script. Statements, which stand inside functions, are read by `ScriptParser`."""

    subject = "script"
    assigns = True

    def __init__(self, tokens: list[Token], family: str) -> None:
        super().__init__(tokens)
        self.family = family
        self.blocks = family == "groovy"
        self.inside = 0
        self.functions, self.assigned = defined_names(tokens)
        self.defined: list[Statement] = []

    @abstractmethod
    def _braces(self) -> Statement:
        """Statements in braces, or one without."""

    @abstractmethod
    def _closed(self) -> Statement:
        """Statements up to a closing brace."""

    def _skip(self) -> None:
        while self.token.kind == "newline" or self.at(";"):
            self.advance()

    def _inserted(self, text: str) -> Evaluation:
        parser = type(self)(tokenize(text.replace("\n", " "), script="groovy"), self.family)
        value = parser.expression()
        parser.expect("end")
        return lambda scope: _spelled(value(scope))

    def _body(self) -> Evaluation:
        """The body of a function: statements in braces, or one statement."""
        return self._inside(self._braces) if self.at("{") else self.expression()

    def _inside(self, read: Callable[[], Statement]) -> Statement:
        """What a function does; what it declares is its own."""
        self.inside += 1
        body = read()
        self.inside -= 1
        return program(body)

    def expression(self) -> Evaluation:
        """An expression, which may assign."""
        value = super().expression()
        if isinstance(value, Place) and self.at(*_ASSIGNMENTS):
            return assigned(value, self.advance().text, self.expression(), self._calculated)
        return value

    def _sum(self) -> Evaluation:
        value = super()._sum()
        while True:
            if self.blocks and self.at("as") and self.peek().kind == "name":
                self.advance()
                kind = self._type()
                value = value if self.tokens[self.position - 1].text == "]" else _converted(value, kind)
            elif self.take("<<"):
                value = shifted(value, super()._sum())
            elif self._at_pair(">"):
                self.position += 2
                value = bitwise(">>", value, super()._sum())
            else:
                return value

    def _negation(self) -> Evaluation:
        value = super()._negation()
        while self.at("&", "|", "^"):
            value = bitwise(self.advance().text, value, super()._negation())
        return value

    def _root(self, name: str) -> Evaluation:
        return Variable(name)

    def _member(self, value: Evaluation, name: str) -> Evaluation:
        return Member(value, constant(name), index=False)

    def _index(self, value: Evaluation, key: Evaluation) -> Evaluation:
        return Member(value, key, index=True)

    def _method(
        self, value: Evaluation, name: str, arguments: list[tuple[str, Evaluation]], *, each: bool, safe: bool
    ) -> Evaluation:
        if each:
            return lambda scope: [
                call_script_method(scope, item, name, values_of(scope, arguments)) for item in value(scope) or ()
            ]

        def call(scope: Scope) -> Any:
            owner = value(scope)
            if owner is None and safe:
                return None
            if owner is None and isinstance(value, Place):
                owner = new_holder(name)
                if isinstance(value, Variable) and owner is not None:
                    scope.assign(value.name, owner)  # a variable of the process, not one that the script assigned
                elif owner is not None:
                    value.put(scope, *value.found(scope), owner)
            return call_script_method(scope, owner, name, values_of(scope, arguments))

        return call

    def _postfix(self) -> Evaluation:
        value = super()._postfix()
        if isinstance(value, Place) and self._at_pair(":"):
            self.position += 2
            return method_reference(value, self.expect("name").text)
        if isinstance(value, Place) and self.at("++", "--"):
            return stepped(value, 1 if self.advance().text == "++" else -1, self._calculated, before=False)
        return value

    def _at_pair(self, sign: str) -> bool:
        """Whether a sign stands here twice without anything between, as in Java's `String::length`."""
        return self.at(sign) and self.peek().text == sign and self.peek().position == self.token.position + 1

    def _new(self) -> Evaluation:
        """`new ArrayList<String>()`, and Java's `new int[3]` and `new String[] {"a", "b"}`."""
        mark = self.position
        while self.token.kind == "name" or self.at("."):
            self.advance()
        if not self.take("["):
            self.position = mark
            return super()._new()
        empty = 0 if self.tokens[self.position - 2].text in _PRIMITIVES else None
        if not self.take("]"):
            length = self.expression()
            self.need("]")
            return lambda scope: calculated(scope, "*", [empty], length(scope))
        self.need("{")
        items: list[Evaluation] = []
        while not self.take("}"):
            items.append(self.expression())
            self.take(",")
        return lambda scope: [item(scope) for item in items]

    def _arguments(self) -> list[tuple[str, Evaluation]]:
        arguments = super()._arguments()
        if self.blocks and self.at("{"):
            arguments.append(("", self._trailing()))
        return arguments

    def _primary(self) -> Evaluation:
        if self.blocks and self.at("{"):
            return self._trailing()
        kind = self._cast() if self.at("(") else ""
        return self._of_kind(self._unary(), kind) if kind else super()._primary()

    def _of_kind(self, value: Evaluation, kind: str) -> Evaluation:
        """A cast. Java's say nothing new about a value but for numbers; Groovy's make texts, too."""
        if kind == "String" and self.blocks:
            return lambda scope: None if (found := value(scope)) is None else text_of(scope, found)
        return _converted(value, kind) if kind in ("int", "long", "double", "float") else value

    def _binary(self, operator: str, left: Evaluation, right: Evaluation) -> Evaluation:
        return lambda scope: self._calculated(scope, operator, left(scope), right(scope))

    def _calculated(self, scope: Scope, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic of Groovy, whose numbers are decimals, and of Java, whose whole numbers divide to such."""
        if self.blocks and operator in ("+", "-") and isinstance(left, date) and _is_plain(right):
            right = timedelta(days=right)
        if self.blocks and operator == "+" and isinstance(left, list) and not isinstance(right, list):
            right = [right]
        if operator == "+" and (isinstance(left, str) or isinstance(right, str)):
            left, right = _spelled(left), _spelled(right)
        if not (_is_plain(left) and _is_plain(right)):
            return calculated(scope, operator, left, right)
        if operator == "%" and right:
            return remainder(left, right)
        if operator == "/" and isinstance(left, int) and isinstance(right, int) and right:
            return whole_quotient(left, right) if not self.blocks or left % right == 0 else left / right
        if self.blocks and operator in ("+", "-", "*") and (isinstance(left, float) or isinstance(right, float)):
            return exact(operator, left, right)
        return calculated(scope, operator, left, right)

    def _cast(self) -> str:
        """Step over Java's `(java.util.List<String>)` before a value; the last name of the type, empty for none."""
        mark = self.position
        self.advance()
        name = self._type()
        if (name[:1].isupper() or name in _PRIMITIVES) and self.take(")"):
            word = self.token.kind == "name" and self.token.text not in _BETWEEN
            if word or self.token.kind in ("number", "string") or self.at("("):
                return name
        self.position = mark
        return ""

    def _type(self) -> str:
        """Step over a type such as `java.util.Map<String, Object>` or `int[]`; its last name."""
        if self.token.kind != "name":
            return ""
        name, depth = self.advance().text, 0
        while self.at(".") and self.peek().kind == "name":
            self.advance()
            name = self.advance().text
        while self.at("<", "<>") or (depth and (self.token.kind == "name" or self.at(*_GENERIC))):
            depth += {"<": 1, ">": -1, ">>": -2}.get(self.advance().text, 0)
        while self.at("[") and self.peek().text == "]":
            self.position += 2
        return name

    def _trailing(self) -> Evaluation:
        """Groovy's `{ it.x }` and `{ a, b -> a + b }`."""
        self.need("{")
        self._skip()
        start, names = self.position, ["it"]
        found: list[str] = []
        while self.token.kind == "name" or self.at(","):
            token = self.advance()
            if token.kind == "name" and (self.at(",", "->")):
                found.append(token.text)
        if self.take("->"):
            names = found
        else:
            self.position = start
        body = self._inside(self._closed)
        return lambda scope: Closure(names, body, scope)

    def _call(self, name: str, arguments: list[tuple[str, Evaluation]]) -> Evaluation:
        """A call of one of the script's own functions, which come before those that all notations share."""
        if name not in self.functions and name in CONSTRUCTORS:
            return lambda scope: call_function(name, scope, values_of(scope, arguments), CONSTRUCTORS)
        if name not in self.functions and (name in FUNCTIONS or name not in self.assigned):
            return super()._call(name, arguments)

        def call(scope: Scope) -> Any:
            function = scope.look_up(name)
            if not isinstance(function, Closure):
                raise UnknownNameError(f"the function {name!r} is not known here")
            positional, named = values_of(scope, arguments)
            return function(*positional, **named) if named else function(*positional)

        return call

    def _range_of(self, value: Evaluation) -> Evaluation | None:
        """Groovy's `list[0..2]`, `text[1..<3]`, `list[1..-1]`; None (and nothing taken) when it is none."""
        mark = self.position
        start = self.expression()
        if not self.take(".."):
            self.position = mark
            return None
        without = self.take("<")
        stop = self.expression()
        self.need("]")
        return lambda scope: scope.sized(part_of(value(scope), start(scope), stop(scope), without=without))

    def _unary(self) -> Evaluation:
        if self.blocks and self.at("~"):
            self.advance()
            written = self._unary()
            return lambda scope: PatternText(written(scope))
        if self.at("++", "--"):
            step = 1 if self.advance().text == "++" else -1
            place = self.deeper(self._unary)
            if not isinstance(place, Place):
                self.fail("that cannot be assigned")
            return stepped(place, step, self._calculated, before=True)
        return super()._unary()

    def _subscript(self, value: Evaluation) -> Evaluation:
        ranged = self._range_of(value) if self.blocks else None
        return super()._subscript(value) if ranged is None else ranged


def _converted(value: Evaluation, kind: str) -> Evaluation:
    """Groovy's `value as String`."""
    if kind in ("String", "GString"):
        return lambda scope: text_of(scope, value(scope))
    if kind in ("int", "Integer", "long", "Long"):
        return lambda scope: call_function("int", scope, ([value(scope)], {}))
    if kind in ("double", "Double", "float", "Float", "BigDecimal"):
        return lambda scope: call_function("float", scope, ([value(scope)], {}))
    return value


def _spelled(value: Any) -> Any:
    """Null inside a text, which Groovy and Java write out."""
    return "null" if value is None else value


def _is_plain(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
