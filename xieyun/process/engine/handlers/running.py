"""Start, answers of services, variables, ad-hoc activation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import commands as c
from .. import events as e
from ..definition import Node
from ..errors import EngineError
from ..graph_entries import catching_starts
from ..processors.containers import entered_pool
from ..processors.services import calling
from ..processors.starts import start_caught, start_scope
from ..processors.throwing import throw_error
from ..run import Move, Run
from ..visit import ad_hoc_satisfied, begin, complete, ended, enter


def start(run: Run, command: c.Start) -> None:
    """Begin the instance."""
    run.emit(e.Started(command.initiator))
    if command.variables:
        run.assign(0, command.variables)
    root = run.definition.root
    if "mains" in root.data:
        for name in reversed(root.data["mains"]):
            run.push(0, _pool(run, root.nodes[name], command.variables))
        return
    if command.start_event is not None:
        node = next((one for one in catching_starts(root) if one.id == command.start_event), None)
        if node is None:
            raise EngineError("start-unknown", event=command.start_event)
        if node.type != "startEvent":
            start_caught(run, root, node)
            return
    start_scope(run, 0, root, command.start_event, by_event=command.by_event)
    if run.state.finished or not (run.agenda or run.state.tokens):
        ended(run, 0)


def _pool(run: Run, node: Node, values: Mapping[str, Any]) -> Move:
    return lambda: _enter_pool(run, node, values)


def _enter_pool(run: Run, node: Node, values: Mapping[str, Any]) -> None:
    """Each pool that begins with the instance has what the instance begins with."""
    begin(run, entered_pool(run, node, values, {}, "run"), node)


def service_completed(run: Run, command: c.ServiceCompleted) -> None:
    """A service answered."""
    token = run.state.tokens.get(command.request)
    if token is None or token.phase not in ("wait", "held"):
        raise EngineError("request-gone", request=command.request)
    node = run.node(token)
    if node.service is not None and node.service.wait is not None and not calling(token):
        raise EngineError("request-gone", request=command.request)  # answered before; now it waits for a message
    run.current = command.request
    run.cause = None
    node.processor.answered(run, command.request, node, command.variables, command.answer)


def service_failed(run: Run, command: c.ServiceFailed) -> None:
    """A service gave up: a BPMN error, or an incident."""
    token = run.state.tokens.get(command.request)
    if token is None or token.phase != "wait":
        raise EngineError("request-gone", request=command.request)
    node = run.node(token)
    if node.service is not None and node.service.wait is not None and not calling(token):
        raise EngineError("request-gone", request=command.request)
    run.current = command.request
    if command.error_code is None:
        english = command.message_en or command.message
        run.park(
            EngineError(
                "service-failed", activity=node.name or node.id, reason=command.message[:500], reason_en=english[:500]
            )
        )
        return
    throw_error(run, command.request, command.error_code, command.message, node, own=True)


_ANSWERED = frozenset({"serviceTask", "sendTask", "businessRuleTask", "receiveTask", "intermediateCatchEvent"})


def answer_by_hand(run: Run, command: c.AnswerByHand) -> None:
    """Go on where another system does not answer, or where its failure parked the token."""
    token = run.state.tokens.get(command.token)
    if token is None or token.phase not in ("wait", "parked"):
        raise EngineError("token-gone", token=command.token)
    node = run.node(token)
    data = dict(token.data or {})
    inner = run.state.tokens.get(token.scope)
    is_body = node.loop is not None and (inner is None or inner.phase != "multi")
    if node.type not in _ANSWERED or is_body or data.get("at") == "leave":
        raise EngineError("nothing-to-answer", activity=node.name or node.id)
    data = dict(data.get("was") or {}) if token.phase == "parked" else data
    rest = {name: value for name, value in data.items() if name not in ("call", "early")}
    run.current = command.token
    run.cause = None
    run.irreversible = True
    run.emit(e.Changed(command.token, "wait", rest or None))
    complete(run, command.token, node, command.variables)


def set_variables(run: Run, command: c.SetVariables) -> None:
    """Change variables from outside; in a collaboration the pools that know a name get it, or all if none does."""
    run.assign(0, command.variables)
    pools = [
        number
        for number, token in run.state.tokens.items()
        if token.phase == "in" and run.node(token).type == "participant"
    ]
    known = {name for number in pools for name in run.state.locals.get(number, ())}
    for number in pools:
        own = run.state.locals.get(number, {})
        values = {name: value for name, value in command.variables.items() if name in own or name not in known}
        run.assign(number, values, local=True)


def activate_ad_hoc(run: Run, command: c.ActivateAdHoc) -> None:
    """Start activities of an ad-hoc sub-process by hand."""
    numbers = [
        number
        for number, token in run.state.tokens.items()
        if token.phase in ("in", "wait") and run.node(token).type == "adHocSubProcess"
    ]
    number = command.token if command.token is not None else (numbers[0] if len(numbers) == 1 else None)
    if number not in numbers or number is None:
        raise EngineError("not-an-ad-hoc")
    node = run.node(run.state.tokens[number])
    for name in command.activities:
        activity = node.inside.nodes.get(name)
        if activity is None or ad_hoc_satisfied(run, number, node):
            raise EngineError("jump-target-unknown", target=name)
    if run.state.tokens[number].phase == "wait":
        run.emit(e.Changed(number, "in", run.state.tokens[number].data))
    for name in command.activities:
        activity = node.inside.nodes[name]
        run.push(number, _entering(run, activity, number))


def _entering(run: Run, node: Node, scope: int) -> Move:
    return lambda: enter(run, node, scope, None)
