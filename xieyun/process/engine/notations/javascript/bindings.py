"""What takes values in JavaScript: names, patterns that take a value apart, and what stands left of an assignment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from ..cursor import Cursor
from .lexer import Token

Node = tuple[Any, ...]
RESERVED = frozenset(
    """break case catch class const continue debugger default delete do else export extends finally for function if
    import in instanceof new return super switch this throw try typeof var void while with yield enum await
    """.split()  # noqa: SIM905
)


class Bindings(Cursor[Token], ABC):
    """`variables`: the names that a function declares with `var`; `bound` and `called`: all that are set and called."""

    subject = "script"

    def __init__(self, tokens: list[Token]) -> None:
        super().__init__(tokens)
        self.variables: list[set[str]] = [set()]
        self.bound: set[str] = set()
        self.called: set[str] = set()

    @abstractmethod
    def assignment(self) -> Node:
        """An expression without commas."""

    def _end(self) -> None:
        if not self.take(";") and not self.at("}") and self.token.kind != "end" and not self.token.line_before:
            self.fail("the script is not understood")

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
        if token.kind != "name" or token.text in RESERVED:
            self.fail("a name is missing")
        self.position += 1
        return str(token.text)

    def _parameters(self) -> list[Node]:
        found: list[Node] = []
        while not self.take(")"):
            found.append(("rest", self._binding("let")) if self.take("...") else self._with_default("let"))
            if not self.at(")"):
                self.need(",")
        return found

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
        raise self.refusal("that cannot be assigned")

    def _part(self, node: Node) -> Node:
        if node[0] == "spread":
            return ("rest", self._target(node[1]))
        if node[0] == "assign" and node[1] == "=":
            return ("default", node[2], node[3])
        return ("default", self._target(node), None)

    def _key(self) -> Node:
        token = self.token
        self.position += 1
        if token.kind in ("name", "string", "number"):
            return ("constant", token.text)
        if token.text == "[":
            value = self.assignment()
            self.need("]")
            return value
        self.position -= 1
        raise self.refusal("a name is missing")
