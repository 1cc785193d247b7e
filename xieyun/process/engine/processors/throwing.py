"""Throw events: who catches errors, escalations, signals and messages, from the inside outwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .. import conversations
from .. import effects as f
from .. import events as e
from ..definition import PAYLOAD, EventDefinition, Node
from ..errors import EngineError
from ..notation import evaluate
from ..notations.exceptions import catches, is_exception
from ..notations.values import equal
from ..run import Run
from ..subscriptions import catchers, interrupted, matches, open_definitions, trigger, waits_for
from ..times import parse_duration
from ..visit import complete


def throw_all(run: Run, number: int, node: Node) -> bool:
    """Throw every event of a node; false when the token does not simply go on."""
    goes_on = True
    for definition in node.events:
        if number not in run.state.tokens:
            return False
        thrower = _THROWERS.get(definition.kind)
        if thrower is not None and not thrower(run, number, node, definition):
            goes_on = False
    return goes_on and number in run.state.tokens


def told_by_worker(run: Run, number: int, node: Node) -> bool:
    """Tell who waits in this file for a message that a worker outside has sent; false when that ended the visit."""
    if run.state.tokens[number].phase == "held":
        throw_all(run, number, node)
    return number in run.state.tokens


def throw_from_instance(run: Run, number: int, node: Node, definition: EventDefinition) -> bool:
    """Throw what an instance of a multi-instance activity throws when it is done, for an event on its border.

    False when what caught it ended the instance. Compensation, cancellation and termination are no such events.
    """
    if definition.kind in ("signal", "message", "error", "escalation"):
        _THROWERS[definition.kind](run, number, node, definition)
    return number in run.state.tokens


def _name(run: Run, number: int, definition: EventDefinition) -> str | None:
    if definition.name is None:
        return None
    value = run.evaluate(definition.name, number)
    return None if value is None else str(value)


def carried(run: Run, number: int, node: Node, definition: EventDefinition) -> dict[str, Any]:
    """The variables that a thrown message or signal carries."""
    mappings = tuple(mapping for mapping in definition.variables if mapping.source or mapping.all_variables)
    values = run.mapped(mappings, number) if mappings else {}
    if node.inputs and not node.is_activity:
        values |= run.mapped(node.inputs, number)
    return values


# -- signals and messages


def _signal(run: Run, number: int, node: Node, definition: EventDefinition) -> bool:
    name = _name(run, number, definition)
    values = carried(run, number, node, definition)
    run.emit(e.Thrown("signal", name, node.id))
    run.irreversible = True
    if name is not None and not definition.scoped:
        run.effect(f.SendSignal(name, values, node.id))
    tell_signal(run, name, values, within=processes_around(run, number) if definition.scoped else None)
    run.current = number
    return True


def process_of(run: Run, number: int) -> int:
    """The call activity whose process a token is in; 0 for the process of the instance."""
    while number:
        token = run.state.tokens[number]
        if token.data and "called" in token.data:
            return number
        number = token.scope
    return 0


def processes_around(run: Run, number: int) -> frozenset[int]:
    """The process that a token is in and those that called it, as `process_of` names them."""
    found = {process_of(run, number)}
    while 0 not in found:
        number = run.state.tokens[process_of(run, number)].scope
        found.add(process_of(run, number))
    return frozenset(found)


def tell_signal(run: Run, name: str | None, values: Mapping[str, Any], *, within: frozenset[int] | None = None) -> int:
    """Tell everything in this instance that waits for a signal (None: for one without name); returns how many did.

    `within`: only those of these processes, see `processes_around`.
    """
    waiting = []
    for owner, event in catchers(run):
        if within is not None and _process_around(run, owner, event) not in within:
            continue
        for definition in open_definitions(run, owner, event):
            if matches(definition, "signal", name, run, owner):
                waiting.append((owner, event, definition))
                break
    for owner, event, definition in waiting:
        if waits_for(run, owner, event):
            trigger(run, owner, event, values, definition)
    begun = 0
    if name is not None and run.definition.dialect.signals_begin_activities:
        from .containers import begin_by_name

        begun = begin_by_name(run, name)
    return len(waiting) + begun + _begin_pools(run, name, values)


def _process_around(run: Run, owner: int, event: Node) -> int:
    """The process of an event that waits; one on the border of a call activity is not inside it."""
    if owner and event.type == "boundaryEvent":
        owner = run.state.tokens[owner].scope
    return process_of(run, owner)


def _begin_pools(run: Run, name: str | None, values: Mapping[str, Any]) -> int:
    """Pools that this signal begins, each time once more."""
    if "mains" not in run.definition.root.data:
        return 0
    from .containers import begin_pool

    begun = 0
    for pool in run.definition.root.nodes.values():
        if pool.id in run.definition.root.data["mains"]:
            continue
        for start in pool.inside.starts:
            if any(matches(definition, "signal", name, run, 0) for definition in start.events):
                begun += begin_pool(run, start.id, values)
    return begun


def _message(run: Run, number: int, node: Node, definition: EventDefinition) -> bool:
    name = _name(run, number, definition) or node.name or node.id
    values = carried(run, number, node, definition)
    key = None if definition.correlation is None else run.evaluate(definition.correlation, number)
    correlation = None if key is None else str(key)
    keep = 0.0
    if definition.keep is not None:
        keep = parse_duration(str(run.evaluate(definition.keep, number))).total_seconds()
    run.emit(e.Thrown("message", name, node.id))
    run.irreversible = True
    delivered = False
    told = conversations.sent(run, number, definition, values)
    for target in node.message_targets:
        delivered = True
        over_flow(run, target, name, told)
    if not delivered and definition.name is not None:
        delivered = _inside(run, name, told, correlation) or _begin_pool_by(run, name, told)
        run.current = number
    run.effect(f.SendMessage(name, values, node.id, correlation, delivered, keep))
    return number in run.state.tokens


def _inside(run: Run, name: str, values: Mapping[str, Any], correlation: str | None) -> bool:
    """A message that another element of the same instance waits for."""
    found = find_message(run, name, correlation, values)
    if found is None:
        return False
    trigger(run, found[0], found[1], values, found[2])
    return True


def _begin_pool_by(run: Run, name: str, values: Mapping[str, Any]) -> bool:
    """A message that nobody waits for begins a pool of this file that has it as its start."""
    if "mains" not in run.definition.root.data:
        return False
    from .containers import begin_waiting_pool

    for pool in run.definition.root.nodes.values():
        for start in pool.inside.starts:
            for definition in start.events:
                if pool.id not in run.definition.root.data["mains"] and matches(definition, "message", name, run, 0):
                    trigger(run, begin_waiting_pool(run, pool, start), start, values, definition)
                    return True
    return False


def find_message(
    run: Run, name: str, correlation: str | None, values: Mapping[str, Any]
) -> tuple[int, Node, EventDefinition] | None:
    """Who receives a message: the first that waits for its name (and key), and by which of its definitions."""
    for owner, event in catchers(run):
        for definition in open_definitions(run, owner, event):
            if not matches(definition, "message", name, run, owner):
                continue
            if correlation is not None and definition.correlation is not None:
                key = run.evaluate(definition.correlation, owner) if owner else None
                if str(key) != correlation:
                    continue
            if carries_other(run, owner, event, definition, values):
                continue
            return owner, event, definition
    return None


def carries_other(run: Run, owner: int, event: Node, definition: EventDefinition, values: Mapping[str, Any]) -> bool:
    """Whether a message says that it is for somebody else; one that says nothing is for everybody."""
    if (definition.keys or definition.bound) and conversations.is_for_another(run, owner, event, definition, values):
        return True
    for told, wanted in definition.expected:
        value = evaluate(told, values, run.context)
        if value is not None and not equal(value, run.evaluate(wanted, owner or None)):
            return True
    return False


def over_flow(run: Run, target: str, name: str, values: Mapping[str, Any]) -> None:
    """Deliver along a message flow: to who waits there, or begin the other pool, or keep it."""
    run.push(0, lambda: deliver_to(run, target, name, values))


def deliver_to(run: Run, target: str, name: str, values: Mapping[str, Any]) -> None:
    """Deliver a message to an element or pool of this file."""
    from .containers import begin_pool

    for owner, event in catchers(run):
        if event.id == target and not any(carries_other(run, owner, event, each, values) for each in event.events):
            trigger(run, owner, event, values)
            return
    if begin_pool(run, target, values):
        return
    if target in run.definition.activities:
        run.emit(e.MessageKept(run.state.next, target, name, dict(values)))


# -- errors and escalations


def levels(run: Run, scope: int) -> Iterator[tuple[int, int | None, Node | None]]:
    """From a scope outwards: (token whose boundary events may catch, scope whose event sub-processes may, except)."""
    came_from: Node | None = None
    while True:
        owner = run.state.tokens.get(scope)
        if owner is not None and owner.phase == "multi":
            yield scope, None, None
            scope = owner.scope
            continue
        yield -1, scope, came_from
        if owner is None:
            return
        node = run.node(owner)
        came_from = node if node.type == "eventSubProcess" else None
        if came_from is None or node.boundary:
            yield scope, None, None
        scope = owner.scope


def _handlers(run: Run, around: int, kind: str, code: str | None) -> tuple[int, Node] | None:
    for owner, scope, except_for in levels(run, around):
        candidates: list[tuple[int, Node]] = []
        if owner >= 0:
            node = run.node(run.state.tokens[owner])
            if node.loop is None or run.state.tokens[owner].phase == "multi":
                candidates = [(owner, event) for event in node.boundary]
        elif scope is not None and not interrupted(run, scope):
            for subprocess in run.container(scope).event_subprocesses:
                if subprocess is except_for:
                    continue
                candidates += [(scope, start) for start in (subprocess.inner.starts if subprocess.inner else ())]
        found = _best(candidates, kind, code)
        if found is not None:
            return found
    return None


def _at_border(run: Run, number: int, node: Node, kind: str, code: str | None) -> tuple[int, Node] | None:
    if node.loop is not None and run.state.tokens[number].phase != "multi":
        return None
    return _best([(number, event) for event in node.boundary], kind, code)


def _best(candidates: list[tuple[int, Node]], kind: str, code: str | None) -> tuple[int, Node] | None:
    general = None
    for owner, event in candidates:
        for definition in event.events:
            if definition.kind != kind:
                continue
            if definition.name is None:
                general = general or (owner, event)
            elif catches(definition.name.text, code):
                return owner, event
    return general


def _error(run: Run, number: int, node: Node, definition: EventDefinition) -> bool:
    carries = run.mapped(definition.variables, number)
    said = run.evaluate(definition.message, number) if definition.message is not None else None
    throw_error(run, number, _name(run, number, definition), "" if said is None else str(said), node, carries=carries)
    return False


def throw_error(
    run: Run,
    number: int,
    code: str | None,
    message: str,
    node: Node,
    *,
    own: bool = False,
    border_last: bool = False,
    scope: int | None = None,
    carries: Mapping[str, Any] | None = None,
    sets: Mapping[str, Any] | None = None,
) -> None:
    """Throw a BPMN error from a token, or in a `scope` where no token stands.

    `own` lets a boundary event of the token's own activity catch it, `border_last` when nothing around does.
    `carries`: what the catching event may map to variables, beside `errorCode` and `errorMessage`; `sets`: what it
    sets without being asked.
    """
    run.emit(e.Thrown("error", code, node.id))
    around = run.state.tokens[number].scope if scope is None else scope
    at_border = _at_border(run, number, node, "error", code) if own else None
    found = None if border_last else at_border
    found = found or _handlers(run, around, "error", code) or at_border
    if found is None and run.definition.dialect.uncaught_errors_end and _may_end(run, number, code):
        run.close_items(number, "cancelled")
        complete(run, number, node, flows=[], heard=run.leaving == number)
        return
    if found is None:
        raise EngineError(
            "error-not-caught", code=f"{code}: {message}" if is_exception(code or "") and message else code or ""
        )
    owner, event = found
    view = {"errorCode": code, "errorMessage": message, **(carries or {})}
    values = dict(sets or {}) | _error_values(event, code, message) | _mapped(run, event, view)
    _hand_out(run, number, around, owner, event)
    if node.type == "endEvent":  # it was reached itself; what it interrupts is cancelled
        leave_end(run, number)
    if not owner or owner in run.state.tokens:  # a listener may have ended who waited
        trigger(run, owner, event, values)


def _may_end(run: Run, number: int, code: str | None) -> bool:
    """Whether an error that nobody catches can end what threw it; an exception does not."""
    return number in run.state.tokens and not is_exception(code or "")


def leave_end(run: Run, number: int) -> None:
    """An end event has interrupted what is around it: it is left, its listeners hear of it as of what is cancelled."""
    if "end" in run.definition.dialect.heard_when_cancelled:
        from .scripts import tell_cancelled

        tell_cancelled(run, number)
    if number in run.state.tokens:
        run.cancel_timers(number)
        run.emit(e.Left(number))


def _mapped(run: Run, event: Node, view: Mapping[str, Any]) -> dict[str, Any]:
    """What a catching error or escalation event takes from what was thrown."""
    found: dict[str, Any] = {}
    for definition in (entry for entry in event.events if entry.kind in ("error", "escalation")):
        for mapping in definition.variables:
            if mapping.source is not None:
                known = mapping.source.text != PAYLOAD
                found[mapping.target] = evaluate(mapping.source, view, run.context) if known else view.get(PAYLOAD)
    return found


def _hand_out(run: Run, number: int, scope: int, owner: int, event: Node) -> None:
    """Call activities that an error or escalation leaves hand out their results as if they had ended."""
    while scope and number != owner and (scope != owner or event.type == "boundaryEvent"):
        number, token = scope, run.state.tokens[scope]
        node = run.node(token)
        if node.type == "callActivity" and token.phase == "in" and node.call_outputs:
            run.assign(token.scope, run.mapped(node.call_outputs, number), local=node.call_results_local)
        scope = token.scope


def _error_values(event: Node, code: str | None, message: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for definition in event.events:
        if definition.kind in ("error", "escalation"):
            if definition.code_variable:
                values[definition.code_variable] = code
            if definition.message_variable:
                values[definition.message_variable] = message
    return values


def _escalation(run: Run, number: int, node: Node, definition: EventDefinition) -> bool:
    return throw_escalation(
        run, number, _name(run, number, definition), node, carries=run.mapped(definition.variables, number)
    )


def throw_escalation(
    run: Run,
    number: int,
    code: str | None,
    node: Node,
    *,
    own: bool = False,
    carries: Mapping[str, Any] | None = None,
    sets: Mapping[str, Any] | None = None,
) -> bool:
    """Throw an escalation (see `throw_error`); false when the token is gone."""
    run.emit(e.Thrown("escalation", code, node.id))
    run.irreversible = True
    around = run.state.tokens[number].scope
    found = _at_border(run, number, node, "escalation", code) if own else None
    found = found or _handlers(run, around, "escalation", code)
    if found is None:
        if node.type == "endEvent" and run.definition.dialect.uncaught_escalations_stop:
            raise EngineError("escalation-not-caught", code=code or "")
        run.effect(f.Escalate(node.id, code))
        return True
    owner, event = found
    values = dict(sets or {}) | _error_values(event, code, "") | _mapped(run, event, carries or {})
    _hand_out(run, number, around, owner, event)
    if event.interrupting and node.type == "endEvent":
        leave_end(run, number)
        if not owner or owner in run.state.tokens:
            trigger(run, owner, event, values)
        return False
    trigger(run, owner, event, values)
    run.current = number
    return number in run.state.tokens


# -- compensation and cancellation


def _compensate(run: Run, number: int, node: Node, definition: EventDefinition) -> bool:
    from .compensation import compensate

    return compensate(run, number, node, definition.reference, wait=definition.wait_for_completion)


def _cancel(run: Run, number: int, node: Node, definition: EventDefinition) -> bool:
    from .compensation import cancel_transaction

    cancel_transaction(run, number, node)
    return False


_THROWERS = {
    "signal": _signal,
    "message": _message,
    "error": _error,
    "escalation": _escalation,
    "compensate": _compensate,
    "cancel": _cancel,
}
