"""The rules of a trial: zen expressions as always; decision tables are not at hand, so they set nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class TrialEvaluator:
    """Evaluates zen expressions; loads the expression library only when one is met."""

    def evaluate(self, source: str, data: Mapping[str, Any]) -> Any:
        """The value of a zen expression."""
        from decimal import Decimal

        from xieyun.rules.expressions import evaluate

        value = evaluate(source, data)
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return value

    def decide(self, reference: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """A trial has no decision tables: the step that names the task can give its results."""
        return {}
