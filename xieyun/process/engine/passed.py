"""Which activities an instance has passed and who handled them: known from the history, read only when asked for.

Every completion adds to it and few verbs look at it, so it is no part of the stored state, whose size would grow with
every activity passed; who stores the state gives the way to read it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

Handlers = Mapping[str, tuple[str, ...]]
Change = Callable[[dict[str, tuple[str, ...]]], None]


class Passed(Mapping[str, tuple[str, ...]]):
    """Names of passed activities, the last one last, with their handlers. Immutable: a change gives another."""

    __slots__ = ("_changes", "_known", "_read")

    def __init__(self, read: Callable[[], Handlers] | None = None) -> None:
        """`read` gives what is known from the history; without it nothing was passed yet."""
        self._read = read
        self._known: dict[str, tuple[str, ...]] | None = None if read is not None else {}
        self._changes: tuple[Change, ...] = ()

    @property
    def known(self) -> dict[str, tuple[str, ...]]:
        """Everything passed; the history is read at the first question. Not to be changed."""
        if self._known is None:
            self._known = dict(self._read()) if self._read is not None else {}
            for change in self._changes:
                change(self._known)
            self._changes = ()
        return self._known

    def with_activity(self, name: str, handlers: tuple[str, ...]) -> Passed:
        """An activity was passed; one passed before stands last now."""

        def change(known: dict[str, tuple[str, ...]]) -> None:
            known.pop(name, None)
            known[name] = handlers

        return self._changed(change)

    def without(self, names: Iterable[str]) -> Passed:
        """A return made activities unpassed."""
        gone = tuple(names)

        def change(known: dict[str, tuple[str, ...]]) -> None:
            for name in gone:
                known.pop(name, None)

        return self._changed(change)

    def _changed(self, change: Change) -> Passed:
        other = Passed(self._read)
        if self._known is None:
            other._changes = (*self._changes, change)
        else:
            other._known = dict(self._known)
            change(other._known)
        return other

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self.known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and list(self.items()) == list(other.items())

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Passed({self.known!r})"
