"""Statements of scripts in Groovy and Java."""

from __future__ import annotations

from .evaluations import Evaluation, choose, constant
from .script_functions import defining
from .script_simple import MODIFIERS, SimpleStatements
from .statements import (
    Broken,
    Continued,
    Statement,
    counting,
    leaving,
    over,
    program,
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
        """Whether a function is defined by name here, with `def` or the type of what it gives."""
        mark = self.position
        found = self._step_to_function()
        self.position = mark
        return found

    def _step_to_function(self) -> bool:
        """Step over what stands before the name of a function that is defined here, as `static def List<String>`."""
        if self.token.kind != "name" or self.at("new", "return", "throw"):
            return False
        while self.at(*MODIFIERS) and self.peek().kind == "name":
            self.advance()
        typed = self.at("def", "void")
        if typed:
            self.advance()
        if self.blocks and self.peek().text != "(":
            typed = bool(self._type()) or typed
        return typed and self.token.text in self.functions and self.peek().text == "("

    def _function(self) -> Statement:
        """A definition; those of the script itself hold from its beginning."""
        self._step_to_function()
        name = self.advance().text
        self.need("(")
        parameters, defaults = self._named_parameters()
        self.inside += 1
        body = self._braces()
        self.inside -= 1
        statement = defining(name, parameters, defaults, body, last_counts=self.blocks)
        if self.inside:
            return statement
        self.defined.append(statement)
        return sequence([])

    def _named_parameters(self) -> tuple[list[str], dict[str, Evaluation]]:
        """Names with their values by default; types are passed over."""
        names: list[str] = []
        defaults: dict[str, Evaluation] = {}
        while not self.take(")"):
            name = self.expect("name").text
            while self.token.kind == "name" or self.at("<", ">", "."):
                name = self.advance().text
            if self.take("="):
                defaults[name] = self.expression()
            names.append(name)
            if not self.take(","):
                self.need(")")
                break
        return names, defaults

    def _ended(self) -> None:
        """One statement per line (or before a semicolon)."""
        if self.token.kind not in ("newline", "end") and not self.at(";", "}"):
            before = self.tokens[self.position - 1]
            if before.text != "}":
                self.fail("the script is not understood")

    def _statement(self) -> Statement:
        return self.deeper(self._any_statement)

    def _any_statement(self) -> Statement:
        self._annotations()
        if self._defines:
            return self._function()
        if self.at("import", "use"):
            return self._ignore_line()
        if self.at("break", "continue") and self.peek().kind in ("newline", "end", "operator"):
            return leaving(Broken if self.advance().text == "break" else Continued)
        if self.at("if"):
            return self._if()
        if self.at("for"):
            return self._for()
        if self.at("while", "do", "switch", "try"):
            return self._compound()
        if self.at("return"):
            self.advance()
            return returned(None if self.token.kind in ("newline", "end") or self.at(";", "}") else self.expression())
        if self.at("throw"):
            named = self.peek().kind == "name" and self.peek().text != "new" and self.peek(2).text != "("
            return self._throw_again() if named else self._throw()
        if self.at("assert") and self.peek().text not in (".", "="):
            return self._assert()
        return self._declared()

    def _annotations(self) -> None:
        """Step over `@Field` and `@groovy.transform.Field`."""
        while self.at("@") and self.peek().kind == "name":
            self.advance()
            self._type()

    def _compound(self) -> Statement:
        """`while`, `do`, `switch` and `try`; names of variables elsewhere."""
        if self.at("while"):
            return self._while()
        if self.peek().text in ("{", "(", "\n") and not (self.at("try", "do") and self.peek().text == "("):
            if self.at("switch"):
                return self._switch()
            if self.at("try"):
                return self._try()
            if self.at("do"):
                return self._do()
        return self._declared()

    def _while(self) -> Statement:
        self.advance()
        return while_true(self.expression(), self._braces())

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
        self.advance()
        body = self._braces()
        name, rescue, after = None, None, None
        while True:
            mark = self.position
            self._skip()
            if self.take("catch"):
                found = self._caught()
                other = self._braces()
                name, rescue = (found, other) if rescue is None else (name, rescue)
            elif self.take("finally"):
                after = self._braces()
            else:
                self.position = mark
                return trying(body, name, rescue, after)

    def _caught(self) -> str | None:
        """What follows `catch`: the last name is the error's."""
        name, kind = None, self.token.kind
        if self.at("{"):
            return None
        while not self.take(")"):
            if kind == "newline" or self.token.kind == "end":
                self.fail("the error to catch is not understood")
            named = self.advance()
            if named.kind == "name":
                name = named.text
        return name

    def _if(self) -> Statement:
        self.advance()
        condition, positive = self.expression(), self._braces()
        mark = self.position
        self._skip()
        if self.take("else"):
            return choose(condition, positive, self._if() if self.at("if") else self._braces())
        self.position = mark
        return choose(condition, positive, sequence([]))

    def _for(self) -> Statement:
        """`for (x in list)`, `for (x : list)` and `for (i = 0; i < n; i++)`."""
        self.advance()
        self.need("(")
        mark = self.position
        while self.at("final"):
            self.advance()
        kind = self._type() if self.peek().text not in ("in", ":") else ""
        if self.token.kind == "name" and self.peek().text in ("in", ":"):
            return self._walking(typed=bool(kind))
        self.position = mark
        return self._counting()

    def _walking(self, *, typed: bool) -> Statement:
        name = self.advance().text
        self.advance()
        collection = self.expression()
        if self.take(".."):
            collection = self._ranged(collection)
        self.need(")")
        loop = over(name, collection, self._braces())
        return sequence([lambda scope: scope.declare(name), loop]) if typed and self.inside else loop

    def _counting(self) -> Statement:
        first = sequence(self._parts(";"))
        condition = constant(True) if self.at(";") else self.expression()
        self.need(";")
        change = sequence(self._parts(")"))
        return counting(first, condition, change, self._braces())

    def _parts(self, ending: str) -> list[Statement]:
        """The statements between commas up to a sign, which is taken; there may be none."""
        parts: list[Statement] = []
        while not self.take(ending):
            parts.append(self._declared())
            if not self.take(","):
                self.need(ending)
                break
        return parts

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
