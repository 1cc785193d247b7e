"""Which process of a file runs, and how pools are connected by message flows."""

from __future__ import annotations

from collections.abc import Mapping

from ..definition import Container, Node
from ..errors import DefinitionError
from .xml import BPMN, Element, child, children, local, plain


def read_message_flows(root: Element, processes: Mapping[str, Container], nodes: Mapping[str, Node]) -> None:
    """Note at every sending node which nodes (or whole processes) its message flows lead to."""
    collaboration = child(root, "collaboration")
    if collaboration is None:
        return
    pools = {plain(entry, "id"): plain(entry, "processRef") for entry in children(collaboration, "participant")}
    for flow in children(collaboration, "messageFlow"):
        source = nodes.get(_short(plain(flow, "sourceRef")))
        target = _short(plain(flow, "targetRef"))
        target = _short(pools.get(target)) or target
        if source is not None and (target in nodes or target in processes):
            source.message_targets.append(target)


def drawn_only(root: Element) -> set[str]:
    """The pools that only document: they say that they are not executable, and nothing in the file begins them.

    The standard has `isExecutable` for this; the engines do not deploy such a pool beside one that is executable, and
    what is drawn in it need not be fit to run.
    """
    collaboration = child(root, "collaboration")
    if collaboration is None or all(plain(process, "isExecutable") != "true" for process in children(root, "process")):
        return set()
    reached = {_short(plain(flow, "targetRef")) for flow in children(collaboration, "messageFlow")}
    pools = list(children(collaboration, "participant"))
    needed = {_short(plain(pool, "processRef")) for pool in pools if plain(pool, "id") in reached}
    needed.update(
        _short(str(value))
        for activity in root.iter(f"{{{BPMN}}}callActivity")
        for entry in activity.iter() for value in entry.attrib.values()
    )  # fmt: skip
    return {
        plain(process, "id") or ""
        for process in children(root, "process")
        if plain(process, "isExecutable") == "false"
        and plain(process, "id") in _pooled(root) - needed
        and not any(_may_begin(entry) for entry in process)
        and not _without_way_in(process) & reached
    }


_REFERENCES = {"messageRef", "signalRef"}


def _may_begin(element: Element) -> bool:
    """Whether a named message or signal, a time or a condition may begin a process here."""
    if local(element) != "startEvent":
        return plain(element, "instantiate") == "true"
    return any(
        local(entry) not in ("messageEventDefinition", "signalEventDefinition") or _REFERENCES & set(entry.attrib)
        for entry in children(element)
        if local(entry).lower().endswith(("eventdefinition", "eventdefinitionref"))
    )


def _without_way_in(process: Element) -> set[str]:
    """The elements of a process to which no sequence flow leads: where a message flow comes in, it begins there."""
    targets = {plain(flow, "targetRef") for flow in children(process, "sequenceFlow")}
    return {plain(entry, "id") or "" for entry in process if plain(entry, "id") not in targets}


def choose_root(root: Element, processes: dict[str, Container], nodes: Mapping[str, Node]) -> Container:
    """The process to run; when several pools talk to each other, a container that holds them all."""
    processes = {name: process for name, process in processes.items() if "global" not in process.data}
    chosen = [process for process in processes.values() if process.marked] or [
        process for process in processes.values() if process.executable
    ]
    chosen = [process for process in chosen if process.nodes] or chosen
    targets = {target for node in nodes.values() for target in node.message_targets}
    if not any(process.marked or not _begins_with_message(process, targets) for process in chosen):
        chosen = [process for process in processes.values() if process.nodes] or list(processes.values())
    called = {node.called.text for node in nodes.values() if node.called is not None}
    mains = [process for process in chosen if process.id not in called] or chosen
    first = [process for process in mains if not _begins_with_message(process, targets)] or mains
    talking = [process for process in first if process is first[0] or _talks(process, targets)]
    if not any(target in nodes or target in processes for target in targets):
        pooled = _pooled(root)
        together = [
            process for process in first
            if process.id in pooled and process.marked
            and (process is first[0] or (_meet(process, first) and not _is_called_up(process, first)))
        ]  # fmt: skip
        called_up = any(
            _begins_by_signal(process) or _is_called_up(process, first)
            for name, process in processes.items() if name in pooled
        )  # fmt: skip
        if child(root, "collaboration") is None:
            called_up = any(_answers(process, first[0]) for process in processes.values())
        if len(together) > 1 or (called_up and not _begins_by_signal(first[0])):
            return _collaboration(root, processes, together if len(together) > 1 else first[:1])
        return first[0]
    reached = {_process_of(target, processes, nodes) for target in targets}
    if len(talking) == 1 and reached <= {talking[0].id}:
        return talking[0]
    return _collaboration(root, processes, talking)


def _begins_by_signal(process: Container) -> bool:
    return bool(process.starts) and all(
        any(event.kind == "signal" for event in start.events) for start in process.starts
    )


def _answers(process: Container, first: Container) -> bool:
    """Whether a process that stands beside the one that runs begins by a signal that this one throws."""
    thrown = _signals(first, ("endEvent", "intermediateThrowEvent"))
    return process is not first and process.executable and bool(_signals(process, ("startEvent",)) & thrown)


def _signals(process: Container, types: tuple[str, ...]) -> set[str | None]:
    """The names of the signals of the events of some types in a process itself; None for one without name."""
    return {
        event.name.text if event.name is not None else event.reference
        for node in process.nodes.values()
        if node.type in types
        for event in node.events
        if event.kind == "signal"
    }


def _meet(process: Container, others: list[Container]) -> bool:
    """Whether a pool throws a message or signal that another waits for, or the other way round."""
    thrown, awaited = _events(process)
    for other in others:
        their_thrown, their_awaited = _events(other)
        if other is not process and (thrown & their_awaited or awaited & their_thrown):
            return True
    return False


def _is_called_up(process: Container, others: list[Container]) -> bool:
    """Whether a pool begins only by messages and signals that others throw: each begins it once more."""
    thrown = {name for other in others if other is not process for name in _events(other)[0]}
    return bool(process.starts) and all(
        any(event.name and (event.kind, event.name.text) in thrown for event in start.events)
        for start in process.starts
    )


def _events(process: Container) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The messages and signals that a pool throws, and those that it waits for."""
    thrown: set[tuple[str, str]] = set()
    awaited: set[tuple[str, str]] = set()
    pending = [process]
    while pending:
        for node in pending.pop().nodes.values():
            if node.inner is not None:
                pending.append(node.inner)
            names = thrown if node.type in ("endEvent", "intermediateThrowEvent", "sendTask") else awaited
            names.update(
                (event.kind, event.name.text)
                for event in node.events
                if event.kind in ("message", "signal") and event.name is not None
            )
    return thrown, awaited


def _pooled(root: Element) -> set[str]:
    collaboration = child(root, "collaboration")
    if collaboration is None:
        return set()
    return {_short(plain(entry, "processRef")) for entry in children(collaboration, "participant")}


def _begins_with_message(process: Container, targets: set[str]) -> bool:
    begins = process.starts or [
        node for node in process.nodes.values() if node.event_gateway_instantiate and not node.incoming
    ]
    return process.id in targets or (bool(begins) and all(start.id in targets for start in begins))


def _talks(process: Container, targets: set[str]) -> bool:
    return any(node.message_targets or node.id in targets for node in process.nodes.values())


def _process_of(target: str, processes: Mapping[str, Container], nodes: Mapping[str, Node]) -> str:
    if target in processes:
        return target
    container: Container | None = nodes[target].container
    while container is not None and container.parent is not None:
        container = container.parent
    return container.id if container else target


def _collaboration(root: Element, processes: dict[str, Container], mains: list[Container]) -> Container:
    element = child(root, "collaboration")
    identifier = (plain(element, "id") if element is not None else None) or "collaboration"
    if identifier in processes:
        raise DefinitionError("duplicate-id", element_id=identifier, id=identifier)
    everything = Container(identifier, mains[0].name)
    everything.data["mains"] = [process.id for process in mains]
    for process in processes.values():
        beside = process.executable and _begins_by_signal(process)
        if element is None and not (process in mains or beside):
            continue  # where no pools are drawn, other processes are there to be called
        pool = Node(process.id, process.name, "participant", everything)
        pool.inner = process
        process.owner = pool
        everything.nodes[pool.id] = pool
    return everything


def _short(reference: str | None) -> str:
    return reference.split(":", 1)[-1] if reference else ""
