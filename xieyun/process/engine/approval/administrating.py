"""Withdraw, suspend, resume, terminate, retry, and time limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .. import commands as c
from .. import effects as f
from .. import events as e
from ..definition import Node
from ..errors import EngineError
from ..run import Run
from ..state import RUNNING, SUSPENDED, Timer
from ..visit import begin, complete, go_on, outgoing
from .assignment import limit_of, policy, set_limit
from .completing import VOTING, close, complete_item, let_go, wake_parent


def withdraw(run: Run, command: c.Withdraw) -> None:
    """The initiator ends the instance as withdrawn."""
    if run.state.initiator is not None and command.by != run.state.initiator:
        raise EngineError("only-initiator")
    run.finish("withdrawn", command.by, command.reason)


def suspend(run: Run, command: c.Suspend) -> None:
    """Nothing moves until it is resumed."""
    run.emit(e.StatusSet(SUSPENDED, None, command.by, command.reason))


def resume(run: Run, command: c.Resume) -> None:
    """Go on."""
    if run.state.status != SUSPENDED:
        raise EngineError("not-suspended")
    run.emit(e.StatusSet(RUNNING, None, command.by, command.reason))


def terminate(run: Run, command: c.Terminate) -> None:
    """End the instance."""
    run.finish("terminated", command.by, command.reason)


def retry(run: Run, command: c.Retry) -> None:
    """Try again what an incident stopped."""
    token = run.state.tokens.get(command.token)
    if token is None or token.phase != "parked":
        raise EngineError("token-not-parked", token=command.token)
    data = dict(token.data or {})
    node = run.node(token)
    number = command.token
    was = dict(data.get("was") or {})
    run.emit(e.Changed(number, "run", was or None))
    run.push(token.scope, (lambda: _leave(run, number, node)) if data.get("at") == "leave" else (
        lambda: _begin(run, number, node)
    ))  # fmt: skip


def _begin(run: Run, number: int, node: Node) -> None:
    run.current = number
    if node.loop is not None and not _inner(run, number):
        from ..processors import loops

        run.emit(e.Changed(number, "multi", run.state.tokens[number].data))
        loops.begin(run, number, node)
        return
    run.cancel_timers(number)
    begin(run, number, node)


def _inner(run: Run, number: int) -> bool:
    owner = run.state.tokens.get(run.state.tokens[number].scope)
    return owner is not None and owner.phase == "multi"


def _leave(run: Run, number: int, node: Node) -> None:
    run.current = run.leaving = number
    if node.type.endswith("Gateway"):
        node.processor.enter(run, number, node)
    elif node.loop is not None and not _inner(run, number):
        scope = run.state.tokens[number].scope
        flows = outgoing(run, number, node)
        run.cancel_timers(number)
        run.emit(e.Left(number))
        go_on(run, scope, flows)
    else:
        complete(run, number, node)


def _remind_again(run: Run, timer: Timer, node: Node, action: str) -> None:
    """A reminder that repeats is scheduled for its next time."""
    for limit in policy(node).time_limits:
        if limit.action == action:
            set_limit(run, timer.token, node, limit, limit_of(run, timer.token, limit), timer.left - 1)
            return


def time_limit(run: Run, command: c.TimeLimitReached) -> None:
    """Handlers took too long: do what the activity declares.

    It is for who works there: a delegate is reminded, but what is handed over or decided is so without him.
    """
    timer = run.state.timers.get(command.timer)
    if timer is None or not timer.purpose.startswith("time_limit"):
        raise EngineError("timer-gone", timer=command.timer)
    token = run.state.tokens[timer.token]
    node = run.node(token)
    action = timer.purpose.split(" ", 1)[1]
    run.emit(e.TimerClosed(command.timer, True))
    if timer.left > 0:
        _remind_again(run, timer, node, action)
    if action in ("remind", "escalate"):
        items = [(number, run.state.items[number]) for number in run.state.open_items(timer.token)]
        working = (number for number, item in items if not item.held and item.kind in {*VOTING, "delegated"})
        run.effect(f.Escalate(node.id, None, action, tuple(working)))
        return
    _call_delegates_off(run, timer.token)
    due = [number for number in run.state.open_items(timer.token) if run.state.items[number].kind in VOTING]
    if action == "transfer":
        _hand_over(run, node, due, command.to or {})
    else:
        _decide(run, due, action)


def _call_delegates_off(run: Run, token: int) -> None:
    for number in run.state.open_items(token):
        item = run.state.items.get(number)
        if item is not None and item.kind == "delegated":  # whom a delegate has asked went with him
            let_go(run, number)
            close(run, number, "cancelled")
            wake_parent(run, item)


def _hand_over(run: Run, node: Node, due: Sequence[int], to: Mapping[int, c.Signer]) -> None:
    """Each overdue item goes to who is named for it; whose item goes nowhere is reminded."""
    from .items import transfer

    free = [number for number in due if not run.state.items[number].held]
    if not any(number in to for number in free):
        raise EngineError("transfer-needs-person", activity=node.name or node.id)
    for number in free:
        if number in to:
            transfer(run, c.TransferItem(number, run.state.items[number].person or "", to[number]))
    left = tuple(number for number in free if number not in to)
    if left:
        run.effect(f.Escalate(node.id, None, "remind", left))


def _decide(run: Run, due: Sequence[int], action: str) -> None:
    """Decide for everybody who is asked now, also for those who waited for others among them."""
    left = list(due)
    while (number := next((one for one in left if _is_free(run, one)), None)) is not None:
        left.remove(number)
        person = run.state.items[number].person or "system"
        complete_item(run, c.CompleteItem(number, person, action))


def _is_free(run: Run, number: int) -> bool:
    item = run.state.items.get(number)
    return item is not None and not item.held
