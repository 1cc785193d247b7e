"""Data associations of activities and events, and the names that their references stand for."""

from __future__ import annotations

import re

from ..definition import PAYLOAD, DataMapping
from ..notation import Source, value
from .catalogue import Catalogue
from .xml import Element, child, children, text

_THIS = re.compile(r"\bthis\b")
_MEMBER = re.compile(r"\[\s*(['\"])(\w+)\1\s*\]")


def read_results(element: Element, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Which variable each data output of an activity or event becomes, where the names differ."""
    found = []
    for entry in children(element, "dataOutputAssociation"):
        source, target = text(child(entry, "sourceRef")), text(child(entry, "targetRef"))
        if not source or not target or _computed(entry, catalogue):
            continue
        output, variable = output_name(source, catalogue), _name(target, catalogue)
        if output != variable:
            found.append((output, variable))
    return tuple(found)


def read_assigned(element: Element, catalogue: Catalogue) -> tuple[DataMapping, ...]:
    """What jBPM's assignments make of data outputs: `#{order.address}` receives the output, or a part of it.

    In both expressions `this` is the object that is read or written.
    """
    found = []
    for entry in children(element, "dataOutputAssociation"):
        output = _name(text(child(entry, "sourceRef")), catalogue)
        variable = _name(text(child(entry, "targetRef")), catalogue)
        for assignment in _computed(entry, catalogue):
            start, end = text(child(assignment, "from")), text(child(assignment, "to"))
            target = _path(end, variable, catalogue)
            if target and output.isidentifier():
                source = _THIS.sub(output, start[2:-1]) if start.startswith("#{") else _name(start, catalogue)
                found.append(DataMapping(target, Source(source)))
    return tuple(found)


def _computed(association: Element, catalogue: Catalogue) -> list[Element]:
    """The assignments of an association that are written in jBPM's own expressions."""
    if catalogue.vendor != "kie":
        return []
    entries = children(association, "assignment")
    return [entry for entry in entries if any(text(child(entry, end)).startswith("#{") for end in ("from", "to"))]


def _path(expression: str, variable: str, catalogue: Catalogue) -> str:
    """What an assignment writes to, as a variable with members; empty for an expression that is none."""
    if not expression.startswith("#{"):
        return variable or _name(expression, catalogue)
    path = _MEMBER.sub(lambda member: "." + member[2], _THIS.sub(variable, expression[2:-1].strip()))
    return path if all(part.isidentifier() for part in path.split(".")) else ""


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
        source, target = text(child(association, "sourceRef")), text(child(association, "targetRef"))
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
    ends = ((text(child(entry, "sourceRef")), text(child(entry, "targetRef"))) for entry in children(element, kind))
    return [(source, target) for source, target in ends if source and target]


def output_name(reference: str, catalogue: Catalogue) -> str:
    """What a data output is called in what an activity gives: its name, or its id when the name is a title."""
    name = _name(reference, catalogue)
    return name if name.isidentifier() or not reference.isidentifier() else reference


def _name(reference: str, catalogue: Catalogue) -> str:
    return catalogue.data_names.get(reference, reference)
