"""Read event definitions: what an event waits for or throws."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .. import notation
from ..definition import PAYLOAD, DataMapping, EventDefinition
from ..times import is_variable
from .associations import read_payload
from .catalogue import Catalogue
from .forbidden import check_reference
from .scripts import script_condition
from .xml import Element, child, extension, extensions, local, plain, text, vendor

_TIMES = (("timeDate", "date"), ("timeDuration", "duration"), ("timeCycle", "cycle"))
# How BPMNEngine for .NET writes durations: `+5 minutes`.
_LATER = re.compile(r"\+(\d+) (second|minute|hour|day)s?")
_THROWN = ("endEvent", "intermediateThrowEvent")
_SPANS = {"second": "PT{}S", "minute": "PT{}M", "hour": "PT{}H", "day": "P{}D"}


def read_events(element: Element, catalogue: Catalogue) -> tuple[EventDefinition, ...]:
    """The event definitions of an event element, referenced ones included."""
    result = []
    for definition in element:
        kind = local(definition)
        if kind == "eventDefinitionRef":
            referenced = catalogue.definitions.get(text(definition).split(":", 1)[-1])
            if referenced is not None:
                result.append(_read(referenced, element, catalogue))
        elif kind.endswith("EventDefinition"):
            result.append(_read(definition, element, catalogue))
    for listener in extensions(element, "variableListenerEventDefinition"):
        result.append(_variable(listener))
    registered = None if result else registered_event(element, catalogue)
    return tuple(result) if registered is None else (registered,)


def registered_event(element: Element, catalogue: Catalogue) -> EventDefinition | None:
    """An event of Flowable's event registry: a message named like its type, told apart by what it carries.

    A task that sends one event and waits for another names the latter its trigger.
    """
    if catalogue.vendor != "flowable":
        return None
    name = None
    for tag in ("triggerEventType", "eventType"):
        name = name or vendor(element, tag) or text(extension(element, tag))
    if not name:
        return None
    event = EventDefinition("message", notation.Source(name, "literal"), selective=True)
    event.variables = tuple(read_mapping(entry, own=False) for entry in extensions(element, "eventOutParameter"))
    wanted = list(extensions(element, "triggerEventCorrelationParameter", "eventCorrelationParameter"))
    event.expected = tuple(
        (notation.Source(plain(entry, "name") or "", "foreign"), notation.value(plain(entry, "value") or ""))
        for entry in wanted
        if plain(entry, "name") and plain(entry, "value")
    )
    return event


def read_event(definition: Element, catalogue: Catalogue) -> EventDefinition:
    """An event definition that stands alone, not in an event."""
    return _read(definition, definition, catalogue)


def _variable(listener: Element) -> EventDefinition:
    """Flowable's event that a variable was changed."""
    changes = (plain(listener, "variableChangeType") or "all").replace("-", ",")
    known = frozenset({"create", "update"} if changes == "all" else changes.split(","))
    return EventDefinition("conditional", watched=_listed(plain(listener, "variableName")), changes=known)


def _listed(names: str | None) -> frozenset[str]:
    """Names with commas between them."""
    return frozenset(name.strip() for name in (names or "").split(",") if name.strip())


def _read(definition: Element, event: Element, catalogue: Catalogue) -> EventDefinition:
    kind = local(definition).removesuffix("EventDefinition")
    result = EventDefinition(kind)
    reader = _READERS.get(kind)
    if reader:
        reader(result, definition, event, catalogue)
    if not catalogue.published:
        identifier = plain(event, "id") or ""
        known = catalogue.knows(kind, result.reference or "")
        check_reference(result, identifier, plain(event, "name") or identifier, catalogue.dialect, known=known)
    return result


def _message(result: EventDefinition, definition: Element, event: Element, catalogue: Catalogue) -> None:
    result.reference = plain(definition, "messageRef")
    _name(result, catalogue.message(result.reference) or vendor(definition, "messageExpression"), catalogue)
    result.correlation = _correlation(definition, event, result, catalogue)
    thrown = local(event) in _THROWN
    result.variables = (
        payload(definition)
        or payload(event)
        or message_payload(result.reference, catalogue, thrown=thrown)
        or (read_payload(event, catalogue) if thrown else ())
    )
    result.expected = _expected(result, definition, event, catalogue)
    note_conversation(result, catalogue)
    keep = vendor(definition, "keepFor") or vendor(event, "keepFor")
    result.keep = notation.value(keep, own=catalogue.own) if keep else None


def _correlation(
    definition: Element, event: Element, result: EventDefinition, catalogue: Catalogue
) -> notation.Source | None:
    key = vendor(definition, "correlationKey") or vendor(event, "correlationKey")
    if not key and result.name is not None:
        key = catalogue.correlations.get(result.reference or "") or catalogue.correlations.get(result.name.text)
    return notation.value(key, own=catalogue.own) if key else None


def _expected(
    result: EventDefinition, definition: Element, event: Element, catalogue: Catalogue
) -> tuple[tuple[notation.Source, notation.Source], ...]:
    entries = (*extensions(definition, "processVariableCorrelation"), *extensions(event, "processVariableCorrelation"))
    return expected(result.reference, entries, catalogue)


def expected(
    reference: str | None, entries: Iterable[Element], catalogue: Catalogue
) -> tuple[tuple[notation.Source, notation.Source], ...]:
    """SpiffWorkflow: what a message must carry, as (expression over the message, expression over the instance)."""
    found = []
    for entry in entries:
        retrieval = catalogue.retrievals.get((text(child(entry, "propertyId")), reference or ""))
        value = text(child(entry, "expression"))
        if retrieval and value:
            found.append((notation.Source(retrieval), notation.Source(value)))
    return tuple(found)


def note_conversation(event: EventDefinition, catalogue: Catalogue) -> None:
    """The correlation keys of which a message tells the value, and what its receiver compares of his own (8.4.2)."""

    def retrieval(name: str) -> notation.Source | None:
        expression = catalogue.retrievals.get((name, event.reference or ""))
        return notation.Source(expression, "foreign") if expression else None

    keys = ((key, tuple(map(retrieval, names))) for key, names in catalogue.keys.items() if key and names)
    event.keys = tuple((key, tuple(filter(None, sources))) for key, sources in keys if all(sources))
    bound = ((retrieval(name), notation.Source(path, "foreign")) for name, path in catalogue.bindings if path)
    event.bound = tuple((source, own) for source, own in bound if source is not None)


def _signal(result: EventDefinition, definition: Element, event: Element, catalogue: Catalogue) -> None:
    result.reference = plain(definition, "signalRef")
    _name(result, catalogue.signal(result.reference) or vendor(definition, "signalExpression"), catalogue)
    result.scoped = (result.reference or "").split(":", 1)[-1] in catalogue.scoped_signals
    thrown = local(event) in ("endEvent", "intermediateThrowEvent")
    outs = tuple(read_mapping(entry, own=False) for entry in extensions(event, "out")) if thrown else ()
    result.variables = (
        outs
        or payload(definition)
        or payload(event)
        or _shared_payload(result, event, catalogue)
        or (read_payload(event, catalogue) if thrown else ())
    )


def message_payload(reference: str | None, catalogue: Catalogue, *, thrown: bool) -> tuple[DataMapping, ...]:
    """What a message itself says of its payload (SpiffWorkflow)."""
    expression, variable = catalogue.payloads.get((reference or "").split(":", 1)[-1], (None, None))
    if thrown:
        return (DataMapping("", notation.Source(expression), all_variables=True),) if expression else ()
    return (DataMapping(variable, None),) if variable else ()


def _shared_payload(result: EventDefinition, event: Element, catalogue: Catalogue) -> tuple[DataMapping, ...]:
    """What the signal, error or escalation itself says of its payload (SpiffWorkflow)."""
    expression, variable = catalogue.payloads.get((result.reference or "").split(":", 1)[-1], (None, None))
    if local(event) in ("endEvent", "intermediateThrowEvent"):
        return (DataMapping(PAYLOAD, notation.Source(expression)),) if expression else ()
    if not variable:
        return ()
    return (DataMapping(variable, None if result.kind == "signal" else notation.Source(PAYLOAD)),)


def _error(result: EventDefinition, definition: Element, event: Element, catalogue: Catalogue) -> None:
    result.reference = plain(definition, "errorRef") or plain(definition, "errorCode")
    _name(result, _code("error", result, event, catalogue), catalogue)
    result.code_variable = vendor(definition, "errorCodeVariable", "errorVariableName") or vendor(
        event, "errorVariable"
    )
    result.message_variable = vendor(definition, "errorMessageVariable")
    result.scoped = "true" in (
        vendor(definition, "errorVariableTransient"),
        vendor(definition, "errorVariableLocalScope"),
    )
    message = catalogue.error_messages.get((result.reference or "").split(":", 1)[-1])
    result.message = notation.value(message, own=catalogue.own) if message else None
    entries = extensions(event, "out" if local(event) == "endEvent" else "in")
    mappings = tuple(read_mapping(entry, own=False) for entry in entries)
    result.variables = mappings or _shared_payload(result, event, catalogue)


def _code(kind: str, result: EventDefinition, event: Element, catalogue: Catalogue) -> str | None:
    """The code of an error or escalation, or what stands for it; none where the event catches all of them."""
    root = catalogue.roots.get((kind, result.reference or ""))
    coded = root is None or bool(plain(root, f"{kind}Code"))
    if not coded and catalogue.held and catalogue.dialect.codeless_catch_all and local(event) not in _THROWN:
        return None
    return (catalogue.error if kind == "error" else catalogue.escalation)(result.reference)


def _escalation(result: EventDefinition, definition: Element, event: Element, catalogue: Catalogue) -> None:
    result.reference = plain(definition, "escalationRef")
    _name(result, _code("escalation", result, event, catalogue), catalogue)
    result.code_variable = vendor(definition, "escalationCodeVariable")
    result.variables = _shared_payload(result, event, catalogue)


def _terminate(result: EventDefinition, definition: Element, event: Element, catalogue: Catalogue) -> None:
    marked = vendor(definition, "terminateAll") == "true" or vendor(definition, "scope") == "process"
    result.everything = marked or catalogue.dialect.terminates_everything
    result.all_instances = vendor(definition, "terminateMultiInstance") == "true"


def _compensate(result: EventDefinition, definition: Element, event: Element, catalogue: Catalogue) -> None:
    result.reference = plain(definition, "activityRef")
    result.wait_for_completion = plain(definition, "waitForCompletion") != "false"


def _conditional(result: EventDefinition, definition: Element, event: Element, catalogue: Catalogue) -> None:
    element = child(definition, "condition")
    content = text(element)
    if element is not None and content:
        program = script_condition(content, plain(element, "language"))
        result.condition = program or notation.expression(content, own=catalogue.own)
    result.watched = _listed(vendor(definition, "variableName"))
    result.changes = _listed(vendor(definition, "variableEvents"))
    zeebe = extension(definition, "conditionalFilter")
    if zeebe is not None:
        result.watched = _listed(plain(zeebe, "variableNames"))
        result.changes = _listed(plain(zeebe, "variableEvents"))


def _link(result: EventDefinition, definition: Element, event: Element, catalogue: Catalogue) -> None:
    result.reference = plain(definition, "name") or plain(event, "name") or ""


def _timer(result: EventDefinition, definition: Element, event: Element, catalogue: Catalogue) -> None:
    for tag, kind in _TIMES:
        element = child(definition, tag)
        if element is not None and text(element):
            content = text(element)
            until = vendor(element, "endDate")
            if until and kind == "cycle" and content.startswith("R"):
                content = f"{content}/{until}"  # Flowable writes the end of a repetition beside it
            if catalogue.vendor == "kie" and local(event) == "startEvent" and kind == "cycle" and content[0].isdigit():
                content = content if "#" in content or " " in content else f"{content}###{content}"
            computed = content[0] in "\"'" or "(" in content or is_variable(content)
            plain_text = not any(mark in content for mark in ("${", "#{")) and not content.startswith("=")
            foreign = plain_text and computed and not (catalogue.own and is_variable(content))
            source = notation.Source(content, "foreign") if foreign else notation.value(content, own=catalogue.own)
            result.timer = (kind, source)
            result.working = vendor(definition, "calendar") == "working" or vendor(event, "calendar") == "working"
            return
    later = _LATER.fullmatch(text(child(definition, "DateString")))
    if later:
        result.timer = ("duration", notation.value(_SPANS[later.group(2)].format(later.group(1))))


def _name(result: EventDefinition, name: str | None, catalogue: Catalogue) -> None:
    result.name = notation.value(name, own=catalogue.own) if name else None


def payload(element: Element) -> tuple[DataMapping, ...]:
    """What a thrown message or signal carries, or the variable that a caught one fills."""
    result: list[DataMapping] = []
    for entry in extensions(element, "in"):
        if vendor(entry, "businessKey") or plain(entry, "businessKey"):
            continue
        result.append(read_mapping(entry, own=False))
    content = extension(element, "messagePayload")
    if content is not None and text(content):
        result.append(DataMapping("", notation.Source(text(content)), all_variables=True))
    variable = extension(element, "messageVariable")
    if variable is not None and text(variable):
        result.append(DataMapping(text(variable), None))
    return tuple(result)


def read_mapping(entry: Element, *, own: bool) -> DataMapping:
    """One `in` or `out` of a call activity, message or signal."""
    if plain(entry, "variables") == "all":
        return DataMapping("", None, all_variables=True, local=plain(entry, "local") == "true")
    local_only = plain(entry, "local") == "true"
    expression = plain(entry, "sourceExpression")
    source = plain(entry, "source") or ""
    value = notation.value(expression, own=own) if expression else notation.Source(source, "foreign")
    if not expression and source.startswith(("=", "${", "#{")):
        value = notation.value(source, own=own)
    target = plain(entry, "target") or plain(entry, "targetExpression") or source
    return DataMapping(target, value, local=local_only, type=plain(entry, "targetType") or plain(entry, "sourceType"))


_READERS = {
    "message": _message,
    "signal": _signal,
    "error": _error,
    "escalation": _escalation,
    "compensate": _compensate,
    "conditional": _conditional,
    "link": _link,
    "terminate": _terminate,
    "timer": _timer,
}
