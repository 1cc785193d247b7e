"""Take back: a decision is undone before anybody acted after it, and what it ended is as it was.

Co-signers whom the decision spared are asked again, the votes cast before it count again. Both stand in the history.
"""

from __future__ import annotations

from typing import Any

from .. import commands as c
from .. import effects as f
from .. import events as e
from ..definition import Node
from ..errors import EngineError
from ..recall import Visit, before_finishing
from ..run import Run
from ..state import Item
from ..subscriptions import open_boundary
from .assignment import start_time_limits
from .completing import VOTING, close
from .free_route import taken_back
from .returning import Meeting, meet

TOO_LATE = "take-back-too-late"


def take_back(run: Run, command: c.TakeBack) -> None:
    """The last handler opens their item again."""
    for number, token in run.state.tokens.items():
        votes = (token.data or {}).get("votes", ()) if token.phase == "open" else ()
        for vote in votes:
            if vote[0] == command.item:
                _take_vote_back(run, number, list(vote), command)
                return
    _take_activity_back(run, command)


def _before(run: Run, item: int) -> Visit:
    visit = before_finishing(run.state, item)
    if visit is None:
        raise EngineError(TOO_LATE)
    return visit


def _take_vote_back(run: Run, number: int, vote: list[object], command: c.TakeBack) -> None:
    """The activity is still open: one vote less, and who came up because of it waits again."""
    if vote[1] != command.by:
        raise EngineError("not-your-item", item=command.item)
    token = run.state.tokens[number]
    data = dict(token.data or {})
    if list(data["votes"][-1]) != vote:
        raise EngineError(TOO_LATE)
    visit = _before(run, command.item)
    data["votes"] = data["votes"][:-1]
    if not data["votes"] and "votes" not in visit.data:
        del data["votes"]
    _wait_again(run, number, command.item, visit, data)
    parent = visit.items[command.item].parent
    if parent is not None and parent not in run.state.items:
        raise EngineError(TOO_LATE)
    run.emit(e.Changed(number, "open", data or None))
    _reopen(run, number, run.node(token), command.item, visit.items[command.item]._replace(person=command.by))
    if parent is not None:
        _hold(run, parent, run.state.items[parent])


def _wait_again(run: Run, number: int, item: int, visit: Visit, data: dict[str, Any]) -> None:
    """Who was asked because of the vote is not asked yet; `data` is changed to say who waits."""
    after = list((visit.data.get("after") or {}).get(str(item), ()))
    others = [other for key, other in visit.items.items() if key != item and other.kind in VOTING]
    queue = [] if after or others else list(visit.data.get("queue", ()))
    if not after and not queue:
        return
    first = (after or queue)[0]
    following = _asked_since(run, number, visit, str(first[0]))
    close(run, following, "cancelled")
    if after:
        waiting = dict(data.get("after") or {})
        waiting[str(item)] = [first, *waiting.pop(str(following), ())]
        data["after"] = waiting
    else:
        data["queue"] = [first, *data.get("queue", ())]


def _asked_since(run: Run, number: int, visit: Visit, person: str) -> int:
    """The item that came up because of the vote; raises EngineError when its person has acted on it."""
    for key, entry in run.state.items.items():
        if entry.token == number and key not in visit.items and entry.person == person and entry.kind in VOTING:
            if entry.held or any(other.parent == key for other in run.state.items.values()):
                break
            return key
    raise EngineError(TOO_LATE)


def _take_activity_back(run: Run, command: c.TakeBack) -> None:
    """The decision ended the activity: what it led to goes, and the activity is open again as it was."""
    state = run.state
    found = [
        number
        for number, token in state.tokens.items()
        if token.cause is not None and token.cause[0] == command.item and token.phase not in ("in", "multi")
    ]
    if not found:
        raise EngineError(TOO_LATE)
    cause = state.tokens[found[0]].cause or (0, "", "", 0)
    if cause[2] != command.by:
        raise EngineError("not-your-item", item=command.item)
    node = run.activity(cause[1])
    if node is None or node.loop is not None:
        raise EngineError(TOO_LATE)
    if len(found) != cause[3] or any(_acted(run, number) for number in found):
        raise EngineError(TOO_LATE)
    meeting = _home(run, found[0], node)
    visit = _before(run, command.item)
    if "undo" in visit.data:
        raise EngineError(TOO_LATE)
    _cancel_what_followed(run, found, meeting)
    route = taken_back(run, meeting.scope, command.by)
    number = state.next
    run.emit(e.Entered(number, node.id, meeting.scope, "open", None, visit.data or route))
    open_boundary(run, number, node)
    for key, entry in visit.items.items():
        _reopen(run, number, node, key, entry._replace(person=command.by) if key == command.item else entry)
    start_time_limits(run, number, node)


def _cancel_what_followed(run: Run, found: list[int], meeting: Meeting) -> None:
    state = run.state
    for number in found:
        if number not in state.tokens:
            continue  # gone with the branch of another
        branch = number
        while state.tokens[branch].scope != meeting.scope:
            branch = state.tokens[branch].scope
            if branch == 0:
                raise EngineError(TOO_LATE)
        run.cancel(branch)


def _reopen(run: Run, number: int, node: Node, key: int, item: Item) -> None:
    """An item is open again under its own number, for its person, with its weight and whom it stands in for."""
    run.emit(e.ItemOpened(key, number, item.person, item.kind, item.weight, item.parent, "taken_back", item.for_person))
    run.effect(f.ReopenItem(key, node.id, item.person))
    if item.held:
        _hold(run, key, item)


def _hold(run: Run, key: int, item: Item) -> None:
    run.emit(e.ItemChanged(key, item.person, True))
    run.effect(f.UpdateItem(key, item.person, True))


def _home(run: Run, number: int, node: Node) -> Meeting:
    try:
        meeting = meet(run, number, node)
    except EngineError:
        raise EngineError(TOO_LATE) from None
    if meeting.path:
        raise EngineError(TOO_LATE)
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
    items = [item for item in run.state.items.values() if item.token == number]
    return any(item.kind == "pool" and item.person is not None for item in items)
