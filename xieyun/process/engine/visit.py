"""The life of one visit: a token enters a node, is completed, and leaves by its flows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import events as e
from . import subscriptions
from .definition import DataMapping, Flow, Node
from .errors import EngineError
from .notations.tokens import ThrownError
from .run import Run, find_called

_AUTOMATIC = frozenset({"task", "manualTask", "scriptTask", "businessRuleTask", "sendTask", "serviceTask"})

_THROWING = frozenset({"endEvent", "intermediateThrowEvent"})

_LISTENING = frozenset({"intermediateCatchEvent", "receiveTask", "eventBasedGateway"})


def enter(
    run: Run, node: Node, scope: int, flow: Flow | None, data: Mapping[str, Any] | None = None, *, inner: bool = False
) -> int:
    """Put a new token at a node and let its processor begin. `inner`: one instance of a loop."""
    number = run.state.next
    flow_id = flow.id if flow is not None else None
    if node.loop is not None and not inner:
        run.emit(e.Entered(number, node.id, scope, "multi", flow_id, data))
        run.current = number
        from .processors import loops

        loops.begin(run, number, node)
        return number
    run.emit(e.Entered(number, node.id, scope, "run", flow_id, data))
    run.current = number
    begin(run, number, node)
    return number


def begin(run: Run, number: int, node: Node) -> None:
    """What happens at the start of a visit (also when an incident is tried again)."""
    if node.inputs and node.is_activity:
        run.assign(number, run.mapped(node.inputs, number, entering=True), local=True)
    if node.outputs and node.type.endswith("Gateway"):  # bpmn-engine decides on what a gateway itself sets
        _map_outputs(run, number, node, node.outputs)
    if node.skip is not None and run.holds(node.skip, number):
        complete(run, number, node)
        return
    before = len(run.agenda)
    if node.boundary and node.loop is None:
        subscriptions.open_boundary(run, number, node)
    at_once = run.agenda[before:]
    holds = run.context.holds
    if holds and (node.id in holds or node.name in holds) and _may_be_held(run, number, node):
        run.emit(e.Changed(number, "held", run.state.tokens[number].data))
        return
    if node.hooks and not run_hooks(run, number, node, "before"):
        return
    if at_once and node.type in _AUTOMATIC:  # it is not over before
        run.emit(e.Changed(number, "wait", run.state.tokens[number].data))
        run.push(run.state.tokens[number].scope, lambda: _enter(run, number, node))
    else:
        node.processor.enter(run, number, node)
    run.sooner(at_once)  # what is true already comes before what is inside


def _enter(run: Run, number: int, node: Node) -> None:
    if number in run.state.tokens:
        run.current = number
        node.processor.enter(run, number, node)


def _may_be_held(run: Run, number: int, node: Node) -> bool:
    """Whether a trial can stop at an activity and let a step answer: automatic work, a call of what is not there."""
    if node.called is not None:
        around = run.around(number)
        name = str(run.evaluate(node.called, number))
        return find_called(around, name) is None and find_called(run.definition, name) is None
    return node.type in (*_AUTOMATIC, "callActivity") or (node.service is not None and node.type in _THROWING)


def run_hooks(run: Run, number: int, node: Node, when: str, handler: str | None = None) -> bool:
    """Run the listeners of an element; false when one of them threw an error that was caught elsewhere."""
    from .processors.scripts import run_hook, threw

    for hook in node.hooks:
        if hook.when == when and (hook.event != "delete" or run.definition.dialect.deletions_hear_completion):
            try:
                run_hook(run, number, hook, node, handler=handler)
            except ThrownError as error:
                threw(run, number, error, hook, node)
                return False
            if number not in run.state.tokens:
                return False  # the script told a signal that ended its activity
    return True


def complete(
    run: Run,
    number: int,
    node: Node,
    values: Mapping[str, Any] | None = None,
    handlers: tuple[str, ...] | None = None,
    flows: list[Flow] | None = None,
    *,
    heard: bool = False,
) -> None:
    """The work of a visit is done: map its results, note compensation, and let the token go on.

    `flows` are chosen by gateways; others take every flow whose condition holds. `heard`: its listeners know already.
    """
    run.current = number
    state = run.state
    if run.definition.dialect.remembers_results:
        from .token_history import remembered

        values = remembered(run, number, node, values)
    if values:
        run.assign(number, values, local=_keeps_to_itself(run, number, node))
        if run.definition.uses_conditions and node.type in _AUTOMATIC:
            from .quiescence import conditions_first

            if conditions_first(run, number, lambda: complete(run, number, node)):
                return
    run.leaving = number
    run.latest = node
    if node.hooks and not heard and not run_hooks(run, number, node, "after", handlers[-1] if handlers else None):
        return
    _give_back(run, number, node, handlers)
    if node.outputs and not node.type.endswith("Gateway"):
        _map_outputs(run, number, node, node.outputs)
    token = state.tokens[number]
    body = token.scope if node.loop is not None and _is_body(run, token.scope, node) else None
    if body is None and flows is None and not _goes_special_way(run, token.data):
        flows = outgoing(run, number, node)
    run.cancel_timers(number)
    if body is not None:
        from .processors import loops

        enough = loops.collect(run, number, body, node, handlers)
        if enough is None:
            return
        _note_compensation(run, number, node, inner=True)
        run.emit(e.Left(number))
        loops.instance_done(run, body, node, enough)
        return
    if node.message_targets and not any(event.kind == "message" for event in node.events):
        _tell_pools(run, node)
    _note_compensation(run, number, node)
    run.emit(e.Left(number, handlers))
    if token.data and _special_way(run, token.data):
        return
    if token.scope and ad_hoc_over(run, token.scope, node):
        return
    go_on(run, token.scope, flows or [])


def _keeps_to_itself(run: Run, number: int, node: Node) -> bool:
    """Whether what a visit is completed with is its own: output mappings, or a list of results, take what leaves it.

    In Camunda output parameters come on top of what is set, as variables of the process; outputs that a task declares
    (SpiffWorkflow) are all that leaves it.
    """
    if node.loop is not None and node.loop.whole_results and _is_body(run, run.state.tokens[number].scope, node):
        return True
    if run.definition.dialect.outputs_on_top and not any(mapping.needed for mapping in node.outputs):
        return False
    return bool(node.outputs) and (node.is_activity or run.definition.dialect.events_map_caught)


def _mentions(expression: str, data: Mapping[str, Any]) -> bool:
    """Whether an expression is about a variable that is there: `output` of `Arrays.asList(output[1].names)`."""
    return any(name in data for name in re.findall(r"(?<![\w.])[^\W\d]\w*(?!\w*\s*\()", expression))


def _give_back(run: Run, number: int, node: Node, handlers: tuple[str, ...] | None) -> None:
    """What a visit leaves behind for the rest of the process, besides its output mappings."""
    if handlers and "completer" in node.properties:  # Flowable keeps who completed a task
        run.assign(number, {node.properties["completer"]: handlers[-1]})
    if node.results:
        data = run.data(run.state.tokens[number].scope, number)
        run.assign(number, {variable: data[output] for output, variable in node.results if output in data})
    if node.assigned:
        data = run.data(run.state.tokens[number].scope, number)
        given = tuple(
            entry for entry in node.assigned if entry.needed or (entry.source and _mentions(entry.source.text, data))
        )
        run.assign(number, run.mapped(given, number))


def ad_hoc_over(run: Run, scope: int, done: Node) -> bool:
    """Look at the completion condition of an ad-hoc sub-process after an activity (`done`); true when it is met."""
    owner = run.state.tokens.get(scope)
    if owner is None or owner.phase != "in":
        return False
    node = run.node(owner)
    if node.gathers is not None and not done.outgoing:
        target, source = node.gathers
        found = run.state.locals.get(scope, {}).get(target) or ()
        run.assign(scope, {target: [*found, run.evaluate(source, scope)]}, local=True)
    if _counts_ad_hoc(node):
        finished = [*(owner.data or {}).get("did", ()), done.id]
        run.emit(e.Changed(scope, "in", {**(owner.data or {}), "did": finished}))
    if done.outgoing and run.definition.dialect.ad_hoc_ends_with_ways:
        return False  # looked at where a way through it ends
    if node.completion is None or not ad_hoc_satisfied(run, scope, node):
        if node.type == "adHocSubProcess" and not done.outgoing:
            from .processors.containers import begin_due

            begin_due(run, scope, node)
        return False
    if node.cancel_remaining:
        run.cancel_children(scope)
    elif run.children(scope) or run.pending.get(scope):
        return not run.definition.dialect.ad_hoc_ways_go_on
    run.keep_route(scope)
    complete(run, scope, node)
    return True


def _counts_ad_hoc(node: Node) -> bool:
    """Whether the completion condition names what Operaton counts (`adHoc...`, `nrOf...AdHocActivities`)."""
    return node.completion is not None and "adhoc" in node.completion.text.lower()


def ad_hoc_satisfied(run: Run, scope: int, node: Node) -> bool:
    """Whether the completion condition of an ad-hoc sub-process holds; Operaton's may count what was done."""
    if node.completion is None:
        return False
    if _counts_ad_hoc(node):
        did = list((run.state.tokens[scope].data or {}).get("did", ()))
        active = [run.state.tokens[child].node for child in run.children(scope)]
        run.assign(
            scope,
            {
                "nrOfCompletedAdHocActivities": len(did),
                "nrOfActiveAdHocActivities": len(active),
                "adHocActiveActivityIds": active,
                "adHocCompletedActivityIds": did,
                "adHocLastCompletedActivityId": did[-1] if did else None,
            },
            local=True,
        )
    return run.ends(node.completion, scope)


def _tell_pools(run: Run, node: Node) -> None:
    """A message flow that leaves an ordinary activity tells the other pool when the activity is done."""
    from .processors.throwing import over_flow

    for target in node.message_targets:
        over_flow(run, target, node.name or node.id, {})


def _is_body(run: Run, scope: int, node: Node) -> bool:
    owner = run.state.tokens.get(scope)
    return owner is not None and owner.phase == "multi" and owner.node == node.id


def _map_outputs(run: Run, number: int, node: Node, outputs: tuple[DataMapping, ...]) -> None:
    values = run.mapped(outputs, number)
    scope = run.state.tokens[number].scope
    if not values:
        return
    if node.loop is not None and node.loop.scoped_outputs and _is_body(run, scope, node):
        run.assign(number, values, local=True)  # Zeebe: only the collection of the results leaves an instance
    elif node.type == "startEvent" and node.container.owner is not None and node.container.owner.keeps:
        run.assign(run.state.tokens[scope].scope, values)  # ZenBPM: it stands at the border of what keeps its variables
    else:
        run.assign(scope, values)


def _goes_special_way(run: Run, data: Mapping[str, Any] | None) -> bool:
    if not data:
        return False
    return "undo" in data or ("back" in data and data["back"] in run.state.tokens)


def _special_way(run: Run, data: Mapping[str, Any]) -> bool:
    """Compensation handlers report to their thrower; a straight-back return wakes the activity that returned."""
    if "undo" in data:
        from .processors.compensation import handler_done

        handler_done(run, int(data["undo"]))
        return True
    if "back" in data and data["back"] in run.state.tokens:
        from .approval.returning import resume

        resume(run, int(data["back"]))
        return True
    return False


def outgoing(run: Run, number: int, node: Node) -> list[Flow]:
    """The flows that a node other than a gateway takes: all whose condition holds, else the default."""
    flows = node.outgoing
    if len(flows) == 1 and flows[0].condition is None:
        return flows * node.completion_quantity
    default = node.default
    chosen = [flow for flow in flows if flow is not default and run.passes(flow, number)]
    if not chosen and default is not None:
        return [default] * node.completion_quantity
    if not chosen and flows:
        raise EngineError("no-flow-chosen", activity=node.name or node.id)
    return chosen * node.completion_quantity


def go_on(run: Run, scope: int, flows: list[Flow]) -> None:
    """Follow flows in their order; without any, the token has ended and its scope may be done."""
    if run.variables_changed and run.definition.uses_conditions:
        from .quiescence import conditions_between

        if conditions_between(run, scope, lambda: go_on(run, scope, flows)):
            return
    if not flows:
        ended(run, scope)
        return
    if len(flows) > 1:  # no branch misses what another one throws
        flows = sorted(flows, key=lambda flow: flow.target.type not in _LISTENING)
    for flow in reversed(flows):
        run.take(flow, scope)


def ended(run: Run, scope: int) -> None:
    """A token of a scope is gone: when it was the last one, the scope is complete."""
    if run.pending.get(scope):
        return
    late: list[int] = []
    for number, token in run.state.tokens.items():
        if token.scope == scope:
            if token.phase != "late":
                return
            late.append(number)
    for number in late:  # places of a complex gateway whose tokens never came
        run.emit(e.Joined(number))
    if scope == 0:
        run.finish("completed")
        return
    owner = run.state.tokens.get(scope)
    if owner is None:
        return
    node = run.node(owner)
    if owner.phase in ("in", "undo"):
        run.current = scope
        node.processor.inside_done(run, scope, node)


def _undone_by_event(node: Node) -> bool:
    """Whether a sub-process is compensated by an event sub-process of its own."""
    return node.inner is not None and compensation_start(node) is not None


def compensation_start(node: Node) -> Node | None:
    """The start event of the event sub-process that compensates a sub-process."""
    for subprocess in node.inner.event_subprocesses if node.inner else ():
        for start in subprocess.inner.starts if subprocess.inner else ():
            if any(event.kind == "compensate" for event in start.events):
                return start
    return None


def drop_compensations(run: Run, scope: int) -> None:
    """Forget what was done in a scope, and what finished sub-processes in it kept for themselves."""
    for key in [key for key, entry in run.state.compensations.items() if entry.scope == scope]:
        run.emit(e.CompensationTaken(key))
        drop_compensations(run, -key)


def _note_compensation(run: Run, number: int, node: Node, *, inner: bool = False) -> None:
    state = run.state
    token = state.tokens[number]
    if token.data and "undo" in token.data:
        drop_compensations(run, number)  # what a handler did is not undone again
    elif _undone_by_event(node) and not (node.loop is not None and not inner):
        key = state.next
        run.emit(e.CompensationNoted(key, token.scope, node.id))
        run.emit(e.CompensationMoved(number, -key))  # kept for the event sub-process, see `compensation`
    elif node.compensation_handler is not None and (inner or node.loop is None):
        run.emit(e.CompensationNoted(state.next, token.scope, node.id))
    elif state.compensations and any(entry.scope == number for entry in state.compensations.values()):
        run.emit(e.CompensationMoved(number, token.scope))
