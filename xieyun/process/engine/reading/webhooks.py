"""Read requests to other systems: our `webhook`, Camunda's http-connector, Flowable's task of type http."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import notation
from ..definition import EventDefinition, RetryPolicy, Service, Webhook, WebhookError
from ..errors import DefinitionError
from ..notations.tokens import NotationError
from ..times import parse_duration
from .xml import Element, child, children, extension, extensions, local, own, plain, text, vendor

MAXIMUM_ATTEMPTS = 50
LONGEST_TIMEOUT = 120.0
_CYCLE = re.compile(r"R(\d+)/(P.+)")


def read_webhook(element: Element) -> Service | None:
    """The request of a service or send task, None when the file declares none that we know."""
    ours = extension(element, "webhook")
    if ours is not None and own(ours):
        return _own(ours, plain(element, "id") or "")
    connector = extension(element, "connector")
    if connector is not None and text(child(connector, "connectorId")) == "http-connector":
        return _camunda(connector)
    if vendor(element, "type") == "http":
        return _flowable(element)
    return None


def _own(element: Element, task: str) -> Service:
    connection, content = plain(element, "connection"), plain(element, "body")
    address = plain(element, "path") or plain(element, "url") or ""
    if not address and not connection:
        raise DefinitionError("webhook-without-address", element_id=task)
    webhook = Webhook(
        notation.value(address, own=True),
        connection=notation.value(connection, own=True) if connection else None,
        method=notation.value(plain(element, "method") or "POST", own=True),
        headers=named_values(element, "header"),
        body=named_values(element, "body"),
        content=notation.value(content, own=True) if content else None,
        answers=named_values(element, "answer"),
        errors=tuple(_errors(element)),
        timeout=min(LONGEST_TIMEOUT, max(1.0, seconds(element, "timeout", 15.0))),
    )
    return Service("webhook", webhook=webhook, result=plain(element, "result"), wait=read_wait(element))


def named_values(element: Element, kind: str) -> dict[str, notation.Source]:
    """The children of a kind as expressions by their names."""
    return {
        plain(entry, "name") or "": notation.value(plain(entry, "value") or text(entry), own=True)
        for entry in children(element, kind)
    }


def _errors(element: Element) -> Iterator[WebhookError]:
    for entry in children(element, "error"):
        when = plain(entry, "when")
        yield WebhookError(
            notation.value(plain(entry, "code") or "", own=True),
            tuple(int(number) for number in re.findall(r"\d{3}", plain(entry, "status") or "")),
            notation.expression(when.lstrip().removeprefix("="), own=True) if when else None,
        )


def read_wait(element: Element) -> EventDefinition | None:
    """The message that must come before the task is done."""
    entry = child(element, "waitFor")
    message, key = (plain(entry, "message"), plain(entry, "correlationKey")) if entry is not None else (None, None)
    if not message or not key:
        return None
    return EventDefinition("message", name=notation.value(message, own=True), correlation=notation.value(key, own=True))


def _camunda(connector: Element) -> Service:
    holder = child(connector, "inputOutput")
    given = {} if holder is None else {plain(entry, "name"): entry for entry in children(holder, "inputParameter")}
    headers = child(given["headers"], "map") if "headers" in given else None
    entries = [] if headers is None else list(headers)
    answers = {} if holder is None else {
        plain(entry, "name") or "": notation.value(text(entry)) for entry in children(holder, "outputParameter")
    }  # fmt: skip
    webhook = Webhook(
        notation.value(text(given.get("url"))),
        method=notation.value(text(given.get("method")) or "POST"),
        headers={plain(entry, "key") or "": notation.value(text(entry)) for entry in entries},
        content=notation.value(text(given["payload"])) if "payload" in given else None,
        answers=answers,
    )
    return Service("webhook", webhook=webhook)


def named_fields(element: Element) -> dict[str, str]:
    """The fields that Flowable and Activiti give to a task."""
    return {
        plain(entry, "name") or "": text(entry) or plain(entry, "stringValue") or ""
        for entry in extensions(element, "field")
    }


def _flowable(element: Element) -> Service:
    fields = named_fields(element)
    lines = (line.partition(":") for line in (fields.get("requestHeaders") or "").splitlines() if ":" in line)
    content = fields.get("requestBody")
    webhook = Webhook(
        notation.value(fields.get("requestUrl") or ""),
        method=notation.value(fields.get("requestMethod") or "GET"),
        headers={name.strip(): notation.value(value.strip()) for name, _, value in lines},
        content=notation.value(content) if content else None,
    )
    result = fields.get("responseVariableName") or f"{fields.get('resultVariablePrefix') or plain(element, 'id')}.body"
    return Service("webhook", webhook=webhook, result=result.replace(".body", "ResponseBody"))


def belongs_to_connector(element: Element) -> bool:
    """Whether an inputOutput stands inside a connector: it is for the connector, and not for the task."""
    parent = element.getparent()
    return parent is not None and local(parent) == "connector"


def read_retry(element: Element) -> RetryPolicy | None:
    """How often a call is tried: our `retry`, Camunda's and Flowable's retry cycle, Zeebe's number of retries."""
    ours = next((entry for entry in _inside(element) if local(entry) == "retry" and own(entry)), None)
    if ours is not None:
        first = seconds(ours, "firstDelay", 10.0)
        return RetryPolicy(
            _attempts(plain(ours, "attempts") or "5", element), first, max(first, seconds(ours, "maximumDelay", 3600.0))
        )
    cycle = extension(element, "failedJobRetryTimeCycle")
    found = _CYCLE.fullmatch(text(cycle)) if cycle is not None else None
    if found is not None:
        pause = _duration(found[2], element)
        return RetryPolicy(_attempts(found[1], element), pause, pause)
    job = extension(element, "taskDefinition")
    if job is not None and (plain(job, "retries") or "").isdigit():
        return RetryPolicy(_attempts(plain(job, "retries") or "3", element))
    return None


def _inside(element: Element) -> Iterator[Element]:
    holder = child(element, "extensionElements")
    for entry in holder if holder is not None else ():
        yield entry
        yield from entry


def is_asynchronous(element: Element) -> bool:
    """Whether the file wants the work of a task done after the step that reached it."""
    return vendor(element, "asyncBefore", "async") == "true"


def seconds(element: Element, name: str, default: float) -> float:
    """A duration attribute in seconds."""
    value = plain(element, name)
    return _duration(value, element) if value else default


def _duration(value: str, element: Element) -> float:
    try:
        return max(0.0, parse_duration(value).total_seconds())
    except NotationError as error:
        raise DefinitionError("duration-unreadable", element_id=plain(element, "id"), reason=error) from None


def _attempts(value: str, element: Element) -> int:
    if not value.isdigit() or not 1 <= int(value) <= MAXIMUM_ATTEMPTS:
        raise DefinitionError(
            "attempts-unreadable", element_id=plain(element, "id"), value=value[:20], limit=MAXIMUM_ATTEMPTS
        )
    return int(value)
