"""What a step is given from outside, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from .decisions.answer import Answer
from .effects import Effect
from .events import Event
from .state import State


class Evaluator(Protocol):
    """The rules room as the engine sees it (injected by the room and by the trial)."""

    def evaluate(self, source: str, data: Mapping[str, Any]) -> Any:
        """The value of a zen expression; raises ValueError with a sentence when it has none."""

    def decide(self, reference: str, data: Mapping[str, Any]) -> Mapping[str, Any] | Sequence[Any] | Answer | None:
        """The output of a decision table, or the answer of a decision of a DMN file.

        Raises ValueError with a sentence when it has none.
        """


class Context(NamedTuple):
    """Time (aware) and rules for one step.

    `holds` (the trial only): names and ids of automatic activities to stop at as if a person did them.
    `budget`: how many automatic node visits one step may make before it counts as an endless loop.
    """

    now: datetime
    evaluator: Evaluator
    holds: frozenset[str] = frozenset()
    budget: int = 20_000


class Step(NamedTuple):
    """The result of a command: the new state, the facts to store and the effects to carry out, in order."""

    state: State
    events: list[Event]
    effects: list[Effect]
