"""Scripts that only assign: lines such as `a = b + 1`, `execution.setVariable('x', 1)`, with if and for.

Anything else (imports that matter, functions, classes, network, files) is refused, never run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from . import values
from .lookups import attribute, index_of, set_member
from .parser import Evaluation, Parser
from .scope import MAXIMUM_SIZE, Scope
from .tokens import NotationError, ThrownError, Token, tokenize

Statement = Callable[[Scope], Any]
GONE = object()  # what a deleted variable is assigned
_DECLARATIONS = frozenset(
    {"var", "let", "const", "def", "int", "Integer", "String", "boolean", "Boolean", "double", "long", "Object"}
)
_PRINTING = frozenset({"print", "println", "printf"})
_ASSIGNMENTS = frozenset({"=", "+=", "-=", "*=", "/="})
_MUTATORS = frozenset(
    {
        "append",
        "add",
        "push",
        "extend",
        "addAll",
        "remove",
        "pop",
        "insert",
        "update",
        "put",
        "clear",
        "addAdditionalData",
    }
)
_CALLBACKS = frozenset({"next", "callback", "done", "cb"})


def run_assignments(
    script: str, language: str, data: Mapping[str, Any], now: datetime | None, facts: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], Any]:
    """The variables that a script sets, and the value of its last expression.

    `facts` are what the script's `task` or `execution` knows of itself.
    """
    scope = Scope(data, now, facts)
    try:
        value = _parse_script(script, _family(language, script))(scope)
    except (TypeError, LookupError, AttributeError) as error:
        raise NotationError(f"the values do not fit the script: {error}") from error
    changed = {
        name: entry if entry is GONE else plain(entry)
        for name, entry in scope.changed.items()
        if name not in scope.private
    }
    return changed, plain(value)


def understood(script: str, language: str) -> bool:
    """Whether a script consists of statements that can be run here."""
    try:
        _parse_script(script, _family(language, script))
    except NotationError:
        return False
    return True


def _family(language: str, script: str) -> str:
    name = language.lower()
    if any(mark in name for mark in ("javascript", "groovy", "java", "js", "ecma")):
        return "script"
    if not name and any(mark in script for mark in ("next(", "var ", "this.environment", "function")):
        return "script"
    return "python"


class _Room:
    """How much one value may hold in all: parts that stand in it many times are stored many times."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAXIMUM_SIZE

    def take(self, amount: int) -> None:
        self.left -= amount
        if self.left < 0:
            raise NotationError("the value is too large to be kept; keep less of it")


def plain(value: Any, room: _Room | None = None) -> Any:
    """Values as variables hold them: moments and durations become text. Raises NotationError when it holds too much."""
    room = room or _Room()
    room.take(len(value) if isinstance(value, str) else 1)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"PT{value.total_seconds():g}S"
    if isinstance(value, list | tuple):
        return [plain(entry, room) for entry in value]
    if isinstance(value, Mapping):
        return {str(key): plain(entry, room) for key, entry in value.items()}
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value) if type(value).__name__ == "Decimal" else None


@lru_cache(maxsize=1024)
def _parse_script(script: str, family: str) -> Statement:
    return _ScriptParser(tokenize(script, script=family), family).program()


class _ScriptParser(Parser):
    """Statements on top of expressions. Python blocks go by indents, the others by braces."""

    def __init__(self, tokens: list[Token], family: str) -> None:
        super().__init__(tokens)
        self.python = family == "python"

    def program(self) -> Statement:
        """All statements of the script."""
        statements: list[Statement] = []
        self._skip()
        while self.token.kind != "end":
            statements.append(self._statement())
            self._ended()
            self._skip()
        return _sequence(statements)

    def _ended(self) -> None:
        """One statement per line (or before a semicolon)."""
        if self.token.kind not in ("newline", "indent", "end") and not self.at(";", "}"):
            before = self.tokens[self.position - 1]
            if before.text != "}":
                self.fail("the script is not understood")

    def _skip(self) -> None:
        while self.token.kind in ("newline", "indent") or self.at(";"):
            self.advance()

    def _statement(self) -> Statement:
        if self.at("import", "from") and self.token.kind == "name":
            return self._ignore_line()
        if self.at("pass", "break", "continue") or self.at("use"):
            return self._ignore_line()
        if self.at("if"):
            return self._if()
        if self.at("for"):
            return self._for() if self.python else self._for_braces()
        if self.at("while"):
            self.fail("while loops are not supported in scripts")
        if self.at("return") and self.token.kind == "name":
            self.advance()
            return self.expression() if self.token.kind not in ("newline", "end") else _sequence([])
        if self.at("throw", "raise") and self.token.kind == "name":
            named = self.peek().kind == "name" and self.peek().text != "new" and self.peek(2).text != "("
            return self._throw_again() if named else self._throw()
        if self.at("del"):
            self.advance()
            name = self.expect("name").text
            return lambda scope: scope.assign(name, GONE)
        return self._declared()

    def _declared(self) -> Statement:
        """A statement that may begin with a declaration, or one of Groovy's printing commands."""
        if not self.python and self.token.text == "out" and self.peek().text == ":":
            self.position += 2  # Groovy takes `out:println x` for a label and a command
        if self.token.text in _PRINTING and self.peek().kind in ("name", "string", "template"):
            return self._ignore_line()
        if self.token.text == "def" and self.peek().kind == "name":
            return self._private()
        if self.token.text in _DECLARATIONS and self.peek().kind == "name":
            self.advance()
        elif not self.python and self.token.kind == self.peek().kind == "name" and self.peek(2).text == "=":
            self.advance()  # a variable declared with its type
        return self._simple()

    def _private(self) -> Statement:
        """Groovy's `def x = 1`: a variable of the script only."""
        self.advance()
        name = self.token.text
        statement = self._simple()

        def run(scope: Scope) -> Any:
            scope.private.add(name)
            return statement(scope)

        return run

    def _ignore_line(self) -> Statement:
        while self.token.kind not in ("newline", "end") and not self.at(";"):
            self.advance()
        return _sequence([])

    def _simple(self) -> Statement:
        if self.token.kind == "name" and self.token.text in _CALLBACKS and self.peek().text == "(":
            return self._callback()
        start = self.position
        path = self._path()
        if path and self.token.kind == "operator" and self.token.text in _ASSIGNMENTS:
            return self._assignment(path)
        if path and self.at("++", "--"):
            step = 1 if self.advance().text == "++" else -1
            return _assign(path, _added(path, step))
        if path and self.at(":") and self.python:
            self.advance()  # a type note such as `x: int = 1`
            self.expression()
            return self._assignment(path) if self.at("=") else _sequence([])
        if path and path[-1] in _MUTATORS and self.at("(") and len(path) > 1 and isinstance(path[0], str):
            mutation = self._mutation(path)
            if mutation is not None:
                return mutation
        self.position = start
        value = self.expression()
        if self.at(",") and path and self.python:
            return self._unpack(start)
        return value

    def _throw(self) -> Statement:
        """`throw new BpmnError("CODE", "message")`: a BPMN error of that code."""
        texts: list[str] = []
        while self.token.kind not in ("newline", "end") and not self.at(";", "}"):
            token = self.advance()
            if token.kind == "string":
                texts.append(token.text)
        code, message = [*texts, None, None][:2]

        def run(scope: Scope) -> Any:
            raise ThrownError(code, message)

        return run

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

    def _callback(self) -> Statement:
        """`next(null, value)` of bpmn-engine: the value is the script's result; an error argument is an error."""
        if self.peek(2).text == "new":
            return self._throw()
        self.advance()
        self.advance()
        arguments = [value for _, value in self._arguments()]

        def evaluate(scope: Scope) -> Any:
            found = [argument(scope) for argument in arguments]
            if found and found[0] is not None:
                raise NotationError("the script reports an error")
            return found[1] if len(found) > 1 else None

        return evaluate

    def _path(self) -> list[Any]:
        """A name with members, as can stand left of an assignment; empty when there is none."""
        if self.token.kind != "name":
            return []
        path: list[Any] = [self.advance().text]
        while True:
            if self.at(".") and self.peek().kind == "name":
                self.advance()
                path.append(self.advance().text)
            elif self.at("["):
                self.advance()
                path.append(self.expression())
                if not self.take("]"):
                    return []
            else:
                return path

    def _assignment(self, path: list[Any]) -> Statement:
        operator = self.advance().text
        value = self.expression()
        if self.at(",") and self.python:
            items = [value]
            while self.take(","):
                items.append(self.expression())
            value = _listed(items)
        elif self.at("=") and self.python:
            return self._path_after(value)
        if operator != "=":
            old = _read(path)
            value = _operated(operator[0], old, value)
        return _assign(path, value)

    def _path_after(self, value: Evaluation) -> Statement:
        self.fail("only one assignment per line is supported")
        raise AssertionError

    def _unpack(self, start: int) -> Statement:
        self.position = start
        names = [self.expect("name").text]
        while self.take(","):
            names.append(self.expect("name").text)
        self.need("=")
        items = [self.expression()]
        while self.take(","):
            items.append(self.expression())

        def run(scope: Scope) -> None:
            found = [item(scope) for item in items]
            for name, entry in zip(names, found[0] if len(found) == 1 else found, strict=False):
                scope.assign(name, entry)

        return run

    def _mutation(self, path: list[Any]) -> Statement | None:
        """`items.append(x)`: the changed copy is assigned to `items`."""
        method, owner = str(path[-1]), path[:-1]
        if owner in (["execution"], ["variables"], ["kcontext"]):
            return None
        self.advance()
        arguments = [value for _, value in self._arguments()]
        read = _read(owner)
        change = _MUTATIONS[method]
        return _assign(
            owner, lambda scope: scope.sized(change(read(scope), *(argument(scope) for argument in arguments)))
        )

    def _if(self) -> Statement:
        indent = self._indent()
        self.advance()
        condition = self._either() if self.python else self.expression()
        positive = self._block(indent)
        mark = self.position
        self._skip()
        if self.at("elif"):
            return _branch(condition, positive, self._if())
        if self.take("else"):
            if self.at("if"):
                return _branch(condition, positive, self._if())
            return _branch(condition, positive, self._block(indent))
        self.position = mark
        return _branch(condition, positive, _sequence([]))

    def _for(self) -> Statement:
        indent = self._indent()
        self.advance()
        names = [self.expect("name").text]
        while self.take(","):
            names.append(self.expect("name").text)
        self.need("in")
        collection = self.expression()
        body = self._block(indent)

        def run(scope: Scope) -> None:
            for member in collection(scope) or ():
                scope.tick()
                members = [member] if len(names) == 1 else member
                for name, entry in zip(names, members, strict=False):
                    scope.assign(name, entry)
                body(scope)

        return run

    def _for_braces(self) -> Statement:
        """`for (x in list)`, `for (x of list)`, `for (x : list)` and `for (i = 0; i < n; i++)`."""
        self.advance()
        self.need("(")
        while self.token.text in _DECLARATIONS and self.peek().kind == "name":
            self.advance()
        if self.token.kind == "name" and self.peek().text in ("in", "of", ":"):
            name = self.advance().text
            self.advance()
            collection = self.expression()
            self.need(")")
            return _over(name, collection, self._braces())
        first = self._simple()
        self.need(";")
        condition = self.expression()
        self.need(";")
        change = self._simple()
        self.need(")")
        return _counting(first, condition, change, self._braces())

    def _indent(self) -> int:
        for token in reversed(self.tokens[: self.position]):
            if token.kind == "indent":
                return int(token.text)
            if token.kind == "newline":
                break
        return 0

    def _block(self, outer: int) -> Statement:
        if not self.python:
            return self._braces()
        self.need(":")
        if self.token.kind != "newline":
            return self._statement()
        statements: list[Statement] = []
        while True:
            mark = self.position
            while self.token.kind == "newline" or self.at(";"):
                self.advance()
            if self.token.kind != "indent" or int(self.token.text) <= outer:
                self.position = mark
                return _sequence(statements)
            self.advance()
            statements.append(self._statement())
            self._ended()

    def _braces(self) -> Statement:
        self._skip()
        if not self.take("{"):
            return self._statement()
        statements: list[Statement] = []
        self._skip()
        while not self.take("}"):
            if self.token.kind == "end":
                self.fail("a closing brace is missing")
            statements.append(self._statement())
            self._ended()
            self._skip()
        return _sequence(statements)


def _sequence(statements: list[Statement]) -> Statement:
    def run(scope: Scope) -> Any:
        value = None
        for statement in statements:
            scope.tick()
            value = statement(scope)
        return value

    return run


def _over(name: str, collection: Evaluation, body: Statement) -> Statement:
    def run(scope: Scope) -> None:
        for member in collection(scope) or ():
            scope.tick()
            scope.assign(name, member)
            body(scope)

    return run


def _counting(first: Statement, condition: Evaluation, change: Statement, body: Statement) -> Statement:
    def run(scope: Scope) -> None:
        first(scope)
        while values.truth(condition(scope)):
            scope.tick()
            body(scope)
            change(scope)

    return run


def _branch(condition: Evaluation, positive: Statement, negative: Statement) -> Statement:
    return lambda scope: positive(scope) if values.truth(condition(scope)) else negative(scope)


def _listed(items: list[Evaluation]) -> Evaluation:
    return lambda scope: [item(scope) for item in items]


def _operated(operator: str, old: Evaluation, value: Evaluation) -> Evaluation:
    if operator == "+":
        return lambda scope: values.add(old(scope), value(scope))
    return lambda scope: values.arithmetic(operator, old(scope), value(scope))


def _added(path: list[Any], step: int) -> Evaluation:
    old = _read(path)
    return lambda scope: values.add(old(scope), step)


def _variable_path(path: list[Any]) -> list[Any]:
    """`this.environment.variables.x` and `execution.variables.x` are the variable `x`."""
    start = 0
    while start < len(path) - 1 and path[start] in (
        "this",
        "environment",
        "variables",
        "output",
        "execution",
        "kcontext",
        "content",
    ):
        start += 1
    return path[start:]


def _read(path: list[Any]) -> Evaluation:
    path = _variable_path(path)

    def read(scope: Scope) -> Any:
        value = scope.look_up(path[0])
        for member in path[1:]:
            value = index_of(value, member(scope)) if callable(member) else attribute(value, member)
        return value

    return read


def _assign(path: list[Any], value: Evaluation) -> Statement:
    path = _variable_path(path)
    if callable(path[0]):
        raise NotationError("that cannot be assigned")

    def run(scope: Scope) -> Any:
        result = entry = value(scope)
        keys = [member(scope) if callable(member) else member for member in path]
        chain = [scope.look_up(keys[0])]
        for key in keys[1:-1]:
            chain.append(index_of(chain[-1], key) if chain[-1] is not None else None)
        for holder, key in zip(reversed(chain[: len(keys) - 1]), reversed(keys[1:]), strict=True):
            entry = set_member(holder, key, entry)
        scope.assign(keys[0], entry)
        return result

    return run


def _removed(items: Any, item: Any) -> Any:
    if isinstance(items, Mapping):
        return {key: value for key, value in items.items() if key != item}
    result = list(items)
    for index, value in enumerate(result):
        if values.equal(value, item):
            del result[index]
            break
    return result


def _popped(items: Any, key: Any = -1, *_: Any) -> Any:
    if isinstance(items, Mapping):
        return {name: value for name, value in items.items() if name != key}
    result = list(items or ())
    if result:
        result.pop(int(key))
    return result


_MUTATIONS: dict[str, Callable[..., Any]] = {
    "append": lambda items, item: [*(items or ()), item],
    "add": lambda items, item: [*(items or ()), item],
    "push": lambda items, *more: [*(items or ()), *more],
    "extend": lambda items, more: [*(items or ()), *more],
    "addAll": lambda items, more: [*(items or ()), *more],
    "insert": lambda items, index, item: [*items[:index], item, *items[index:]],
    "remove": _removed,
    "pop": _popped,
    "update": lambda mapping, more: {**(mapping or {}), **more},
    "put": lambda mapping, key, value: {**(mapping or {}), key: value},
    "addAdditionalData": lambda error, key, value: {**(error or {}), key: value},
    "clear": lambda items: {} if isinstance(items, Mapping) else [],
}
