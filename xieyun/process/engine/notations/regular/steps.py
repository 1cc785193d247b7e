"""What a pattern does: each step tries a place and hands on to what comes after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..tokens import NotationError
from .classes import Test, named_class

MAXIMUM_STEPS = 200_000
After = Callable[[int], bool]


class Attempt:
    """One attempt at a text: what the groups hold, and how much was tried."""

    __slots__ = ("groups", "left", "text")

    def __init__(self, text: str, groups: int) -> None:
        self.text = text
        self.groups: list[tuple[int, int] | None] = [None] * (groups + 1)
        self.left = MAXIMUM_STEPS

    def count(self, amount: int = 1) -> None:
        """Count steps; raises when the pattern does not come to an end."""
        self.left -= amount
        if self.left < 0:
            raise NotationError("the pattern tries too many ways on this text; make it simpler")


class Step:
    """A part of a pattern that is more than one set of characters."""

    __slots__ = ("run",)

    def __init__(self, run: Callable[[Attempt, int, After], bool]) -> None:
        self.run = run


def one(test: Test) -> Step:
    """One character."""

    def run(attempt: Attempt, place: int, after: After) -> bool:
        attempt.count()
        return place < len(attempt.text) and test(attempt.text[place]) and after(place + 1)

    return Step(run)


def many(test: Test, low: int, high: int | None, way: str) -> Step:
    """One character repeated; needs no recursion however long the text is."""

    def run(attempt: Attempt, place: int, after: After) -> bool:
        text, end = attempt.text, place
        limit = len(text) if high is None else min(len(text), place + high)
        if way == "lazy":
            while True:
                attempt.count()
                if end - place >= low and after(end):
                    return True
                if end >= limit or not test(text[end]):
                    return False
                end += 1
        while end < limit and test(text[end]):
            end += 1
        attempt.count(1 + (end - place) // 4)
        if end - place < low:
            return False
        if way == "possessive":
            return after(end)
        while end >= place + low:
            attempt.count()
            if after(end):
                return True
            end -= 1
        return False

    return Step(run)


def sequence(parts: Sequence[Step]) -> Step:
    """One part after another."""
    if len(parts) == 1:
        return parts[0]

    def run(attempt: Attempt, place: int, after: After) -> bool:
        def from_part(index: int) -> After:
            if index == len(parts):
                return after
            return lambda reached: parts[index].run(attempt, reached, from_part(index + 1))

        return from_part(0)(place)

    return Step(run)


def alternatives(parts: Sequence[Step]) -> Step:
    """The first part that leads to the end."""

    def run(attempt: Attempt, place: int, after: After) -> bool:
        attempt.count()
        return any(part.run(attempt, place, after) for part in parts)

    return Step(run)


def group(inner: Step, number: int) -> Step:
    """A part that is remembered."""

    def run(attempt: Attempt, place: int, after: After) -> bool:
        before = attempt.groups[number]

        def closed(end: int) -> bool:
            inside = attempt.groups[number]
            attempt.groups[number] = (place, end)
            if after(end):
                return True
            attempt.groups[number] = inside
            return False

        if inner.run(attempt, place, closed):
            return True
        attempt.groups[number] = before
        return False

    return Step(run)


def repeated(inner: Step, low: int, high: int | None, way: str, groups: range, dialect: str) -> Step:
    """A part repeated; a turn that takes nothing ends the repetition."""

    def run(attempt: Attempt, place: int, after: After) -> bool:
        def turn(count: int, start: int) -> bool:
            attempt.count()

            def more(end: int) -> bool:
                return (end != start or count < low) and turn(count + 1, end)

            def again() -> bool:
                if high is not None and count >= high:
                    return False
                if dialect != "javascript":
                    return inner.run(attempt, start, more)
                kept = [attempt.groups[number] for number in groups]
                for number in groups:  # JavaScript forgets them at each turn
                    attempt.groups[number] = None
                if inner.run(attempt, start, more):
                    return True
                for number, value in zip(groups, kept, strict=True):
                    attempt.groups[number] = value
                return False

            if count < low:
                return again()
            return (after(start) or again()) if way == "lazy" else (again() or after(start))

        return turn(0, place)

    step = Step(run)
    return atomic(Step(repeated(inner, low, high, "greedy", groups, dialect).run)) if way == "possessive" else step


def atomic(inner: Step) -> Step:
    """A part that is tried in one way only."""

    def run(attempt: Attempt, place: int, after: After) -> bool:
        reached: list[int] = []

        def noted(end: int) -> bool:
            reached.append(end)
            return True

        return inner.run(attempt, place, noted) and after(reached[0])

    return Step(run)


def ahead(inner: Step, *, wanted: bool) -> Step:
    """`(?=...)` and `(?!...)`."""

    def run(attempt: Attempt, place: int, after: After) -> bool:
        before = list(attempt.groups)
        found = inner.run(attempt, place, lambda end: True)
        if found is not wanted or not wanted:
            attempt.groups[:] = before
        return found is wanted and after(place)

    return Step(run)


def behind(inner: Step, *, wanted: bool) -> Step:
    """`(?<=...)` and `(?<!...)`."""

    def run(attempt: Attempt, place: int, after: After) -> bool:
        found = False
        for start in range(place, -1, -1):
            attempt.count()
            if inner.run(attempt, start, lambda end: end == place):
                found = True
                break
        return found is wanted and after(place)

    return Step(run)


def again(number: int, dialect: str, *, fold: bool) -> Step:
    """What a group holds, once more; in JavaScript a group that holds nothing is an empty text."""

    def run(attempt: Attempt, place: int, after: After) -> bool:
        span = attempt.groups[number]
        attempt.count()
        if span is None:
            return dialect == "javascript" and after(place)
        wanted = attempt.text[span[0] : span[1]]
        found = attempt.text[place : place + len(wanted)]
        same = found.lower() == wanted.lower() if fold else found == wanted
        return same and after(place + len(wanted))

    return Step(run)


def edge(mark: str, dialect: str, *, lines: bool = False) -> Step:
    """`^`, `$`, `\\b`, `\\B`, `\\A`, `\\Z`, `\\z`."""
    word = named_class("w", "python" if dialect == "python" else "javascript")
    ends = frozenset("\n") if dialect == "python" else frozenset("\n\r\u2028\u2029")

    def holds(text: str, place: int) -> bool:
        if mark in ("\\b", "\\B"):
            before = place > 0 and word(text[place - 1])
            behind_it = place < len(text) and word(text[place])
            return (before is not behind_it) is (mark == "\\b")
        if mark in ("^", "\\A"):
            return place == 0 or (lines and mark == "^" and text[place - 1] in ends)
        if place == len(text):
            return True
        if mark == "\\z" or (mark == "\\Z" and dialect == "python"):
            return False
        if lines and text[place] in ends:
            return True
        return dialect != "javascript" and place == len(text) - 1 and text[place] == "\n"

    return Step(lambda attempt, place, after: holds(attempt.text, place) and after(place))
