"""Names that hold blanks or signs, such as `Years of Service`: found among the tokens of an expression."""

from __future__ import annotations

from collections.abc import Iterable

from ..notations.tokens import NotationError, Token, tokenize

MAXIMUM_WORDS = 12


class Names:
    """The names of a file by the tokens that they are written with."""

    def __init__(self, names: Iterable[str]) -> None:
        self.spelled: dict[tuple[str, ...], str] = {}
        self.lengths: dict[str, set[int]] = {}
        for name in names:
            self._add(name)

    def _add(self, name: str) -> None:
        try:
            words = tuple(token.text for token in tokenize(name)[:-1])
        except NotationError:
            return  # a name with a quote or the like; expressions cannot write it either
        if 1 < len(words) <= MAXIMUM_WORDS:
            self.spelled[words] = name
            self.lengths.setdefault(words[0], set()).add(len(words))

    def joined(self, tokens: list[Token]) -> list[Token]:
        """The tokens with every known name of several words as one; the longest name counts."""
        result: list[Token] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            length = self._length(tokens, index) if token.kind == "name" else 0
            if length:
                words = tuple(entry.text for entry in tokens[index : index + length])
                result.append(Token("name", self.spelled[words], token.position))
            else:
                result.append(token)
            index += length or 1
        return result

    def _length(self, tokens: list[Token], index: int) -> int:
        for length in sorted(self.lengths.get(tokens[index].text, ()), reverse=True):
            part = tokens[index : index + length]
            known = len(part) == length and tuple(entry.text for entry in part) in self.spelled
            if known and all(entry.kind != "string" for entry in part):
                return length
        return 0
