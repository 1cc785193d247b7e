"""Read the statements of a script in JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..tokens import NotationError, UnknownNameError
from .bindings import RESERVED, Node
from .grammar import REFUSED, Grammar
from .lexer import tokens_of


class Program:
    """A script that was read: its statements and the names that it declares with `var`."""

    __slots__ = ("body", "variables")

    def __init__(self, body: list[Node], variables: frozenset[str]) -> None:
        self.body = body
        self.variables = variables


def read(script: str, known: Any) -> Program:
    """A script; `known` says whether a function may be called by a name that the script does not define."""
    parser = Parser(tokens_of(script))
    try:
        body = parser.statements("end")
    except RecursionError as error:
        raise NotationError("the script is nested too deeply") from error
    for name in parser.called - parser.bound:
        if not known(name):
            raise UnknownNameError(f"the function {name!r} is not known here")
    return Program(body, frozenset(parser.variables[0]))


class Parser(Grammar):
    """Statements."""

    def statements(self, closing: str) -> list[Node]:
        """Statements up to a mark; functions that are declared among them come first."""
        found: list[Node] = []
        while not (self.token.kind == "end" if closing == "end" else self.at(closing)):
            if self.token.kind == "end":
                self.fail(f"{closing!r} is missing")
            found.append(self.deeper(self._statement))
        return [node for node in found if node[0] == "function"] + [node for node in found if node[0] != "function"]

    def block(self) -> Node:
        """Statements in braces."""
        self.need("{")
        body = self.statements("}")
        self.need("}")
        return ("block", body)

    def _statement(self) -> Node:
        token = self.token
        if token.kind == "operator":
            if token.text == "{":
                return self.block()
            if self.take(";"):
                return ("empty",)
        following = self.peek()
        if token.kind == "name":
            if token.text in REFUSED and not (following.kind == "operator" and following.text in ("=", ".", ")", ";")):
                raise NotationError(f"{REFUSED[token.text]} cannot be used in scripts here")
            if token.text == "let" and following.kind not in ("name", "operator"):
                return self._expression_statement()
            read_part = _STATEMENTS.get(token.text)
            if read_part is not None:
                return read_part(self)
            if following.kind == "operator" and following.text == ":":
                self.position += 2
                return ("label", token.text, self.deeper(self._statement))
        return self._expression_statement()

    def _expression_statement(self) -> Node:
        value = self.sequence()
        self._end()
        return ("expression", value)

    def _declaration(self) -> Node:
        node = self._declared()
        self._end()
        return node

    def _declared(self) -> Node:
        kind = self.token.text
        self.position += 1
        found: list[tuple[Node, Node | None]] = []
        while True:
            target = self._binding(kind)
            found.append((target, self.assignment() if self.take("=") else None))
            if not self.take(","):
                return ("declare", kind, found)

    def _function_statement(self) -> Node:
        self.position += 1
        if self.at("*"):
            raise NotationError("functions that yield cannot be used in scripts here")
        name = self._identifier()
        self.bound.add(name)
        return ("function", name, self._function(name))

    def _class_statement(self) -> Node:
        self.position += 1
        name = self._identifier()
        self.bound.add(name)
        return ("class", name, self.class_of(name))

    def _if(self) -> Node:
        self.position += 1
        self.need("(")
        test = self.sequence()
        self.need(")")
        positive = self.deeper(self._statement)
        negative = self.deeper(self._statement) if self.take("else") else None
        return ("if", test, positive, negative)

    def _for(self) -> Node:
        self.position += 1
        self.need("(")
        first: Node | None = None
        if self.at("var", "let", "const"):
            kind = self.token.text
            mark = self.position
            self.position += 1
            target = self._binding(kind)
            if self.at("of", "in"):
                return self._for_each(("declare", kind, [(target, None)]))
            self.position = mark
            first = self._declared()
        elif not self.at(";"):
            mark = self.position
            target = self._postfix()
            if self.at("of", "in"):
                return self._for_each(("expression", target))
            self.position = mark
            first = ("expression", self.sequence())
        self.need(";")
        test = None if self.at(";") else self.sequence()
        self.need(";")
        change = None if self.at(")") else self.sequence()
        self.need(")")
        return ("for", first, test, change, self.deeper(self._statement))

    def _for_each(self, target: Node) -> Node:
        kind = "for of" if self.at("of") else "for in"
        self.position += 1
        collection = self.sequence()
        self.need(")")
        return (kind, target, collection, self.deeper(self._statement))

    def _while(self) -> Node:
        self.position += 1
        self.need("(")
        test = self.sequence()
        self.need(")")
        return ("while", test, self.deeper(self._statement))

    def _do(self) -> Node:
        self.position += 1
        body = self.deeper(self._statement)
        self.need("while")
        self.need("(")
        test = self.sequence()
        self.need(")")
        self.take(";")
        return ("do", body, test)

    def _leave(self) -> Node:
        kind = self.token.text
        self.position += 1
        label = None
        if self.token.kind == "name" and not self.token.line_before and self.token.text not in RESERVED:
            label = self._identifier()
        self._end()
        return (kind, label)

    def _return(self) -> Node:
        self.position += 1
        value = None
        if not (self.at(";", "}") or self.token.kind == "end" or self.token.line_before):
            value = self.sequence()
        self._end()
        return ("return", value)

    def _throw(self) -> Node:
        self.position += 1
        value = self.sequence()
        self._end()
        return ("throw", value)

    def _try(self) -> Node:
        self.position += 1
        body = self.block()
        caught, rescue, after = None, None, None
        if self.take("catch"):
            if self.take("("):
                caught = self._binding("let")
                self.need(")")
            rescue = self.block()
        if self.take("finally"):
            after = self.block()
        if rescue is None and after is None:
            self.fail("'catch' is missing")
        return ("try", body, caught, rescue, after)

    def _switch(self) -> Node:
        self.position += 1
        self.need("(")
        value = self.sequence()
        self.need(")")
        self.need("{")
        cases: list[tuple[Node | None, list[Node]]] = []
        while not self.take("}"):
            test = None
            if not self.take("default"):
                self.need("case")
                test = self.sequence()
            self.need(":")
            body: list[Node] = []
            while not self.at("case", "default", "}"):
                body.append(self.deeper(self._statement))
            cases.append((test, body))
        return ("switch", value, cases)


_STATEMENTS: dict[str, Callable[[Parser], Node]] = {
    **dict.fromkeys(("var", "let", "const"), Parser._declaration),
    "function": Parser._function_statement,
    "class": Parser._class_statement,
    "if": Parser._if,
    "for": Parser._for,
    "while": Parser._while,
    "do": Parser._do,
    "break": Parser._leave,
    "continue": Parser._leave,
    "return": Parser._return,
    "throw": Parser._throw,
    "try": Parser._try,
    "switch": Parser._switch,
}
