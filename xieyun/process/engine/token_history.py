"""What scripts of process-engine.io read as `token`: `token.current`, and `token.history.ID` of a node by its id.

The result of the latest work is the variable `current`, that of each node the variable of its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .definition import CURRENT, Node
from .run import Run


def remembered(run: Run, number: int, node: Node, values: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What a visit is completed with, and by which names scripts find it again; a node without a result passes on."""
    given = dict(values or {})
    if CURRENT in given:
        result = {} if given[CURRENT] is None else given[CURRENT]  # a script that returns nothing
    elif given:
        result = dict(given)
    else:
        known = run.data(run.state.tokens[number].scope, number)
        if CURRENT not in known and node.type != "startEvent":
            return given
        result = known.get(CURRENT, dict(known))
    return {**given, CURRENT: result, node.id: result}
