"""From "somebody must handle this" to open items: resolution, special cases, opening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from .. import effects as f
from .. import events as e
from ..approval_policy import Approval, TimeLimit
from ..commands import AssigneesResolved, CompleteItem, Signer
from ..definition import Node
from ..errors import EngineError
from ..notation import evaluate
from ..passed import APPROVE
from ..run import Run
from ..times import as_moment, working_duration
from ..visit import complete
from .ballot import REJECT, decide

_ANYONE = {"kind": "anyone"}
_NO_POLICY = Approval()
MERGED = ("merged", "merged-against")
# The moment, or the working time from now on.
When = tuple[datetime | None, str | None]


def policy(node: Node) -> Approval:
    """The approval policy of a node; nodes other than user tasks have the default one."""
    return node.approval or _NO_POLICY


def ask(run: Run, number: int, node: Node) -> None:
    """Ask the room to resolve the assignees of a visit."""
    state = run.state
    declared = policy(node).assignment
    specification: dict[str, Any] = dict(_ANYONE)
    if declared is not None:
        data = run.data(state.tokens[number].scope, number)
        specification = {name: evaluate(source, data, run.context) for name, source in declared.items()}
        if run.definition.dialect.people_are_exact:
            _demand_people(
                node, [name for name, source in declared.items() if source.language != "literal"], specification
            )
    step = state.tokens[number].data
    if step and step.get("assigned"):  # a listener of the file named somebody
        specification = {**specification, "kind": "vendor", "assignee": step["assigned"]}
    if step and "people" in step:  # a step of a free route names its persons itself
        specification = {"kind": "route", "persons": list(step["people"]), "by": step["by"]}
    cause = state.tokens[number].cause or run.cause
    run.effect(f.ResolveAssignees(number, node.id, specification, state.initiator, cause[2] if cause else None))


def _demand_people(node: Node, names: list[str], specification: dict[str, Any]) -> None:
    """What expressions say of people must be the text, or the list of texts, that their engine demands."""
    for name in names:
        value = specification[name]
        named = isinstance(value, list) and all(isinstance(entry, str) for entry in value)
        if not (isinstance(value, str) if name == "assignee" else named):
            raise EngineError("people-not-named", activity=node.name or node.id)


def resolved(run: Run, command: AssigneesResolved) -> None:
    """The room has answered: open items, or apply the special cases. A visit that has ended meanwhile needs nobody."""
    token = run.state.tokens.get(command.request)
    if token is None or token.phase != "ask":
        return
    number, node = command.request, run.node(token)
    run.current = number
    run.cause = token.cause
    if node.type == "sendTask":
        told = tuple(dict.fromkeys([*(signer.person for signer in command.signers), *command.candidates]))
        run.effect(f.Inform(node.id, node.name or node.id, told))
        complete(run, number, node)
        return
    rules = policy(node)
    command = _offered_to_others(run, number, node, rules, command)
    wanted = _with_superior(run, number, node, command) if rules.initiator == "superior" else command.signers
    signers, merged = _without_skipped(run, number, node, rules, wanted, token.cause)
    if merged and _decided_by_merged(run, number, node, rules, signers, merged):
        return
    if signers:
        open_items(run, number, node, signers)
    elif command.signers:
        complete(run, number, node, handlers=())  # all of them were skipped with reason
    elif command.candidates or command.open_to_all:
        _open_pool(run, number, node, command)
    else:
        _nobody(run, number, node, rules, command.fallback)


def _offered_to_others(
    run: Run, number: int, node: Node, rules: Approval, command: AssigneesResolved
) -> AssigneesResolved:
    """Who would approve their own request is not offered it from a pool either; alone in it they are as if named."""
    initiator = run.state.initiator
    if rules.initiator == "keep" or initiator is None or initiator not in command.candidates:
        return command
    others = tuple(person for person in command.candidates if person != initiator)
    if not others:
        return command._replace(signers=(Signer(initiator),), candidates=())
    run.emit(e.SignerSkipped(number, initiator, "initiator"))
    run.effect(f.SkipSigner(node.id, initiator, "initiator"))
    return command._replace(candidates=others)


def _with_superior(run: Run, number: int, node: Node, command: AssigneesResolved) -> Sequence[Signer]:
    """Who would approve their own request is replaced by those whom the room found above them."""
    initiator = run.state.initiator
    if not command.fallback or all(signer.person != initiator for signer in command.signers):
        return command.signers
    run.emit(e.SignerSkipped(number, initiator, "initiator"))
    run.effect(f.SkipSigner(node.id, initiator, "initiator"))
    return [*(signer for signer in command.signers if signer.person != initiator), *command.fallback]


def _without_skipped(
    run: Run, number: int, node: Node, rules: Approval, signers: Sequence[Signer], cause: Any
) -> tuple[list[Signer], list[Signer]]:
    """Who is to be asked, and whose earlier vote counts here."""
    kept: list[Signer] = []
    merged: list[Signer] = []
    seen: set[str] = set()
    for signer in signers:
        reason = _skip_reason(run, rules, signer.person, seen, cause)
        if reason is None:
            kept.append(signer)
            seen.add(signer.person)
        else:
            if reason == "twice":
                _add_weight(kept, signer)
            run.emit(e.SignerSkipped(number, signer.person, reason))
            run.effect(f.SkipSigner(node.id, signer.person, reason))
            if reason in MERGED:
                merged.append(signer)
                seen.add(signer.person)
    return kept, merged


def _add_weight(kept: list[Signer], again: Signer) -> None:
    """Who stands in for somebody else beside themselves is asked once, and has the votes of both."""
    for place, signer in enumerate(kept):
        if signer.person == again.person and signer.for_person != again.for_person:
            kept[place] = signer._replace(weight=signer.weight + again.weight)


def _decided_by_merged(
    run: Run, number: int, node: Node, rules: Approval, signers: Sequence[Signer], merged: Sequence[Signer]
) -> bool:
    """Carry earlier votes over as they were cast; whether these decide already. Such a vote has item number 0."""
    passed = run.state.passed
    votes = [[0, signer.person, passed.vote_of(signer.person) or APPROVE, signer.weight] for signer in merged]
    outcome = decide(rules.completion, votes, [signer.weight for signer in signers], ())
    if outcome is not None:
        from .completing import decided

        decided(run, number, node, outcome, votes, CompleteItem(0, merged[-1].person, outcome))
        return True
    run.emit(e.Changed(number, "ask", {**_kept(run, number), "votes": votes}))
    return False


def _skip_reason(run: Run, rules: Approval, person: str, seen: set[str], cause: Any) -> str | None:
    if person in seen:
        return "twice"
    if rules.initiator == "skip" and person == run.state.initiator:
        return "initiator"
    if rules.duplicates == "skip_consecutive" and cause is not None and cause[2] == person:
        return None if _is_start(run, cause[1]) else "duplicate"
    if rules.duplicates in ("skip", "merge") and _has_handled(run, person):
        if rules.duplicates == "skip":
            return "duplicate"
        return "merged-against" if run.state.passed.vote_of(person) == REJECT else "merged"
    return None


def _has_handled(run: Run, person: str) -> bool:
    """Whether somebody has handled an activity; submitting again is no more an approval than submitting was."""
    return any(person in handlers and not _is_start(run, name) for name, handlers in run.state.passed.items())


def _is_start(run: Run, name: str) -> bool:
    node = run.activity(name)
    return node is not None and node.type == "startEvent"


def _nobody(run: Run, number: int, node: Node, rules: Approval, fallback: Sequence[Signer]) -> None:
    if rules.empty == "skip":
        run.emit(e.SignerSkipped(number, None, "empty"))
        run.effect(f.SkipSigner(node.id, None, "empty"))
        complete(run, number, node, handlers=())
    elif rules.empty in ("administrator", "superior") and fallback:
        open_items(run, number, node, list(fallback))
    else:
        raise EngineError("nobody-found", activity=node.name or node.id)


def open_items(run: Run, number: int, node: Node, signers: Sequence[Signer]) -> None:
    """Open the items of a visit: all at once, or the first of a sequence."""
    limits = _limits(run, number, node)
    data = _kept(run, number)
    first = list(signers)
    kind = data.get("kind") or policy(node).completion.kind
    if kind == "sequence" and len(first) > 1:
        data["queue"] = [pack(signer) for signer in first[1:]]
        first = first[:1]
    run.emit(e.Changed(number, "open", data or None))
    for position, signer in enumerate(first):
        open_item(run, number, node, signer, position=position)
    _set(run, number, node, limits)


def _kept(run: Run, number: int) -> dict[str, Any]:
    return dict(run.state.tokens[number].data or {})


def _open_pool(run: Run, number: int, node: Node, command: AssigneesResolved) -> None:
    limits = _limits(run, number, node)
    run.emit(e.Changed(number, "open", _kept(run, number) or None))
    open_item(
        run, number, node, None, kind="pool", candidates=command.candidates, open_to_all=command.open_to_all,
        reason=command.reason,
    )  # fmt: skip
    _set(run, number, node, limits)


def open_item(
    run: Run,
    number: int,
    node: Node,
    signer: Signer | None,
    *,
    kind: str = "task",
    parent: int | None = None,
    candidates: tuple[str, ...] = (),
    open_to_all: bool = False,
    position: int = 0,
    reason: str = "",
) -> int:
    """Open one item and tell the room; `reason` is that of an item without signer."""
    due, priority = _planned(run, number, node)
    item = run.state.next
    person = signer.person if signer else None
    weight = signer.weight if signer else 1
    reason = signer.reason if signer else reason
    for_person = signer.for_person if signer else None
    run.emit(e.ItemOpened(item, number, person, kind, weight, parent, reason, for_person))
    run.effect(
        f.OpenItem(
            item, node.id, step_name(run, number) or node.name or node.id, person, kind, candidates, open_to_all,
            for_person, reason, position, due, priority,
        )
    )  # fmt: skip
    return item


def step_name(run: Run, number: int) -> str:
    """The name that a step of a free route has of its own."""
    return str((run.state.tokens[number].data or {}).get("step") or "")


def _planned(run: Run, number: int, node: Node) -> tuple[str | None, str | None]:
    rules = policy(node)
    if rules.due is None and rules.priority is None:
        return None, None
    due = run.evaluate(rules.due, number) if rules.due is not None else None
    priority = run.evaluate(rules.priority, number) if rules.priority is not None else None
    moment = as_moment(due, run.context.now).isoformat() if due not in (None, "") else None
    return moment, None if priority is None else str(priority)


def start_time_limits(run: Run, number: int, node: Node) -> None:
    """Schedule the time limits that the activity declares."""
    _set(run, number, node, _limits(run, number, node))


def restart_time_limits(run: Run, number: int, node: Node) -> None:
    """Give who is next in line the time that the activity declares: it is how long a handler has."""
    if policy(node).time_limits:
        limits = _limits(run, number, node)
        run.cancel_timers(number, limits=True)
        _set(run, number, node, limits)


def limit_of(run: Run, number: int, limit: TimeLimit) -> When:
    """When a time limit of a visit that begins now is over; worked out first, so that a wrong one changes nothing."""
    length = str(run.evaluate(limit.duration, number))
    if not limit.working:
        return as_moment(length, run.context.now), None
    working_duration(length)
    return None, length


def _limits(run: Run, number: int, node: Node) -> list[When]:
    return [limit_of(run, number, limit) for limit in policy(node).time_limits]


def _set(run: Run, number: int, node: Node, limits: Sequence[When]) -> None:
    for limit, when in zip(policy(node).time_limits, limits, strict=True):
        set_limit(run, number, node, limit, when, limit.repeat)


def set_limit(run: Run, number: int, node: Node, limit: TimeLimit, when: When, left: int) -> None:
    """Ask the room to wake a visit when its time limit is over; a reminder repeats `left` times."""
    timer = run.state.next
    run.emit(e.TimerSet(timer, number, node.id, left, f"time_limit {limit.action}"))
    run.effect(f.ScheduleTimer(timer, node.id, *when, "time_limit", limit.action))


def pack(signer: Signer) -> list[Any]:
    """A waiting signer as the state keeps it."""
    packed: list[Any] = [signer.person, signer.weight, signer.for_person, signer.reason]
    while packed[-1] in (None, "") and len(packed) > 2:
        packed.pop()
    return packed if packed[1] != 1 or len(packed) > 2 else packed[:1]


def unpack(packed: Sequence[Any]) -> Signer:
    """The signer that `pack` made."""
    return Signer(*packed)
