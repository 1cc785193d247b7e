"""The rules of a trial: zen expressions as always, decisions from DMN files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from xieyun.process.engine.decisions import Answer

from .decisions import DecisionFiles


class TrialEvaluator:
    """Evaluates zen expressions (loading the expression library only when one is met) and asks decisions."""

    def __init__(self, files: DecisionFiles, clock: Callable[[], datetime]) -> None:
        self.files = files
        self.clock = clock

    def evaluate(self, source: str, data: Mapping[str, Any]) -> Any:
        """The value of a zen expression."""
        from decimal import Decimal

        from xieyun.rules.expressions import evaluate

        value = evaluate(source, data)
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return value

    def decide(self, reference: str, data: Mapping[str, Any]) -> Mapping[str, Any] | Answer | None:
        """The answer of a decision. Where no file holds it, nothing: the step that names the task gives its results."""
        decisions = self.files.find(reference)
        return None if decisions is None else decisions.decide(reference, data, self.clock())
