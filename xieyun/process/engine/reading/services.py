"""Read what service, send, script and business rule tasks do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import notation
from ..definition import CURRENT, DataMapping, Service
from .catalogue import Catalogue
from .decisions import read_model_call
from .events import read_mapping
from .scripts import script_value
from .webhooks import (
    belongs_to_connector,
    is_asynchronous,
    named_fields,
    named_values,
    read_retry,
    read_wait,
    read_webhook,
)
from .xml import Element, child, children, extension, extensions, local, own, plain, text, vendor

_VENDOR_ATTRIBUTES = ("class", "delegateExpression", "expression", "type", "topic", "operatorId", "implementation")
_PATH = re.compile(r"(\$\.)?[A-Za-z_]\w*(\.\w+)*")


def read_service(element: Element, kind: str, catalogue: Catalogue) -> Service:
    """The work of an automatic task."""
    if kind == "scriptTask":
        return _script(element, catalogue)
    if kind == "businessRuleTask" or vendor(element, "type") == "dmn":
        decision = _decision(element) or read_model_call(element, catalogue)
        if decision:
            return decision
    service = read_webhook(element)
    handler = extension(element, "service")
    if service is None and handler is not None and own(handler):
        reference = notation.Source(plain(handler, "handler") or "", "literal")
        service = Service("handler", reference, result=plain(handler, "result"), input=named_values(handler, "input"))
        service.asynchronous = plain(handler, "async") == "true"
        service.wait = read_wait(handler)
    service = service or _vendor_service(element, catalogue)
    service.retry = read_retry(element)
    service.local_result = vendor(element, "useLocalScopeForResultVariable") == "true"
    service.errors = tuple(_errors(element, catalogue))
    service.asynchronous = service.asynchronous or is_asynchronous(element)
    return service


def _errors(element: Element, catalogue: Catalogue) -> Iterator[tuple[notation.Source | None, notation.Source]]:
    """Camunda's error definitions of external tasks: the answer is a BPMN error when the expression holds."""
    for entry in extensions(element, "errorEventDefinition"):
        code, condition = catalogue.error(plain(entry, "errorRef")), plain(entry, "expression")
        if condition:
            yield (notation.value(code) if code else None), notation.expression(condition)


def _script(element: Element, catalogue: Catalogue) -> Service:
    script = text(child(element, "script"))
    language = (plain(element, "scriptFormat") or "").lower()
    zeebe = extension(element, "script")
    returned = (name for name, _, direction in _declared(element) if direction == "return")
    result = vendor(element, "resultVariable") or script_result(element) or next(returned, None)
    if zeebe is not None and not script:
        script = plain(zeebe, "expression") or text(zeebe)
        result = result or plain(zeebe, "resultVariable")
        language = language or "feel"
    if catalogue.own and not language:
        language = "zen"
    elif "mvel" in language or language == "ql" or (catalogue.vendor == "kie" and not language):
        language = "java"  # MVEL (jBPM, SmartEngine) and QLExpress (CompileFlow) are Java with less to write
    elif not language and script.startswith(("${", "#{")):
        language = "juel"
    if catalogue.vendor == "process-engine":
        language, result = language or "javascript", result or CURRENT
    service = Service("script" if script else "none", script=script, language=language, result=result)
    service.stores = catalogue.stores_scripts or vendor(element, "autoStoreVariables") == "true"
    return service


def script_result(element: Element) -> str | None:
    """The result variable in the notation of bpmn-engine's own extension (`js:result`)."""
    for key, value in element.attrib.items():
        if str(key).startswith("{http://paed01.github.io/") and str(key).endswith("}result"):
            return str(value) or None
    return None


def _decision(element: Element) -> Service | None:
    """The decision that a task asks, and what becomes of its answer (see `decisions.answer`)."""
    ours, called, spiff = (extension(element, name) for name in ("decision", "calledDecision", "calledDecisionId"))
    fields = named_fields(element)
    reference = vendor(element, "decisionRef", "decisionTableReferenceKey", "rules")
    result = vendor(element, "resultVariable")
    mapping = vendor(element, "mapDecisionResult") or "resultList"
    if ours is not None and own(ours):
        reference, result, mapping = plain(ours, "ref"), plain(ours, "result"), ""
    elif called is not None:
        reference, result, mapping = plain(called, "decisionId"), plain(called, "resultVariable"), "value"
    elif spiff is not None:
        reference, mapping = text(spiff), "merge"
    elif vendor(element, "decisionRef"):
        if not result and child(element, "extensionElements") is None:
            mapping = "merge"  # Camunda would make nothing of the answer; SpiffWorkflow's files are written so
    else:
        reference = fields.get("decisionTableReferenceKey") or fields.get("decisionServiceReferenceKey") or reference
        mapping = "outputs!" if fields.get("decisionTaskThrowErrorOnNoHits") == "true" else "outputs"
    if not reference:
        return None
    return Service("decision", notation.value(reference), result=result, result_mapping=mapping)


def _vendor_service(element: Element, catalogue: Catalogue) -> Service:
    result = vendor(element, "resultVariable", "resultVariableName")
    expression = vendor(element, "expression")
    if expression:
        return Service("vendor", notation.value(expression), implementation=expression, result=result)
    for name in _VENDOR_ATTRIBUTES:
        value = vendor(element, name) or (plain(element, name) if name == "implementation" else None)
        if value and value not in ("##unspecified", "##WebService"):
            topic = vendor(element, "topic") if name == "type" else None
            return Service("vendor", implementation=f"{name}:{topic or value}", result=result)
    definition = extension(element, "taskDefinition")
    if definition is not None:
        return Service("vendor", implementation=f"job:{plain(definition, 'type')}", result=result)
    operator = extension(element, "serviceTaskOperator")
    if operator is not None:
        return Service(
            "vendor", implementation=f"operator:{plain(operator, 'id')}", result=plain(operator, "resultVariable")
        )
    return Service("none", result=result)


def read_mappings(element: Element, catalogue: Catalogue) -> tuple[tuple[DataMapping, ...], tuple[DataMapping, ...]]:
    """Input and output mappings of an activity: camunda:inputOutput, zeebe:ioMapping, what CompileFlow declares."""
    inputs: list[DataMapping] = []
    outputs: list[DataMapping] = []
    for holder in extensions(element, "inputOutput"):
        if belongs_to_connector(holder):
            continue  # they are the request and its answer, see `webhooks`
        inputs.extend(_parameter(entry, catalogue) for entry in children(holder, "inputParameter"))
        outputs.extend(_parameter(entry, catalogue) for entry in children(holder, "outputParameter"))
    for holder in extensions(element, "ioMapping"):
        inputs.extend(_zeebe_mapping(entry, catalogue) for entry in children(holder, "input"))
        outputs.extend(_zeebe_mapping(entry, catalogue) for entry in children(holder, "output"))
    outputs.extend(read_mapping(entry, own=False) for entry in extensions(element, "externalWorkerOutParameter"))
    for name, variable, direction in _declared(element):
        if direction == "param":
            inputs.append(DataMapping(name, notation.expression(variable)))
        elif local(element) == "scriptTask":  # what a service returns is told by the name of the variable
            outputs.append(DataMapping(variable, notation.expression(name)))
    return tuple(inputs), tuple(outputs)


def _declared(element: Element) -> Iterator[tuple[str, str, str]]:
    """What CompileFlow ties to variables of the process: a name inside, the variable, and which way it goes."""
    for entry in extensions(element, "var"):
        name, variable = plain(entry, "name"), plain(entry, "contextVarName")
        if name and variable:
            yield name, variable, plain(entry, "inOutType") or "param"


def _parameter(entry: Element, catalogue: Catalogue) -> DataMapping:
    name = plain(entry, "name") or ""
    script = child(entry, "script")
    if script is not None:
        return DataMapping(name, script_value(text(script), plain(script, "scriptFormat")))
    if child(entry, "list") is not None or child(entry, "map") is not None:
        return DataMapping(name, notation.Source(_structure(entry[0])))
    content = text(entry)
    return DataMapping(name, notation.value(content, own=catalogue.own) if content else None)


def _structure(element: Element) -> str:
    """A list or map parameter as one expression."""
    if local(element) == "list":
        return f"[{', '.join(_structure(entry) for entry in element)}]"
    if local(element) == "map":
        entries = (
            f"[{_literal(plain(entry, 'key') or '')}, {_structure(entry[0]) if len(entry) else _literal(text(entry))}]"
            for entry in element
        )
        return f"dict([{', '.join(entries)}])"
    if local(element) == "script":
        source = script_value(text(element), plain(element, "scriptFormat"))
        return f"({source.text})" if source.language in ("foreign", "juel") else _quoted(text(element))
    return _literal(text(element))


def _literal(content: str) -> str:
    source = notation.value(content)
    return f"({source.text})" if source.language in ("foreign", "juel") else _quoted(content)


def _quoted(content: str) -> str:
    return '"' + content.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _zeebe_mapping(entry: Element, catalogue: Catalogue) -> DataMapping:
    """A mapping; in Zeebe a source without `=` is a text (before FEEL came a path), an empty one is null."""
    source = plain(entry, "source") or ""
    target = plain(entry, "target") or source
    if source in ("", "="):
        return DataMapping(target, notation.Source("null", "feel"))
    if source.startswith("="):
        return DataMapping(target, notation.value(source))
    if catalogue.vendor != "zeebe" or (not catalogue.feel and _PATH.fullmatch(source)):
        return DataMapping(target, notation.expression(source))
    return DataMapping(target, notation.Source(source, "literal"))
