"""Completing an item: a vote, an answer to a consultation, a delegated draft, or a corrected submission."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import effects as f
from .. import events as e
from ..approval_policy import Completion
from ..commands import CompleteItem, Signer
from ..definition import Node
from ..errors import EngineError
from ..passed import APPROVE
from ..run import Run
from ..state import Item
from ..visit import complete
from .assignment import open_item, pack, policy, restart_time_limits, unpack
from .ballot import REJECT, decide

ADDED = frozenset({"before", "after", "parallel"})
VOTING = ADDED | {"task", "pool"}


def get_item(run: Run, number: int, by: str, *, held_allowed: bool = False) -> Item:
    """An open item that a person may act on; raises EngineError with the reason otherwise."""
    item = run.state.items.get(number)
    if item is None:
        raise EngineError("item-not-open", item=number)
    if item.person is not None and item.person != by:
        raise EngineError("not-your-item", item=number)
    if item.held and not held_allowed:
        raise EngineError("item-held", item=number)
    return item


def complete_item(run: Run, command: CompleteItem) -> None:
    """Do what completing this kind of item means."""
    item = get_item(run, command.item, command.by)
    node = run.node(run.state.tokens[item.token])
    run.current = item.token
    run.cause = (command.item, node.id, command.by, 0)
    if item.kind in VOTING:
        _vote(run, command, item, node)
        return
    if item.kind == "route" and not (run.state.tokens[item.token].data or {}).get("route"):
        raise EngineError("route-without-steps")
    let_go(run, command.item)
    close(run, command.item, "done", command.outcome, command.by)
    if command.variables:
        run.assign(item.token, command.variables)
    if item.kind == "delegated":
        wake_parent(run, item)
    elif item.kind == "resubmit":
        run.close_items(item.token, "cancelled")
        complete(run, item.token, node, handlers=(command.by,))
    elif item.kind == "route":
        from .free_route import next_step

        next_step(run, item.token, node)


def close(run: Run, item: int, status: str, outcome: str | None = None, by: str | None = None) -> None:
    """Close one item and tell the room."""
    run.emit(e.ItemClosed(item, status, outcome, by))
    run.effect(f.CloseItem(item, status, outcome, by))


def wake_parent(run: Run, item: Item) -> None:
    """The item that waited for this one is open again, unless others keep it waiting."""
    if item.parent is None:
        return
    parent = run.state.items.get(item.parent)
    if parent is None or not parent.held or waits_for_others(run, item.parent):
        return
    set_held(run, item.parent, held=False)


def waits_for_others(run: Run, number: int) -> bool:
    """Whether somebody prepares the answer to an item, or signs before it."""
    return any(other.parent == number and other.kind in ("delegated", "before") for other in run.state.items.values())


def set_held(run: Run, number: int, *, held: bool) -> None:
    """Let an item wait for others, or open it again, and tell the room."""
    person = run.state.items[number].person
    run.emit(e.ItemChanged(number, person, held))
    run.effect(f.UpdateItem(number, person, held))


def rename_after(run: Run, token: int, old: int, new: int) -> None:
    """Who was to come after an item comes after the one that takes its place."""
    data = run.state.tokens[token].data or {}
    after = data.get("after") or {}
    if str(old) in after:
        changed = {str(new) if key == str(old) else key: value for key, value in after.items()}
        run.emit(e.Changed(token, run.state.tokens[token].phase, {**data, "after": changed}))


def _vote(run: Run, command: CompleteItem, item: Item, node: Node) -> None:
    number = item.token
    let_go(run, command.item)
    close(run, command.item, "done", command.outcome, command.by)
    data: dict[str, Any] = dict(run.state.tokens[number].data or {})
    others = [other for other in run.state.items.values() if other.token == number and other.kind in VOTING]
    vote: list[Any] = [command.item, command.by, command.outcome, item.weight]
    if item.kind in ADDED:
        vote.append(True)
    if not others and not data:  # the common case: one signer, no ballot to keep
        votes: list[Any] = [vote]
    else:
        votes = [*data.get("votes", ()), vote]
    if item.kind == "before":
        wake_parent(run, item)
    after = [unpack(entry) for entry in _after(data, command.item)]
    queue = list(data.get("queue", ()))
    rules = completion_of(node, data)
    still_open = [*(other.weight for other in others), *(signer.weight for signer in after)]
    added = len(after) + sum(other.kind in ADDED for other in others)
    outcome = decide(rules, votes, still_open, [unpack(entry).weight for entry in queue], added)
    if after and outcome is not None and outcome != REJECT:
        outcome = None  # who added signers after themselves wants them heard, also where the votes are enough
    if outcome is None:
        if command.variables:
            run.assign(number, command.variables)
        _wait(run, number, node, {**data, "votes": votes}, bool(others or after))
        if after:
            _open_after(run, number, node, after)
        return
    if len(votes) > 1 or data:
        run.emit(e.Changed(number, "open", {**data, "votes": votes}))
    run.close_items(number, "cancelled")
    decided(run, number, node, outcome, votes, command)


def completion_of(node: Node, data: dict[str, Any]) -> Completion:
    """The completion policy of a visit: that of its node, or of its step in a free route."""
    declared = policy(node).completion
    kind = data.get("kind")
    return declared if kind is None else Completion(kind, declared.ratio, kind in ("all", "sequence"))


def _after(data: dict[str, Any], item: int) -> list[Any]:
    """The signers who were added after this item's signer come next."""
    waiting = dict(data.get("after") or {})
    if str(item) not in waiting:
        return []
    following = list(waiting.pop(str(item)))
    data.pop("after")
    if waiting:
        data["after"] = waiting
    return following


def _wait(run: Run, number: int, node: Node, data: dict[str, Any], others: bool) -> None:
    """Keep the votes; when nobody else is at it, the next in line comes up."""
    queue = list(data.get("queue", ()))
    following = None
    if queue and not others:
        following = unpack(queue[0])
        data = {key: value for key, value in data.items() if key != "queue"}
        if queue[1:]:
            data["queue"] = queue[1:]
    run.emit(e.Changed(number, "open", data))
    if following is not None:
        open_next(run, number, node, following, len(data["votes"]))


def _open_after(run: Run, number: int, node: Node, signers: list[Signer]) -> None:
    """The first of the signers after me; the others come after them."""
    item = open_item(run, number, node, signers[0], kind="after")
    restart_time_limits(run, number, node)
    if signers[1:]:
        data = dict(run.state.tokens[number].data or {})
        chain = {**(data.get("after") or {}), str(item): [pack(signer) for signer in signers[1:]]}
        run.emit(e.Changed(number, "open", {**data, "after": chain}))


def open_next(run: Run, number: int, node: Node, following: Signer, position: int) -> None:
    """Open the item of the next signer in line."""
    data = dict(run.state.tokens[number].data or {})
    kind = "task" if completion_of(node, data).kind == "sequence" else "after"
    open_item(run, number, node, following, kind=kind, position=position)
    restart_time_limits(run, number, node)


def let_go(run: Run, item: int) -> None:
    """Whoever was asked because of an item that is finished is asked no more, nor whom they asked themselves."""
    for number in [number for number, other in run.state.items.items() if other.parent == item]:
        let_go(run, number)
        close(run, number, "cancelled")


def decided(
    run: Run, number: int, node: Node, outcome: str, votes: Sequence[Sequence[Any]], command: CompleteItem
) -> None:
    """The countersign is decided: follow the outcome, by the rejection policy when it is a rejection."""
    rules = policy(node)
    values = dict(command.variables)
    if rules.outcome_variable:
        values[rules.outcome_variable] = outcome
    if outcome == REJECT and rules.rejection != "flow" and run.definition.dialect.own:
        if values:
            run.assign(number, values)
        if rules.rejection == "return_initiator":
            from .returning import return_to_initiator

            return_to_initiator(run, number)
        else:
            run.finish("rejected", command.by)
        return
    if node.loop is not None or any(vote[2] != APPROVE for vote in votes):
        run.emit(e.VotesKept(node.id, {vote[1]: vote[2] for vote in votes}))
    complete(run, number, node, values, handlers=tuple(vote[1] for vote in votes))
