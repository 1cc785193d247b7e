"""Working a step to its end: all moves, and what happens when nothing moves any more.

Then inclusive joins fire, and conditions are looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import events as e
from .definition import EventDefinition, Node
from .errors import EngineError
from .graph import after, reaches
from .notation import Source
from .processors.base import begin_together
from .processors.gateways import Places, inclusive_ready, join
from .run import LOOP_NAMES, Move, Run
from .state import FINISHED, Token
from .subscriptions import catchers, open_definitions, trigger

# Tokens in other phases wait for something outside; only these may go on of themselves.
_RESTLESS = frozenset({"in", "away", "undo", "join"})
# In which of its data the token that such a one waits for names it.
_COMES_BACK = {"away": "back", "undo": "undo"}


def work(run: Run) -> None:
    """Make all moves until everything waits."""
    agenda, state = run.agenda, run.state
    while True:
        while agenda:
            scope, move = agenda.pop()
            run.pending[scope] -= 1
            if state.status == FINISHED:
                agenda.clear()
                return
            if scope != 0 and scope not in state.tokens:
                continue
            run.visits += 1
            if run.visits > run.budget:
                raise EngineError("endless-loop", limit=run.budget)
            held = len(agenda)
            _attempt(run, move)
            if run.turns and 0 < held < len(agenda):  # what follows is done after the next step of the other branches
                agenda[:] = agenda[held:] + agenda[:held]
        if state.status == FINISHED or not settle(run):
            return


def _attempt(run: Run, move: Move) -> None:
    """Make one move; what cannot be done parks the token that tried."""
    run.current = run.leaving = None
    try:
        move()
    except EngineError as error:
        run.park(error)
    except (ValueError, ArithmeticError, RecursionError) as error:
        run.park(EngineError("expression-failed", reason=error))


def settle(run: Run) -> bool:
    """Put the next thing on the agenda; false when the step is over."""
    tokens = run.state.tokens
    if not tokens:
        run.finish("completed")
        return True
    restless = {token.phase for token in tokens.values()} & _RESTLESS
    joins = _Joins(run) if "join" in restless else None
    return (
        ("in" in restless and _empty(run))
        or (not restless.isdisjoint(_COMES_BACK) and _forgotten(run))
        or (joins is not None and _inclusive(run, joins))
        or (run.definition.uses_conditions and run.variables_changed and look_at_conditions(run))
        or (joins is not None and _stuck_join(run, joins))
    )


class _Joins:
    """The tokens that wait at joins and what else is in their scopes, gathered in one walk over all tokens.

    Thousands of instances of a sub-process may each wait at a join; looking each up anew cost their square.
    """

    __slots__ = ("beside", "places")

    def __init__(self, run: Run) -> None:
        self.places: dict[tuple[int, str], Places] = {}
        self.beside: dict[int, list[Token]] = {}
        for number, token in run.state.tokens.items():
            if token.phase == "join":
                self.beside[token.scope] = []
                self.places.setdefault((token.scope, token.node), {}).setdefault(token.flow, []).append(number)
        for token in run.state.tokens.values():
            if token.scope in self.beside:
                self.beside[token.scope].append(token)

    def walk(self, run: Run) -> Iterator[tuple[Node, int, Places]]:
        """Every join that is waited at, the one of the oldest token first."""
        for (scope, _), places in self.places.items():
            first = next(iter(places.values()))[0]
            yield run.node(run.state.tokens[first]), scope, places


def _empty(run: Run) -> bool:
    """A scope whose last token ended while something in it was still on the agenda is complete now."""
    tokens = run.state.tokens
    owners = {token.scope for token in tokens.values()}
    for number, token in tokens.items():
        if token.phase == "in" and number not in owners and not run.state.open_items(number):
            if token.data and token.data.get("route") is not None:
                continue  # a free route waits for its next step
            node = run.node(token)
            run.push(token.scope, _inside_done(run, number, node))
            return True
    return False


def _forgotten(run: Run) -> bool:
    """An activity that waits for others goes on when nobody is on the way back to it any more.

    That is one that was left by a straight-back return, and a thrower of compensation whose handlers were moved.
    """
    tokens = run.state.tokens
    awaited = {key: {other.data.get(key) for other in tokens.values() if other.data} for key in _COMES_BACK.values()}
    for number, token in tokens.items():
        key = _COMES_BACK.get(token.phase)
        if key and number not in awaited[key]:
            run.push(token.scope, _resume(run, number) if key == "back" else _undone(run, number))
            return True
    return False


def _undone(run: Run, number: int) -> Move:
    from .processors.compensation import all_done

    return lambda: all_done(run, number)


def _resume(run: Run, number: int) -> Move:
    from .approval.returning import resume

    return lambda: resume(run, number)


def _inside_done(run: Run, number: int, node: Node) -> Move:
    def move() -> None:
        run.current = number
        node.processor.inside_done(run, number, node)

    return move


def _stuck_join(run: Run, joins: _Joins) -> bool:
    """A parallel (or complex) join whose missing branches can never come any more goes on without them.

    Strictly it would wait for ever; the models of several tools rely on the branch counting as not taken.
    """
    for node, scope, places in joins.walk(run):
        if node.start_quantity > 1 and not _can_fill(joins, node, scope, places):
            numbers = sorted(number for waiting in places.values() for number in waiting)
            run.push(scope, _together(run, node, scope, numbers))
            return True
        if node.type not in ("parallelGateway", "complexGateway"):
            continue
        if all(flow.id in places for flow in node.incoming):
            if node.type == "parallelGateway":
                _fire(run, node, scope, _with_surplus(joins, node, scope, places))
                return True
        elif not _can_fill(joins, node, scope, places):
            _fire(run, node, scope, [numbers[0] for numbers in places.values()])
            return True
    return False


def _with_surplus(joins: _Joins, node: Node, scope: int, places: Places) -> list[int]:
    """The tokens that a full parallel join takes: those that could never fill it again go with the others."""
    emptied = [flow for flow in node.incoming if len(places[flow.id]) == 1]
    sources = reaches(emptied, node)
    again = not emptied or any(flow.target.id in sources for flow in node.outgoing)
    if again or _can_come(joins, node, scope, sources):
        return [numbers[0] for numbers in places.values()]
    return [number for numbers in places.values() for number in numbers]


def _together(run: Run, node: Node, scope: int, numbers: list[int]) -> Move:
    return lambda: begin_together(run, node, scope, numbers)


def _can_fill(joins: _Joins, node: Node, scope: int, places: Places) -> bool:
    """Whether a token of the scope can still come to a place of a join that is empty."""
    missing = [flow for flow in node.incoming if node.start_quantity > 1 or flow.id not in places]
    return _can_come(joins, node, scope, reaches(missing, node))


def _can_come(joins: _Joins, node: Node, scope: int, sources: frozenset[str]) -> bool:
    """Whether one of the scope's other tokens is where it can come to a join from.

    A token that waits at a join itself counts only forwards: joins in a loop must not wait for each other.
    """
    for token in joins.beside[scope]:
        if token.node not in sources or token.node == node.id or token.phase == "late":
            continue
        if token.phase != "join" or node.id in after(node.container, token.node):
            return True
    return False


def _inclusive(run: Run, joins: _Joins) -> bool:
    seen = [entry for entry in joins.walk(run) if entry[0].type == "inclusiveGateway"]
    for node, scope, places in seen:
        ready = inclusive_ready(node, places, joins.beside[scope])
        if ready is not None:
            _fire(run, node, scope, ready)
            return True
    if seen and _all_wait(run, joins, {scope for _, scope, _ in seen}):
        node, scope, places = seen[0]
        _fire(run, node, scope, [min(numbers[0] for numbers in places.values())])
        return True
    return False


def _fire(run: Run, node: Node, scope: int, numbers: list[int]) -> None:
    run.push(scope, lambda: join(run, node, scope, numbers))


def _all_wait(run: Run, joins: _Joins, scopes: set[int]) -> bool:
    """Whether only inclusive joins are left, each waiting for another: the oldest may go first."""
    return all(
        token.phase == "join" and run.node(token).type == "inclusiveGateway"
        for scope in scopes
        for token in joins.beside[scope]
    )


def look_at_conditions(run: Run) -> bool:
    """Put what conditional events begin on the agenda; false when no condition holds."""
    run.variables_changed = False
    changed, run.changed = run.changed, {}
    repeated, run.repeated = run.repeated, {}
    found = False
    for number, event in list(catchers(run)):
        for definition in open_definitions(run, number, event):
            if definition.kind != "conditional" or (definition.condition is None and not definition.watched):
                continue
            since = -1 if run.definition.dialect.hears_earlier_changes else run.looked.get((number, event.id), -1)
            outside = event.type == "boundaryEvent"  # it sees the process that calls, not the one that is called
            places = run.seen_from(_seen_from(run, number) if outside else number)
            times = sum(repeated.get(key, 1) for key in _watched(definition, changed, since, places))
            if times and (definition.condition is None or _holds(run, definition.condition, number, outside=outside)):
                scope = run.state.tokens[number].scope if number else 0
                each = run.definition.dialect.conditions_hear_each and not event.interrupting
                for _ in range(times if each else 1):
                    run.push(scope, _move(run, number, event, definition))
                found = True
    return found


def conditions_first(run: Run, number: int, leave: Move) -> bool:
    """Conditions see what automatic work sets before the work is left, by some dialects; true when one of them holds.

    Then the activity is left after what the conditions begin, unless they ended it.
    """
    token = run.state.tokens[number]
    if not run.definition.dialect.conditions_first:
        return False
    if token.phase == "run":  # its boundary events may happen now
        run.emit(e.Changed(number, "wait", token.data))
    moves = len(run.agenda)
    if not look_at_conditions(run):
        return False
    found = run.agenda[moves:]
    run.push(token.scope, lambda: leave() if number in run.state.tokens else None)
    run.sooner(found)
    return True


def conditions_between(run: Run, scope: int, go: Move) -> bool:
    """Conditions see what an activity has set before the token goes on, by some dialects; true when one of them holds.

    Then it goes on after what the conditions begin, unless they ended its scope.
    """
    if not run.definition.dialect.conditions_first:
        return False
    moves = len(run.agenda)
    if not look_at_conditions(run):
        return False
    found = run.agenda[moves:]
    run.push(scope, go)
    run.sooner(found)
    return True


def _watched(
    definition: EventDefinition, changed: dict[tuple[int, str], tuple[str, int]], since: int, places: set[int]
) -> set[tuple[int, str]]:
    """The variables that an event looks at and that were changed after a moment; counts of a loop are one."""
    return {
        (where, "counts" if name in LOOP_NAMES else name)
        for (where, name), (kind, moment) in changed.items()
        if (not definition.watched or name in definition.watched)
        and moment > since
        and where in places
        and (not definition.changes or kind in definition.changes)
    }


def _seen_from(run: Run, number: int) -> int:
    """Where the border of an activity sees its variables: with a call, around it, for those inside are not its own."""
    token = run.state.tokens[number]
    return token.scope if token.data and "called" in token.data else number


def _holds(run: Run, condition: Source, number: int, *, outside: bool) -> bool:
    """A condition that has no value now is not fulfilled; what waits for it goes on waiting."""
    place = _seen_from(run, number) if outside else number
    try:
        return run.holds(condition, place or None)
    except ValueError:
        return False


def _move(run: Run, number: int, event: Node, cause: EventDefinition) -> Move:
    from .subscriptions import waits_for

    def move() -> None:
        if waits_for(run, number, event):
            trigger(run, number, event, {}, cause)

    return move
