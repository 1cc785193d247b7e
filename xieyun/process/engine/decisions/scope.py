"""What the expressions of a decision can see, and the budget that ends endless ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..notations.scope import Scope
from ..notations.tokens import NotationError

MAXIMUM_WORK = 2_000_000


class DecisionScope(Scope):
    """The variables of a decision. Its budget is larger than that of one expression, for tables have many.

    `demanding`: variables that are not there are no null values (see `Decisions`).
    """

    __slots__ = ("demanding", "depth")

    def __init__(self, data: Mapping[str, Any], now: datetime | None, *, demanding: bool = False) -> None:
        super().__init__(data, now)
        self.demanding = demanding
        self.depth = 0

    @property
    def spent(self) -> bool:
        """Whether no more work may be done."""
        return self.work > MAXIMUM_WORK

    def tick(self, amount: int = 1) -> None:
        """Count work; raises when a decision does not end or grows too large."""
        self.work += amount
        if self.work > MAXIMUM_WORK:
            raise NotationError("the decision does too much work; make it simpler")
