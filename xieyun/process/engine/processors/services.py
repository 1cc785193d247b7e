"""Service, send, receive and business rule tasks."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from .. import effects as f
from .. import events as e
from ..decisions import Answer
from ..decisions.answer import variables, within
from ..definition import Node, Service
from ..errors import EngineError
from ..notation import evaluate, holds
from ..run import Run
from ..state import Token
from ..subscriptions import key_of, watch
from ..visit import complete
from . import throwing, webhooks
from .base import Processor


class ServiceTask(Processor):
    """Asks the room to call a handler or another system, and waits for the answer."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Call, or go on when the model names nothing to do."""
        service = node.service
        if service is None:
            complete(run, number, node)
            return
        if service.kind == "decision":
            decide(run, number, node, service)
            return
        call(run, number, node, service)

    def trigger(self, run: Run, number: int, node: Node, values: Mapping[str, Any]) -> None:
        """The message that must follow the call came; it may be faster than the answer to the call itself."""
        token = run.state.tokens[number]
        if node.service is not None and node.service.wait is not None and calling(token):
            run.emit(e.Changed(number, "wait", {**(token.data or {}), "early": dict(values)}))
            return
        service = node.service
        if values and service is not None and service.result and service.result not in values and not service.wait:
            # whoever answers in place of the service names variables; all of them are its result, too
            values = {**values, service.result: _result(values)}
        self.answered(run, number, node, values)

    def answered(
        self, run: Run, number: int, node: Node, values: Mapping[str, Any], answer: Mapping[str, Any] | None = None
    ) -> None:
        """The call was answered: go on, or wait for the message that must follow."""
        service, token = node.service, run.state.tokens[number]
        if service is not None and service.webhook is not None and answer is not None:
            view = webhooks.view(run, number, answer)
            code = webhooks.error_in(run, service.webhook, view)
            if code is not None:
                throwing.throw_error(run, number, code, "", node, own=True)
                return
            values = webhooks.values_of(run, service, view)
        elif service is not None and service.result and service.result not in values:
            values = {service.result: _result(values)}
        if service is not None and service.errors and _is_error(run, number, node, service, values):
            return
        if service is not None and service.local_result and service.result and service.result in values:
            run.assign(token.scope, {service.result: values[service.result]}, local=True)
            values = {name: value for name, value in values.items() if name != service.result}
        if service is None or service.wait is None or not calling(token):
            complete(run, number, node, values)
            return
        if values:
            run.assign(number, values, local=bool(node.outputs))
        data = dict(token.data or {})
        early = data.pop("early", None)
        del data["call"]
        run.emit(e.Changed(number, "wait", data or None))
        if early is not None:
            complete(run, number, node, early)


def _result(values: Mapping[str, Any]) -> Any:
    return dict(values) if len(values) != 1 else next(iter(values.values()))


def _is_error(run: Run, number: int, node: Node, service: Service, values: Mapping[str, Any]) -> bool:
    """Whether the model says of an answer that it is a BPMN error; then it is thrown."""
    data = {**run.data(run.state.tokens[number].scope, number), **values}
    for code, condition in service.errors:
        with suppress(ValueError):
            if holds(condition, data, run.context):
                run.assign(number, values)
                name = None if code is None else str(evaluate(code, data, run.context))
                throwing.throw_error(run, number, name, "", node, own=True)
                return True
    return False


def calling(token: Token) -> bool:
    """Whether a task that waits for a message afterwards still waits for the answer to its call."""
    return bool(token.data and "call" in token.data)


def call(run: Run, number: int, node: Node, service: Service) -> None:
    """Wait for a service; the effect carries the handler or request with its values."""
    run.irreversible = True
    token = run.state.tokens[number]
    data = run.data(token.scope, number)
    handler = None
    if service.webhook is not None:
        inputs = webhooks.request(run, service.webhook, data)
    else:
        inputs = {name: evaluate(source, data, run.context) for name, source in service.input.items()}
    if service.kind == "handler" and service.reference is not None:
        handler = str(evaluate(service.reference, data, run.context))
    if service.wait is not None:
        key_of(run, number, service.wait)  # nobody could answer without a key
        run.emit(e.Changed(number, "wait", {**(token.data or {}), "call": 1}))
    else:
        run.emit(e.Changed(number, "wait", token.data))
    kind = "webhook" if service.webhook is not None else "handler"
    run.effect(
        f.CallService(
            number, node.id, handler, inputs, service.implementation, kind, service.asynchronous, service.retry
        )
    )


class BusinessRuleTask(ServiceTask):
    """Asks a decision table at once."""


def decide(run: Run, number: int, node: Node, service: Service) -> None:
    """Evaluate a decision and set its result."""
    data = run.data(run.state.tokens[number].scope, number)
    reference = "" if service.reference is None else str(evaluate(service.reference, data, run.context))
    data = {**data, **{name: evaluate(source, data, run.context) for name, source in service.input.items()}}
    try:
        output = run.context.evaluator.decide(reference, data)
        if isinstance(output, Answer):
            values = variables(output, service.result_mapping, service.result, reference)
            if service.result_mapping == "merge":
                values = within(values, data)
        else:
            values = decision_values(output, service)
    except ValueError as error:
        raise EngineError("decision-failed", decision=reference, reason=error) from error
    if isinstance(output, Answer) and (node.outputs or node.hooks) and run.definition.dialect.decision_rows_inside:
        run.assign(number, {"decisionResult": [dict(row) for row in output.rows]}, local=True)
    complete(run, number, node, values)


def decision_values(output: Any, service: Service) -> dict[str, Any]:
    """The variables that a decision sets: its outputs, or one variable with them; nothing when nobody decides it."""
    if isinstance(output, Mapping) and service.result_mapping == "singleEntry" and len(output) == 1:
        output = next(iter(output.values()))
    if output is None:
        return {}
    if service.result:
        return {service.result: output}
    return dict(output) if isinstance(output, Mapping) else {}


class SendTask(ServiceTask):
    """Sends its message and goes on; with a vendor's implementation it is a service.

    One with an assignment of ours sends the matter to these persons for reading (知会), and nobody waits for them.
    """

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Send."""
        if node.approval is not None:
            from ..approval.assignment import ask

            run.emit(e.Changed(number, "ask", run.state.tokens[number].data))
            ask(run, number, node)
            return
        sends = node.events and (node.events[0].name is not None or node.message_targets)
        if sends and (node.service is None or node.service.webhook is None):
            throwing.throw_all(run, number, node)
            complete(run, number, node)
            return
        super().enter(run, number, node)


class ReceiveTask(Processor):
    """Waits for its message."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Wait."""
        run.emit(e.Changed(number, "wait", run.state.tokens[number].data))
        watch(run, number, node)
