"""What engines demand of their own notation before they deploy a file: that it says what is done, and from where.

Which engine it is shows in the extensions; what an engine refuses in the drawing itself is a rule of its dialect.
"""

from __future__ import annotations

import re
from typing import NoReturn

from ..errors import DefinitionError
from ..notations.feel_parser import parse_feel
from ..notations.tokens import NotationError
from .catalogue import Catalogue
from .xml import Element, child, children, extension, extensions, local, namespace, plain, text, vendor

_WORK = ("class", "delegateExpression", "expression", "type")
_CATCHING = ("startEvent", "boundaryEvent", "intermediateCatchEvent")
_THROWING = ("endEvent", "intermediateThrowEvent")
_FIELDS = {  # of Flowable's tasks: each needs one field of every group
    "http": (("requestMethod",), ("requestUrl",)),
    "mail": (("to", "cc", "bcc"),),
    "shell": (("command",),),
}
_SENDING = ("mail", "mule", "camel", "send-event")
_DAYS = re.compile(r"\d+|P\d+D")
_PATH = re.compile(r"[a-zA-Z_]\w*(\.[a-zA-Z_]\w*)*")
_RESERVED = frozenset(["null", "true", "false", "function", "if", "then", "else", "for", "between", "instance", "of"])
HIGHEST_PRIORITY = 100


def check_demands(element: Element, kind: str, catalogue: Catalogue) -> None:
    """Raise DefinitionError when an element lacks what the engine of its file demands of it."""
    demands = _DEMANDS.get(catalogue.vendor)
    if demands is not None and catalogue.held:
        demands(element, kind, catalogue)


def check_roots(root: Element, catalogue: Catalogue) -> None:
    """Raise DefinitionError for processes and signals that Camunda and Flowable refuse: two signals of one name."""
    if catalogue.vendor not in ("camunda", "flowable") or not catalogue.held:
        return
    for element in children(root, "process"):
        days = vendor(element, "historyTimeToLive")
        if days is not None and "{" not in days and not _DAYS.fullmatch(days):
            _wrong(element, "historyTimeToLive", days)
    seen: dict[str, str] = {}
    for element in children(root, "signal"):
        identifier, name = plain(element, "id") or "", plain(element, "name")
        if not name:
            raise DefinitionError("nameless", element_id=identifier, reference=identifier)
        if name in seen:
            raise DefinitionError("named-twice", element_id=identifier, first=seen[name], second=identifier, name=name)
        seen[name] = identifier


def _camunda(element: Element, kind: str, catalogue: Catalogue) -> None:
    if kind in ("serviceTask", "sendTask"):
        _work(element, vendor(element, *_WORK) or plain(element, "messageRef"))
    if vendor(element, "type") == "external":
        _needed(element, vendor(element, "topic"), "topic")
    if kind == "eventBasedGateway" and vendor(element, "asyncAfter") == "true":
        _wrong(element, "asyncAfter", "true")
    _signalled(element)
    _one_way(element)
    _listeners(element)
    _parameters(element, kind)
    if kind == "scriptTask" and vendor(element, "resource") is None:
        _needed(element, child(element, "script") is not None, "script")
    multi = child(element, "multiInstanceLoopCharacteristics")
    if multi is not None and any(True for _ in extensions(element, "outputParameter")):
        raise DefinitionError("outputs-of-loop", element_id=plain(element, "id"), activity=_name(element))
    if kind == "callActivity":
        for entry in extensions(element, "in", "out"):
            _mapping(element, entry)
    _closed(element)
    for definition in element:
        _coded(element, kind, definition, catalogue)
        message = _referred(definition, "message", catalogue)
        if message is None or kind in _THROWING:
            continue
        _named(element, message, "name")
        if kind == "startEvent" and "{" in (plain(message, "name") or "") and local(_parent(element)) == "process":
            raise DefinitionError("name-computed", element_id=plain(element, "id"), event=_name(element))


def _coded(element: Element, kind: str, definition: Element, catalogue: Catalogue) -> None:
    """What is thrown has a code."""
    for what in ("error", "escalation") if kind in _THROWING else ():
        found = _referred(definition, what, catalogue)
        if found is not None:
            _named(element, found, f"{what}Code")


def _parameters(element: Element, kind: str) -> None:
    """Parameters belong to what is done or thrown: neither to what begins or decides, nor outputs to an end."""
    field = "outputParameter" if kind == "endEvent" else "inputOutput"
    without = kind in ("startEvent", "boundaryEvent", "endEvent") or kind.endswith("Gateway")
    if without and extension(element, field) is not None:
        identifier = plain(element, "id")
        raise DefinitionError("parameters-elsewhere", element_id=identifier, activity=_name(element), field=field)


def _flowable(element: Element, kind: str, catalogue: Catalogue) -> None:
    work = plain(element, "implementation") or plain(element, "operationRef")
    work = work or vendor(element, "eventType") or text(extension(element, "eventType"))
    if kind in ("serviceTask", "sendTask"):
        _work(element, vendor(element, *_WORK) or work)
    if kind == "sendTask" and vendor(element, "type") not in (None, *_SENDING):
        _wrong(element, "type", vendor(element, "type") or "")
    for group in _FIELDS.get(vendor(element, "type") or "", ()) if kind in ("serviceTask", "sendTask") else ():
        filled = [entry for entry in extensions(element, "field") if plain(entry, "name") in group]
        _needed(element, filled, group[0])
    if kind == "scriptTask":
        _needed(element, text(child(element, "script")), "script")
    _one_way(element)
    _listeners(element)
    _closed(element)
    _signalled(element)
    for definition in children(element, "messageEventDefinition") if kind in _CATCHING else ():
        if not plain(definition, "messageRef") and not vendor(definition, "messageExpression"):
            _nothing_referred(element)


def _signalled(element: Element) -> None:
    for definition in children(element, "signalEventDefinition"):
        if not plain(definition, "signalRef") and not vendor(definition, "signalExpression"):
            _nothing_referred(element)


def _work(element: Element, work: str | None) -> None:
    if not work and extension(element, "connector", *_WORK) is None:
        raise DefinitionError("task-without-work", element_id=plain(element, "id"), activity=_name(element))


def _one_way(element: Element) -> None:
    """The class of a task sets variables itself, so that there is no result to name."""
    for result in ("resultVariable", "resultVariableName"):
        if vendor(element, "class") and vendor(element, result):
            _either(element, "class", result)


def _listeners(element: Element) -> None:
    for listener in extensions(element, "executionListener", "taskListener"):
        works = [listener.get(name) for name in ("class", "expression", "delegateExpression", "topic")]
        if works == [None] * len(works) and child(listener, "script") is None:
            _needed(element, None, f"{local(listener)} class")
        if local(listener) == "taskListener":
            _needed(element, listener.get("event") is not None, "taskListener event")


def _mapping(element: Element, entry: Element) -> None:
    """A mapping of a call says from where and to where, unless it hands on everything or the key."""
    if plain(entry, "variables") or plain(entry, "businessKey") is not None:
        return
    _needed(element, plain(entry, "source") or plain(entry, "sourceExpression"), f"{local(entry)} source")
    _needed(element, plain(entry, "target"), f"{local(entry)} target")


def _closed(element: Element) -> None:
    """Expressions in the vendor's attributes end."""
    for key, given in element.attrib.items():
        content = str(given)
        begin = max(content.rfind("${"), content.rfind("#{"))
        if str(key).startswith("{") and begin >= 0 and "}" not in content[begin:]:
            identifier, shown = plain(element, "id"), content[begin : begin + 80]
            raise DefinitionError("expression-open", element_id=identifier, activity=_name(element), expression=shown)


def _zeebe(element: Element, kind: str, catalogue: Catalogue) -> None:
    spaces = " ".join(str(uri) for uri in element.nsmap.values())
    if "zenbpm" in spaces and "zeebe" not in spaces:
        return  # ZenBPM reads the same notation and demands less
    job = extension(element, "taskDefinition")
    if job is not None:
        _needed(element, plain(job, "type"), "type")
    if kind == "serviceTask":
        _needed(element, job is not None or plain(element, "implementation"), "taskDefinition")
    elif kind == "businessRuleTask":
        _rule_task(element, job)
    elif kind == "userTask":
        _user_task(element)
    elif kind == "receiveTask":
        _subscribed(element, element, catalogue)
    _signalled(element)
    for definition in element:
        _zeebe_event(element, kind, definition, catalogue)
    for entry in extensions(element, "input", "output"):
        if "zeebe" in namespace(entry) and local(_parent(entry)) == "ioMapping":
            _zeebe_mapping(element, entry)
    _expression(element, text(child(element, "conditionExpression")))
    called = extension(element, "calledElement")
    if kind == "callActivity" and called is not None:
        _expression(element, plain(called, "processId"))
    multi = child(element, "multiInstanceLoopCharacteristics")
    if multi is not None:
        _zeebe_loop(element, multi, catalogue)


def _rule_task(element: Element, job: Element | None) -> None:
    called = extension(element, "calledDecision")
    if called is not None and job is not None:
        _either(element, "calledDecision", "taskDefinition")
    if called is not None:
        _needed(element, plain(called, "decisionId"), "decisionId")
        _needed(element, plain(called, "resultVariable"), "resultVariable")
    _needed(element, called is not None or job is not None, "calledDecision")


def _user_task(element: Element) -> None:
    for tag in ("assignmentDefinition", "taskSchedule", "priorityDefinition"):
        entry = extension(element, tag)
        for content in entry.attrib.values() if entry is not None else ():
            _expression(element, str(content))
    schedule, priority = extension(element, "taskSchedule"), extension(element, "priorityDefinition")
    for name in ("dueDate", "followUpDate"):
        moment = plain(schedule, name) if schedule is not None else None
        if moment and not moment.startswith("=") and "T" not in moment:
            _wrong(element, name, moment)
    rank = plain(priority, "priority") if priority is not None else None
    if rank is not None and not rank.startswith("=") and not (rank.isdecimal() and int(rank) <= HIGHEST_PRIORITY):
        _wrong(element, "priority", rank)


def _zeebe_event(element: Element, kind: str, definition: Element, catalogue: Catalogue) -> None:
    if local(definition) == "messageEventDefinition":
        if kind in _CATCHING:
            _subscribed(element, definition, catalogue)
        elif kind in _THROWING:
            _published(element, definition, catalogue)
    elif local(definition) == "linkEventDefinition":
        _needed(element, plain(definition, "name"), "name")
    elif local(definition) == "compensateEventDefinition" and plain(definition, "waitForCompletion") == "false":
        _wrong(element, "waitForCompletion", "false")
    for what in ("error", "escalation"):
        found = _referred(definition, what, catalogue)
        if found is not None and kind in _THROWING:
            _named(element, found, f"{what}Code")
        elif found is not None and (plain(found, f"{what}Code") or "").startswith("="):
            raise DefinitionError("name-computed", element_id=plain(element, "id"), event=_name(element))
        elif local(definition) == f"{what}EventDefinition" and kind in _THROWING and found is None:
            _nothing_referred(element)


def _subscribed(element: Element, definition: Element, catalogue: Catalogue) -> None:
    """A message is awaited by its name; one that begins a process by a name that needs no variables.

    Zeebe demands a correlation key, too; other engines that read its notation do without.
    """
    message = _referred(definition, "message", catalogue)
    if message is None:
        _nothing_referred(element)
    _named(element, message, "name")
    name = plain(message, "name") or ""
    _expression(element, name)
    if local(element) == "startEvent" and local(_parent(element)) == "process":
        if name.startswith("=") and not name[1:].strip().startswith('"'):
            raise DefinitionError("name-computed", element_id=plain(element, "id"), event=_name(element))
        return
    subscription = extension(message, "subscription")
    _expression(element, plain(subscription, "correlationKey") if subscription is not None else None)


def _published(element: Element, definition: Element, catalogue: Catalogue) -> None:
    job, publish = extension(element, "taskDefinition"), extension(element, "publishMessage")
    if job is not None and publish is not None:
        _either(element, "publishMessage", "taskDefinition")
    if publish is not None:
        message = _referred(definition, "message", catalogue)
        if message is None:
            _nothing_referred(element)
        _named(element, message, "name")
        _needed(element, plain(publish, "correlationKey"), "correlationKey")
    _needed(element, job is not None or publish is not None, "publishMessage")


def _zeebe_mapping(element: Element, entry: Element) -> None:
    target, source = plain(entry, "target") or "", plain(entry, "source") or ""
    _needed(element, target, f"{local(entry)} target")
    if not _PATH.fullmatch(target) or target in _RESERVED:
        _wrong(element, f"{local(entry)} target", target)
    _expression(element, source)


def _zeebe_loop(element: Element, multi: Element, catalogue: Catalogue) -> None:
    loop = extension(multi, "loopCharacteristics")
    names = ("inputCollection", "outputCollection", "outputElement")
    given = {name: plain(loop, name) or "" for name in names} if loop is not None else {}
    if not given:
        return  # how often it is done may be missing altogether, see `refusals`
    if bool(given["outputCollection"]) != bool(given["outputElement"]):
        _needed(element, None, "outputElement" if given["outputCollection"] else "outputCollection")
    for name in ("inputCollection", "outputElement"):
        _expression(element, given[name])
        _computed(element, given[name], name, catalogue)
    _expression(element, text(child(multi, "completionCondition")))


def _computed(element: Element, given: str, field: str, catalogue: Catalogue) -> None:
    """A value that must be an expression, in files from the time of FEEL."""
    if given and not given.startswith("=") and catalogue.feel:
        identifier = plain(element, "id")
        raise DefinitionError("expression-wanted", element_id=identifier, activity=_name(element), field=field)


def _expression(element: Element, given: str | None) -> None:
    if given and given.startswith("=") and given[1:].strip():
        try:
            parse_feel(given[1:].strip())
        except NotationError as error:
            _unread(element, error)


def _referred(definition: Element, kind: str, catalogue: Catalogue) -> Element | None:
    """The message, error or escalation that an event definition or a task refers to."""
    if local(definition) not in (f"{kind}EventDefinition", "receiveTask"):
        return None
    reference = plain(definition, f"{kind}Ref") or ""
    return catalogue.roots.get((kind, reference), catalogue.roots.get((kind, reference.split(":", 1)[-1])))


def _nothing_referred(element: Element) -> NoReturn:
    raise DefinitionError("event-without-name", element_id=plain(element, "id"), event=_name(element))


def _named(element: Element, referred: Element, attribute: str) -> None:
    if not (plain(referred, attribute) or "").strip():
        raise DefinitionError("nameless", element_id=plain(element, "id"), reference=plain(referred, "id") or "")


def _needed(element: Element, given: object, field: str) -> None:
    if not given:
        raise DefinitionError("field-missing", element_id=plain(element, "id"), activity=_name(element), field=field)


def _either(element: Element, field: str, other: str) -> None:
    identifier = plain(element, "id")
    raise DefinitionError("one-of-two", element_id=identifier, activity=_name(element), field=field, other=other)


def _wrong(element: Element, attribute: str, value: str) -> None:
    raise DefinitionError("wrong-value", element_id=plain(element, "id"), attribute=attribute, value=value[:200])


def _unread(element: Element, reason: object) -> None:
    raise DefinitionError("wrong-expression", element_id=plain(element, "id"), flow=_name(element), reason=reason)


def _name(element: Element) -> str:
    return plain(element, "name") or plain(element, "id") or local(element)


def _parent(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent


_DEMANDS = {"camunda": _camunda, "flowable": _flowable, "zeebe": _zeebe}
