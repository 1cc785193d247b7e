"""Scripts that only assign: lines such as `a = b + 1`, `execution.setVariable('x', 1)`, with if and for.

Anything else (imports that matter, functions, classes, network, files) is refused, never run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from . import values
from .closures import Closure
from .evaluations import Evaluation, ranged
from .functions import call_function
from .parser import MAXIMUM_DEPTH, Parser
from .scope import MAXIMUM_SIZE, Scope
from .statements import (
    GONE,
    MUTATIONS,
    Broken,
    Continued,
    Statement,
    added,
    assign,
    branch,
    counting,
    leaving,
    listed,
    operated,
    over,
    program,
    read_path,
    removed_member,
    returned,
    sequence,
    switched,
    trying,
    while_true,
)
from .tokens import NotationError, ThrownError, Token, tokenize

_DECLARATIONS = frozenset(
    {"var", "let", "const", "def", "int", "Integer", "String", "boolean", "Boolean", "double", "long", "Object"}
)
_PRINTING = frozenset({"print", "println", "printf"})
_ASSIGNMENTS = frozenset({"=", "+=", "-=", "*=", "/="})
_MUTATORS = frozenset(MUTATIONS)
_CALLBACKS = frozenset({"next", "callback", "done", "cb"})


def run_assignments(
    script: str,
    language: str,
    data: Mapping[str, Any],
    now: datetime | None,
    facts: Mapping[str, Any] | None = None,
    own: set[str] | None = None,
) -> tuple[dict[str, Any], Any]:
    """The variables that a script sets, and the value of its last expression.

    `facts` are what the script's `task` or `execution` knows of itself. `own` receives the names of the variables
    that it sets for its activity alone (`setVariableLocal`).
    """
    scope = Scope(data, now, facts)
    try:
        value = _parse_script(script, _family(language, script))(scope)
    except (Broken, Continued) as error:
        raise NotationError("the script leaves a loop where none is") from error
    except (TypeError, LookupError, AttributeError, RecursionError) as error:
        raise NotationError(f"the values do not fit the script: {error}") from error
    if own is not None:
        own |= scope.own
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
    if "groovy" in name:
        return "groovy"
    if any(mark in name for mark in ("javascript", "java", "js", "ecma")):
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
    try:
        return _ScriptParser(tokenize(script, script=family), family).program()
    except RecursionError as error:
        raise NotationError("the script is nested too deeply") from error


class _ScriptParser(Parser):
    """Statements on top of expressions. Python blocks go by indents, the others by braces."""

    assigns = True

    def __init__(self, tokens: list[Token], family: str) -> None:
        super().__init__(tokens)
        self.family = family
        self.python = family == "python"
        self.blocks = family == "groovy"
        self.trying = 0
        self.inside = 0

    def program(self) -> Statement:
        """All statements of the script."""
        statements: list[Statement] = []
        self._skip()
        while self.token.kind != "end":
            statements.append(self._statement())
            self._ended()
            self._skip()
        return program(sequence(statements))

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
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            self.fail("the script is nested too deeply")
        try:
            return self._any_statement()
        finally:
            self.depth -= 1

    def _any_statement(self) -> Statement:
        if self.at("import", "from") and self.token.kind == "name":
            return self._ignore_line()
        if self.at("pass", "use", "global", "nonlocal"):
            return self._ignore_line()
        if self.at("break", "continue") and self.peek().kind in ("newline", "end", "operator"):
            return leaving(Broken if self.advance().text == "break" else Continued)
        if self.at("if"):
            return self._if()
        if self.at("for"):
            return self._for() if self.python else self._for_braces()
        if self.at("while", "do", "switch", "try"):
            return self._compound()
        if self.at("return") and self.token.kind == "name":
            self.advance()
            return returned(None if self.token.kind in ("newline", "end") or self.at(";", "}") else self.expression())
        if self.at("throw", "raise") and self.token.kind == "name":
            named = self.peek().kind == "name" and self.peek().text != "new" and self.peek(2).text != "("
            return self._throw_again() if named else self._throw()
        if self.at("del", "delete") and self.peek().kind == "name":
            self.advance()
            return removed_member(self._path())
        if self.at("assert") and self.peek().text not in (".", "=", "("):
            self.advance()
            return branch(self._either(), self._ignore_line(), self._throw())
        return self._declared()

    def _compound(self) -> Statement:
        """`while`, `do`, `switch` and `try`; names of variables elsewhere."""
        if self.at("while"):
            return self._while()
        if self.peek().text in ("{", ":", "(", "\n") and not (self.at("try", "do") and self.peek().text == "("):
            if self.at("switch"):
                return self._switch()
            if self.at("try"):
                return self._try()
            if self.at("do"):
                return self._do()
        return self._declared()

    def _while(self) -> Statement:
        indent = self._indent()
        self.advance()
        condition = self._either() if self.python else self.expression()
        return while_true(condition, self._block(indent))

    def _do(self) -> Statement:
        self.advance()
        body = self._braces()
        self._skip()
        self.need("while")
        return while_true(self.expression(), body, first=False)

    def _switch(self) -> Statement:
        self.advance()
        value = self.expression()
        self._skip()
        self.need("{")
        cases: list[tuple[Evaluation | None, Statement]] = []
        self._skip()
        while not self.take("}"):
            test = None
            if not self.take("default"):
                self.need("case")
                test = self.expression()
            self.need(":")
            cases.append((test, self._case()))
        return switched(value, cases)

    def _case(self) -> Statement:
        statements: list[Statement] = []
        self._skip()
        while not self.at("case", "default", "}"):
            if self.token.kind == "end":
                self.fail("a closing brace is missing")
            statements.append(self._braces() if self.at("{") else self._statement())
            self._ended()
            self._skip()
        return sequence(statements)

    def _try(self) -> Statement:
        indent = self._indent()
        self.advance()
        self.trying += 1
        body = self._block(indent)
        self.trying -= 1
        name, rescue, after = None, None, None
        while True:
            mark = self.position
            self._skip()
            if self.at("catch", "except"):
                self.advance()
                found = self._caught()
                other = self._block(indent)
                name, rescue = (found, other) if rescue is None else (name, rescue)
            elif self.take("finally"):
                after = self._block(indent)
            elif self.python and self.take("else"):
                body = sequence([body, self._block(indent)])
            else:
                self.position = mark
                return trying(body, name, rescue, after)

    def _caught(self) -> str | None:
        """What follows `catch` or `except`: the last name is the error's."""
        name, kind = None, self.token.kind
        closing = ":" if self.python else ")"
        if not self.python and self.at("{"):
            return None
        while not self.at(closing):
            if kind == "newline" or self.token.kind == "end":
                self.fail("the error to catch is not understood")
            named = self.advance()
            if named.kind == "name" and (not self.python or self.tokens[self.position - 2].text == "as"):
                name = named.text
        if not self.python:
            self.advance()
        return name

    def _declared(self) -> Statement:
        """A statement that may begin with a declaration, or one of Groovy's printing commands."""
        if not self.python and self.token.text == "out" and self.peek().text == ":":
            self.position += 2  # Groovy takes `out:println x` for a label and a command
        if self.token.text in _PRINTING and self.peek().kind in ("name", "string", "template"):
            return self._ignore_line()
        private = "def" if not self.inside else None if self.python else self.token.text
        if self.token.text == private and self.peek().kind == "name" and (private in _DECLARATIONS):
            return self._private()
        if self.token.text in _DECLARATIONS and self.peek().kind == "name":
            self.advance()
        elif not self.python and self.token.kind == "name" and self.peek().text == "<" and self._typed():
            pass
        elif not self.python and self.token.kind == self.peek().kind == "name" and self.peek(2).text == "=":
            self.advance()  # a variable declared with its type
        return self._simple()

    def _typed(self) -> bool:
        """Step over a type such as `Map<String, Object>` before a declared name; whether there was one."""
        mark, depth = self.position, 0
        self.advance()
        while self.token.kind == "name" or self.at("<", ">", ",", ".", "?", "<>"):
            if not depth and self.token.kind == "name":
                break
            depth += {"<": 1, ">": -1}.get(self.advance().text, 0)
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
            scope.private.add(name)
            return statement(scope)

        return run

    def _ignore_line(self) -> Statement:
        while self.token.kind not in ("newline", "end") and not self.at(";"):
            self.advance()
        return sequence([])

    def _simple(self) -> Statement:
        if self.token.kind == "name" and self.token.text in _CALLBACKS and self.peek().text == "(":
            return self._callback()
        start = self.position
        path = self._path()
        if path and self.at("<<"):
            return self._shifted(path)
        if path and self.token.kind == "operator" and self.token.text in _ASSIGNMENTS:
            return self._assignment(path)
        if path and self.at("++", "--"):
            step = 1 if self.advance().text == "++" else -1
            return assign(path, added(path, step))
        if path and self.at(":") and self.python:
            self.advance()  # a type note such as `x: int = 1`
            self._sum()
            return self._assignment(path) if self.at("=") else sequence([])
        called = self.at("(") or (self.blocks and self.at("{"))
        if path and path[-1] in _MUTATORS and called and len(path) > 1 and isinstance(path[0], str):
            mutation = self._mutation(path)
            if mutation is not None:
                return mutation
        self.position = start
        value = self.expression()
        if self.at(",") and path and self.python:
            return self._unpack(start)
        return value

    def _shifted(self, path: list[Any]) -> Statement:
        """Groovy's `list << member`."""
        value = read_path(path)
        while self.take("<<"):
            value = _appended(value, self._sum())
        return assign(path, value)

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
        value = self._assigned()
        if self.at(",") and self.python:
            items = [value]
            while self.take(","):
                items.append(self.expression())
            value = listed(items)
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
        arguments = self._arguments() if self.take("(") else [("", self._trailing())]
        read = read_path(owner)
        change = MUTATIONS[method]

        def changed(scope: Scope) -> Any:
            positional = [argument(scope) for name, argument in arguments if not name]
            named = {name: argument(scope) for name, argument in arguments if name}
            return scope.sized(change(read(scope), *positional, **named))

        return assign(owner, changed)

    # -- expressions inside scripts

    def _inserted(self, text: str) -> Evaluation:
        parser = _ScriptParser(tokenize(text.replace("\n", " "), script=None if self.python else "groovy"), self.family)
        value = parser.expression()
        parser.expect("end")
        return value

    def _body(self) -> Evaluation:
        """The body of a function: statements in braces, or one statement."""
        if self.python:
            return self.expression()
        return self._inside(self._braces) if self.at("{") else self._simple()

    def _inside(self, read: Callable[[], Statement]) -> Statement:
        """What a function does; what it declares is its own."""
        self.inside += 1
        body = read()
        self.inside -= 1
        return program(body)

    def _postfix(self) -> Evaluation:
        value = super()._postfix()
        while self.blocks and self.at("as") and self.peek().kind == "name":
            self.advance()
            value = _converted(value, self.advance().text)
        return value

    def _arguments(self) -> list[tuple[str, Evaluation]]:
        arguments = super()._arguments()
        if self.blocks and self.at("{"):
            arguments.append(("", self._trailing()))
        return arguments

    def _primary(self) -> Evaluation:
        if self.blocks and self.at("{"):
            return self._trailing()
        return super()._primary()

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

    def _entry(self) -> tuple[Evaluation, Evaluation]:
        """In Python a name left of the colon is a variable."""
        token, plain = self.token, self.peek().text == ":"
        key, value = super()._entry()
        if self.python and plain and token.kind == "name":
            look = key
            return (lambda scope: scope.look_up(token.text) if scope.has(token.text) else look(scope)), value
        return key, value

    def _name(self, token: Token) -> Evaluation:
        value = super()._name(token)
        if not (self.python and self.trying) or self.tokens[self.position - 1] is not token:
            return value

        def strict(scope: Scope) -> Any:
            found = value(scope)
            if found is None and token.text != "None" and not scope.has(token.text):
                raise NotationError(f"name '{token.text}' is not defined")
            return found

        return strict

    def _subscript(self, value: Evaluation) -> Evaluation:
        """Inside Python's `try` a member that is missing is an error, as it is there."""
        found = super()._subscript(value)
        if not (self.python and self.trying):
            return found

        def strict(scope: Scope) -> Any:
            member = found(scope)
            if member is None:
                raise NotationError("the member is missing")
            return member

        return strict

    def _if(self) -> Statement:
        indent = self._indent()
        self.advance()
        condition = self._either() if self.python else self.expression()
        positive = self._block(indent)
        mark = self.position
        self._skip()
        if self.at("elif"):
            return branch(condition, positive, self._if())
        if self.take("else"):
            if self.at("if"):
                return branch(condition, positive, self._if())
            return branch(condition, positive, self._block(indent))
        self.position = mark
        return branch(condition, positive, sequence([]))

    def _for(self) -> Statement:
        indent = self._indent()
        self.advance()
        names = [self.expect("name").text]
        while self.take(","):
            names.append(self.expect("name").text)
        self.need("in")
        return over(names, self.expression(), self._block(indent))

    def _for_braces(self) -> Statement:
        """`for (x in list)`, `for (x of list)`, `for (x : list)` and `for (i = 0; i < n; i++)`."""
        self.advance()
        self.need("(")
        while self.token.text in _DECLARATIONS and self.peek().kind == "name":
            self.advance()
        if self.token.kind == "name" and self.peek().text in ("in", "of", ":"):
            name = self.advance().text
            places = self.advance().text == "in" and not self.blocks  # JavaScript's `in` gives places and keys
            collection = self.expression()
            if places:
                collection = _places(collection)
            if self.take(".."):
                collection = ranged(collection, self.expression())
            self.need(")")
            return over([name], collection, self._braces())
        first = self._simple()
        self.need(";")
        condition = self.expression()
        self.need(";")
        change = self._simple()
        self.need(")")
        return counting(first, condition, change, self._braces())

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
                return sequence(statements)
            self.advance()
            statements.append(self._statement())
            self._ended()

    def _braces(self) -> Statement:
        self._skip()
        return self._closed() if self.take("{") else self._statement()

    def _closed(self) -> Statement:
        """Statements up to a closing brace."""
        statements: list[Statement] = []
        self._skip()
        while not self.take("}"):
            if self.token.kind == "end":
                self.fail("a closing brace is missing")
            statements.append(self._statement())
            self._ended()
            self._skip()
        return sequence(statements)


def _places(collection: Evaluation) -> Evaluation:
    def found(scope: Scope) -> Any:
        members = collection(scope)
        return range(len(members)) if isinstance(members, list | tuple) else members

    return found


def _appended(items: Evaluation, member: Evaluation) -> Evaluation:
    return lambda scope: scope.sized([*(items(scope) or ()), member(scope)])


def _converted(value: Evaluation, kind: str) -> Evaluation:
    """Groovy's `value as String`."""
    if kind in ("String", "GString"):
        return lambda scope: values.text_of(value(scope))
    if kind in ("int", "Integer", "long", "Long"):
        return lambda scope: call_function("int", scope, ([value(scope)], {}))
    if kind in ("double", "Double", "float", "Float", "BigDecimal"):
        return lambda scope: call_function("float", scope, ([value(scope)], {}))
    return value
