"""Checks of a whole definition: there is a start, links meet, calls do not go round in circles, expressions read."""

from __future__ import annotations

from ..definition import Container, Definition, Node
from ..errors import DefinitionError
from ..graph_entries import begins, entries
from ..notation import Source, check
from ..notations.tokens import NotationError
from .forbidden import check_drawings
from .refusals import check_refusals

MAXIMUM_CALLS = 30


def check_definition(definition: Definition, *, without_start: bool) -> None:
    """Raise DefinitionError for the first thing that can never run.

    `without_start`: whether a process may do without a start event; the standard asks for one where an end event is.
    """
    for process in _running(definition):
        plain = [start for start in process.starts if not start.events]
        if len(plain) > 1 and not definition.dialect.many_starts:
            raise DefinitionError("several-starts", element_id=plain[1].id, process=process.name or process.id)
        if not begins(process) and not (without_start and _may_begin_anywhere(definition, process)):
            raise DefinitionError("no-start", element_id=process.id, process=process.name or process.id)
    if any(node.called is not None for node in definition.activities.values()):
        _check_calls(definition)
    if not definition.version:
        check_drawings(definition, trial=without_start)
        check_refusals(definition)
    for node in definition.activities.values():
        _check_connected(node)
        _check_event_gateway(node)
        _check_cancel(node)
        _check_link(node)
        for source in _sources(node):
            try:
                check(source)
            except NotationError as error:
                raise DefinitionError(
                    "wrong-expression", element_id=node.id, flow=node.name or node.id, reason=error
                ) from None


def _may_begin_anywhere(definition: Definition, process: Container) -> bool:
    with_end = definition.dialect.begins_despite_end
    return bool(entries(process)) and (with_end or not any(n.type == "endEvent" for n in process.nodes.values()))


def _check_calls(definition: Definition) -> None:
    """Call activities that come back to a process that is already running never end."""
    from ..run import find_called

    path: list[str] = []

    def visit(current: Definition) -> None:
        if current.process_id in path:
            name = current.name or current.process_id
            raise DefinitionError("calls-in-circle", element_id=current.process_id, process=name)
        path.append(current.process_id)
        for node in _nodes_of(current.root):
            if node.called is not None and node.called.language == "literal":
                found = find_called(current, node.called.text)
                if found is not None:
                    visit(found)
        path.pop()

    visit(definition)


def _nodes_of(container: Container) -> list[Node]:
    result: list[Node] = []
    for node in container.nodes.values():
        result.append(node)
        if node.inner is not None:
            result.extend(_nodes_of(node.inner))
    return result


def _running(definition: Definition) -> list[Container]:
    if "mains" in definition.root.data:
        return [definition.processes[name] for name in definition.root.data["mains"]]
    return [definition.root]


def _check_connected(node: Node) -> None:
    """An intermediate event that no flow leads to was probably meant to sit on the border of an activity."""
    unreached = node.type == "intermediateCatchEvent" and not node.incoming and bool(node.container.starts)
    if unreached and node not in node.container.apart and not any(event.kind == "link" for event in node.events):
        raise DefinitionError("event-not-connected", element_id=node.id, event=node.name or node.id)


def _check_event_gateway(node: Node) -> None:
    if node.type != "eventBasedGateway":
        return
    for flow in node.outgoing:
        linked = any(event.kind == "link" for event in flow.target.events)
        if linked or flow.target.type not in ("intermediateCatchEvent", "receiveTask"):
            raise DefinitionError("event-gateway-target", element_id=node.id, gateway=node.name or node.id,
                                  target=flow.target.name or flow.target.id)  # fmt: skip


def _check_cancel(node: Node) -> None:
    """Only a transaction can be cancelled."""
    if not any(event.kind == "cancel" for event in node.events):
        return
    around = node.attached_to if node.type == "boundaryEvent" else node.container.owner
    if around is None or around.type != "transaction":
        raise DefinitionError("cancel-outside-transaction", element_id=node.id, event=node.name or node.id)


def _check_link(node: Node) -> None:
    """A throwing link needs one catching event of its name, not several."""
    if node.type != "intermediateCatchEvent" or not node.events or node.events[0].kind != "link":
        return
    name = node.events[0].reference
    for other in node.container.nodes.values():
        if (
            other is not node
            and other.type == node.type
            and any(event.kind == "link" and event.reference == name for event in other.events)
        ):
            raise DefinitionError("link-with-several-targets", element_id=other.id, event=name or node.id)


def _sources(node: Node) -> list[Source]:
    found: list[Source | None] = [node.activation, node.completion]
    if node.loop is not None:
        loop = node.loop
        found += [loop.cardinality, loop.collection, loop.completion, loop.condition]
    for event in node.events:
        found += [event.condition]
    return [source for source in found if source is not None]
