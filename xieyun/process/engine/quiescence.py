"""What happens when nothing moves any more: inclusive joins fire, conditions are looked at again."""

from __future__ import annotations

from .definition import Node
from .processors.gateways import inclusive_ready, join
from .run import Move, Run
from .subscriptions import catchers, trigger


def settle(run: Run) -> bool:
    """Put the next thing on the agenda; false when the step is over."""
    return _inclusive(run) or (run.definition.uses_conditions and run.variables_changed and _conditions(run))


def _inclusive(run: Run) -> bool:
    seen: list[tuple[Node, int]] = []
    for token in run.state.tokens.values():
        if token.phase == "join":
            node = run.node(token)
            if node.type == "inclusiveGateway" and (node, token.scope) not in seen:
                seen.append((node, token.scope))
    for node, scope in seen:
        ready = inclusive_ready(run, node, scope)
        if ready is not None:
            _fire(run, node, scope, ready)
            return True
    if seen and _all_wait(run, {scope for _, scope in seen}):
        node, scope = seen[0]
        places = [
            number for number, token in run.state.tokens.items()
            if token.node == node.id and token.scope == scope and token.phase == "join"
        ]  # fmt: skip
        _fire(run, node, scope, places[:1])
        return True
    return False


def _fire(run: Run, node: Node, scope: int, numbers: list[int]) -> None:
    run.push(scope, lambda: join(run, node, scope, numbers))


def _all_wait(run: Run, scopes: set[int]) -> bool:
    """Whether only inclusive joins are left, each waiting for another: the oldest may go first."""
    return all(
        token.phase == "join" and run.node(token).type == "inclusiveGateway"
        for token in run.state.tokens.values()
        if token.scope in scopes
    )


def _conditions(run: Run) -> bool:
    run.variables_changed = False
    found = False
    for number, event in list(catchers(run)):
        for definition in event.events:
            if definition.kind != "conditional" or definition.condition is None:
                continue
            if run.holds(definition.condition, number or None):
                scope = run.state.tokens[number].scope if number else 0
                run.push(scope, _move(run, number, event))
                found = True
    return found


def _move(run: Run, number: int, event: Node) -> Move:
    from .subscriptions import waits_for

    def move() -> None:
        if waits_for(run, number, event):
            trigger(run, number, event, {})

    return move
