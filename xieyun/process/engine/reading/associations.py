"""Data associations of activities and events, and the names that their references stand for."""

from __future__ import annotations

import re

from ..definition import PAYLOAD, DataMapping
from ..notation import Source, value
from .catalogue import Catalogue
from .scripts import script_value
from .xml import Element, child, children, plain, text

_THIS = re.compile(r"\bthis\b")
_MEMBER = re.compile(r"\[\s*(?:(['\"])(?P<name>\w+)\1|(?P<place>\d+))\s*\]")


def read_results(element: Element, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Which variable each data output of an activity or event becomes, where the names differ.

    An output may be given by its name or its id. A property that an input association fills hands on what it got.
    """
    found: dict[tuple[str, str], None] = {}
    filled = {target: source for source, target in _ends(element, "dataInputAssociation")}
    for entry in children(element, "dataOutputAssociation"):
        source, target = _refs(entry)
        if not source or not target or _computed(entry, catalogue):
            continue
        variable = _name(target, catalogue)
        if _transformation(entry) is not None:  # it sees the output by its name
            found.update(((output, output), None) for output in (source, _name(source, catalogue)))
            continue
        outputs = [_name(filled[source], catalogue)] if source in filled else []
        outputs += sorted({source, _name(source, catalogue)}, key=lambda name: name == output_name(source, catalogue))
        found.update(((output, variable), None) for output in outputs if output != variable)
    return tuple(found)


def read_assigned(element: Element, catalogue: Catalogue) -> tuple[DataMapping, ...]:
    """What jBPM's assignments make of data outputs: `#{order.address}` receives the output, or a part of it.

    In both expressions `this` is the object that is read or written. A transformation counts before assignments.
    """
    found = []
    for entry in children(element, "dataOutputAssociation"):
        output = _name(text(child(entry, "sourceRef")), catalogue)
        variable = _name(text(child(entry, "targetRef")), catalogue)
        changed = _transformation(entry)
        if changed is not None and variable:
            found.append(DataMapping(variable, changed))
            continue
        for assignment in _computed(entry, catalogue):
            start, end = text(child(assignment, "from")), text(child(assignment, "to"))
            target = _path(end, variable, catalogue)
            if target and output.isidentifier():
                source = _THIS.sub(output, start[2:-1]) if start.startswith("#{") else _name(start, catalogue)
                found.append(DataMapping(target, Source(source)))
    return tuple(found)


def read_declared(element: Element, catalogue: Catalogue) -> tuple[tuple[DataMapping, ...], tuple[DataMapping, ...]]:
    """The data that an activity needs before it begins, and what alone it leaves behind (BPMN 2.0.2, 10.4.2).

    These are the inputs and outputs of its sets that no association ties to anything: they are variables of the same
    name. SpiffWorkflow demands them, whose files are often drawn with Camunda's modeler; other engines with
    extensions of their own pass such declarations over.
    """
    specification = child(element, "ioSpecification")
    if specification is None or not catalogue.dialect.demands_declared_data:
        return (), ()
    found = []
    for kind, plural in (("Input", "inputSet"), ("Output", "outputSet")):
        names = [text(entry) for each in children(specification, plural) for entry in children(each, f"data{kind}Refs")]
        tied = any(True for _ in children(element, f"data{kind}Association"))
        free = () if tied else tuple(dict.fromkeys(name for name in names if name.isidentifier()))
        found.append(tuple(DataMapping(name, Source(name, "foreign"), needed=True) for name in free))
    return found[0], found[1]


def read_objects(element: Element, catalogue: Catalogue) -> tuple[tuple[DataMapping, ...], tuple[DataMapping, ...]]:
    """SpiffWorkflow: the data objects that an activity reads, and those that it must have set when it is done."""
    if catalogue.vendor != "spiff":
        return (), ()
    found = []
    for kind, end in (("dataInputAssociation", 0), ("dataOutputAssociation", 1)):
        refs = (_refs(entry)[end] for entry in children(element, kind))
        names = dict.fromkeys(catalogue.objects[ref] for ref in refs if ref in catalogue.objects)
        found.append(tuple(DataMapping(name, Source(name, "foreign"), needed=True) for name in names))
    return found[0], found[1]


def _computed(association: Element, catalogue: Catalogue) -> list[Element]:
    """The assignments of an association that are written in jBPM's own expressions."""
    if catalogue.vendor != "kie":
        return []
    entries = children(association, "assignment")
    return [entry for entry in entries if any(text(child(entry, end)).startswith("#{") for end in ("from", "to"))]


def _transformation(association: Element) -> Source | None:
    """What an association makes of its source on the way (BPMN 2.0.2, 10.4.2); jBPM writes it in MVEL or Java."""
    written = child(association, "transformation")
    content = text(written).strip().rstrip(";") if written is not None else ""
    return script_value(content, "java") if content else None


def _path(expression: str, variable: str, catalogue: Catalogue) -> str:
    """What an assignment writes to, as a variable with members; empty for an expression that is none."""
    if not expression.startswith("#{"):
        return variable or _name(expression, catalogue)
    written = _THIS.sub(variable, expression[2:-1].strip())
    path = _MEMBER.sub(lambda member: "." + (member["name"] or member["place"]), written)
    root, *members = path.split(".")
    fits = root.isidentifier() and all(part.isidentifier() or part.isdecimal() for part in members)
    return path if fits else ""


def read_payload(element: Element, catalogue: Catalogue) -> tuple[DataMapping, ...]:
    """What a throwing event carries by its data input associations: in jBPM one value, elsewhere variables."""
    found: list[DataMapping] = []
    kie = catalogue.vendor == "kie"
    for association in children(element, "dataInputAssociation"):
        assignments = list(children(association, "assignment"))
        for entry in assignments:
            start, end = text(child(entry, "from")), text(child(entry, "to"))
            if start and end:
                found.append(DataMapping(end, value(start.replace("#{", "${")) if kie else Source(start)))
        source, target = _refs(association)
        if source and target and not assignments:
            found.append(DataMapping(_name(target, catalogue), Source(_name(source, catalogue))))
    if kie:
        return tuple(DataMapping(PAYLOAD, entry.source) for entry in found[:1])
    return tuple(found)


def read_arguments(element: Element, kind: str, catalogue: Catalogue) -> list[tuple[str, str]]:
    """The associations of a call activity as (name here, name there)."""
    return [(_name(source, catalogue), _name(target, catalogue)) for source, target in _ends(element, kind)]


def associated(element: Element, kind: str, reference: str, catalogue: Catalogue) -> str | None:
    """The variable that an association of an activity ties to one of its own data inputs or outputs."""
    own, other = (1, 0) if kind == "dataInputAssociation" else (0, 1)
    for ends in _ends(element, kind):
        if ends[own] == reference and ends[other] != reference:
            return _name(ends[other], catalogue)
    return None


def _ends(element: Element, kind: str) -> list[tuple[str, str]]:
    """Source and target of each association of a kind that has both."""
    return [(source, target) for source, target in map(_refs, children(element, kind)) if source and target]


def _refs(association: Element) -> tuple[str, str]:
    """Source and target of an association; bpmn-engine's files write them as attributes."""
    source = text(child(association, "sourceRef")) or plain(association, "sourceRef") or ""
    return source, text(child(association, "targetRef")) or plain(association, "targetRef") or ""


def output_name(reference: str, catalogue: Catalogue) -> str:
    """What a data output is called in what an activity gives: its name, or its id when the name is a title."""
    name = _name(reference, catalogue)
    return name if name.isidentifier() or not reference.isidentifier() else reference


def _name(reference: str, catalogue: Catalogue) -> str:
    return catalogue.data_names.get(reference, reference)
