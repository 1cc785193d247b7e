"""The engine's one door: a command on a state gives a new state, events and effects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import commands as c
from . import effects as f
from . import events as e
from .approval import administrating, assignment, completing, free_route, items, returning, taking_back
from .context import Context, Step
from .definition import Definition
from .errors import EngineError
from .handlers import events as event_handlers
from .handlers import running
from .quiescence import work
from .run import Run
from .state import SUSPENDED, State

_WHILE_SUSPENDED = (c.Resume, c.Terminate, c.Withdraw)
_REQUESTS = (f.ResolveAssignees, f.CallService)  # effects that ask for an answer

HANDLERS: dict[type, Callable[[Run, Any], None]] = {
    c.AssigneesResolved: assignment.resolved,
    c.CompleteItem: completing.complete_item,
    c.ClaimItem: items.claim,
    c.UnclaimItem: items.unclaim,
    c.TransferItem: items.transfer,
    c.DelegateItem: items.delegate,
    c.Consult: items.consult,
    c.AddSigners: items.add_signers,
    c.RemoveSigner: items.remove_signer,
    c.ReturnTo: returning.return_to,
    c.Withdraw: administrating.withdraw,
    c.TakeBack: taking_back.take_back,
    c.Jump: returning.jump,
    c.Suspend: administrating.suspend,
    c.Resume: administrating.resume,
    c.Terminate: administrating.terminate,
    c.Retry: administrating.retry,
    c.TimeLimitReached: administrating.time_limit,
    c.FireTimer: event_handlers.fire_timer,
    c.DiscardTimer: event_handlers.discard_timer,
    c.DeliverMessage: event_handlers.deliver_message,
    c.BroadcastSignal: event_handlers.broadcast_signal,
    c.TriggerEvent: event_handlers.trigger_event,
    c.ThrowFrom: event_handlers.throw_from,
    c.ServiceCompleted: running.service_completed,
    c.ServiceFailed: running.service_failed,
    c.SetVariables: running.set_variables,
    c.AnswerByHand: running.answer_by_hand,
    c.ExtendRoute: free_route.extend_route,
    c.LayRoute: free_route.lay_route,
    c.ActivateAdHoc: running.activate_ad_hoc,
}


def step(
    definition: Definition, state: State | None, command: c.Command, context: Context, *, consumed: bool = False
) -> Step:
    """Carry out a command.

    The given state is not changed, unless the caller says that nobody needs it any more (`consumed`); the new one
    equals the events folded over it. Raises EngineError, with the state untouched, when the command is not valid now.
    """
    if isinstance(command, c.Start):
        if state is not None:
            raise EngineError("already-started")
        run = Run(definition, State(), context)
        _start(run, command)
    else:
        if state is None:
            raise EngineError("not-started")
        if state.finished:
            raise EngineError("instance-finished", outcome=state.outcome or "")
        if state.status == SUSPENDED and not isinstance(command, _WHILE_SUSPENDED):
            raise EngineError("instance-suspended")
        run = Run(definition, state if consumed else state.copy(), context)
        try:
            HANDLERS[type(command)](run, command)
        except (ValueError, ArithmeticError, RecursionError) as error:
            _park_or_refuse(run, EngineError("expression-failed", reason=error))
        except EngineError as error:
            _park_or_refuse(run, error)
    if run.agenda or run.variables_changed or run.events:
        work(run)
    _note_cause(run)
    effects = [one for one in run.effects if one.__class__ not in _REQUESTS or _still_wanted(run.state, one.request)]
    return Step(run.state, run.events, effects)


def _start(run: Run, command: c.Start) -> None:
    try:
        running.start(run, command)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise EngineError("expression-failed", reason=error) from error


def _still_wanted(state: State, request: int) -> bool:
    """Whether what was asked for in this step is still needed at its end (a boundary event may have come first)."""
    return not state.finished and request in state.tokens


def _park_or_refuse(run: Run, error: EngineError) -> None:
    """A command that began to move a token leaves an incident; one that did not is refused."""
    if run.current is None or run.current not in run.state.tokens or not _moved(run):
        raise error
    run.park(error)


def _moved(run: Run) -> bool:
    """Whether something has happened that must not be lost (an item was finished, a timer fired, an answer came)."""
    return any(
        isinstance(event, e.ItemClosed | e.TimerClosed | e.Entered | e.Changed | e.SignerSkipped)
        for event in run.events
    ) or (run.state.tokens[run.current or 0].phase in ("ask", "wait"))


def _note_cause(run: Run) -> None:
    """Remember which item led to the tokens of this step, for "take back" and "previous"."""
    cause = run.cause
    if cause is None or run.state.finished:
        return
    tokens = tuple(
        number
        for number, token in run.state.tokens.items()
        if number >= run.first and token.phase not in ("in", "multi") and token.cause is None
    )
    if not tokens:
        return
    count = 0 if run.irreversible else len(tokens) + cause[3]
    run.emit(e.Caused(tokens, (cause[0], cause[1], cause[2], count)))
