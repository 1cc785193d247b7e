"""Answers kept in a process's memory: copies that can be made again, never the truth."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

ValueT = TypeVar("ValueT")
_UNKNOWN = object()


class Recent(Generic[ValueT]):
    """The newest answers, each under everything that it follows from, so that none can be stale.

    Not those used last: keeping that order costs every look-up more than making an answer again now and then.
    """

    def __init__(self, capacity: int) -> None:
        """`capacity`: how many answers are kept in this process."""
        self._capacity = capacity
        self._answers: dict[Hashable, ValueT] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], ValueT]) -> ValueT:
        """Return the answer under the key, made now when it is not there; threads that ask at once may each make it."""
        known = self._answers.get(key, _UNKNOWN)
        if known is not _UNKNOWN:
            return known  # type: ignore[return-value]
        made = make()
        self.put(key, made)
        return made

    def known(self, key: Hashable) -> ValueT | None:
        """Return the answer under the key, None when it is not there."""
        return self._answers.get(key)

    def put(self, key: Hashable, answer: ValueT) -> None:
        """Keep an answer; the oldest makes room for it."""
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self._capacity:
                del self._answers[next(iter(self._answers))]

    def forget(self, key: Hashable) -> None:
        """Drop the answer under the key, if there is one."""
        with self._lock:
            self._answers.pop(key, None)
