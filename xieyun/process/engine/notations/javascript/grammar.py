"""Read the expressions of JavaScript into nodes: tuples of a kind and its parts."""

from __future__ import annotations

from abc import abstractmethod

from ..tokens import NotationError
from .bindings import RESERVED, Bindings, Node
from .lexer import Token, tokens_of

ASSIGNMENTS = frozenset(
    {"=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^=", "&&=", "||=", "??="}
)
_LEVELS = {
    "??": 1, "||": 2, "&&": 3, "|": 4, "^": 5, "&": 6, "==": 7, "!=": 7, "===": 7, "!==": 7, "<": 8, ">": 8, "<=": 8,
    ">=": 8, "instanceof": 8, "in": 8, "<<": 9, ">>": 9, ">>>": 9,
    "+": 10, "-": 10, "*": 11, "/": 11, "%": 11, "**": 12,
}  # fmt: skip
REFUSED = {"async": "`async`", "await": "`await`", "yield": "`yield`", "with": "`with`",
            "import": "`import`", "export": "`export`"}  # fmt: skip


class Grammar(Bindings):
    """Expressions. Statements, which stand inside functions, are read by `Parser`."""

    @abstractmethod
    def block(self) -> Node:
        """Statements in braces."""

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
        return self.deeper(self._assignment)

    def _assignment(self) -> Node:
        arrow = self._arrow()
        if arrow is not None:
            return arrow
        left = self._conditional()
        if self.token.kind == "operator" and self.token.text in ASSIGNMENTS:
            operator = self.token.text
            self.position += 1
            return ("assign", operator, self._target(left, operator), self.assignment())
        return left

    def _arrow(self) -> Node | None:
        """`x => ...` and `(a, b) => ...`; None (and nothing taken) when it is none."""
        token = self.token
        if token.kind == "name" and token.text not in RESERVED:
            following = self.peek()
            if following.kind == "operator" and following.text == "=>":
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
            if token.kind == "operator":
                depth += (token.text in "([{") - (token.text in ")]}")
                if depth == 0:
                    following = self.tokens[index + 1]
                    return following.kind == "operator" and following.text == "=>"
        return False

    def _function(self, name: str) -> Node:
        self.need("(")
        parameters = self._parameters()
        return self._function_body(name, parameters, arrow=False)

    def _function_body(self, name: str, parameters: list[Node], *, arrow: bool) -> Node:
        self.variables.append(set())
        if arrow and not self.at("{"):
            body: list[Node] = [("return", self.assignment())]
        else:
            body = self.deeper(self.block)[1]
        return ("make function", name, parameters, body, frozenset(self.variables.pop()), arrow)

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
            level = _LEVELS.get(token.text, 0) if token.kind in ("operator", "name") else 0
            if level <= lowest:
                return left
            self.position += 1
            right = self.deeper(self._binary, level - 1 if token.text == "**" else level)
            kind = "logical" if token.text in ("&&", "||", "??") else "binary"
            left = (kind, token.text, left, right)

    def _unary(self) -> Node:
        if self.at("!", "-", "+", "~", "typeof", "void", "delete"):
            operator = self.token.text
            self.position += 1
            return ("unary", operator, self.deeper(self._unary))
        if self.at("++", "--"):
            operator = self.token.text
            self.position += 1
            return ("update", operator, self._target(self.deeper(self._unary), "+="), True)
        if self.at("await", "yield"):
            raise NotationError(f"`{self.token.text}` cannot be used in scripts here")
        value = self._postfix()
        if self.at("++", "--") and not self.token.line_before:
            operator = self.token.text
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
        return str(token.text)

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
            return ("constant", token.text)
        if token.kind == "template":
            return ("template", [part if isinstance(part, str) else self._inserted(part[0]) for part in token.text])
        if token.kind == "regex":
            return ("regex", *token.text)
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            value = self.sequence()
            self.need(")")
            return ("group", value) if value[0] == "chain" else value
        if token.text == "[":
            return self._array()
        if token.text == "{":
            return self._object()
        self.position -= 1
        raise self.refusal("a value is missing")

    def _inserted(self, source: str) -> Node:
        inner = type(self)(tokens_of(source))
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
        if token.text in constants:
            return ("constant", constants[token.text])
        if token.text == "this":
            return ("this",)
        if token.text == "function":
            if self.at("*"):
                raise NotationError("functions that yield cannot be used in scripts here")
            name = self._identifier() if self.token.kind == "name" else ""
            self.bound.add(name)
            return self._function(name)
        if token.text == "class":
            name = self._identifier() if self.token.kind == "name" and not self.at("extends") else ""
            self.bound.add(name)
            return self.class_of(name)
        if token.text == "super":
            return ("super",)
        if token.text == "Promise" and "Promise" not in self.bound:
            raise NotationError("promises cannot be used in scripts here")
        if token.text in REFUSED and token.text != "async":
            raise NotationError(f"{REFUSED[token.text]} cannot be used in scripts here")
        if token.text == "async" and (self.at("function", "(") or self.token.kind == "name"):
            raise NotationError("`async` cannot be used in scripts here")
        if token.text in RESERVED and token.text != "async":
            self.position -= 1
            self.fail("a value is missing")
        return ("name", token.text)

    def class_of(self, name: str) -> Node:
        """A class after its name."""
        above = self._postfix() if self.take("extends") else None
        self.need("{")
        constructor: Node | None = None
        methods: list[tuple[bool, Node, Node]] = []
        fields: list[tuple[bool, Node, Node | None]] = []
        while not self.take("}"):
            if self.take(";"):
                continue
            static = self.at("static") and self.peek().text not in ("(", "=", ";", "}")
            self.position += static
            if self.at("*", "async", "get", "set") and self.peek().text not in ("(", "=", ";", "}"):
                raise NotationError("getters, setters, `async` and functions that yield cannot be used in scripts here")
            key = self._key()
            if self.at("("):
                function = self.deeper(self._function, str(key[1]) if key[0] == "constant" else "")
                if key == ("constant", "constructor") and not static:
                    constructor = function
                else:
                    methods.append((static, key, function))
                continue
            fields.append((static, key, self.assignment() if self.take("=") else None))
            self._end()
        return ("make class", name, above, constructor, methods, fields)

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
            return ("entry", key, self._function(str(token.text)))
        if token.kind == "name" and self.at(",", "}", "="):
            name: Node = ("name", token.text)
            return ("entry", key, ("assign", "=", name, self.assignment()) if self.take("=") else name)
        raise NotationError("getters and setters cannot be used in scripts here")
