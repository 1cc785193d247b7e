"""Simple statements of scripts: declarations, assignments, calls and errors that are thrown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import values
from .evaluations import Evaluation, values_of
from .exceptions import is_exception
from .scope import Scope
from .script_expressions import ScriptExpressions
from .statements import (
    MUTATIONS,
    Statement,
    added,
    assign,
    operated,
    read_path,
    sequence,
)
from .tokens import NotationError, ThrownError

DECLARATIONS = frozenset({"var", "def", "int", "Integer", "String", "boolean", "Boolean", "double", "long", "Object"})
_PRINTING = frozenset({"print", "println", "printf"})
_ASSIGNMENTS = frozenset({"=", "+=", "-=", "*=", "/="})
_MUTATORS = frozenset(MUTATIONS)
_TYPED = ("<", ".", "[")
_GIVEN = re.compile(r"(?:get|set)[A-Z]\w*")
_INSTANCE = frozenset({"execution", "kcontext", "task", "variables", "environment", "delegateTask"})


def _said(text: str) -> Evaluation:
    return lambda scope: text


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
        return self._simple()

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
        statement = self._simple()

        def run(scope: Scope) -> Any:
            scope.declare(name)
            return statement(scope)

        return run

    def _ignore_line(self) -> Statement:
        while self.token.kind not in ("newline", "end") and not self.at(";"):
            self.advance()
        return sequence([])

    def _simple(self) -> Statement:
        start = self.position
        path = self._path()
        if path and self.at("<<"):
            return self._shifted(path)
        if path and self.token.kind == "operator" and self.token.text in _ASSIGNMENTS:
            return self._assignment(path)
        if path and self.at("++", "--"):
            step = 1 if self.advance().text == "++" else -1
            return assign(path, added(path, step))
        called = self.at("(") or (self.blocks and self.at("{"))
        if path and path[-1] in _MUTATORS and called and len(path) > 1 and isinstance(path[0], str):
            mutation = self._mutation(path)
            if mutation is not None:
                return mutation
        if self.at("(") and len(path) > 1 and path[0] not in _INSTANCE and _accessed(path[-1], "set"):
            return self._setter(path, start)
        self.position = start
        return self.expression()

    def _shifted(self, path: list[Any]) -> Statement:
        """Groovy's `list << member`."""
        value = read_path(path)
        while self.take("<<"):
            value = _appended(value, self._sum())
        return assign(path, value)

    def _throw(self) -> Statement:
        """`throw new BpmnError("CODE", "message")`: a BPMN error of that code; of other exceptions, of their class."""
        self.advance()
        self.take("new")
        name = ""
        while self.token.kind == "name" or self.at("."):
            name += self.advance().text
        given = self._thrown_with() if self.take("(") else []

        def run(scope: Scope) -> Any:
            said = [values.text_of(value) for value in (argument(scope) for argument in given) if value is not None]
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
                texts.append(_said(token.text))
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

    def _path(self) -> list[Any]:
        """A name with members, as can stand left of an assignment; empty when there is none."""
        path = self._rooted()
        while path:
            if self.at(".") and self.peek().kind == "name":
                self.advance()
                path.append(self.advance().text)
            elif self.at("?.") and self.peek().text in _MUTATORS:
                self.advance()
                path.append(_Safe(self.advance().text))
            elif self.at("["):
                self.advance()
                path.append(self.expression())
                if not self.take("]"):
                    return []
            elif not (self.at("(") and self._got(path)):
                break
        return path

    def _rooted(self) -> list[Any]:
        """The name that a path begins with, which Java may cast: `((Map) x).put("a", 1)`."""
        if self.token.kind == "name":
            return [self.advance().text]
        mark = self.position
        if self.at("(") and self.peek().text == "(":
            self.advance()
            path = self._path() if self._cast() else []
            if path and self.take(")"):
                return path
        self.position = mark
        return []

    def _got(self, path: list[Any]) -> bool:
        """Step over the brackets of Java's `x.getPlace().` or `kcontext.getVariable("x").`, which change the path."""
        named = path[0] in _INSTANCE and path[1:] == ["getVariable"] and self.peek().kind == "string"
        if named and self.peek(2).text == ")" and self.peek(3).text in (".", "?.", ")"):
            path[:] = [self.peek().text]
            self.position += 3
            return True
        if self.peek().text != ")" or self.peek(2).text != "." or path[0] in _INSTANCE:
            return False
        member = _accessed(path[-1], "get") if len(path) > 1 else ""
        if member:
            path[-1] = member
            self.position += 2
        return bool(member)

    def _setter(self, path: list[Any], start: int) -> Statement:
        """`person.setAge(3)`: the member `age` of an object; of anything else a method."""
        self.advance()
        arguments = self._arguments()
        ended, self.position = self.position, start
        call = self.expression()
        if len(arguments) != 1 or arguments[0][0] or self.position != ended:
            return call
        read, store = read_path(path[:-1]), assign([*path[:-1], _accessed(path[-1], "set")], arguments[0][1])
        return lambda scope: store(scope) if isinstance(read(scope), Mapping) else call(scope)

    def _assignment(self, path: list[Any]) -> Statement:
        operator = self.advance().text
        value = self._assigned()
        if operator != "=":
            old = read_path(path)
            value = operated(operator[0], old, value)
        return assign(path, value)

    def _assigned(self) -> Evaluation:
        """The right side of an assignment, which may be another: `a = b = 1`."""
        start = self.position
        path = self._path() if self.token.kind == "name" else []
        if path and self.at("="):
            return self._assignment(path)
        self.position = start
        return self.expression()

    def _mutation(self, path: list[Any]) -> Statement | None:
        """`items.append(x)`: the changed copy is assigned to `items`."""
        method, owner = path[-1], path[:-1]
        if owner in (["execution"], ["variables"], ["kcontext"]):
            return None
        arguments = self._arguments() if self.take("(") else [("", self._trailing())]
        read = read_path(owner)
        change = MUTATIONS[method]
        store = assign(owner, lambda scope: scope.sized(change(read(scope), *values_of(scope, arguments)[0])))

        def run(scope: Scope) -> Any:
            if isinstance(method, _Safe) and read(scope) is None:
                return None
            own = owner[0] in scope.passing
            result = store(scope)
            if not own:
                scope.passing.discard(owner[0])  # the list of the process itself was changed
            return result

        return run


class _Safe(str):
    """The method in Groovy's `list?.add(x)`: nothing happens when there is no list."""

    __slots__ = ()


def _accessed(name: Any, word: str) -> str:
    """The member that `getAge` or `setAge` is about; empty when it is neither."""
    if not isinstance(name, str) or not name.startswith(word) or not _GIVEN.fullmatch(name):
        return ""
    return name[3].lower() + name[4:]


def _appended(items: Evaluation, member: Evaluation) -> Evaluation:
    return lambda scope: scope.sized([*(items(scope) or ()), member(scope)])
