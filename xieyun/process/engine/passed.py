"""Which activities an instance has passed and who handled them: known from the history, read only when asked for.

Every completion adds to it and few verbs look at it, so it is no part of the stored state, whose size would grow with
every activity passed; who stores the state gives the way to read it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

Handlers = Mapping[str, tuple[str, ...]]
APPROVE = "approve"


class _Known:
    """Passed activities, the last one last, with their handlers; how these voted, where not all approved.

    `cast` are votes of an activity that is not passed yet.
    """

    __slots__ = ("cast", "handlers", "votes")

    def __init__(self) -> None:
        self.handlers: dict[str, tuple[str, ...]] = {}
        self.votes: dict[str, dict[str, str]] = {}
        self.cast: dict[str, dict[str, str]] = {}

    def copy(self) -> _Known:
        other = _Known()
        other.handlers, other.votes, other.cast = dict(self.handlers), dict(self.votes), dict(self.cast)
        return other

    def add(self, name: str, handlers: tuple[str, ...]) -> None:
        self.handlers.pop(name, None)
        self.handlers[name] = handlers
        self.votes.pop(name, None)
        if name in self.cast:
            self.votes[name] = self.cast.pop(name)

    def forget(self, names: Iterable[str]) -> None:
        for name in names:
            for part in (self.handlers, self.votes, self.cast):
                part.pop(name, None)


Change = Callable[[_Known], None]


class Passed(Mapping[str, tuple[str, ...]]):
    """Names of passed activities, the last one last, with their handlers. Immutable: a change gives another."""

    __slots__ = ("_changes", "_known", "_read")

    def __init__(self, read: Callable[[], Passed] | None = None) -> None:
        """`read` gives what is known from the history; without it nothing was passed yet."""
        self._read = read
        self._known: _Known | None = None if read is not None else _Known()
        self._changes: tuple[Change, ...] = ()

    @property
    def _all(self) -> _Known:
        if self._known is None:
            self._known = self._read()._all.copy() if self._read is not None else _Known()
            for change in self._changes:
                change(self._known)
            self._changes = ()
        return self._known

    @property
    def known(self) -> dict[str, tuple[str, ...]]:
        """Everything passed; the history is read at the first question. Not to be changed."""
        return self._all.handlers

    def vote_of(self, person: str) -> str | None:
        """What a person decided in the activity that was passed last of those handled by him; None without one."""
        known = self._all
        for name in reversed(known.handlers):
            if person in known.handlers[name]:
                return known.votes.get(name, {}).get(person, APPROVE)
        return None

    def with_activity(self, name: str, handlers: tuple[str, ...]) -> Passed:
        """An activity was passed; one passed before stands last now."""
        return self._changed(lambda known: known.add(name, handlers))

    def with_votes(self, name: str, votes: Mapping[str, str]) -> Passed:
        """An activity that is about to be passed was decided by these votes."""
        cast = dict(votes)
        return self._changed(lambda known: known.cast.update({name: {**known.cast.get(name, {}), **cast}}))

    def without(self, names: Iterable[str]) -> Passed:
        """A return made activities unpassed."""
        gone = tuple(names)
        return self._changed(lambda known: known.forget(gone))

    def _changed(self, change: Change) -> Passed:
        other = Passed(self._read)
        if self._known is None:
            other._changes = (*self._changes, change)
        else:
            other._known = self._known.copy()
            change(other._known)
        return other

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self.known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Passed):
            return list(self.items()) == list(other.items()) and self._all.votes == other._all.votes
        return isinstance(other, Mapping) and list(self.items()) == list(other.items())

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Passed({self.known!r})"
