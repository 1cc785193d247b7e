"""Compensation: completed activities are undone by their handlers, the last one first."""

from __future__ import annotations

from .. import events as e
from ..definition import Node
from ..errors import EngineError
from ..run import Move, Run
from ..visit import compensation_start, complete, enter


def compensate(run: Run, number: int, node: Node, activity: str | None, *, wait: bool) -> bool:
    """Run the compensation handlers that a throw event asks for; false while the thrower waits for them."""
    return not _undo(run, number, _compensated_scopes(run, number), activity)


def _compensated_scopes(run: Run, number: int) -> set[int]:
    """Thrown inside an event sub-process, compensation means its own scope and the one around it.

    An event sub-process that itself undoes a sub-process reaches what that sub-process had done, nothing else.
    """
    scope = run.state.tokens[number].scope
    scopes = {scope}
    while scope:
        owner = run.state.tokens[scope]
        own = owner.phase != "multi" and run.node(owner).type != "eventSubProcess"
        if own or (owner.data and "undo" in owner.data):
            break
        scope = owner.scope
        scopes.add(scope)
    return scopes


def _undo(run: Run, number: int, scopes: set[int], activity: str | None) -> bool:
    """Begin the handlers; true when there is something to wait for."""
    noted = [
        (key, entry)
        for key, entry in run.state.compensations.items()
        if entry.scope in scopes and (activity is None or _means(run, entry.node, activity))
    ]
    moves: list[tuple[int, Move]] = []
    for key, entry in reversed(noted):
        run.emit(e.CompensationTaken(key))
        done = run.activity(entry.node)
        if done is None:  # of a call of another file that is over
            raise EngineError("called-process-missing", process=entry.node)
        start = compensation_start(done)
        if start is not None:
            moves.append((entry.scope, _beginning(run, start, entry.scope, number, key)))
        elif done.compensation_handler is not None:
            moves.append((entry.scope, _entering(run, done.compensation_handler, entry.scope, number)))
    asked = run.definition.activities.get(activity or "")
    if asked is not None and asked.type == "eventSubProcess" and asked.for_compensation:  # jBPM lets it be named
        scope = next((each for each in scopes if run.container(each) is asked.container), None)
        if scope is not None and asked.inside.starts:
            moves.append((scope, _beginning(run, asked.inside.starts[0], scope, number, 0)))
    if not moves:
        return False
    data = dict(run.state.tokens[number].data or {})
    run.emit(e.Changed(number, "undo", {**data, "left": len(moves)}))
    run.turns = False  # what was done last is undone first, and wholly
    for scope, move in reversed(moves):
        run.push(scope, move)
    return True


def _means(run: Run, node: str, activity: str) -> bool:
    """Whether a noted activity is the one that is asked for, or lies inside it."""
    current = run.activity(node)
    while current is not None:
        if current.id == activity:
            return True
        current = current.container.owner
    return False


def _entering(run: Run, handler: Node, scope: int, thrower: int) -> Move:
    return lambda: enter(run, handler, scope, None, {"undo": thrower})


def _beginning(run: Run, start: Node, scope: int, thrower: int, key: int) -> Move:
    """Begin the event sub-process that undoes a sub-process; what was done inside is its own to undo."""

    def move() -> None:
        number = run.state.next
        run.emit(e.Entered(number, start.container.holder.id, scope, "in", None, {"undo": thrower}))
        if key:
            run.emit(e.CompensationMoved(-key, number))
        run.current = number
        run.push(number, lambda: enter(run, start, number, None))

    return move


def handler_done(run: Run, thrower: int) -> None:
    """A handler is done; after the last one the thrower goes on."""
    token = run.state.tokens.get(thrower)
    if token is None or token.phase != "undo":
        return
    data = dict(token.data or {})
    data["left"] -= 1
    run.emit(e.Changed(thrower, "undo", data))
    if data["left"] <= 0:
        all_done(run, thrower)


def all_done(run: Run, thrower: int) -> None:
    """Nothing is left to undo: the thrower goes on."""
    token = run.state.tokens[thrower]
    node = run.node(token)
    if token.data and token.data.get("cancels"):
        _cancelled(run, thrower, node)
    else:
        run.current = thrower
        complete(run, thrower, node, flows=[] if node.type == "endEvent" else None)


def cancel_transaction(run: Run, number: int, node: Node) -> None:
    """A cancel end event: stop everything in the transaction, compensate, leave by the cancel boundary."""
    scope = run.state.tokens[number].scope
    run.cancel_children(scope, but=number)
    run.agenda[:] = [entry for entry in run.agenda if entry[0] != scope]
    run.pending[scope] = 0
    run.emit(e.Thrown("cancel", None, node.id))
    _gather_instances(run, scope)
    run.emit(e.Changed(number, "undo", {"cancels": True, "left": 0}))
    if not _undo(run, number, {scope}, None):
        _cancelled(run, number, node)


def _gather_instances(run: Run, scope: int) -> None:
    """A transaction that runs several times is cancelled as a whole: the other instances are undone too."""
    body = run.state.tokens[scope].scope if scope else 0
    if not body or run.state.tokens[body].phase != "multi":
        return
    for other in run.children(body):
        if other != scope:
            run.emit(e.CompensationMoved(other, scope))
    run.cancel_children(body, but=scope)
    run.emit(e.CompensationMoved(body, scope))


def _cancelled(run: Run, number: int, node: Node) -> None:
    from .starts import boundary
    from .throwing import leave_end

    owner = run.state.tokens[number].scope
    leave_end(run, number)
    if owner and owner not in run.state.tokens:  # a listener told a signal that ended the transaction
        return
    host = owner
    while host and run.node(run.state.tokens[host]).type != "transaction":
        host = run.state.tokens[host].scope
    while host and run.state.tokens.get(run.state.tokens[host].scope) is not None:
        outer = run.state.tokens[run.state.tokens[host].scope]
        if outer.phase != "multi":
            break
        host = run.state.tokens[host].scope
    if not host:
        run.finish("terminated")
        return
    for event in run.node(run.state.tokens[host]).boundary:
        if any(definition.kind == "cancel" for definition in event.events):
            boundary(run, host, event, {})
            return
    scope = run.state.tokens[host].scope
    run.cancel(host)
    from ..visit import ended

    ended(run, scope)
