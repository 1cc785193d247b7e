"""Patterns that are ready, and what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from ..tokens import NotationError
from .reading import Reader
from .steps import After, Attempt, Step

MAXIMUM_TEXT = 100_000


class Match:
    """What a pattern found: the places of the whole and of its groups."""

    __slots__ = ("names", "spans", "text")

    def __init__(self, text: str, spans: list[tuple[int, int] | None], names: dict[str, int]) -> None:
        self.text = text
        self.spans = spans
        self.names = names

    def group(self, which: int | str = 0) -> str | None:
        """The text of a group by number or name; None when it took no part. Raises NotationError when absent."""
        span = self.span(which)
        return None if span is None else self.text[span[0] : span[1]]

    def span(self, which: int | str = 0) -> tuple[int, int] | None:
        """The places of a group."""
        number = self.names.get(which, -1) if isinstance(which, str) else which
        if not 0 <= number < len(self.spans):
            raise NotationError(f"the pattern has no group {which}")
        return self.spans[number]

    @property
    def start(self) -> int:
        """Where it begins."""
        return (self.spans[0] or (0, 0))[0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return (self.spans[0] or (0, 0))[1]

    def groups(self) -> list[str | None]:
        """The texts of all groups but the whole."""
        return [self.group(number) for number in range(1, len(self.spans))]


class Pattern:
    """A pattern of one language. `flags` are letters: i, m, s, x."""

    __slots__ = ("dialect", "flags", "groups", "names", "pattern", "step")

    def __init__(self, pattern: str, dialect: str, flags: str) -> None:
        reader = Reader(pattern, dialect, flags)
        self.step: Step = reader.read()
        self.pattern, self.dialect, self.flags = pattern, dialect, flags
        self.groups, self.names = reader.groups, reader.names

    def _try(self, attempt: Attempt, place: int, after: After) -> Match | None:
        attempt.groups[:] = [None] * (self.groups + 1)
        ends: list[int] = []

        def done(end: int) -> bool:
            ends.append(end)
            return after(end)

        try:
            found = self.step.run(attempt, place, done)
        except RecursionError as error:
            raise NotationError("the pattern repeats too often on this text; make it simpler") from error
        if not found:
            return None
        return Match(attempt.text, [(place, ends[-1]), *attempt.groups[1:]], self.names)

    def _attempt(self, text: str) -> Attempt:
        if len(text) > MAXIMUM_TEXT:
            raise NotationError(f"the text is longer than {MAXIMUM_TEXT} characters")
        return Attempt(text, self.groups)

    def match(self, text: str, start: int = 0) -> Match | None:
        """What stands at a place."""
        return self._try(self._attempt(text), start, lambda end: True)

    def fullmatch(self, text: str) -> Match | None:
        """The whole text."""
        return self._try(self._attempt(text), 0, lambda end: end == len(text))

    def search(self, text: str, start: int = 0, attempt: Attempt | None = None) -> Match | None:
        """The first that is found from a place on."""
        attempt = attempt or self._attempt(text)
        for place in range(start, len(text) + 1):
            attempt.count()
            found = self._try(attempt, place, lambda end: True)
            if found:
                return found
        return None

    def finditer(self, text: str) -> Iterator[Match]:
        """All that are found, one after another; the steps of all are counted together."""
        attempt = self._attempt(text)
        place = 0
        while place <= len(text):
            found = self.search(text, place, attempt)
            if found is None:
                return
            yield found
            place = found.end + (found.end == found.start)

    def replaced(self, text: str, written: Callable[[Match], str], limit: int | None = None) -> str:
        """The text with what is found replaced, at most `limit` times."""
        parts: list[str] = []
        place, length = 0, 0
        for count, found in enumerate(self.finditer(text)):
            if limit is not None and count >= limit:
                break
            new = written(found)
            length += len(new)
            if length > MAXIMUM_TEXT * 10:
                raise NotationError("the text is too long")
            parts += [text[place : found.start], new]
            place = found.end
        return "".join([*parts, text[place:]])


@lru_cache(maxsize=1024)
def compiled(pattern: str, dialect: str = "java", flags: str = "") -> Pattern:
    """A pattern of `python`, `java` or `javascript`; raises NotationError when it is not understood."""
    return Pattern(pattern, dialect, flags)


def expanded(replacement: str, found: Match, dialect: str) -> str:
    """What a replacement writes: `$1`, `$&`, `${name}` of Java and JavaScript, `\\1` and `\\g<name>` of Python."""
    mark = "\\" if dialect == "python" else "$"
    parts: list[str] = []
    place = 0
    while place < len(replacement):
        character = replacement[place]
        place += 1
        if dialect == "java" and character == "\\":
            parts.append(replacement[place : place + 1])
            place += 1
        elif character == mark:
            text, place = _reference(replacement, place, found, dialect)
            parts.append(text)
        else:
            parts.append(character)
    return "".join(parts)


def _reference(text: str, place: int, found: Match, dialect: str) -> tuple[str, int]:
    following = text[place : place + 1]
    if following.isdigit() and (following != "0" or dialect != "javascript"):
        number = following
        place += 1
        if text[place : place + 1].isdigit() and int(number + text[place]) < len(found.spans):
            number += text[place]
            place += 1
        if int(number) >= len(found.spans):
            if dialect == "javascript":
                return f"${number}", place
            raise NotationError(f"the pattern has no group {number}")
        return found.group(int(number)) or "", place
    opening = {"java": "{", "javascript": "<", "python": "g<"}[dialect]
    if text.startswith(opening, place):
        closing = "}" if opening == "{" else ">"
        end = text.find(closing, place)
        name = text[place + len(opening) : end]
        if end >= 0 and (dialect != "javascript" or found.names):
            return found.group(int(name) if name.isdigit() else name) or "", end + 1
    if dialect == "javascript":
        special = {"$": "$", "&": found.group() or "", "`": found.text[: found.start], "'": found.text[found.end :]}
        return (special[following], place + 1) if following in special and following else ("$", place)
    controls = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
    if dialect == "python" and following in controls:
        return controls[following], place + 1
    if dialect == "python" and following and not following.isalpha():
        return "\\" + following, place + 1
    raise NotationError("the replacement refers to a group that is not understood")
