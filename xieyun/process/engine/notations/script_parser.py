"""Statements of scripts. Python blocks go by indents, the others by braces."""

from __future__ import annotations

from typing import Any

from .evaluations import Evaluation
from .parser import MAXIMUM_DEPTH
from .scope import Scope
from .script_functions import defining, outside
from .script_simple import DECLARATIONS, SimpleStatements
from .statements import (
    Broken,
    Continued,
    Statement,
    branch,
    counting,
    leaving,
    over,
    program,
    removed_member,
    returned,
    sequence,
    switched,
    trying,
    while_true,
)


class ScriptParser(SimpleStatements):
    """All statements of a script."""

    def program(self) -> Statement:
        """All statements of the script."""
        statements: list[Statement] = []
        self._skip()
        while self.token.kind != "end":
            statements.append(self._statement())
            self._ended()
            self._skip()
        return program(sequence([*self.defined, *statements]))

    @property
    def _defines(self) -> bool:
        """Whether a function is defined by name here, with `def`, `function` or the type of what it gives."""
        if self.token.kind != "name" or self.peek().kind != "name" or self.peek(2).text != "(":
            return False
        named = self.peek().text in self.functions
        return named and (self.at("function", "def", "void") or (self.blocks and self.token.text != "new"))

    def _function(self) -> Statement:
        """A definition; those of the script itself hold from its beginning."""
        indent = self._indent()
        self.advance()
        name = self.advance().text
        self.need("(")
        parameters, defaults = self._named_parameters()
        if self.python and self.take("->"):
            self._sum()
        self.inside += 1
        body = self._block(indent)
        self.inside -= 1
        if self.family == "groovy":
            body = program(body)
        statement = defining(name, parameters, defaults, body, family=self.family)
        if self.inside:
            return statement
        self.defined.append(statement)
        return sequence([])

    def _named_parameters(self) -> tuple[list[str], dict[str, Evaluation]]:
        """Names with their values by default; types and notes are passed over."""
        names: list[str] = []
        defaults: dict[str, Evaluation] = {}
        while not self.take(")"):
            name = self.expect("name").text
            while self.token.kind == "name" or self.at("<", ">", "."):
                name = self.advance().text
            if self.take(":"):
                self._sum()
            if self.take("="):
                defaults[name] = self.expression()
            names.append(name)
            if not self.take(","):
                self.need(")")
                break
        return names, defaults

    def _ended(self) -> None:
        """One statement per line (or before a semicolon)."""
        if self.token.kind not in ("newline", "indent", "end") and not self.at(";", "}"):
            before = self.tokens[self.position - 1]
            if before.text != "}":
                self.fail("the script is not understood")

    def _statement(self) -> Statement:
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            self.fail("the script is nested too deeply")
        try:
            return self._any_statement()
        finally:
            self.depth -= 1

    def _any_statement(self) -> Statement:
        if self._defines:
            return self._function()
        if self.python and self.at("global", "nonlocal"):
            return self._global()
        if self.at("import", "from", "pass", "use") and self.token.kind == "name":
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

    def _global(self) -> Statement:
        self.advance()
        names = [self.expect("name").text]
        while self.take(","):
            names.append(self.expect("name").text)
        return outside(names)

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
                test = self._ranged(test) if self.take("..") else test
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
        own = False
        while self.token.text in DECLARATIONS and self.peek().kind == "name":
            self.advance()
            own = self.inside > 0
        mark = self.position
        self._type()
        if self.token.kind != "name" or self.peek().text != ":":
            self.position = mark
        named = self.token.text
        loop = self._loop_in_braces()
        return sequence([lambda scope: scope.declare(named), loop]) if own else loop

    def _loop_in_braces(self) -> Statement:
        if self.token.kind == "name" and self.peek().text in ("in", "of", ":"):
            name = self.advance().text
            places = self.advance().text == "in" and not self.blocks  # JavaScript's `in` gives places and keys
            collection = self.expression()
            if places:
                collection = _places(collection)
            if self.take(".."):
                collection = self._ranged(collection)
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
