"""Read JavaScript into nodes: tuples of a kind and its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ..tokens import NotationError, UnknownNameError
from .lexer import Token, tokens_of

Node = tuple[Any, ...]
Read = TypeVar("Read")
MAXIMUM_DEPTH = 60
ASSIGNMENTS = frozenset(
    {"=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^=", "&&=", "||=", "??="}
)
_LEVELS = {
    "??": 1, "||": 2, "&&": 3, "|": 4, "^": 5, "&": 6, "==": 7, "!=": 7, "===": 7, "!==": 7, "<": 8, ">": 8, "<=": 8,
    ">=": 8, "instanceof": 8, "in": 8, "<<": 9, ">>": 9, ">>>": 9,
    "+": 10, "-": 10, "*": 11, "/": 11, "%": 11, "**": 12,
}  # fmt: skip
_RESERVED = frozenset(
    """break case catch class const continue debugger default delete do else export extends finally for function if
    import in instanceof new return super switch this throw try typeof var void while with yield enum await
    """.split()  # noqa: SIM905
)
_REFUSED = {"class": "classes", "async": "`async`", "await": "`await`", "yield": "`yield`", "with": "`with`",
            "import": "`import`", "export": "`export`", "super": "`super`"}  # fmt: skip


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


class Parser:
    """A cursor over tokens with one method per kind of statement and expression."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = 0
        self.variables: list[set[str]] = [set()]
        self.bound: set[str] = set()
        self.called: set[str] = set()

    @property
    def token(self) -> Token:
        """The token under the cursor."""
        return self.tokens[self.position]

    def at(self, *values: str) -> bool:
        """Whether the cursor is at one of these words or marks."""
        token = self.tokens[self.position]
        return token.kind in ("name", "punctuation") and token.value in values

    def take(self, *values: str) -> bool:
        """Take one of these words or marks if it is there."""
        if self.at(*values):
            self.position += 1
            return True
        return False

    def need(self, value: str) -> None:
        """Take what must be there."""
        if not self.take(value):
            self.fail(f"{value!r} is missing")

    def fail(self, reason: str) -> None:
        """Refuse the script with the place."""
        raise NotationError(f"{reason} at {self.token.position + 1} near {str(self.token.value)[:30]!r}")

    def _deeper(self, read_part: Callable[..., Read], *arguments: Any) -> Read:
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            self.fail("the script is nested too deeply")
        try:
            return read_part(*arguments)
        finally:
            self.depth -= 1

    # -- statements

    def statements(self, closing: str) -> list[Node]:
        """Statements up to a mark; functions that are declared among them come first."""
        found: list[Node] = []
        while not (self.token.kind == "end" if closing == "end" else self.at(closing)):
            if self.token.kind == "end":
                self.fail(f"{closing!r} is missing")
            found.append(self._deeper(self._statement))
        return [node for node in found if node[0] == "function"] + [node for node in found if node[0] != "function"]

    def block(self) -> Node:
        """Statements in braces."""
        self.need("{")
        body = self.statements("}")
        self.need("}")
        return ("block", body)

    def _end(self) -> None:
        if not self.take(";") and not self.at("}") and self.token.kind != "end" and not self.token.line_before:
            self.fail("the script is not understood")

    def _statement(self) -> Node:
        token = self.token
        if token.kind == "punctuation":
            if token.value == "{":
                return self.block()
            if self.take(";"):
                return ("empty",)
        following = self.tokens[min(self.position + 1, len(self.tokens) - 1)]
        if token.kind == "name":
            if token.value in _REFUSED and not (
                following.kind == "punctuation" and following.value in ("=", ".", ")", ";")
            ):
                raise NotationError(f"{_REFUSED[token.value]} cannot be used in scripts here")
            if token.value == "let" and following.kind not in ("name", "punctuation"):
                return self._expression_statement()
            read_part = _STATEMENTS.get(token.value)
            if read_part is not None:
                return read_part(self)
            if following.kind == "punctuation" and following.value == ":":
                self.position += 2
                return ("label", token.value, self._deeper(self._statement))
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
        kind = self.token.value
        self.position += 1
        found: list[tuple[Node, Node | None]] = []
        while True:
            target = self._binding(kind)
            found.append((target, self.assignment() if self.take("=") else None))
            if not self.take(","):
                return ("declare", kind, found)

    def _binding(self, kind: str) -> Node:
        """A name or a pattern that takes a value apart."""
        if self.take("["):
            items: list[Node | None] = []
            while not self.take("]"):
                if self.take(","):
                    items.append(None)
                    continue
                items.append(("rest", self._binding(kind)) if self.take("...") else self._with_default(kind))
                if not self.at("]"):
                    self.need(",")
            return ("array pattern", items)
        if self.take("{"):
            entries: list[Node] = []
            while not self.take("}"):
                if self.take("..."):
                    entries.append(("rest", self._binding(kind)))
                else:
                    key = self._key()
                    if self.take(":"):
                        entries.append(("entry", key, self._with_default(kind)))
                    else:
                        self._bind(key[1], kind)
                        entries.append(
                            ("entry", key, ("default", ("name", key[1]), self.assignment() if self.take("=") else None))
                        )
                if not self.at("}"):
                    self.need(",")
            return ("object pattern", entries)
        name = self._identifier()
        self._bind(name, kind)
        return ("name", name)

    def _bind(self, name: str, kind: str) -> None:
        self.bound.add(name)
        if kind == "var":
            self.variables[-1].add(name)

    def _with_default(self, kind: str) -> Node:
        target = self._binding(kind)
        return ("default", target, self.assignment() if self.take("=") else None)

    def _identifier(self) -> str:
        token = self.token
        if token.kind != "name" or token.value in _RESERVED:
            self.fail("a name is missing")
        self.position += 1
        return str(token.value)

    def _function_statement(self) -> Node:
        self.position += 1
        if self.at("*"):
            raise NotationError("functions that yield cannot be used in scripts here")
        name = self._identifier()
        self.bound.add(name)
        return ("function", name, self._function(name))

    def _function(self, name: str) -> Node:
        self.need("(")
        parameters = self._parameters()
        return self._function_body(name, parameters, arrow=False)

    def _parameters(self) -> list[Node]:
        found: list[Node] = []
        while not self.take(")"):
            found.append(("rest", self._binding("let")) if self.take("...") else self._with_default("let"))
            if not self.at(")"):
                self.need(",")
        return found

    def _function_body(self, name: str, parameters: list[Node], *, arrow: bool) -> Node:
        self.variables.append(set())
        if arrow and not self.at("{"):
            body: list[Node] = [("return", self.assignment())]
        else:
            body = self._deeper(self.block)[1]
        return ("make function", name, parameters, body, frozenset(self.variables.pop()), arrow)

    def _if(self) -> Node:
        self.position += 1
        self.need("(")
        test = self.sequence()
        self.need(")")
        positive = self._deeper(self._statement)
        negative = self._deeper(self._statement) if self.take("else") else None
        return ("if", test, positive, negative)

    def _for(self) -> Node:
        self.position += 1
        self.need("(")
        first: Node | None = None
        if self.at("var", "let", "const"):
            kind = self.token.value
            mark = self.position
            self.position += 1
            target = self._binding(kind)
            if self.at("of", "in"):
                return self._for_each(("declare", kind, [(target, None)]))
            self.position = mark
            first = self._declared_without_in()
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
        return ("for", first, test, change, self._deeper(self._statement))

    def _declared_without_in(self) -> Node:
        return self._declared()

    def _for_each(self, target: Node) -> Node:
        kind = "for of" if self.at("of") else "for in"
        self.position += 1
        collection = self.sequence()
        self.need(")")
        return (kind, target, collection, self._deeper(self._statement))

    def _while(self) -> Node:
        self.position += 1
        self.need("(")
        test = self.sequence()
        self.need(")")
        return ("while", test, self._deeper(self._statement))

    def _do(self) -> Node:
        self.position += 1
        body = self._deeper(self._statement)
        self.need("while")
        self.need("(")
        test = self.sequence()
        self.need(")")
        self.take(";")
        return ("do", body, test)

    def _leave(self) -> Node:
        kind = self.token.value
        self.position += 1
        label = None
        if self.token.kind == "name" and not self.token.line_before and self.token.value not in _RESERVED:
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
                body.append(self._deeper(self._statement))
            cases.append((test, body))
        return ("switch", value, cases)

    # -- expressions

    def sequence(self) -> Node:
        """Expressions with commas between them; the last one counts."""
        value = self.assignment()
        if not self.at(","):
            return value
        found = [value]
        while self.take(","):
            found.append(self.assignment())
        return ("sequence", found)

    def assignment(self) -> Node:
        """An assignment, a function with an arrow, or anything below."""
        return self._deeper(self._assignment)

    def _assignment(self) -> Node:
        arrow = self._arrow()
        if arrow is not None:
            return arrow
        left = self._conditional()
        if self.token.kind == "punctuation" and self.token.value in ASSIGNMENTS:
            operator = self.token.value
            self.position += 1
            return ("assign", operator, self._target(left, operator), self.assignment())
        return left

    def _target(self, node: Node, operator: str = "=") -> Node:
        """What may stand left of an assignment."""
        if node[0] in ("name", "member", "index"):
            if node[0] == "name":
                self.bound.add(node[1])
            return node
        if operator == "=" and node[0] == "array":
            return ("array pattern", [None if item is None else self._part(item) for item in node[1]])
        if operator == "=" and node[0] == "object":
            entries: list[Node] = []
            for entry in node[1]:
                entries.append(
                    ("rest", self._target(entry[1]))
                    if entry[0] == "spread"
                    else ("entry", entry[1], self._part(entry[2]))
                )
            return ("object pattern", entries)
        self.fail("that cannot be assigned")
        raise AssertionError

    def _part(self, node: Node) -> Node:
        if node[0] == "spread":
            return ("rest", self._target(node[1]))
        if node[0] == "assign" and node[1] == "=":
            return ("default", node[2], node[3])
        return ("default", self._target(node), None)

    def _arrow(self) -> Node | None:
        """`x => ...` and `(a, b) => ...`; None (and nothing taken) when it is none."""
        token = self.token
        if token.kind == "name" and token.value not in _RESERVED:
            following = self.tokens[self.position + 1]
            if following.kind == "punctuation" and following.value == "=>":
                name = self._identifier()
                self.bound.add(name)
                self.position += 1
                return self._function_body("", [("default", ("name", name), None)], arrow=True)
        if not self.at("(") or not self._is_arrow():
            return None
        self.need("(")
        parameters = self._parameters()
        self.need("=>")
        return self._function_body("", parameters, arrow=True)

    def _is_arrow(self) -> bool:
        depth = 0
        for index in range(self.position, len(self.tokens)):
            token = self.tokens[index]
            if token.kind == "punctuation":
                depth += (token.value in "([{") - (token.value in ")]}")
                if depth == 0:
                    following = self.tokens[index + 1]
                    return following.kind == "punctuation" and following.value == "=>"
        return False

    def _conditional(self) -> Node:
        test = self._binary(0)
        if not self.take("?"):
            return test
        positive = self.assignment()
        self.need(":")
        return ("choose", test, positive, self.assignment())

    def _binary(self, lowest: int) -> Node:
        left = self._unary()
        while True:
            token = self.token
            level = _LEVELS.get(token.value, 0) if token.kind in ("punctuation", "name") else 0
            if level <= lowest:
                return left
            self.position += 1
            right = self._deeper(self._binary, level - 1 if token.value == "**" else level)
            kind = "logical" if token.value in ("&&", "||", "??") else "binary"
            left = (kind, token.value, left, right)

    def _unary(self) -> Node:
        if self.at("!", "-", "+", "~", "typeof", "void", "delete"):
            operator = self.token.value
            self.position += 1
            return ("unary", operator, self._deeper(self._unary))
        if self.at("++", "--"):
            operator = self.token.value
            self.position += 1
            return ("update", operator, self._target(self._deeper(self._unary), "+="), True)
        if self.at("await", "yield"):
            raise NotationError(f"`{self.token.value}` cannot be used in scripts here")
        value = self._postfix()
        if self.at("++", "--") and not self.token.line_before:
            operator = self.token.value
            self.position += 1
            return ("update", operator, self._target(value, "+="), False)
        return value

    def _postfix(self) -> Node:
        value = self._new() if self.at("new") else self._primary()
        chain = False
        while True:
            if self.take("?."):
                chain = True
                if self.at("("):
                    value = ("call", value, self._arguments(), True)
                elif self.take("["):
                    value = ("index", value, self.sequence(), True)
                    self.need("]")
                else:
                    value = ("member", value, self._member_name(), True)
            elif self.take("."):
                value = ("member", value, self._member_name(), False)
            elif self.take("["):
                value = ("index", value, self.sequence(), False)
                self.need("]")
            elif self.at("("):
                if value[0] == "name":
                    self.called.add(value[1])
                value = ("call", value, self._arguments(), False)
            elif self.token.kind == "template":
                raise NotationError("tagged templates cannot be used in scripts here")
            else:
                return ("chain", value) if chain else value

    def _member_name(self) -> str:
        token = self.token
        if token.kind != "name":
            self.fail("a name is missing")
        self.position += 1
        return str(token.value)

    def _arguments(self) -> list[Node]:
        self.need("(")
        found: list[Node] = []
        while not self.take(")"):
            found.append(("spread", self.assignment()) if self.take("...") else self.assignment())
            if not self.at(")"):
                self.need(",")
        return found

    def _new(self) -> Node:
        self.need("new")
        value: Node = self._primary()
        while self.take("."):
            value = ("member", value, self._member_name(), False)
        return ("new", value, self._arguments() if self.at("(") else [])

    def _primary(self) -> Node:
        token = self.token
        self.position += 1
        if token.kind in ("number", "string"):
            return ("constant", token.value)
        if token.kind == "template":
            return ("template", [part if isinstance(part, str) else self._inserted(part[0]) for part in token.value])
        if token.kind == "regex":
            return ("regex", *token.value)
        if token.kind == "name":
            return self._named(token)
        if token.value == "(":
            value = self.sequence()
            self.need(")")
            return ("group", value) if value[0] == "chain" else value
        if token.value == "[":
            return self._array()
        if token.value == "{":
            return self._object()
        self.position -= 1
        self.fail("a value is missing")
        raise AssertionError

    def _inserted(self, source: str) -> Node:
        inner = Parser(tokens_of(source))
        inner.depth, inner.variables, inner.bound, inner.called = (
            self.depth + 1,
            self.variables,
            self.bound,
            self.called,
        )
        value = inner.sequence()
        if inner.token.kind != "end":
            inner.fail("the text is not understood")
        return value

    def _named(self, token: Token) -> Node:
        constants = {"true": True, "false": False, "null": None}
        if token.value in constants:
            return ("constant", constants[token.value])
        if token.value == "this":
            return ("this",)
        if token.value == "function":
            if self.at("*"):
                raise NotationError("functions that yield cannot be used in scripts here")
            name = self._identifier() if self.token.kind == "name" else ""
            self.bound.add(name)
            return self._function(name)
        if token.value in _REFUSED and token.value != "async":
            raise NotationError(f"{_REFUSED[token.value]} cannot be used in scripts here")
        if token.value == "async" and (self.at("function", "(") or self.token.kind == "name"):
            raise NotationError("`async` cannot be used in scripts here")
        if token.value in _RESERVED and token.value != "async":
            self.position -= 1
            self.fail("a value is missing")
        return ("name", token.value)

    def _array(self) -> Node:
        items: list[Node | None] = []
        while not self.take("]"):
            if self.take(","):
                items.append(None)
                continue
            items.append(("spread", self.assignment()) if self.take("...") else self.assignment())
            if not self.at("]"):
                self.need(",")
        return ("array", items)

    def _key(self) -> Node:
        token = self.token
        self.position += 1
        if token.kind in ("name", "string", "number"):
            return ("constant", token.value)
        if token.value == "[":
            value = self.assignment()
            self.need("]")
            return value
        self.position -= 1
        self.fail("a name is missing")
        raise AssertionError

    def _object(self) -> Node:
        entries: list[Node] = []
        while not self.take("}"):
            if self.take("..."):
                entries.append(("spread", self.assignment()))
            else:
                entries.append(self._entry())
            if not self.at("}"):
                self.need(",")
        return ("object", entries)

    def _entry(self) -> Node:
        token = self.token
        key = self._key()
        if self.take(":"):
            return ("entry", key, self.assignment())
        if self.at("("):
            return ("entry", key, self._function(str(token.value)))
        if token.kind == "name" and self.at(",", "}", "="):
            name: Node = ("name", token.value)
            return ("entry", key, ("assign", "=", name, self.assignment()) if self.take("=") else name)
        raise NotationError("getters and setters cannot be used in scripts here")


_STATEMENTS: dict[str, Callable[[Parser], Node]] = {
    **dict.fromkeys(("var", "let", "const"), Parser._declaration),
    "function": Parser._function_statement,
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
