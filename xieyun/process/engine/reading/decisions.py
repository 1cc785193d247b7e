"""Business rule tasks that ask a DMN model in the notation of jBPM and Kogito."""

from __future__ import annotations

from .. import notation
from ..definition import Service
from .catalogue import Catalogue
from .xml import Element, child, children, plain, text

_DMN = "http://www.jboss.org/drools/dmn"


def read_model_call(element: Element, catalogue: Catalogue) -> Service | None:
    """The question of a task whose `implementation` is Drools' DMN; None for any other task.

    Its data inputs `model` and `decision` name what is asked, `namespace` says where a model comes from, and the
    others are the input data of the model. Without a decision all of the model are asked; each is a data output.
    """
    if (plain(element, "implementation") or "").strip() != _DMN:
        return None
    asked: dict[str, str] = {}
    inputs: dict[str, notation.Source] = {}
    for association in children(element, "dataInputAssociation"):
        target = text(child(association, "targetRef"))
        name = catalogue.data_names.get(target, target)
        assignment = child(association, "assignment")
        assigned = text(child(assignment, "from")) if assignment is not None else ""
        source = text(child(association, "sourceRef"))
        if name in ("namespace", "model", "decision"):
            asked[name] = assigned or source
        elif assigned:
            inputs[name] = notation.value(assigned)
        elif source:
            inputs[name] = notation.Source(catalogue.data_names.get(source, source))
    decision, model = asked.get("decision"), asked.get("model")
    if not decision and not model:
        return None
    reference = notation.value(decision or model or "")
    mapping = "value" if decision else "context"
    return Service("decision", reference, result=decision, result_mapping=mapping, input=inputs)
