"""Simple statements of scripts in Groovy and Java: declarations, and errors that are thrown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import values
from .evaluations import Evaluation, constant, text_of
from .exceptions import is_exception
from .places import Variable
from .scope import Scope
from .script_expressions import ScriptExpressions
from .statements import Statement, sequence
from .tokens import NotationError, ThrownError

DECLARATIONS = frozenset(
    {"var", "def", "int", "Integer", "String", "boolean", "Boolean", "double", "Double", "float", "long", "Object"}
)
_PRINTING = frozenset({"print", "println", "printf"})
MODIFIERS = ("final", "static", "public", "private", "protected", "synchronized", "transient")
_DECIMAL_TYPES = frozenset({"double", "float", "Double", "Float"})


class SimpleStatements(ScriptExpressions):
    """Statements that hold no others, but for functions in their expressions."""

    def _declared(self) -> Statement:
        """A statement that may begin with a declaration, or one of Groovy's printing commands."""
        if self.token.text == "out" and self.peek().text == ":":
            self.position += 2  # Groovy takes `out:println x` for a label and a command
        if self.token.text in _PRINTING and self.peek().kind in ("name", "string", "template$"):
            return self._ignore_line()
        while self.at(*MODIFIERS) and self.peek().kind == "name":
            self.advance()
        own = self.at("def") and self.peek().kind == "name"
        kind = (own and self._type_after_def()) or self._declared_kind()
        if not kind:
            return self.expression()
        private = kind != "var" or self.inside > 0
        return self._several(private=private) if self.at("(") else self._declarations(kind, private=private)

    def _type_after_def(self) -> str:
        """Step over Groovy's `def` with a type, as in `def List<String> names`; empty when no type follows."""
        mark = self.position
        self.advance()
        name = self._type()
        if self.token.kind == "name":
            return name
        self.position = mark
        return ""

    def _declared_kind(self) -> str:
        """Step over the type of a declared variable, such as `def` and `Map<String, Object>`; empty when none is."""
        if self.token.kind != "name":
            return ""
        if self.at("def") and self.peek().text == "(":
            return self.advance().text
        if self.token.text in DECLARATIONS and self.peek().kind == "name":
            return self.advance().text
        mark = self.position
        name = self._type()
        if self.token.kind == "name" and self.peek().text == "=":
            return name
        self.position = mark
        return ""

    def _declarations(self, kind: str, *, private: bool) -> Statement:
        """`int a = 1, b = 2`: variables with one type; `private` ones are the script's or the function's own."""
        statements: list[Statement] = []
        while True:
            name = self.expect("name").text
            value = _of_type(self.expression(), kind) if self.take("=") else None
            statements.append(_declaration(name, value, private=private))
            if not self.take(","):
                return sequence(statements)

    def _several(self, *, private: bool) -> Statement:
        """Groovy's `def (a, b) = list`."""
        self.need("(")
        names: list[str] = []
        while not self.take(")"):
            self._declared_kind()
            names.append(self.expect("name").text)
            self.take(",")
        self.need("=")
        given = self.expression()

        def run(scope: Scope) -> Any:
            found = given(scope)
            padded = [*(found or ()), *[None] * len(names)]
            for name, value in zip(names, padded, strict=False):
                _declaration(name, constant(value), private=private)(scope)
            return found

        return run

    def _assert(self) -> Statement:
        """`assert condition : message`: an error when the condition does not hold."""
        self.advance()
        condition = self.expression()
        message = self.expression() if self.take(":", ",") else constant("the assertion does not hold")

        def run(scope: Scope) -> None:
            if not values.truth(condition(scope)):
                raise ThrownError("AssertionError", text_of(scope, message(scope)))

        return run

    def _ignore_line(self) -> Statement:
        while self.token.kind not in ("newline", "end") and not self.at(";"):
            self.advance()
        return sequence([])

    def _throw(self) -> Statement:
        """`throw new BpmnError("CODE", "message")`: a BPMN error of that code; of other exceptions, of their class."""
        self.advance()
        self.take("new")
        name = ""
        while self.token.kind == "name" or self.at("."):
            name += self.advance().text
        given = self._thrown_with() if self.take("(") else []

        def run(scope: Scope) -> Any:
            said = [text_of(scope, value) for value in (argument(scope) for argument in given) if value is not None]
            code, message = [*([name] if is_exception(name) else []), *said, None, None][:2]
            raise ThrownError(code, message)

        return run

    def _thrown_with(self) -> list[Evaluation]:
        """The arguments of an exception; those that are no expressions count for nothing."""
        mark = self.position
        try:
            return [value for name, value in self._arguments() if not name]
        except NotationError:
            self.position = mark
            return self._texts_in_line()

    def _texts_in_line(self) -> list[Evaluation]:
        texts: list[Evaluation] = []
        while self.token.kind not in ("newline", "end") and not self.at(";", "}"):
            token = self.advance()
            if token.kind == "string":
                texts.append(constant(token.text))
        return texts

    def _throw_again(self) -> Statement:
        """`throw error`: the error that a variable holds."""
        self.advance()
        name = self.advance().text

        def run(scope: Scope) -> Any:
            error = scope.look_up(name)
            if not isinstance(error, Mapping):
                raise ThrownError(None)
            carried = {key: entry for key, entry in error.items() if key != "class"}
            raise ThrownError(error.get("errorCode"), error.get("errorMessage"), carried)

        return run


def _declaration(name: str, value: Evaluation | None, *, private: bool) -> Statement:
    def run(scope: Scope) -> Any:
        found = None if value is None else value(scope)  # it may read an outer variable of the name
        if private:
            scope.declare(name)
        if value is None:
            return None
        Variable(name).put(scope, None, name, found)
        return found

    return run


def _of_type(value: Evaluation, kind: str) -> Evaluation:
    """What a variable of a type is given: those of decimals make whole numbers such."""
    if kind not in _DECIMAL_TYPES:
        return value
    return lambda scope: float(found) if isinstance(found := value(scope), int) else found
