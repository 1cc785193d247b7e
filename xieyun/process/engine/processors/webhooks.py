"""What a webhook sends, and what its answer means, worked out from the variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..definition import Service, Webhook
from ..notation import Source, evaluate, holds
from ..run import Run


def request(run: Run, webhook: Webhook, data: Mapping[str, Any]) -> dict[str, Any]:
    """The request with its expressions evaluated, for `effects.CallService`."""

    def value(source: Source) -> Any:
        return evaluate(source, data, run.context)

    body: Any = {name: value(source) for name, source in webhook.body.items()} or None
    if webhook.content is not None:
        body = value(webhook.content)
    return {
        "connection": None if webhook.connection is None else str(value(webhook.connection)),
        "address": str(value(webhook.address)),
        "method": str(value(webhook.method)).upper(),
        "headers": {name: str(value(source)) for name, source in webhook.headers.items()},
        "body": body,
        "timeout": webhook.timeout,
        "error_statuses": sorted({status for error in webhook.errors for status in error.statuses}),
    }


def view(run: Run, number: int, answer: Mapping[str, Any]) -> dict[str, Any]:
    """What the mappings see: the variables, and `answer` (also by the names that Camunda's connector gives)."""
    data = run.data(run.state.tokens[number].scope, number)
    foreign = {"response": answer.get("text"), "statusCode": answer.get("status"), "headers": answer.get("headers")}
    return {**data, **({} if run.definition.dialect.own else foreign), "answer": dict(answer)}


def error_in(run: Run, webhook: Webhook, data: Mapping[str, Any]) -> str | None:
    """The code of the BPMN error that an answer is, or None."""
    for error in webhook.errors:
        if error.statuses and data["answer"].get("status") not in error.statuses:
            continue
        if error.when is None or holds(error.when, data, run.context):
            return str(evaluate(error.code, data, run.context))
    return None


def values_of(run: Run, service: Service, data: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that an answer sets."""
    mappings = service.webhook.answers if service.webhook is not None else {}
    values = {name: evaluate(source, data, run.context) for name, source in mappings.items()}
    if service.result:
        values[service.result] = data["answer"].get("body")
    return values
