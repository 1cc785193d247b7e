"""Questions about a state that the pages ask: what would be refused and why, where work can be returned to."""

from __future__ import annotations

from .approval import free_route, returning
from .commands import Command
from .context import Context
from .definition import Definition, Node
from .errors import EngineError
from .run import Run
from .state import State
from .step import step


def refusal(definition: Definition, state: State, command: Command, context: Context) -> EngineError | None:
    """Why a command would be refused now, or None when it would be carried out. Changes nothing."""
    try:
        step(definition, state, command, context)
    except EngineError as error:
        return error
    return None


def asks_again(state: State) -> bool:
    """Whether the work is back with the initiator: an item asks him to submit again."""
    return any(item.kind == "resubmit" for item in state.items.values())


def return_targets(definition: Definition, state: State, item: int, context: Context) -> list[Node]:
    """The passed activities that the work of an item can be returned to, latest first (without the initiator)."""
    entry = state.items.get(item)
    if entry is None:
        return []
    return returning.return_targets(Run(definition, state, context), entry.token)


def route_targets(
    definition: Definition, state: State, item: int, context: Context
) -> list[tuple[str, str, list[str]]]:
    """The steps of a free route that the work of an item can be returned to, with name and persons, latest first.

    The first one is "previous", without name and persons, when several steps ran at the same time just before.
    """
    entry = state.items.get(item)
    if entry is None:
        return []
    run = Run(definition, state, context)
    token = state.tokens[entry.token]
    before = free_route.steps_before(run, entry.token)
    route = (state.tokens[token.scope].data or {})["route"] if before else []
    steps = [(free_route.step_target(token.node, at), str(route[at][0]), list(route[at][2])) for at in before]
    several = bool(before) and len(free_route.group_before(run, entry.token)) > 1
    return [(returning.PREVIOUS, "", []), *steps] if several else steps


def waiting_for(definition: Definition, state: State, context: Context) -> list[tuple[int, Node, str]]:
    """Every live token that is not a frame of others, with its node and phase: each has an owner or a reason."""
    run = Run(definition, state, context)
    return [
        (number, run.node(token), token.phase)
        for number, token in state.tokens.items()
        if token.phase not in ("in", "multi") or not run.children(number)
    ]
