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
        with self._lock:
            self._answers[key] = made
            while len(self._answers) > self._capacity:
                del self._answers[next(iter(self._answers))]
        return made
