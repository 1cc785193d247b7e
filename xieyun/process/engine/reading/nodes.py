"""Read one flow node."""

from __future__ import annotations

import re

from .. import notation
from ..definition import Container, DataMapping, EventDefinition, Hook, Loop, Node, Service
from ..errors import DefinitionError
from .approvals import read_approval
from .associations import read_arguments, read_assigned, read_declared, read_objects, read_results
from .catalogue import Catalogue, documentation
from .demands import check_demands
from .events import read_events, read_mapping, registered_event
from .hooks import read_hooks
from .loops import read_loop
from .services import read_mappings, read_service
from .xml import Element, child, children, extension, extensions, local, namespace, own, plain, text, vendor

TASKS = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"}
)
CONTAINERS = frozenset({"subProcess", "transaction", "adHocSubProcess"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
MAXIMUM_QUANTITY = 1000
FLOW_NODES = TASKS | CONTAINERS | GATEWAYS | EVENTS | {"callActivity"}
_ACTIVE = 'getActivityInstanceAttribute("numberOfActiveInstances")'
_PLACE = re.compile(r"[#$]\{\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)\s*\}")
_ALL_DONE = ("autocomplete", f"{_ACTIVE} == 0")
_AUTOMATIC = frozenset({"serviceTask", "sendTask", "scriptTask", "businessRuleTask"})


def read_node(element: Element, kind: str, container: Container, catalogue: Catalogue) -> Node:
    """A node with everything but its flows and its inside."""
    identifier = plain(element, "id")
    if not identifier and plain(element, "triggeredByEvent") == "true":
        identifier = catalogue.unnamed(kind)  # no flow leads to it, so a file may leave it without one
    if not identifier:
        raise DefinitionError("node-without-id", kind=kind, name=plain(element, "name") or "")
    node = Node(identifier, " ".join((plain(element, "name") or "").split()), kind, container)
    node.documentation = documentation(element)
    node.events = read_events(element, catalogue) if kind in EVENTS else ()
    node.for_compensation = plain(element, "isForCompensation") == "true"
    if plain(element, "default"):
        node.properties["default"] = str(plain(element, "default"))
    outgoing = [text(entry) for entry in children(element, "outgoing")]
    if len(outgoing) > 1:
        node.properties["outgoing"] = " ".join(outgoing)
    if kind in TASKS or kind in CONTAINERS or kind == "callActivity":
        node.loop = read_loop(element, catalogue)
        node.start_quantity = _quantity(element, "startQuantity")
        node.completion_quantity = _quantity(element, "completionQuantity")
        node.inputs, node.outputs = read_mappings(element, catalogue)
        _note_keeping(node, element)
    elif kind in EVENTS or kind in GATEWAYS:
        node.inputs, node.outputs = read_mappings(element, catalogue)
    _SPECIAL.get(kind, _nothing)(node, element, catalogue)
    if kind in _AUTOMATIC:
        node.service = read_service(element, kind, catalogue)
        if node.service.webhook is not None or node.service.wait is not None:
            node.events = () if node.service.wait is None else (node.service.wait,)
    elif kind in ("endEvent", "intermediateThrowEvent"):
        node.service = _sent_outside(element)
    if kind != "callActivity":
        node.results = read_results(element, catalogue)
        node.assigned = read_assigned(element, catalogue)
    node.hooks = read_hooks(element)
    if node.loop is not None and node.hooks:
        _around_loop(node, node.loop, element, catalogue)
    if not catalogue.own:
        _foreign(node, element, kind, catalogue)
    check_demands(element, kind, catalogue)
    return node


def _note_declared(node: Node, element: Element, catalogue: Catalogue) -> None:
    """The data that a task declares, and the data objects that it reads and sets."""
    inputs, outputs = read_declared(element, catalogue) if node.loop is None else ((), ())
    node.inputs, node.outputs = (*node.inputs, *inputs), (*node.outputs, *outputs)
    read, written = read_objects(element, catalogue)
    kept = {mapping.target for mapping in written}
    node.inputs += tuple(mapping for mapping in read if mapping.target not in kept)
    node.assigned += written


def _note_keeping(node: Node, element: Element) -> None:
    """Only what a sub-process of ZenBPM maps leaves it, when it maps anything."""
    mapping = extension(element, "ioMapping") if node.type in CONTAINERS and node.outputs else None
    if mapping is not None and "zenbpm" in namespace(mapping):
        node.keeps = True


def _sent_outside(element: Element) -> Service | None:
    """Message events whose sending is an external task (Camunda) or a job (Zeebe)."""
    definition = child(element, "messageEventDefinition")
    job = extension(element, "taskDefinition")
    if definition is not None and job is not None:
        return Service("vendor", implementation=f"sent:{plain(job, 'type')}")
    topic = vendor(definition, "topic") if definition is not None and vendor(definition, "type") == "external" else None
    return Service("vendor", implementation=f"type:{topic}") if topic else None


def _sent_by_expression(node: Node, element: Element) -> None:
    """Camunda's message events that send by an expression: its value goes into a variable, or it sets some itself."""
    throws = node.type in ("endEvent", "intermediateThrowEvent")
    definition = child(element, "messageEventDefinition") if throws else None
    expression = vendor(definition, "expression") if definition is not None else None
    result = vendor(definition, "resultVariable") if definition is not None else None
    if expression and result:
        node.outputs += (DataMapping(result, notation.value(expression)),)
    elif expression and "setVariable" in expression:
        node.hooks += (Hook("after", expression, "juel"),)


def _foreign(node: Node, element: Element, kind: str, catalogue: Catalogue) -> None:
    """What only other engines know of: conditions to skip, arguments of scripts, services that are triggered."""
    node.skip = skipping(element)
    _note_transient(node, element)
    _note_form(node, element)
    if kind in TASKS:
        _note_declared(node, element, catalogue)
    _sent_by_expression(node, element)
    if kind == "scriptTask":
        node.inputs += tuple(read_mapping(entry, own=False) for entry in extensions(element, "in"))
    if node.service is not None and vendor(element, "triggerable") == "true" and node.service.wait is None:
        node.service.wait = registered_event(element, catalogue) or EventDefinition("message")
        node.events = (node.service.wait,)


def _note_form(node: Node, element: Element) -> None:
    """Fields of Activiti's forms that become variables of another name, or members of one (`#{order.number}`)."""
    for entry in extensions(element, "formProperty"):
        place = _PLACE.fullmatch(plain(entry, "expression") or "")
        target = plain(entry, "variable") or (place and place[1])
        if target and plain(entry, "writable") != "false":
            node.properties[f"field:{plain(entry, 'id')}"] = target


def _note_transient(node: Node, element: Element) -> None:
    """The names of results that Flowable knows only until the process waits."""
    names = []
    if vendor(element, "storeResultVariableAsTransient") == "true":
        names.append(vendor(element, "resultVariable", "resultVariableName"))
    names += [plain(entry, "target") for entry in extensions(element, "out") if plain(entry, "transient") == "true"]
    multi = child(element, "multiInstanceLoopCharacteristics")
    for entry in extensions(multi, "variableAggregation") if multi is not None else ():
        if plain(entry, "storeAsTransientVariable") == "true":
            names.append(plain(entry, "target"))
    if any(names):
        node.properties["transient"] = " ".join(name for name in names if name)


def _around_loop(node: Node, loop: Loop, element: Element, catalogue: Catalogue) -> None:
    """SpiffWorkflow's pre- and post-scripts run once around all instances, unless the file wants them at each.

    Flowable's listeners hear of the whole and of each instance.
    """
    if catalogue.vendor == "flowable":
        loop.hooks = tuple(hook for hook in node.hooks if hook.event in ("start", "end"))
    if catalogue.vendor != "spiff":
        return
    multi = child(element, "multiInstanceLoopCharacteristics")
    if multi is not None and vendor(multi, "scriptsOnInstances") != "true":
        loop.hooks, node.hooks = node.hooks, ()


def skipping(element: Element, condition: notation.Source | None = None) -> notation.Source | None:
    """Flowable's `skipExpression`, which counts only when a variable switches such expressions on.

    For a flow with a `condition` it stands in place of the condition.
    """
    skip = vendor(element, "skipExpression")
    if not skip:
        return None
    enabled = "(_ACTIVITI_SKIP_EXPRESSION_ENABLED == true || _FLOWABLE_SKIP_EXPRESSION_ENABLED == true)"
    given = f"({notation.expression(skip).text})"
    otherwise = f"({condition.text})" if condition is not None else "false"
    return notation.Source(f"{enabled} ? {given} : {otherwise}")


def _quantity(element: Element, name: str) -> int:
    """How many tokens begin an activity, or leave it by each flow."""
    given = plain(element, name) or "1"
    if not given.isdecimal() or not 1 <= int(given) <= MAXIMUM_QUANTITY:
        raise DefinitionError("wrong-quantity", element_id=plain(element, "id"), attribute=name, limit=MAXIMUM_QUANTITY)
    return int(given)


def _nothing(node: Node, element: Element, catalogue: Catalogue) -> None:
    return None


def _user_task(node: Node, element: Element, catalogue: Catalogue) -> None:
    node.approval = read_approval(element, catalogue)
    completer = vendor(element, "taskCompleterVariableName")
    if completer and "{" not in completer:
        node.properties["completer"] = completer


def _message_task(node: Node, element: Element, catalogue: Catalogue) -> None:
    from .events import expected, message_payload, note_conversation, payload

    reference = plain(element, "messageRef")
    name = catalogue.message(reference)
    event = EventDefinition("message", reference=reference, variables=payload(element))
    event.variables = event.variables or message_payload(reference, catalogue, thrown=node.type == "sendTask")
    event.name = notation.value(name, own=catalogue.own) if name else None
    key = vendor(element, "correlationKey") or (catalogue.correlations.get(name) if name else None)
    event.correlation = notation.value(key, own=catalogue.own) if key else None
    event.expected = expected(reference, extensions(element, "processVariableCorrelation"), catalogue)
    note_conversation(event, catalogue)
    keep = vendor(element, "keepFor")
    event.keep = notation.value(keep, own=catalogue.own) if keep else None
    registered = registered_event(element, catalogue) if local(element) == "receiveTask" else None
    node.events = (registered or event,)


def _send_task(node: Node, element: Element, catalogue: Catalogue) -> None:
    _message_task(node, element, catalogue)
    told = extension(element, "assignment")
    if told is not None and own(told):
        node.approval = read_approval(element, catalogue)


def _sub_process(node: Node, element: Element, catalogue: Catalogue) -> None:
    if plain(element, "triggeredByEvent") == "true":
        node.type = "eventSubProcess"


def _ad_hoc(node: Node, element: Element, catalogue: Catalogue) -> None:
    node.ordering = (plain(element, "ordering") or "Parallel").lower()
    node.cancel_remaining = plain(element, "cancelRemainingInstances") != "false"
    condition = text(child(element, "completionCondition"))
    if catalogue.vendor == "kie":
        condition = _by_name(node, element, condition)
    elif catalogue.vendor == "flowable":  # nothing begins unless somebody names it
        node.properties.update({"by name": "", "stays": "true"})
    node.completion = notation.expression(condition, own=catalogue.own) if condition else None
    zeebe = extension(element, "adHoc")
    if zeebe is not None and plain(zeebe, "activeElementsCollection"):
        node.activation = notation.expression(str(plain(zeebe, "activeElementsCollection")))
    elif catalogue.vendor == "zeebe":
        node.properties["by name"] = ""  # in Zeebe somebody outside says what begins
    if condition and catalogue.vendor == "zeebe":
        node.properties["stays"] = "true"
    if zeebe is not None and plain(zeebe, "outputCollection") and plain(zeebe, "outputElement"):
        target = str(plain(zeebe, "outputCollection"))
        node.gathers = (target, notation.expression(str(plain(zeebe, "outputElement"))))
        node.outputs = (*node.outputs, DataMapping(target, notation.expression(target)))
    for entry in extensions(element, "property"):
        if plain(entry, "name") == "activeTasksCollection":
            node.activation = notation.value(plain(entry, "value") or "")
    if vendor(element, "autoComplete") == "false":
        node.properties["stays"] = "true"
    free = extension(element, "free")
    if free is not None and own(free):
        node.properties["free"] = "true"
    if plain(element, "activation"):
        node.activation = notation.expression(str(plain(element, "activation")))


def _by_name(node: Node, element: Element, condition: str) -> str:
    """jBPM begins what is marked so, the rest when it is named; without a condition the whole never ends by itself.

    The condition that is left: two of them mean "when all is done".
    """
    node.properties["by name"] = " ".join(
        plain(activity, "id") or ""
        for activity in element
        for entry in extensions(activity, "metaData")
        if plain(entry, "name") == "customAutoStart" and text(child(entry, "metaValue")) == "true"
    )
    if condition in _ALL_DONE:
        return ""
    node.properties["stays"] = "true"
    return condition.replace(_ACTIVE, "nrOfActiveAdHocActivities")


def _call(node: Node, element: Element, catalogue: Catalogue) -> None:
    called = plain(element, "calledElement") or vendor(element, "calledElement")
    zeebe = extension(element, "calledElement")
    if not called and zeebe is not None:
        called = plain(zeebe, "processId")
    named = None if called else vendor(element, "calledElementByName")  # jBPM
    if named:
        called = catalogue.processes.get(named, named)
    for entry in () if called else extensions(element, "signavioMetaData"):
        if plain(entry, "metaKey") == "entry":  # Signavio calls by the name of a process
            called = catalogue.processes.get(plain(entry, "metaValue") or "")
    node.called = notation.value(called, own=catalogue.own) if called else None
    if vendor(element, "caseRef"):
        node.properties["case"] = str(vendor(element, "caseRef"))  # which is not run, see `overlooked`
    if called and node.called and node.called.language == "literal" and ":" in called and "//" not in called:
        node.called = notation.Source(called.split(":", 1)[1], "literal")
    entries = [entry for entry in extensions(element, "in") if not plain(entry, "businessKey")]
    outs = list(extensions(element, "out"))
    if entries or outs or catalogue.vendor in ("camunda", "flowable"):
        node.call_inputs = tuple(read_mapping(entry, own=catalogue.own) for entry in entries)
        node.call_outputs = tuple(read_mapping(entry, own=catalogue.own) for entry in outs)
    node.call_key = _business_key(element)
    node.call_results_local = vendor(element, "useLocalScopeForOutParameters") == "true"
    if vendor(element, "inheritVariables") == "true":
        node.call_inputs = None
    if zeebe is not None:
        inherit = plain(zeebe, "propagateAllParentVariables") != "false"
        node.call_inputs = None if inherit else ()
        propagate = plain(zeebe, "propagateAllChildVariables") or ("false" if node.outputs else "true")
        node.call_outputs = None if propagate == "true" else ()
    _data_associations(node, element, catalogue)


def _business_key(element: Element) -> notation.Source | None:
    """The key that a call hands on: `in businessKey` (Camunda), `businessKey` or `inheritBusinessKey` (Flowable)."""
    keys = [plain(entry, "businessKey") for entry in extensions(element, "in")]
    key = next((key for key in keys if key), None) or vendor(element, "businessKey")
    if not key and vendor(element, "inheritBusinessKey") == "true":
        key = "${execution.processBusinessKey}"
    return notation.value(key) if key else None


def _data_associations(node: Node, element: Element, catalogue: Catalogue) -> None:
    """dataInputAssociation and dataOutputAssociation of a call activity (Activiti, Flowable, jBPM)."""
    inputs = _passed(element, "dataInputAssociation", catalogue)
    outputs = _passed(element, "dataOutputAssociation", catalogue)
    if catalogue.vendor == "kie" and plain(element, "independent") != "false":
        node.call_inputs, node.call_outputs = inputs, outputs
    if inputs and node.call_inputs == ():
        node.call_inputs = inputs
    if outputs and node.call_outputs == ():
        node.call_outputs = outputs


def _passed(element: Element, kind: str, catalogue: Catalogue) -> tuple[DataMapping, ...]:
    multi = child(element, "multiInstanceLoopCharacteristics")
    gathered = catalogue.data_names.get(text(child(multi, "loopDataOutputRef"))) if multi is not None else None
    ends = read_arguments(element, kind, catalogue)
    if kind == "dataOutputAssociation":  # what the loop gathers is no result of one call
        ends = [(source, target) for source, target in ends if source != gathered]
    return tuple(
        DataMapping(target, notation.Source(source))
        for source, target in ends
        if source.isidentifier() and target.isidentifier()
    )


def _boundary(node: Node, element: Element, catalogue: Catalogue) -> None:
    node.properties["attachedToRef"] = plain(element, "attachedToRef") or ""
    node.interrupting = plain(element, "cancelActivity") != "false"
    node.parallel_multiple = plain(element, "parallelMultiple") == "true"


def _start(node: Node, element: Element, catalogue: Catalogue) -> None:
    flowable = any("flowable.org" in uri for uri in element.nsmap.values())  # Activiti, its forebear, has none
    lets_be = flowable and child(element, "escalationEventDefinition") is not None
    node.interrupting = plain(element, "isInterrupting") != "false" and not lets_be
    node.parallel_multiple = plain(element, "parallelMultiple") == "true"
    initiator = vendor(element, "initiator")
    if initiator:
        node.properties["initiator"] = initiator
    declared = (extension(element, "signature"), extension(element, "verbs"))
    if any(entry is not None and own(entry) for entry in declared):
        node.approval = read_approval(element, catalogue)  # what the initiator signs


def _catch(node: Node, element: Element, catalogue: Catalogue) -> None:
    node.parallel_multiple = plain(element, "parallelMultiple") == "true"


def _complex(node: Node, element: Element, catalogue: Catalogue) -> None:
    condition = text(child(element, "activationCondition"))
    node.activation = notation.expression(condition, own=catalogue.own) if condition else None


def _event_gateway(node: Node, element: Element, catalogue: Catalogue) -> None:
    node.event_gateway_instantiate = plain(element, "instantiate") == "true"
    node.parallel_multiple = (plain(element, "eventGatewayType") or "").lower() == "parallel"


def _receive(node: Node, element: Element, catalogue: Catalogue) -> None:
    _message_task(node, element, catalogue)
    if plain(element, "instantiate") == "true":
        node.event_gateway_instantiate = True


_SPECIAL = {
    "userTask": _user_task,
    "sendTask": _send_task,
    "receiveTask": _receive,
    "subProcess": _sub_process,
    "adHocSubProcess": _ad_hoc,
    "callActivity": _call,
    "boundaryEvent": _boundary,
    "startEvent": _start,
    "intermediateCatchEvent": _catch,
    "complexGateway": _complex,
    "eventBasedGateway": _event_gateway,
}
