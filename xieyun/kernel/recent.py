"""Answers kept in a process's memory: copies that can be made again, never the truth."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

ValueT = TypeVar("ValueT")


class Recent(Generic[ValueT]):
    """The answers used last, each under everything that it follows from, so that none can be stale."""

    def __init__(self, capacity: int) -> None:
        """`capacity`: how many answers are kept in this process."""
        self._capacity = capacity
        self._answers: OrderedDict[Hashable, ValueT] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], ValueT]) -> ValueT:
        """Return the answer under the key, made now when it is not there; threads that ask at once may each make it."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        made = make()
        with self._lock:
            self._answers[key] = made
            while len(self._answers) > self._capacity:
                self._answers.popitem(last=False)
        return made
