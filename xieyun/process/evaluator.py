"""The rules room as the engine sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xieyun.kernel.errors import NotFound
from xieyun.process.stepping.values import plain
from xieyun.rules import decisions, expressions
from xieyun.rules.decisions import DecisionError
from xieyun.rules.selectors import decision_table


class RulesEvaluator:
    """Evaluates expressions and stored decision tables of one group.

    `decided` collects, for the trail, which decision gave what because of which rows, and what data it read (None:
    that is not known), so that its reasons tell nobody what is hidden from him.
    """

    def __init__(self, group_id: UUID) -> None:
        self.group_id = group_id
        self.decided: list[dict[str, Any]] = []

    def evaluate(self, source: str, data: Mapping[str, Any]) -> Any:
        """Return the value of an expression; raises ExpressionError (a ValueError) with its sentences."""
        return plain(expressions.evaluate(source, data))

    def decide(self, reference: str, data: Mapping[str, Any]) -> Any:
        """Return the output of the newest version of a decision table; raises DecisionError, also where none is."""
        try:
            found = decision_table(self.group_id, reference)
        except NotFound:
            raise DecisionError("decision-missing", decision=reference) from None
        table = decisions.compile_table(found)
        decision = table.decide(data)
        output = plain(decision.output)
        reads = sorted(table.reads) if table.reads is not None else None
        self.decided.append({"decision": reference, "output": output, "rows": decision.trace, "reads": reads})
        return output
