"""Between readable tables and JDM, the content format of zen (and of its browser editor)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from xieyun.rules import expressions
from xieyun.rules.errors import DecisionError, ExpressionError
from xieyun.rules.tables import Row, Table

MAXIMUM_NODES: Final = 200
_NODE_TYPES: Final = frozenset({"inputNode", "outputNode", "decisionTableNode", "expressionNode", "switchNode"})


def from_table(table: Table) -> dict[str, Any]:
    """The JDM graph input → table → output of a readable table."""
    content = {
        "hitPolicy": table.hit,
        "inputs": [
            {"id": f"i{index}", "name": column.title, "field": column.compiled.source}
            for index, column in enumerate(table.inputs)
        ],
        "outputs": [
            {"id": f"o{index}", "name": column.title, "field": column.code}
            for index, column in enumerate(table.outputs)
        ],
        "rules": [_rule(number, row, table) for number, row in enumerate(table.rows, 1)],
    }
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            _node("in", "inputNode", 0),
            {**_node("table", "decisionTableNode", 1), "content": content},
            _node("out", "outputNode", 2),
        ],
        "edges": [
            {"id": "e1", "type": "edge", "sourceId": "in", "targetId": "table"},
            {"id": "e2", "type": "edge", "sourceId": "table", "targetId": "out"},
        ],
    }


def _node(name: str, kind: str, column: int) -> dict[str, Any]:
    return {"id": name, "name": name, "type": kind, "position": {"x": 80 + 320 * column, "y": 120}}


def _rule(number: int, row: Row, table: Table) -> dict[str, str]:
    rule = {"_id": str(number)}
    rule |= {f"i{index}": row.tests.get(column.code, "") for index, column in enumerate(table.inputs)}
    rule |= {f"o{index}": row.answers.get(column.code, "") for index, column in enumerate(table.outputs)}
    return rule


def check_graph(content: Mapping[str, Any]) -> None:
    """Refuses JDM with script nodes, unknown nodes, or cells that zen would silently take for "no match".

    Raises DecisionError naming the node.
    """
    nodes = content.get("nodes")
    if not isinstance(nodes, list) or len(nodes) > MAXIMUM_NODES or not isinstance(content.get("edges"), list):
        raise DecisionError("decision-shape", reason=f"nodes: 1–{MAXIMUM_NODES}, edges")
    for node in nodes:
        kind = node.get("type") if isinstance(node, dict) else None
        if kind not in _NODE_TYPES:
            raise DecisionError("decision-shape", reason=f"{kind!r}: {', '.join(sorted(_NODE_TYPES))}")
        if kind == "decisionTableNode":
            _check_table_node(node)


def _check_table_node(node: Mapping[str, Any]) -> None:
    content = node.get("content") or {}
    inputs = {column["id"]: column.get("field") for column in content.get("inputs", ())}
    outputs = {column["id"] for column in content.get("outputs", ())}
    for number, rule in enumerate(content.get("rules", ()), 1):
        for column, source in rule.items():
            if not str(source).strip() or column.startswith("_"):
                continue
            try:
                if column in outputs or not inputs.get(column, ""):
                    expressions.compile(source)
                else:
                    expressions.compile_cell(source)
            except ExpressionError as fault:
                raise DecisionError(
                    "decision-cell",
                    row=number,
                    column=column,
                    reason_zh=fault.message_zh,
                    reason_en=fault.message_en,
                ) from fault


def trace(answer: Mapping[str, Any], table: Table | None) -> list[dict[str, Any]]:
    """The matched rows of zen's trace, in the order they ran: row number (from 1) and the reason as sentences."""
    found: list[dict[str, Any]] = []
    for node in sorted(answer.values(), key=lambda node: node.get("order", 0)):
        data = node.get("traceData")
        for match in data if isinstance(data, list) else [data] if isinstance(data, dict) else []:
            if isinstance(match.get("index"), int):
                found.append(_matched(match, node, table))
    return found


def _matched(match: Mapping[str, Any], node: Mapping[str, Any], table: Table | None) -> dict[str, Any]:
    number = match["index"] + 1
    if table is not None:
        return {"row": number, "because": because(table, number)}
    rule = match.get("rule") or {}
    cells = [f"{column.split('[')[0]} {test}" for column, test in sorted(rule.items()) if column != "_id" and test]
    text = "; ".join(cells) or str(node.get("name"))
    return {"row": number, "node": node.get("name"), "because": {"zh": text, "en": text}}


def because(table: Table, number: int) -> dict[str, str]:
    """Why row `number` (from 1) of `table` answers: as the author wrote it, else made from its tests."""
    row = table.rows[number - 1]
    if row.because:
        return dict(row.because)
    parts = [f"{column.title} {row.tests[column.code]}" for column in table.inputs if column.code in row.tests]
    if not parts:
        return {"zh": f"第 {number} 行：其余情况", "en": f"Row {number}: everything else"}
    return {
        "zh": f"第 {number} 行：{' 且 '.join(parts)}",
        "en": f"Row {number}: {' and '.join(parts)}",
    }
