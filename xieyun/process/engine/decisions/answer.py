"""What a decision answers, and what each vendor's engine makes variables of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..notations.tokens import NotationError


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a decision.

    `value` is what the standard gives: a value, the outputs of one row, or a list of either. `rows` are the outputs
    of the rows that count, blank cells left out. `several`: the hit policy gives a list, however many rows hold.
    """

    value: Any
    rows: tuple[Mapping[str, Any], ...]
    several: bool = False


def variables(answer: Answer, style: str, result: str | None, reference: str) -> dict[str, Any]:
    """The variables that a task sets; raises NotationError when the answer is not of the kind that the file wants.

    `style` is Camunda's mapDecisionResult (singleEntry, singleResult, collectEntries, resultList), `value` (Zeebe),
    `outputs` and `outputs!` (Flowable; with the mark no row is an error), `merge` (SpiffWorkflow), `context` (the
    results of all decisions of a model by name, Drools) or empty (ours).
    """
    if style in ("outputs", "outputs!"):
        if style == "outputs!" and not answer.rows:
            raise NotationError("no row holds")
        if answer.several or len(answer.rows) > 1:
            return {reference: [dict(row) for row in answer.rows]}
        return dict(answer.rows[0]) if answer.rows else {}
    if style == "merge":
        return _merged(answer)
    if style == "context":
        return dict(answer.value) if isinstance(answer.value, Mapping) else {}
    if style == "":
        rows: Any = [dict(row) for row in answer.rows] if answer.several else dict(*answer.rows[:1])
        return {result: rows} if result else dict(*answer.rows[:1])
    if not result:
        return {}
    return {result: answer.value if style == "value" else _mapped(answer.rows, style)}


def within(values: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that outputs with names such as `order.state` change, with what else these hold."""
    changed: dict[str, Any] = {}
    for name, value in values.items():
        root, *path = name.split(".") if all(name.split(".")) else [name]
        holder = changed.get(root, data.get(root))
        changed[root] = _placed(holder, path, value)
    return changed


def _placed(holder: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    members = holder if isinstance(holder, Mapping) else {}
    return {**members, path[0]: _placed(members.get(path[0]), path[1:], value)}


def _merged(answer: Answer) -> dict[str, Any]:
    if not answer.several:
        return dict(answer.rows[0]) if answer.rows else {}
    names = dict.fromkeys(name for row in answer.rows for name in row)
    return {name: [row[name] for row in answer.rows if name in row] for name in names}


def _mapped(rows: tuple[Mapping[str, Any], ...], style: str) -> Any:
    if style == "resultList":
        return [dict(row) for row in rows]
    if style == "collectEntries":
        if len({name for row in rows for name in row}) > 1:
            raise NotationError("the rows have several outputs, and only one can be collected")
        return [value for row in rows for value in row.values()]
    if style not in ("singleEntry", "singleResult"):
        raise NotationError(f"mapDecisionResult cannot be {style!r}")
    if len(rows) > 1:
        raise NotationError(f"{len(rows)} rows hold, and the task takes one")
    row = rows[0] if rows else None
    if row is None or style == "singleResult":
        return None if row is None else dict(row)
    if len(row) > 1:
        raise NotationError("the row has several outputs, and the task takes one")
    return next(iter(row.values()), None)
