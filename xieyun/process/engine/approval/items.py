"""Verbs on an open item that do not finish it: claim, transfer, delegate, consult, add and remove signers."""

from __future__ import annotations

from typing import Any

from .. import commands as c
from .. import effects as f
from .. import events as e
from ..definition import Node
from ..errors import EngineError
from ..run import Run
from ..state import Item, State
from .assignment import open_item, pack, unpack
from .ballot import decide
from .completing import (
    ADDED,
    VOTING,
    close,
    completion_of,
    decided,
    get_item,
    let_go,
    open_next,
    rename_after,
    wake_parent,
)

MAXIMUM_SIGNERS = 500


def claim(run: Run, command: c.ClaimItem) -> None:
    """A pool item becomes mine."""
    item = run.state.items.get(command.item)
    if item is None:
        raise EngineError("item-not-open", item=command.item)
    if item.kind != "pool":
        raise EngineError("not-a-pool-item", item=command.item)
    if item.person is not None:
        raise EngineError("already-claimed", item=command.item)
    _update(run, command.item, command.by, item.held)


def unclaim(run: Run, command: c.UnclaimItem) -> None:
    """A claimed item goes back to the pool."""
    item = get_item(run, command.item, command.by)
    if item.kind != "pool" or item.person is None:
        raise EngineError("not-a-pool-item", item=command.item)
    _update(run, command.item, None, False)


def _update(run: Run, item: int, person: str | None, held: bool) -> None:
    run.emit(e.ItemChanged(item, person, held))
    run.effect(f.UpdateItem(item, person, held))


def transfer(run: Run, command: c.TransferItem) -> None:
    """The item leaves me; the other person gets one of the same kind."""
    item = get_item(run, command.item, command.by)
    _other_person(run, item, command.by, command.to)
    kind = "task" if item.kind == "pool" else item.kind
    node = run.node(run.state.tokens[item.token])
    let_go(run, command.item)
    close(run, command.item, "transferred", None, command.by)
    signer = c.Signer(command.to.person, item.weight, command.to.for_person, command.to.reason or "transfer")
    new = open_item(run, item.token, node, signer, kind=kind, parent=item.parent)
    rename_after(run, item.token, command.item, new)


def _other_person(run: Run, item: Item, by: str, to: c.Signer) -> None:
    if to.person == by:
        raise EngineError("not-to-yourself")
    if to.person in signers_of(run.state, item.token):
        raise EngineError("already-signer", person=to.person)


def signers_of(state: State, number: int) -> set[str | None]:
    """Who signs a visit and has not done so: those who are asked now, and those who wait in line."""
    present = {other.person for other in state.items.values() if other.token == number and other.kind in VOTING}
    data = state.tokens[number].data or {}
    waiting = [*data.get("queue", ()), *(entry for entries in (data.get("after") or {}).values() for entry in entries)]
    return present | {entry[0] for entry in waiting}


def delegate(run: Run, command: c.DelegateItem) -> None:
    """Somebody prepares the answer; my item is held until they are done."""
    item = get_item(run, command.item, command.by)
    if item.kind not in VOTING:
        raise EngineError("verb-not-for-kind", kind=item.kind)
    if command.to.person == command.by:
        raise EngineError("not-to-yourself")
    _update(run, command.item, command.by, True)
    node = run.node(run.state.tokens[item.token])
    open_item(run, item.token, node, command.to, kind="delegated", parent=command.item)


def consult(run: Run, command: c.Consult) -> None:
    """Ask for advice; my item stays open. Who has not answered yet is not asked again."""
    item = get_item(run, command.item, command.by)
    if item.kind == "consult" or not command.persons:
        raise EngineError("verb-not-for-kind", kind=item.kind)
    node = run.node(run.state.tokens[item.token])
    asked = {
        other.person for other in run.state.items.values() if other.parent == command.item and other.kind == "consult"
    }
    for person in command.persons:
        if person.person == command.by:
            raise EngineError("not-to-yourself")
        if person.person in asked:
            raise EngineError("already-consulted", person=person.person)
        asked.add(person.person)
        open_item(run, item.token, node, person, kind="consult", parent=command.item)


def add_signers(run: Run, command: c.AddSigners) -> None:
    """More people sign this activity: before me, after me or at the same time."""
    item = get_item(run, command.item, command.by)
    if item.kind not in VOTING or not command.signers:
        raise EngineError("verb-not-for-kind", kind=item.kind)
    _check_new_signers(run, item, command)
    number = item.token
    node = run.node(run.state.tokens[number])
    if command.position == "after":
        data = dict(run.state.tokens[number].data or {})
        after = {key: list(value) for key, value in (data.get("after") or {}).items()}
        after.setdefault(str(command.item), []).extend(pack(signer) for signer in command.signers)
        run.emit(e.Changed(number, "open", {**data, "after": after}))
        return
    if command.position == "before":
        _update(run, command.item, command.by, True)
    if not run.state.tokens[number].data:
        run.emit(e.Changed(number, "open", {"votes": []}))
    for signer in command.signers:
        parent = command.item if command.position == "before" else None
        open_item(run, number, node, signer, kind=command.position, parent=parent)


def _check_new_signers(run: Run, item: Item, command: c.AddSigners) -> None:
    present = signers_of(run.state, item.token)
    if len(present) + len(command.signers) > MAXIMUM_SIGNERS:
        raise EngineError("too-many-signers", limit=MAXIMUM_SIGNERS)
    names = [signer.person for signer in command.signers]
    for person in names:
        if person in present or names.count(person) > 1:
            raise EngineError("already-signer", person=person)


def remove_signer(run: Run, command: c.RemoveSigner) -> None:
    """One signer less; the remaining votes may decide at once."""
    item = get_item(run, command.item, command.by, held_allowed=True)
    number = item.token
    node = run.node(run.state.tokens[number])
    if run.state.tokens[number].phase == "away":  # nothing is decided there until it comes back
        raise EngineError("item-held", item=command.item)
    if command.target_item is None:
        _remove_waiting(run, number, command.target_person or "")
        return
    target = run.state.items.get(command.target_item)
    if target is not None and target.kind == "delegated" and target.parent == command.item:
        let_go(run, command.target_item)
        close(run, command.target_item, "removed", None, command.by)
        wake_parent(run, target)
        return
    if target is None or target.token != number or target.kind not in VOTING:
        raise EngineError("signer-not-open", item=command.target_item)
    if command.target_item == command.item:
        raise EngineError("not-to-yourself")
    if item.kind not in VOTING:
        raise EngineError("verb-not-for-kind", kind=item.kind)
    let_go(run, command.target_item)
    close(run, command.target_item, "removed", None, command.by)
    _let_go_after(run, number, command.target_item)
    wake_parent(run, target)
    _recount(run, number, node, command)


def _let_go_after(run: Run, number: int, item: int) -> None:
    """Whom a removed signer wanted to come after them waits for nobody any more."""
    token = run.state.tokens[number]
    after = dict((token.data or {}).get("after") or {})
    if after.pop(str(item), None) is not None:
        rest = _without(dict(token.data or {}), "after")
        run.emit(e.Changed(number, token.phase, {**rest, "after": after} if after else rest or None))


def _recount(run: Run, number: int, node: Node, command: c.RemoveSigner) -> None:
    """With one signer less the votes may decide, or the next in line comes up."""
    data = dict(run.state.tokens[number].data or {})
    votes = data.get("votes", ())
    queue = list(data.get("queue", ()))
    others = [other for other in run.state.items.values() if other.token == number and other.kind in VOTING]
    still_open = [other.weight for other in others]
    queued = [unpack(entry).weight for entry in queue]
    added = sum(other.kind in ADDED for other in others)
    outcome = decide(completion_of(node, data), votes, still_open, queued, added) if votes else None
    if outcome is not None:
        run.close_items(number, "cancelled")
        run.current = number
        decided(run, number, node, outcome, votes, c.CompleteItem(command.item, command.by))
    elif not still_open and queue:
        run.emit(e.Changed(number, "open", {**data, "queue": queue[1:]} if queue[1:] else _without(data, "queue")))
        open_next(run, number, node, unpack(queue[0]), len(votes))
    elif not still_open:
        raise EngineError("last-signer")


def _without(data: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != key}


def _remove_waiting(run: Run, number: int, person: str) -> None:
    token = run.state.tokens[number]
    data: dict[str, Any] = dict(token.data or {})
    queue = [entry for entry in data.get("queue", ()) if entry[0] != person]
    after = {
        key: [entry for entry in entries if entry[0] != person] for key, entries in (data.get("after") or {}).items()
    }
    after = {key: entries for key, entries in after.items() if entries}
    if queue == list(data.get("queue", ())) and after == (data.get("after") or {}):
        raise EngineError("signer-not-waiting", person=person)
    data = {**data, "queue": queue, "after": after}
    run.emit(e.Changed(number, token.phase, {key: value for key, value in data.items() if value}))
