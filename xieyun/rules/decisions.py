"""Decision tables: readable rows (package files) or zen's JDM content in, an output and the reasons out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson
import zen

from xieyun.rules import jdm, values
from xieyun.rules.errors import DecisionError, ExpressionError
from xieyun.rules.tables import Input, Table, read_table

__all__ = ["Decision", "DecisionError", "compile_table", "decide"]


@dataclass(frozen=True, slots=True)
class Decision:
    """The output of a decision and why: `trace` names each row that matched (from 1) and its reason."""

    output: dict[str, Any] | list[dict[str, Any]]
    trace: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CompiledTable:
    """A decision table or graph ready to run."""

    table: Table | None
    decision: zen.ZenDecision

    @property
    def reads(self) -> frozenset[str] | None:
        """The data that its columns test; None for a graph, which may read anything."""
        if self.table is None:
            return None
        return frozenset().union(*(column.compiled.references for column in self.table.inputs))

    def decide(self, data: Mapping[str, Any]) -> Decision:
        """The output for `data`. Raises DecisionError when a needed input is empty."""
        if self.table is not None:
            for column in self.table.inputs:
                _check_input(column, data)
        values.check_numbers(data)
        answer = self._run(values.encode(data))
        output = values.decode(answer["result"])
        return Decision(output, jdm.trace(answer.get("trace") or {}, self.table))

    def _run(self, context: bytes) -> Any:
        try:
            return self.decision.evaluate(context, {"trace": True})
        except (RuntimeError, ValueError, TypeError) as fault:
            raise ExpressionError("expression-value", reason=str(fault).split("\n", 1)[0][:300]) from None


def decide(table: Mapping[str, Any], data: Mapping[str, Any]) -> Decision:
    """The decision of `table` for `data`.

    `table` is either readable (`inputs`, `outputs`, `rows`) or JDM (`nodes`, `edges`). No matching row gives
    an empty output and an empty trace. Raises DecisionError for a table that is not well formed.
    """
    return compile_table(table).decide(data)


def compile_table(table: Mapping[str, Any]) -> CompiledTable:
    """The compiled table, cached by content. Raises DecisionError naming row and column of a bad cell."""
    try:
        return _compile(orjson.dumps(table, default=str))
    except orjson.JSONEncodeError as fault:
        raise DecisionError("decision-shape", reason=str(fault)) from None


@lru_cache(maxsize=1024)
def _compile(content: bytes) -> CompiledTable:
    declared = orjson.loads(content)
    if "nodes" in declared:
        jdm.check_graph(declared)
        return CompiledTable(None, _decision(declared))
    table = read_table(declared)
    return CompiledTable(table, _decision(jdm.from_table(table)))


def _decision(content: Mapping[str, Any]) -> zen.ZenDecision:
    try:
        decision = zen.ZenEngine().create_decision(orjson.dumps(content).decode())
        decision.validate()
    except (RuntimeError, ValueError, TypeError) as fault:
        raise DecisionError("decision-shape", reason=str(fault).split("\n", 1)[0][:300]) from None
    return decision


def _check_input(column: Input, data: Mapping[str, Any]) -> None:
    """zen lets a test on an empty value fail silently, which would route a claim wrongly: refuse it."""
    if not column.optional and column.compiled.evaluate(data) is None:
        raise DecisionError("decision-input-missing", column=column.title)
