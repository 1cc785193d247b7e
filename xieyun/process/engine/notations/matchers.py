"""What Groovy's `text =~ /pattern/` and Java's `Pattern.compile(p).matcher(text)` give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .regular import Match, compiled
from .regular.matching import expanded
from .tokens import NotationError
from .values import text_of


class PatternText(str):
    """Groovy's `~/pattern/`: in a `case` it stands for the texts that match it."""

    __slots__ = ()


class Matcher(list[Any]):
    """All that a pattern finds: texts, or lists of the whole and its groups. `find()` goes from one to the next."""

    def __init__(self, text: Any, pattern: Any) -> None:
        self.text = text_of(text)
        self.pattern = compiled(text_of(pattern), "java")
        self.matches = list(self.pattern.finditer(self.text))
        self.at: Match | None = None
        self.next = 0
        super().__init__([[one.group(), *one.groups()] if one.groups() else one.group() for one in self.matches])

    def find(self) -> bool:
        """Whether there is another one; it is then the current one."""
        self.at = self.matches[self.next] if self.next < len(self.matches) else None
        self.next += 1
        return self.at is not None

    def whole(self) -> bool:
        """Whether the whole text matches."""
        self.at = self.pattern.fullmatch(self.text)
        return self.at is not None

    def group(self, which: int | str = 0) -> str | None:
        """A group of the current one."""
        if self.at is None:
            raise NotationError("the pattern found nothing, or find() was not called")
        return self.at.group(which)


def found_in(text: Callable[[Any], Any], pattern: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Groovy's `text =~ pattern`."""
    return lambda scope: scope.sized(Matcher(text(scope), pattern(scope)))


def matched(text: Callable[[Any], Any], pattern: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Groovy's `text ==~ pattern`."""
    return lambda scope: compiled(text_of(pattern(scope)), "java").fullmatch(text_of(text(scope))) is not None


def replaced(text: str, pattern: Any, new: Any, limit: int | None = None) -> str:
    """`text.replaceAll(pattern, new)` of Java and Groovy; `new` may be a function of the groups."""

    def write(found: Match) -> str:
        if not callable(new):
            return expanded(text_of(new), found, "java")
        groups = [found.group(), *found.groups()]
        return text_of(
            new(*groups) if len(getattr(new, "names", ())) > 1 else new(groups if found.groups() else groups[0])
        )

    return compiled(text_of(pattern), "java").replaced(text, write, limit)


def parted(text: str, pattern: Any) -> list[str]:
    """`text.split(pattern)` of Java: without empty texts at the end."""
    parts: list[str] = []
    place = 0
    for found in compiled(text_of(pattern), "java").finditer(text):
        if found.end == 0:
            continue
        if found.start < len(text) or found.end > found.start:
            parts.append(text[place : found.start])
            place = found.end
    parts.append(text[place:])
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


def is_pattern(separator: Any) -> bool:
    """Whether the separator of a text is written as a pattern and not as the text itself."""
    return isinstance(separator, str) and ("\\" in separator or (separator.startswith("[") and separator.endswith("]")))


MATCHER_METHODS: dict[str, Callable[..., Any]] = {
    "find": Matcher.find,
    "matches": Matcher.whole,
    "group": Matcher.group,
    "groupCount": lambda matcher: matcher.pattern.groups,
    "getCount": len,
    "hasGroup": lambda matcher: matcher.pattern.groups > 0,
    "replaceAll": lambda matcher, new: replaced(matcher.text, matcher.pattern.pattern, new),
    "replaceFirst": lambda matcher, new: replaced(matcher.text, matcher.pattern.pattern, new, 1),
}
