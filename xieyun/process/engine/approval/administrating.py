"""Withdraw, take back, suspend, resume, terminate, retry, and time limits."""

from __future__ import annotations

from .. import commands as c
from .. import effects as f
from .. import events as e
from ..definition import Node
from ..errors import EngineError
from ..run import Run
from ..state import RUNNING, SUSPENDED, Item, Timer
from ..subscriptions import open_boundary
from ..visit import begin, complete, go_on, outgoing
from .assignment import policy, schedule_limit, start_time_limits
from .completing import VOTING, close, complete_item
from .free_route import taken_back
from .returning import Meeting, meet


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


def take_back(run: Run, command: c.TakeBack) -> None:
    """The last handler opens their item again."""
    for number, token in run.state.tokens.items():
        votes = (token.data or {}).get("votes", ()) if token.phase == "open" else ()
        for vote in votes:
            if vote[0] == command.item:
                _take_vote_back(run, number, list(vote), command)
                return
    _take_activity_back(run, command)


def _take_vote_back(run: Run, number: int, vote: list[object], command: c.TakeBack) -> None:
    if vote[1] != command.by:
        raise EngineError("not-your-item", item=command.item)
    token = run.state.tokens[number]
    node = run.node(token)
    data = dict(token.data or {})
    if data["votes"][-1] != vote:
        raise EngineError("take-back-too-late")
    data["votes"] = data["votes"][:-1]
    following = [item for item in run.state.open_items(number) if item > command.item]
    if following and run.state.items[following[-1]].kind in ("task", "after") and _sequential(node, data, following):
        from .assignment import pack

        entry = run.state.items[following[-1]]
        close(run, following[-1], "cancelled")
        data["queue"] = [pack(c.Signer(entry.person or "", entry.weight)), *data.get("queue", ())]
    run.emit(e.Changed(number, "open", data))
    weight = int(vote[3]) if isinstance(vote[3], int) else 1
    _reopen(run, number, node, command, weight, "parallel" if len(vote) > 4 and vote[4] else "task")


def _sequential(node: Node, data: dict[str, object], following: list[int]) -> bool:
    return (node.approval is not None and node.approval.completion.kind == "sequence") or len(following) == 1


def _reopen(run: Run, number: int, node: Node, command: c.TakeBack, weight: int = 1, kind: str = "task") -> None:
    run.emit(e.ItemOpened(command.item, number, command.by, kind, weight, None, "taken_back"))
    run.effect(f.ReopenItem(command.item, node.id, command.by))


def _take_activity_back(run: Run, command: c.TakeBack) -> None:
    state = run.state
    found = [
        number
        for number, token in state.tokens.items()
        if token.cause is not None and token.cause[0] == command.item and token.phase not in ("in", "multi")
    ]
    if not found:
        raise EngineError("take-back-too-late")
    cause = state.tokens[found[0]].cause or (0, "", "", 0)
    if cause[2] != command.by:
        raise EngineError("not-your-item", item=command.item)
    node = run.definition.activities.get(cause[1])
    if node is None or node.loop is not None:
        raise EngineError("take-back-too-late")
    if len(found) != cause[3] or any(_acted(run, number) for number in found):
        raise EngineError("take-back-too-late")
    meeting = _home(run, found[0], node)
    for number in found:
        branch = number
        while state.tokens[branch].scope != meeting.scope:
            branch = state.tokens[branch].scope
            if branch == 0:
                raise EngineError("take-back-too-late")
        if number in state.tokens and branch in state.tokens:
            run.cancel(branch)
            if not any(other in state.tokens for other in found):
                break
    data = taken_back(run, meeting.scope, command.by)
    number = state.next
    run.emit(e.Entered(number, node.id, meeting.scope, "open", None, data))
    open_boundary(run, number, node)
    _reopen(run, number, node, command, kind="resubmit" if node.type == "startEvent" else "task")
    start_time_limits(run, number, node)


def _home(run: Run, number: int, node: Node) -> Meeting:
    try:
        meeting = meet(run, number, node)
    except EngineError:
        raise EngineError("take-back-too-late") from None
    if meeting.path:
        raise EngineError("take-back-too-late")
    return meeting


def _acted(run: Run, number: int) -> bool:
    """Whether somebody has acted on what the completion led to."""
    token = run.state.tokens[number]
    if token.phase == "join":
        return False
    if token.phase not in ("open", "ask"):
        return True
    if any(vote[0] for vote in (token.data or {}).get("votes", ())):  # a merged vote has no item
        return True
    return any(item.kind == "pool" and item.person is not None for item in _items(run, number))


def _items(run: Run, number: int) -> list[Item]:
    return [item for item in run.state.items.values() if item.token == number]


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
            number = run.state.next
            run.emit(e.TimerSet(number, timer.token, node.id, timer.left - 1, timer.purpose))
            schedule_limit(run, number, timer.token, node, limit)
            return


def time_limit(run: Run, command: c.TimeLimitReached) -> None:
    """Handlers took too long: do what the activity declares."""
    timer = run.state.timers.get(command.timer)
    if timer is None or not timer.purpose.startswith("time_limit"):
        raise EngineError("timer-gone", timer=command.timer)
    token = run.state.tokens[timer.token]
    node = run.node(token)
    action = timer.purpose.split(" ", 1)[1]
    run.emit(e.TimerClosed(command.timer, True))
    items = [
        item
        for item in run.state.open_items(timer.token)
        if not run.state.items[item].held and run.state.items[item].kind in VOTING
    ]
    if timer.left > 0:
        _remind_again(run, timer, node, action)
    if action in ("remind", "escalate"):
        run.effect(f.Escalate(node.id, None, action, tuple(items)))
    elif action == "transfer":
        if command.to is None:
            raise EngineError("transfer-needs-person", activity=node.name or node.id)
        from .items import transfer

        for item in items:
            person = run.state.items[item].person
            if person != command.to.person:
                transfer(run, c.TransferItem(item, person or "", command.to))
                break
    else:
        for item in items:
            if item in run.state.items:
                person = run.state.items[item].person or "system"
                complete_item(run, c.CompleteItem(item, person, action))
