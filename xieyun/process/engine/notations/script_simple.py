"""Simple statements of scripts in Groovy and Java: declarations, and errors that are thrown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .evaluations import Evaluation, constant, text_of
from .exceptions import is_exception
from .scope import Scope
from .script_expressions import ScriptExpressions
from .statements import Statement, sequence
from .tokens import NotationError, ThrownError

DECLARATIONS = frozenset({"var", "def", "int", "Integer", "String", "boolean", "Boolean", "double", "long", "Object"})
_PRINTING = frozenset({"print", "println", "printf"})
_TYPED = ("<", ".", "[")


class SimpleStatements(ScriptExpressions):
    """Statements that hold no others, but for functions in their expressions."""

    def _declared(self) -> Statement:
        """A statement that may begin with a declaration, or one of Groovy's printing commands."""
        if self.token.text == "out" and self.peek().text == ":":
            self.position += 2  # Groovy takes `out:println x` for a label and a command
        if self.token.text in _PRINTING and self.peek().kind in ("name", "string", "template"):
            return self._ignore_line()
        private = self.token.text if self.inside else "def"
        if self.token.text == private and self.peek().kind == "name" and (private in DECLARATIONS):
            return self._private()
        if self.token.text in DECLARATIONS and self.peek().kind == "name":
            self.advance()
        elif self.token.kind == "name" and self.peek().text in _TYPED and self._typed():
            pass
        elif self.token.kind == self.peek().kind == "name" and self.peek(2).text == "=":
            self.advance()  # a variable declared with its type
        return self.expression()

    def _typed(self) -> bool:
        """Step over a type such as `Map<String, Object>` before a declared name; whether there was one."""
        mark = self.position
        self._type()
        if self.token.kind == "name" and self.peek().text == "=":
            return True
        self.position = mark
        return False

    def _private(self) -> Statement:
        """Groovy's `def x = 1`: a variable of the script only."""
        self.advance()
        name = self.token.text
        statement = self.expression()

        def run(scope: Scope) -> Any:
            scope.declare(name)
            return statement(scope)

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
            raise ThrownError(error.get("errorCode"), error.get("errorMessage"), error)

        return run
