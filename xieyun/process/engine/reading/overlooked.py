"""What a file of others says that could change its route and is not run: each with a sentence, so that nobody guesses.

What only changes who may see something, in which order jobs are taken or how a form looks is not listed.
"""

from __future__ import annotations

from collections.abc import Iterator

from .hooks import read_flow_hooks, read_hooks, read_timeouts
from .nodes import FLOW_NODES
from .scripts import script_condition
from .xml import XIEYUN, Element, extensions, local, namespace, parse_xml, plain, text, vendor

_ATTRIBUTES = {
    "variableMappingClass": "what it passes to the called process and back is decided by foreign code",
    "variableMappingDelegateExpression": "what it passes to the called process and back is decided by foreign code",
    "caseRef": "it calls a case (CMMN)",
    "resource": "its script stands in another file",
    "idVariableName": "the variable for the called instance's number is not set",
    "processInstanceIdVariableName": "the variable for the called instance's number is not set",
    "taskIdVariableName": "the variable for the task's number is not set",
    "storeResultVariableAsTransient": "its result stays, although the file lets it be forgotten",
}
_VERSIONS = ("calledElementBinding", "decisionRefBinding", "bindingType")
_VERSION = "the version that it names is not looked for: the file that is given is run"
_LISTENERS = ("executionListener", "taskListener")
_METADATA = {
    "customActivationCondition": "the condition under which it begins by itself is not looked at",
    "customActivationExpression": "the condition under which it begins by itself is not looked at",
}
_INPUTS = {
    "NotStartedReassign": "it is not handed to others when nobody begins it in time",
    "NotCompletedReassign": "it is not handed to others when nobody completes it in time",
}
_JOB = "its listener is the job of a worker outside"


def overlooked(xml: bytes) -> list[tuple[str, str]]:
    """Everything of the kind in a file, as (id of the element, what is not done), each once."""
    root = parse_xml(xml)
    found: dict[tuple[str, str], None] = {}
    for element in root.iter():
        if local(element) in FLOW_NODES or local(element) in ("process", "sequenceFlow"):
            for words in _of(element):
                found[plain(element, "id") or local(element), words] = None
    return list(found)


def _of(element: Element) -> Iterator[str]:
    yield from _attributes(element)
    for inner in element:
        if local(inner) not in FLOW_NODES and local(inner) != "sequenceFlow":
            yield from _attributes(inner)
    yield from _listeners(element)
    for entry in extensions(element, "calledElement", "calledDecision"):
        if plain(entry, "bindingType") not in (None, "latest", "deployment"):
            yield _VERSION
    for entry in extensions(element, "eventListener"):
        yield f"what its event listener does when {plain(entry, 'events') or 'anything'} happens"
    for entry in extensions(element, "metaData"):
        if (plain(entry, "name") or "") in _METADATA:
            yield _METADATA[plain(entry, "name") or ""]
    if local(element) == "process" and vendor(element, "adHoc") == "true":
        yield "that it is ad hoc as a whole: all that no flow leads to begins with it, unless it has a start event"
    rules = [entry for entry in _conditions(element) if "drools/rule" in (plain(entry, "language") or "")]
    if any(script_condition(text(entry), plain(entry, "language")) is None for entry in rules):
        yield "its condition is a rule of Drools: it never holds"
    for entry in element.iter():
        if local(entry) == "dataInput" and (plain(entry, "name") or "") in _INPUTS and local(element) == "userTask":
            yield _INPUTS[plain(entry, "name") or ""]


def _conditions(element: Element) -> Iterator[Element]:
    """The conditions of an element itself, not of what lies in it."""
    for inner in element:
        if local(inner) not in FLOW_NODES and local(inner) != "sequenceFlow":
            yield from inner.iter()


def _attributes(element: Element) -> Iterator[str]:
    for key, value in element.attrib.items():
        name = str(key)
        if not name.startswith("{") or name.startswith(f"{{{XIEYUN}}}") or str(value) in ("", "false"):
            continue
        short = name.rsplit("}", 1)[-1]
        if short in _ATTRIBUTES:
            yield _ATTRIBUTES[short]
        elif (short in _VERSIONS and value not in ("latest", "deployment")) or (
            short == "calledElementType" and value == "id"
        ):
            yield _VERSION


def _listeners(element: Element) -> Iterator[str]:
    """Listeners that are passed over: of foreign classes and beans, in notations unknown here, at moments not known."""
    run = len(read_hooks(element)) + len(read_flow_hooks(element))
    run += sum(hook is not None for _, hook in read_timeouts(element))
    scripts = sum(local(entry).endswith("-script") or local(entry).endswith("Script") for entry in _extension(element))
    listeners = list(extensions(element, *_LISTENERS))
    jobs = [entry for entry in listeners if plain(entry, "eventType")]
    if jobs:
        yield f"{_JOB}: {', '.join(plain(entry, 'type') or '' for entry in jobs)}"
    others = [entry for entry in listeners if not plain(entry, "eventType")]
    passed = [entry for entry in others if _foreign(entry)]
    for entry in passed:
        yield f"its listener for {plain(entry, 'event') or 'take'} is foreign code: {_foreign(entry)}"
    if run < len(others) - len(passed) + scripts:
        yield "one of its listeners is written in words that are not understood here, or for a moment that is not known"


def _foreign(listener: Element) -> str | None:
    name = plain(listener, "class") or ""
    if name.endswith(("ScriptExecutionListener", "ScriptTaskListener")):
        return None
    expression = plain(listener, "expression") or ""
    bean = expression if expression and "setVariable" not in expression and "setAssignee" not in expression else None
    return name or plain(listener, "delegateExpression") or bean


def _extension(element: Element) -> Iterator[Element]:
    for child in element:
        if local(child) == "extensionElements":
            yield from (entry for entry in child if namespace(entry) != XIEYUN and text(entry))
