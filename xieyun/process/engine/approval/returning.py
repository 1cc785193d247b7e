"""Returns and jumps: moving the work back (or elsewhere), out of parallel branches and sub-processes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from .. import events as e
from ..commands import Jump, ReturnTo
from ..definition import Container, Definition, Node
from ..errors import EngineError
from ..graph import after as after_node
from ..run import Run, find_called
from ..state import Item, State, Token
from ..visit import enter
from .assignment import open_item, start_time_limits
from .completing import close, get_item, let_go, rename_after, set_held, waits_for_others
from .free_route import ask_back, go_back, is_free, places_meant

INITIATOR = "initiator"
PREVIOUS = "previous"


def return_to(run: Run, command: ReturnTo) -> None:
    """Send the work back from an item."""
    item = get_item(run, command.item, command.by)
    number = item.token
    if item.kind not in ("task", "pool", "before", "after", "parallel"):
        raise EngineError("verb-not-for-kind", kind=item.kind)
    places = places_meant(run, number, command.target)
    target = None if places is not None else target_node(run, number, command.target)
    if command.variables:
        run.assign(number, command.variables)
    let_go(run, command.item)
    close(run, command.item, "returned", None, command.by)
    run.cause = None
    straight = command.then == "straight_back"
    if straight:
        _set_aside(run, number, command.item, item._replace(person=command.by))
    if target is not None and straight:
        meeting = meet(run, number, target)
        unpass(run, {target.id})  # they are asked, whatever the rule for duplicates says of who has handled it before
        _place(run, meeting, target, {"back": number})
    elif target is not None:
        move_back(run, number, target)
    elif places is not None:
        (ask_back if straight else go_back)(run, number, places)


def return_to_initiator(run: Run, number: int) -> None:
    """A rejection that gives the work back to the initiator."""
    run.cause = None
    move_back(run, number, target_node(run, number, INITIATOR))


def target_node(run: Run, number: int, target: str) -> Node:
    """The node that a return means; raises EngineError when the work was never there."""
    if target == INITIATOR:
        return _initiator_node(run)
    if target == PREVIOUS:
        target = previous_activity(run, number)
    node = run.activity(target)
    if node is None or target not in run.state.passed or is_free(node):
        raise EngineError("return-not-passed", target=node.name or node.id if node is not None else target)
    if not lies_before(run, number, node):
        raise EngineError("return-not-before", target=node.name or node.id)
    return node


def _initiator_node(run: Run) -> Node:
    root = run.definition.root
    start = next((node for node in root.starts), None)
    if start is None:
        raise EngineError("return-no-start")
    for flow in start.outgoing:
        first = flow.target
        declared = first.approval.assignment if first.approval is not None else None
        if declared is not None and declared.get("kind") is not None and declared["kind"].text == INITIATOR:
            return first
    return start


def previous_activity(run: Run, number: int) -> str:
    """The activity whose completion led to this visit, else the last passed one that lies before it."""
    token = run.state.tokens[number]
    if token.cause is not None and token.cause[1] in run.state.passed:
        return token.cause[1]
    for name in reversed(list(run.state.passed)):
        node = run.activity(name)
        if node is not None and name != token.node and lies_before(run, number, node):
            return name
    raise EngineError("return-nothing-before")


def return_targets(run: Run, number: int) -> list[Node]:
    """The passed activities that the work at a visit can be returned to, latest first."""
    found = []
    for name in reversed(list(run.state.passed)):
        node = run.activity(name)
        if node is not None and name != run.state.tokens[number].node and lies_before(run, number, node):
            found.append(node)
    return found


def lies_before(run: Run, number: int, node: Node) -> bool:
    """Whether a node lies before a visit: a path without loops leads from it to here."""
    try:
        meeting = meet(run, number, node)
    except EngineError:
        return False
    here = run.state.tokens[meeting.branch].node
    top = meeting.top.id
    return here in after_node(meeting.container, top) or here == top


class Meeting:
    """Where a target and a visit meet: the scope around both, the branch there and the target's place in it."""

    def __init__(self, scope: int, container: Container, branch: int, top: Node, path: list[Node]) -> None:
        self.scope = scope
        self.container = container
        self.branch = branch
        self.top = top
        self.path = path


def meet(run: Run, number: int, target: Node) -> Meeting:
    """Find the scope around both; raises EngineError when a loop or a call lies between."""
    chain: list[Node] = [target]
    while chain[-1].container.owner is not None and chain[-1].container.owner.type != "participant":
        chain.append(chain[-1].container.owner)
    branch = number
    while True:
        token = run.state.tokens[branch]
        owner = run.state.tokens.get(token.scope)
        if owner is not None and owner.phase == "multi":
            branch = token.scope
            continue
        container = run.container(token.scope)
        for index, node in enumerate(chain):
            if node.container is container:
                path = list(reversed(chain[:index]))
                if any(inner.loop is not None for inner in chain[1 : index + 1]):
                    raise EngineError("return-into-loop", target=target.name or target.id)
                return Meeting(token.scope, container, branch, node, path)
        if token.scope == 0:
            raise EngineError("return-out-of-call", target=target.name or target.id)
        branch = token.scope


def move_back(run: Run, number: int, target: Node) -> None:
    """Take a visit back to a target and walk the path from there again."""
    meeting = meet(run, number, target)
    after = after_node(meeting.container, meeting.top.id) | {meeting.top.id}
    _forget(run, meeting, target, after)
    run.cancel(
        *(
            other
            for other in run.children(meeting.scope)
            if other == meeting.branch or _comes_after(meeting.container, run.state.tokens[other], after)
        )
    )
    _fill_joins(run, meeting, after)
    _place(run, meeting, target)


def _forget(run: Run, meeting: Meeting, target: Node, after: frozenset[str]) -> None:
    """Nobody counts as having handled what is walked again: the target and all after it, also inside and called."""
    again = {meeting.container.nodes[name] for name in after}
    if meeting.path:
        again.discard(meeting.top)
        again |= {node.container.nodes[name] for node in meeting.path for name in after_node(node.container, node.id)}
    names = {target.id, *_all_within(run, run.around(meeting.branch), again)}
    unpass(run, names)


def unpass(run: Run, names: Collection[str]) -> None:
    """These activities do not count as passed any more."""
    forgotten = tuple(name for name in run.state.passed if name in names)
    if forgotten:
        run.emit(e.Forgotten(forgotten))


def _all_within(run: Run, definition: Definition, nodes: Iterable[Node]) -> set[str]:
    """The names of nodes and of all that lies inside them, also in the processes that they call by name."""
    found: dict[int, str] = {}
    agenda = [(definition, node) for node in nodes]
    while agenda:
        around, node = agenda.pop()
        if id(node) in found:
            continue
        found[id(node)] = node.id
        if node.inner is not None:
            agenda += [(around, inner) for inner in node.inner.nodes.values()]
        elif node.called is not None and node.called.language == "literal":
            called = find_called(around, node.called.text) or find_called(run.definition, node.called.text)
            agenda += [(called, inner) for inner in called.root.nodes.values()] if called is not None else []
    return set(found.values())


def _comes_after(container: Container, token: Token, after: frozenset[str]) -> bool:
    """Whether a sibling token would come again when the path is walked again."""
    if token.phase == "join" and token.flow is not None:
        source = next((flow.source.id for flow in container.flows if flow.id == token.flow), token.node)
        return source in after
    return token.node in after


def _fill_joins(run: Run, meeting: Meeting, after: frozenset[str]) -> None:
    """Joins ahead must not wait for branches that were finished before: their places are taken as done."""
    for name in after:
        node = meeting.container.nodes[name]
        if node.type not in ("parallelGateway", "complexGateway") or len(node.incoming) < 2 or name == meeting.top.id:
            continue
        taken = {
            token.flow
            for token in run.state.tokens.values()
            if token.node == name and token.scope == meeting.scope and token.phase == "join"
        }
        live = [token.node for token in run.state.tokens.values() if token.scope == meeting.scope]
        for flow in node.incoming:
            source = flow.source.id
            if flow.id in taken or source in after:
                continue
            if name in after_node(meeting.container, source) and not any(
                place == source or source in after_node(meeting.container, place) for place in live
            ):
                run.emit(e.Arrived(run.state.next, name, meeting.scope, flow.id))


def _place(run: Run, meeting: Meeting, target: Node, data: dict[str, Any] | None = None) -> int:
    """Put a token at the target, opening finished sub-processes around it again.

    What comes straight back (`data`) does so from the sub-processes, too: by whatever way they end.
    """
    scope = meeting.scope
    if meeting.path:
        for owner in [meeting.top, *meeting.path[:-1]]:
            number = run.state.next
            run.emit(e.Entered(number, owner.id, scope, "in", None, data))
            scope = number
    return put(run, target, scope, data)


def put(run: Run, target: Node, scope: int, data: dict[str, Any] | None = None) -> int:
    """Put a token at a node; at a start event the initiator gets an item to correct and submit again."""
    if target.type != "startEvent":
        return enter(run, target, scope, None, data)
    from ..commands import Signer

    number = run.state.next
    run.emit(e.Entered(number, target.id, scope, "open", None, data))
    initiator = run.state.initiator
    open_item(run, number, target, Signer(initiator) if initiator else None, kind="resubmit")
    return number


def _set_aside(run: Run, number: int, key: int, item: Item) -> None:
    """The visit waits aside while what it was returned to is handled, then goes on where it was.

    It keeps which item was returned, and what kind of signer with which weight comes back.
    """
    token = run.state.tokens[number]
    for other in run.state.open_items(number):
        set_held(run, other, held=True)
    run.cancel_timers(number, limits=True)  # nobody works at it meanwhile
    who = [item.person, key, "task" if item.kind == "pool" else item.kind, item.weight, item.for_person, item.parent]
    run.emit(e.Changed(number, "away", {**(token.data or {}), "away": who}))


def resume(run: Run, number: int) -> None:
    """The target of a straight-back return is done: the work is back with the one who returned it.

    Sub-processes that were opened again around the target are left with it. Who returned it comes back as the signer
    that they were; whose item waited for others goes on waiting.
    """
    from ..commands import Signer

    run.cancel_returning(number)
    token = run.state.tokens[number]
    data = dict(token.data or {})
    away = data.pop("away", None)
    others = run.state.open_items(number)
    run.emit(e.Changed(number, "open", data or None))
    start_time_limits(run, number, run.node(token))
    if away is not None:
        # Before, only the person was kept.
        by, old, kind, weight, for_person, parent = away if isinstance(away, list) else (away, 0, "task", 1, None, None)
        signer = Signer(str(by), weight, for_person, "straight_back")
        rename_after(run, number, old, open_item(run, number, run.node(token), signer, kind=kind, parent=parent))
    for other in others:
        set_held(run, other, held=waits_for_others(run, other))


def jump(run: Run, command: Jump) -> None:
    """An administrator moves a token to any activity."""
    target = run.activity(command.target)
    if target is None or target.type in ("boundaryEvent", "eventSubProcess", "participant") or is_free(target):
        raise EngineError("jump-target-unknown", target=command.target)
    number = _jumping_token(run.state, command.token)
    run.current = None
    meeting = meet(run, number, target)
    here = run.state.tokens[meeting.branch].node
    if here in after_node(meeting.container, meeting.top.id) or here == meeting.top.id:
        move_back(run, number, target)
        return
    moving = run.state.tokens[meeting.branch].data or {}
    back = {"back": moving["back"]} if "back" in moving else None
    run.cancel(meeting.branch)
    _fill_joins(run, meeting, after_node(meeting.container, meeting.top.id) | {meeting.top.id})
    unpass(run, {target.id})
    _place(run, meeting, target, back)


def _jumping_token(state: State, number: int | None) -> int:
    if number is not None:
        if number not in state.tokens:
            raise EngineError("token-gone", token=number)
        return number
    leaves = [key for key, token in state.tokens.items() if token.phase not in ("in", "multi", "join", "away")]
    if len(leaves) != 1:
        raise EngineError("jump-needs-token", count=len(leaves))
    return leaves[0]
