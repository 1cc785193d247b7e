"""The root elements of a file that others refer to: messages, signals, errors, escalations, data objects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..dialects import DIALECTS, NONE, Dialect
from .xml import Element, child, children, extension, local, plain, text, vendor

_CALL_BACK = re.compile(r"\bnext\(")
_BRACES = re.compile(r"\{[^{}]*\}")
_RETURN = re.compile(r"(?:^|[;\n])\s*return\b[ \t]*[^\s;]")
_TOKEN = re.compile(r"\btoken\.(?:current\b|history\.)")


@dataclass(slots=True)
class Catalogue:
    """Names and codes by id, and whose file it is. `lent`: it was only drawn with the tool of that engine."""

    dialect: Dialect = NONE
    published: bool = False
    lent: bool = False
    messages: dict[str, str] = field(default_factory=dict)
    signals: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    error_messages: dict[str, str] = field(default_factory=dict)
    escalations: dict[str, str] = field(default_factory=dict)
    correlations: dict[str, str] = field(default_factory=dict)
    retrievals: dict[tuple[str, str], str] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)
    bindings: list[tuple[str, str]] = field(default_factory=list)
    data_names: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, Element] = field(default_factory=dict)
    payloads: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    processes: dict[str, str] = field(default_factory=dict)
    roots: dict[tuple[str, str], Element] = field(default_factory=dict)
    flows: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    nameless: Counter[str] = field(default_factory=Counter)
    identifiers: frozenset[str] = frozenset()
    scoped_signals: set[str] = field(default_factory=set)
    feel: bool = False

    @property
    def vendor(self) -> str:
        """Whose extensions the file has."""
        return self.dialect.name

    @property
    def own(self) -> bool:
        """Whether the file is ours."""
        return self.dialect.own

    @property
    def stores_scripts(self) -> bool:
        """Whether what a script assigns becomes a variable of the process: not in Camunda's and Flowable's files."""
        return self.vendor not in ("camunda", "flowable") or (self.vendor == "camunda" and self.lent)

    @property
    def held(self) -> bool:
        """Whether the file is held to what its engine demands: neither published before, nor made for another one."""
        return not (self.published or self.lent)

    def unnamed(self, kind: str) -> str:
        """An id for a node to which its file gives none; the same each time the file is read."""
        while True:
            self.nameless[kind] += 1
            identifier = f"{kind}-{self.nameless[kind]}"
            if identifier not in self.identifiers:
                return identifier

    def knows(self, kind: str, reference: str) -> bool:
        """Whether a message, signal or escalation that an event refers to is in the file."""
        names = {"message": self.messages, "signal": self.signals, "escalation": self.escalations}.get(kind, {})
        return reference in names or reference.split(":", 1)[-1] in names

    def message(self, reference: str | None) -> str | None:
        """The name of a message."""
        return _named(self.messages, reference)

    def signal(self, reference: str | None) -> str | None:
        """The name of a signal."""
        return _named(self.signals, reference)

    def error(self, reference: str | None) -> str | None:
        """The code of an error."""
        return _named(self.errors, reference)

    def escalation(self, reference: str | None) -> str | None:
        """The code of an escalation."""
        return _named(self.escalations, reference)


def _named(names: dict[str, str], reference: str | None) -> str | None:
    if not reference:
        return None
    short = reference.split(":", 1)[-1]
    return names.get(reference) or names.get(short) or reference


def read_catalogue(root: Element) -> Catalogue:
    """Everything outside the processes that their elements refer to."""
    catalogue = Catalogue()
    namespaces = " ".join(str(uri) for uri in root.nsmap.values())
    catalogue.dialect = DIALECTS[_vendor_of(root, namespaces)]
    if _lent(root, catalogue.vendor):
        catalogue.lent = True
        catalogue.dialect = replace(
            catalogue.dialect, refuses=frozenset(), conditions_are_exact=False, drawn_loosely=True, many_starts=True
        )
    for element in root:
        identifier = plain(element, "id") or ""
        kind = local(element)
        catalogue.roots[kind, identifier] = element
        if kind == "message":
            catalogue.messages[identifier] = plain(element, "name") or identifier
            _read_correlation(catalogue, element)
        elif kind == "signal":
            catalogue.signals[identifier] = plain(element, "name") or identifier
            if vendor(element, "scope") == "processInstance":
                catalogue.scoped_signals.add(identifier)
        elif kind in ("error", "escalation"):
            _read_code(catalogue, kind, identifier, element)
        elif kind == "process":
            catalogue.processes.setdefault(plain(element, "name") or identifier, identifier)
        if kind in ("message", "signal", "error", "escalation"):
            _read_payload(catalogue, identifier, element)
    catalogue.feel = _speaks_feel(root)
    _read_retrievals(catalogue, root)
    _read_data_names(catalogue, root)
    catalogue.identifiers = frozenset(str(element.get("id")) for element in root.iter() if element.get("id"))
    for element in root.iter():
        if local(element).endswith("EventDefinition") and element.get("id"):
            catalogue.definitions[str(element.get("id"))] = element
        if local(element) in ("sequenceFlow", "messageFlow"):
            ends = (plain(element, "sourceRef") or "", plain(element, "targetRef") or "")
            catalogue.flows[plain(element, "id") or "", *ends] += 1
    return catalogue


def _vendor_of(root: Element, namespaces: str) -> str:
    """Whose extensions a file has; files of process-engine.io have no namespace of their own."""
    found = "none"
    if "activiti.org" in str(root.nsmap.get("camunda")):  # as Camunda 7 began
        namespaces = "camunda.org"
    for name, mark in (
        ("xieyun", "xieyun.org"), ("zeebe", "schema/zeebe"), ("spiff", "spiffworkflow"),
        ("flowable", "flowable.org"), ("camunda", "camunda.org"), ("camunda", "operaton.org"),
        ("camunda", "fluxnova"), ("camunda", "eximeebpms.org"), ("camunda", "cibseven"), ("camunda", "cadenzaflow"),
        ("flowable", "activiti.org"), ("kie", "jboss.org/drools"), ("processmaker", "processmaker.com"),
        ("zeebe", "zenbpm.pbinitiative.org"), ("bpmn-engine", "paed01.github.io"),
        ("bpmnengine", "roger-castaldo/BPMNEngine"),
    ):  # fmt: skip
        if mark in namespaces:
            found = name
            break
    if found == "camunda" and vendor(root, "executionPlatform") == "Camunda Cloud":  # and nothing of Zeebe in it
        return "zeebe"
    return "process-engine" if found in ("none", "camunda") and _speaks_of_tokens(root) else found


def _lent(root: Element, vendor: str) -> bool:
    """Whether a file was only drawn with the tool of `vendor`: for another engine, or to be looked at.

    It says so (SmartEngine; no process is executable), its scripts call back (bpmn-engine), or are written in a
    language that they need not name there.
    """
    executable = [plain(process, "isExecutable") != "false" for process in children(root, "process")]
    if plain(root, "targetNamespace") == "smart" or not any(executable):
        return True
    plainly = vendor in ("camunda", "flowable")
    return any(_CALL_BACK.search(text(entry)) or (plainly and _speaks_plainly(entry)) for entry in _scripts(root))


def _speaks_plainly(element: Element) -> bool:
    """Whether a condition, or the script of a task, names no language and is no expression in `${}`."""
    task = element.getparent() if local(element) == "script" else None
    if local(element) == "script" and (task is None or local(task) != "scriptTask"):
        return False
    named = plain(element, "language") or (plain(task, "scriptFormat") if task is not None else None)
    return not named and bool(text(element)) and "{" not in text(element)


def _scripts(root: Element) -> Iterator[Element]:
    return (element for element in root.iter() if local(element) in ("script", "conditionExpression"))


def _speaks_of_tokens(root: Element) -> bool:
    """Whether a file is one of process-engine.io.

    Drawn with its own tool, or with scripts, conditions or parameters of its services that read its token, or with
    scripts of no named language that return a value: it keeps that as the token, elsewhere nobody would get it.
    """
    if plain(root, "exporter") == "BPMN Studio" or any(map(_returns, _scripts(root))):
        return True
    parameters = (plain(element, "value") for element in root.iter() if local(element) == "property")
    return any(_TOKEN.search(words or "") for words in (*(element.text for element in _scripts(root)), *parameters))


def _returns(element: Element) -> bool:
    """Whether a script task in no named language returns a value."""
    task = element.getparent() if local(element) == "script" else None
    if task is None or local(task) != "scriptTask" or plain(task, "scriptFormat"):
        return False
    words, inner = text(element), 1
    while inner:  # what is returned inside of braces may be a function's
        words, inner = _BRACES.subn("0", words)
    return _RETURN.search(words) is not None


def _speaks_feel(root: Element) -> bool:
    """Whether a file of Zeebe is from the time of FEEL: made for Camunda 8, or with an expression marked by `=`."""
    if vendor(root, "executionPlatform") == "Camunda Cloud":
        return True
    for element in root.iter():
        sources = (plain(element, "source"), text(element) if local(element) == "conditionExpression" else None)
        if any(source and source.startswith("=") for source in sources):
            return True
    return False


def _read_data_names(catalogue: Catalogue, root: Element) -> None:
    for element in root.iter():
        if local(element) in ("dataObject", "dataInput", "dataOutput", "dataObjectReference", "dataStore",
                              "dataStoreReference", "property"):  # fmt: skip
            if local(element) == "dataObjectReference":
                catalogue.objects[plain(element, "id") or ""] = plain(element, "dataObjectRef") or ""
            label = plain(element, "name") or plain(element, "dataObjectRef")
            if label and plain(element, "id"):
                catalogue.data_names[str(plain(element, "id"))] = label


def _read_retrievals(catalogue: Catalogue, root: Element) -> None:
    """Where each message says the value of a correlation property."""
    for element in children(root, "correlationProperty"):
        for entry in children(element, "correlationPropertyRetrievalExpression"):
            expression = text(child(entry, "formalExpression")) or text(child(entry, "messagePath"))
            catalogue.retrievals[plain(element, "id") or "", plain(entry, "messageRef") or ""] = expression
    for element in root.iter():
        if local(element) == "correlationKey":
            properties = [text(entry) for entry in children(element, "correlationPropertyRef")]
            catalogue.keys[plain(element, "id") or plain(element, "name") or ""] = properties
        elif local(element) == "correlationPropertyBinding":
            path = text(child(element, "dataPath")).removeprefix("property:")
            catalogue.bindings.append((plain(element, "correlationPropertyRef") or "", path))


def _read_code(catalogue: Catalogue, kind: str, identifier: str, element: Element) -> None:
    codes = catalogue.errors if kind == "error" else catalogue.escalations
    codes[identifier] = plain(element, f"{kind}Code") or plain(element, "name") or identifier
    message = vendor(element, "errorMessage")
    if message:
        catalogue.error_messages[identifier] = message


def _read_payload(catalogue: Catalogue, identifier: str, element: Element) -> None:
    """SpiffWorkflow: what a message, signal, error or escalation carries, and the variable that receives it."""
    message = local(element) == "message"
    expression = extension(element, "messagePayload" if message else "payloadExpression")
    variable = extension(element, "messageVariable" if message else "variableName")
    carried = text(expression) if expression is not None else ""
    received = text(variable) if variable is not None else ""
    if carried or received:
        catalogue.payloads[identifier] = (carried or None, received or None)


def _read_correlation(catalogue: Catalogue, message: Element) -> None:
    for element in message.iter():
        key = vendor(element, "correlationKey") or plain(element, "correlationKey")
        if key:
            names = (plain(message, "id"), plain(message, "name"))  # messages of one name may have keys of their own
            catalogue.correlations.update((name, key) for name in names if name)


def documentation(element: Element) -> str:
    """The regulation text or description of an element."""
    return text(child(element, "documentation"))
