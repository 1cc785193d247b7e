"""Checks of a whole definition: there is a start, links meet, calls do not go round in circles, expressions read."""

from __future__ import annotations

from ..definition import Container, Definition, Node
from ..errors import DefinitionError
from ..graph import link_target
from ..graph_entries import entries
from ..notation import Source, check
from ..notations.tokens import NotationError

MAXIMUM_CALLS = 30


def check_definition(definition: Definition) -> None:
    """Raise DefinitionError for the first thing that can never run."""
    for process in _running(definition):
        if not entries(process):
            raise DefinitionError("no-start", element_id=process.id, process=process.name or process.id)
    for node in definition.activities.values():
        _check_links(node)
        _check_event_gateway(node)
        for source in _sources(node):
            try:
                check(source)
            except NotationError as error:
                raise DefinitionError(
                    "wrong-expression", element_id=node.id, flow=node.name or node.id, reason=str(error)
                ) from None


def _running(definition: Definition) -> list[Container]:
    if "mains" in definition.root.data:
        return [definition.processes[name] for name in definition.root.data["mains"]]
    return [definition.root]


def _check_links(node: Node) -> None:
    if node.type != "intermediateThrowEvent":
        return
    for event in node.events:
        if event.kind == "link" and not link_target(node, event.reference or ""):
            raise DefinitionError("link-without-target", element_id=node.id, event=node.name or node.id)


def _check_event_gateway(node: Node) -> None:
    if node.type != "eventBasedGateway":
        return
    for flow in node.outgoing:
        if flow.target.type not in ("intermediateCatchEvent", "receiveTask"):
            raise DefinitionError("event-gateway-target", element_id=node.id, gateway=node.name or node.id,
                                  target=flow.target.name or flow.target.id)  # fmt: skip


def _sources(node: Node) -> list[Source]:
    found: list[Source | None] = [node.activation, node.completion]
    if node.loop is not None:
        loop = node.loop
        found += [loop.cardinality, loop.collection, loop.completion, loop.condition]
    for event in node.events:
        found += [event.condition]
    return [source for source in found if source is not None]
