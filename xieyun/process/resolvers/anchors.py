"""From where a relation starts: the initiator, the previous handler, the handler of a step, a form field."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xieyun.kernel.identifiers import parse_id
from xieyun.organization import selectors
from xieyun.organization.relations import Anchor
from xieyun.process.resolvers.registry import Question


def anchor_of(question: Question) -> Anchor:
    """Return the anchor that `of` names: initiator, previous_handler, handler_of:ACTIVITY or field:NAME."""
    of = question.text("of", "initiator")
    kind, _, name = of.partition(":")
    if kind == "initiator":
        return question.initiator
    if kind == "previous_handler":
        if question.previous_handler in (None, str(question.actor.person_id)):
            return question.actor
        return anchor_of_person(question, question.previous_handler)
    if kind == "handler_of":
        handlers = question.passed.get(name, ())
        return anchor_of_person(question, handlers[0] if handlers else None)
    if kind == "field":
        return _anchor_of_value(question, question.variables.get(name))
    return Anchor()


def anchor_of_person(question: Question, person: str | None) -> Anchor:
    """Return a person in the node and unit of the primary assignment."""
    person_id = parse_id(person or "")
    if person_id is None:
        return Anchor()
    found = selectors.primary_place(question.group_id, person_id, question.as_of)
    return Anchor(person_id, *found) if found is not None else Anchor(person_id)


def _anchor_of_value(question: Question, value: Any) -> Anchor:
    """A field holds a node or a person; which of them, the organisation knows."""
    identifier = value.get("id") if isinstance(value, dict) else value
    node_id: UUID | None = parse_id(str(identifier))
    if node_id is None:
        return Anchor()
    place = selectors.place(question.group_id, node_id)
    if place is not None:
        return Anchor(None, place.node_id, place.unit_id)
    return anchor_of_person(question, str(node_id))
