"""Service, send, receive and business rule tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import effects as f
from .. import events as e
from ..definition import Node, Service
from ..errors import EngineError
from ..notation import evaluate
from ..run import Run
from ..subscriptions import watch
from ..visit import complete
from . import throwing
from .base import Processor


class ServiceTask(Processor):
    """Asks the room to call a handler and waits for the answer."""

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
        """The handler answered."""
        service = node.service
        if service is not None and service.result and service.result not in values:
            values = {service.result: dict(values) if len(values) != 1 else next(iter(values.values()))}
        complete(run, number, node, values)


def call(run: Run, number: int, node: Node, service: Service) -> None:
    """Wait for a service; the effect carries the handler and its input."""
    run.irreversible = True
    data = run.data(run.state.tokens[number].scope, number)
    inputs = {name: evaluate(source, data, run.context) for name, source in service.input.items()}
    handler = None
    if service.kind == "handler" and service.reference is not None:
        handler = str(evaluate(service.reference, data, run.context))
    run.emit(e.Changed(number, "wait", run.state.tokens[number].data))
    run.effect(f.CallService(number, node.id, handler, inputs, service.implementation))


class BusinessRuleTask(ServiceTask):
    """Asks a decision table at once."""


def decide(run: Run, number: int, node: Node, service: Service) -> None:
    """Evaluate a decision and set its result."""
    data = run.data(run.state.tokens[number].scope, number)
    reference = "" if service.reference is None else str(evaluate(service.reference, data, run.context))
    try:
        output = run.context.evaluator.decide(reference, data)
    except ValueError as error:
        raise EngineError("decision-failed", decision=reference, reason=str(error)[:300]) from error
    complete(run, number, node, decision_values(output, service))


def decision_values(output: Any, service: Service) -> dict[str, Any]:
    """The variables that a decision sets: its outputs, or one variable with them."""
    if isinstance(output, Mapping) and service.result_mapping == "singleEntry" and len(output) == 1:
        output = next(iter(output.values()))
    if service.result:
        return {service.result: output}
    return dict(output) if isinstance(output, Mapping) else {}


class SendTask(ServiceTask):
    """Sends its message and goes on; with a vendor's implementation it is a service."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Send."""
        if node.events and (node.events[0].name is not None or node.message_targets):
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
