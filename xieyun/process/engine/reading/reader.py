"""Read a BPMN 2.0 file into a `Definition`: find the process to run, build its graph, check every reference."""

from __future__ import annotations

from collections.abc import Mapping

from .. import processors
from ..definition import Container, Definition, Flow, Node
from ..errors import DefinitionError
from ..notation import Source, check, expression
from ..notations.tokens import NotationError
from .approvals import read_urging
from .catalogue import Catalogue, read_catalogue
from .checks import check_definition
from .data_objects import read_data_objects
from .demands import check_demands, check_roots
from .events import read_event
from .hooks import read_flow_hooks, read_hooks, read_timeouts
from .lanes import read_lanes
from .nodes import FLOW_NODES, read_node, skipping
from .pools import choose_root, drawn_only, read_message_flows
from .scripts import script_condition
from .xml import BPMN, Element, child, children, local, namespace, parse_xml, plain, text, vendor

MAXIMUM_NODES = 20_000
MAXIMUM_NESTING = 40

_GLOBAL_TASKS = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}
_IGNORED = frozenset(
    {
        "documentation", "extensionElements", "laneSet", "dataObject", "dataObjectReference", "dataStoreReference",
        "dataStore", "textAnnotation", "association", "group", "ioSpecification", "property", "auditing",
        "monitoring", "resourceRole", "performer", "humanPerformer", "potentialOwner", "correlationSubscription",
        "supports", "incoming", "outgoing", "standardLoopCharacteristics", "multiInstanceLoopCharacteristics",
        "dataInputAssociation", "dataOutputAssociation", "ioBinding", "artifact", "completionCondition", "script",
        "laneset", "category", "participantAssociation",
    }
)  # fmt: skip


def read_definition(
    xml: bytes, *, calls: Mapping[str, Definition] | None = None, without_start: bool = False, version: str = ""
) -> Definition:
    """Read a BPMN file; raises DefinitionError with the element and a sentence in two languages.

    `calls` are definitions that call activities of this one may use, by process id; processes of the same file
    are found without. `without_start`: whether a process with neither start nor end event may begin, as the standard
    has it, with the activities that nothing leads to. `version`: by which calls remember it; a file that has one was
    checked when it was published, and rules of drawing that came later are not held against what runs.
    """
    root = parse_xml(xml)
    if local(root) != "definitions":
        raise DefinitionError("not-bpmn", found=local(root))
    catalogue = read_catalogue(root)
    catalogue.published = bool(version)
    check_roots(root, catalogue)
    processes: dict[str, Container] = {}
    drawings = set() if catalogue.own else drawn_only(root)
    for element in children(root, "process"):
        if plain(element, "id") in drawings:
            continue
        container = _read_container(element, None, None, catalogue, 0)
        container.executable = plain(element, "isExecutable") != "false"
        container.marked = plain(element, "isExecutable") == "true"
        container.version_tag = vendor(element, "versionTag")
        container.hooks = read_hooks(element)
        container.urging = read_urging(element)
        _read_io_specification(element, container)
        processes[container.id] = container
    if not processes:
        raise DefinitionError("no-process")
    _add_global_tasks(root, processes, catalogue)
    nodes = {node.id: node for container in processes.values() for node in _all_nodes(container)}
    if len(nodes) > MAXIMUM_NODES:
        raise DefinitionError("too-many-nodes", limit=MAXIMUM_NODES)
    _link_compensations(root, nodes)
    read_message_flows(root, processes, nodes)
    chosen = choose_root(root, processes, nodes)
    calling = any(node.called is not None for node in nodes.values())  # what is called may have conditions
    definition = Definition(
        process_id=chosen.id,
        name=chosen.name,
        root=chosen,
        activities=nodes,
        processes=processes,
        calls={} if calls is None else calls,
        xml=xml,
        version=version,
        dialect=catalogue.dialect,
        version_tag=chosen.version_tag,
        urging=chosen.urging,
        uses_conditions=calling or any(event.kind == "conditional" for node in nodes.values() for event in node.events),
        watches_variables=calling
        or any(event.watched or event.changes for node in nodes.values() for event in node.events),
    )
    processors.bind(_all_nodes(chosen))
    for container in processes.values():
        processors.bind(_all_nodes(container))
    check_definition(definition, without_start=without_start)
    return definition


def _read_io_specification(element: Element, container: Container) -> None:
    """The data that a process declares to take in and to give back when it is called."""
    specification = child(element, "ioSpecification")
    for tag, key in (("dataInput", "inputs"), ("dataOutput", "outputs")):
        names = (
            [plain(entry, "id") or "" for entry in children(specification, tag)] if specification is not None else []
        )
        if names:
            container.data[key] = names


def _add_global_tasks(root: Element, processes: dict[str, Container], catalogue: Catalogue) -> None:
    """Global tasks are called like a process with that one task."""
    for element in children(root, *_GLOBAL_TASKS):
        node = read_node(element, _GLOBAL_TASKS[local(element)], Container("", ""), catalogue)
        if node.id not in processes:
            container = node.container = Container(node.id, node.name, executable=False)
            container.nodes[node.id] = node
            container.data["global"] = True
            processes[node.id] = container


def _all_nodes(container: Container) -> list[Node]:
    result: list[Node] = []
    for node in container.nodes.values():
        result.append(node)
        if node.inner is not None:
            result.extend(_all_nodes(node.inner))
    return result


def _read_container(
    element: Element, owner: Node | None, parent: Container | None, catalogue: Catalogue, depth: int
) -> Container:
    if depth > MAXIMUM_NESTING:
        raise DefinitionError("nested-too-deeply", element_id=plain(element, "id"), limit=MAXIMUM_NESTING)
    identifier = plain(element, "id") or (owner.id if owner else "process")
    container = Container(identifier, plain(element, "name") or "", owner, parent)
    flows: list[Element] = []
    for entry in element:
        kind = local(entry)
        if kind in FLOW_NODES:
            _add_node(entry, kind, container, catalogue, depth)
        elif kind == "sequenceFlow":
            flows.append(entry)
        elif kind not in _IGNORED and namespace(entry) == namespace(element):
            raise DefinitionError("unknown-element", element_id=plain(entry, "id"), kind=kind)
    _add_flows(container, flows, catalogue)
    _attach_boundaries(container)
    if catalogue.vendor == "kie" and container.starts:
        container.apart = [node for node in container.nodes.values() if _stands_apart(node)]
    read_lanes(element, container)
    read_data_objects(element, container, catalogue)
    return container


def _stands_apart(node: Node) -> bool:
    """Whether an event is reached by no flow, but happens when its message or signal comes."""
    kinds = {event.kind for event in node.events}
    return (
        node.type == "intermediateCatchEvent" and not node.incoming and bool(kinds) and kinds <= {"message", "signal"}
    )


def _add_node(entry: Element, kind: str, container: Container, catalogue: Catalogue, depth: int) -> None:
    node = read_node(entry, kind, container, catalogue)
    if node.id in container.nodes:
        raise DefinitionError("duplicate-id", element_id=node.id, id=node.id)
    container.nodes[node.id] = node
    if kind == "userTask":
        _add_timeouts(entry, node, container, catalogue)
    if kind in ("subProcess", "transaction", "adHocSubProcess"):
        node.inner = _read_container(entry, node, container, catalogue, depth + 1)
        if node.type == "eventSubProcess":
            container.event_subprocesses.append(node)
    elif kind == "startEvent":
        container.starts.append(node)


def _add_timeouts(entry: Element, task: Node, container: Container, catalogue: Catalogue) -> None:
    """A listener for a time that runs out is an event on the border that interrupts nothing and leads nowhere."""
    for timer, hook in read_timeouts(entry):
        event = Node(catalogue.unnamed("timeout"), "", "boundaryEvent", container, interrupting=False)
        event.events = (read_event(timer, catalogue),)
        event.hooks = (hook,) if hook is not None else ()
        event.properties["attachedToRef"] = task.id
        container.nodes[event.id] = event


def _add_flows(container: Container, elements: list[Element], catalogue: Catalogue) -> None:
    defaults = {node.properties.get("default", ""): node for node in container.nodes.values()}
    seen = {plain(element, "id") for element in elements}
    taken: set[str] = set()
    for number, element in enumerate(elements):
        if _belongs_elsewhere(element, container, catalogue):
            continue
        identifier = plain(element, "id") or _unused(f"flow-{number + 1}", seen)
        if identifier in taken:
            raise DefinitionError("duplicate-id", element_id=identifier, id=identifier)
        taken.add(identifier)
        ends = []
        for side in ("sourceRef", "targetRef"):
            reference = plain(element, side) or ""
            node = container.nodes.get(reference) or container.nodes.get(reference.split(":", 1)[-1])
            if node is None:
                raise DefinitionError("flow-without-end", element_id=identifier, flow=identifier, reference=reference)
            ends.append(node)
        flow = Flow(identifier, ends[0], ends[1], name=plain(element, "name") or "")
        check_demands(element, "sequenceFlow", catalogue)
        condition = child(element, "conditionExpression")
        content = text(condition) if condition is not None else ""
        if content:
            flow.condition = _condition(content, condition, identifier, catalogue)
            flow.condition = skipping(element, flow.condition) or flow.condition
        flow.hooks = read_flow_hooks(element)
        container.flows.append(flow)
        flow.source.outgoing.append(flow)
        flow.target.incoming.append(flow)
        if identifier in defaults and defaults[identifier] is flow.source:
            flow.source.default = flow
            del flow.source.properties["default"]
    order = {plain(element, "id"): vendor(element, "priority") or "" for element in elements}
    for node in container.nodes.values():
        _order_by_tags(node)
        if node.type == "exclusiveGateway":  # jBPM looks first at the flows with low numbers
            node.outgoing.sort(key=lambda flow: int(order[flow.id]) if order.get(flow.id, "").isdigit() else 1)


def _belongs_elsewhere(element: Element, container: Container, catalogue: Catalogue) -> bool:
    """Whether a flow is left over: it has no ends at all, or stands in the file twice (Yaoqiang writes them so)."""
    ends = (plain(element, "sourceRef") or "", plain(element, "targetRef") or "")
    if not any(ends):
        return not catalogue.own
    return not any(end in container.nodes for end in ends) and catalogue.flows[plain(element, "id") or "", *ends] > 1


def _unused(name: str, names: set[str | None]) -> str:
    while name in names:
        name += "-"
    return name


def _condition(content: str, element: Element | None, flow: str, catalogue: Catalogue) -> Source:
    source = script_condition(content, plain(element, "language") if element is not None else None)
    source = source or expression(content, own=catalogue.own)
    try:
        check(source)
    except NotationError as error:
        raise DefinitionError("wrong-expression", element_id=flow, flow=flow, reason=error) from None
    return source


def _order_by_tags(node: Node) -> None:
    """Gateways look at their flows in the order of the outgoing tags when a file has them."""
    order = node.properties.pop("outgoing", "")
    if order and len(node.outgoing) > 1:
        position = {name: index for index, name in enumerate(order.split())}
        node.outgoing.sort(key=lambda flow: position.get(flow.id, len(position)))


def _attach_boundaries(container: Container) -> None:
    for node in container.nodes.values():
        if node.type != "boundaryEvent":
            continue
        reference = node.properties.pop("attachedToRef", "")
        host = container.nodes.get(reference) or container.nodes.get(reference.split(":", 1)[-1])
        if host is None or not host.is_activity:
            raise DefinitionError("boundary-without-activity", element_id=node.id, event=node.id)
        node.attached_to = host
        host.boundary.append(node)


def _link_compensations(root: Element, nodes: Mapping[str, Node]) -> None:
    """Associations lead from a compensation event to its handler; tools write them anywhere in the file."""
    for element in root.iter(f"{{{BPMN}}}association"):
        source = nodes.get((plain(element, "sourceRef") or "").split(":", 1)[-1])
        target = nodes.get((plain(element, "targetRef") or "").split(":", 1)[-1])
        if source is None or target is None or source.attached_to is None:
            continue
        if any(event.kind == "compensate" for event in source.events):
            source.attached_to.compensation_handler = target
            target.for_compensation = True


__all__ = ["read_definition"]
