"""A place among tokens, as all parsers here move it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from .tokens import NotationError

MAXIMUM_DEPTH = 60
Read = TypeVar("Read")


class AnyToken(Protocol):
    """What a parser must know of a token; `text` is what is written, or the value of a number or a pattern."""

    @property
    def kind(self) -> str:
        """Its kind, such as name, operator, end."""

    @property
    def text(self) -> Any:
        """What is written."""

    @property
    def position(self) -> int:
        """Its place in the text."""


TokenT = TypeVar("TokenT", bound=AnyToken)


class Cursor(Generic[TokenT]):
    """The token that is read next, and how deep the reading is."""

    subject = "expression"

    def __init__(self, tokens: Sequence[TokenT]) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = 0

    @property
    def token(self) -> TokenT:
        """The token under the cursor."""
        return self.tokens[self.position]

    def peek(self, offset: int = 1) -> TokenT:
        """A token further on."""
        return self.tokens[min(self.position + offset, len(self.tokens) - 1)]

    def advance(self) -> TokenT:
        """Take the token under the cursor."""
        token = self.tokens[self.position]
        if token.kind != "end":
            self.position += 1
        return token

    def at(self, *texts: str) -> bool:
        """Whether the cursor is at one of these operators or words."""
        token = self.tokens[self.position]
        return token.text in texts and token.kind in ("operator", "name")

    def take(self, *texts: str) -> bool:
        """Take one of these operators or words if it is there."""
        if self.at(*texts):
            self.position += 1
            return True
        return False

    def need(self, text: str) -> None:
        """Take an operator or word that must be there."""
        if not self.take(text):
            self.fail(f"{text!r} is missing")

    def expect(self, kind: str) -> TokenT:
        """Take a token of a kind that must be there."""
        if self.token.kind != kind:
            self.fail(f"the {self.subject} is not understood")
        return self.advance()

    def deeper(self, read: Callable[..., Read], *arguments: Any) -> Read:
        """What `read` reads one level further down; refuses what is nested too deeply."""
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            self.fail(f"the {self.subject} is nested too deeply")
        try:
            return read(*arguments)
        finally:
            self.depth -= 1

    def fail(self, reason: str) -> NoReturn:
        """Refuse the text with the place."""
        raise self.refusal(reason)

    def refusal(self, reason: str) -> NotationError:
        """What refuses the text with the place."""
        return NotationError(f"{reason} at {self.token.position + 1} near {str(self.token.text)[:30]!r}")
