"""Who stands above a handler who takes too long."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xieyun.organization.relations import Anchor, Candidate
from xieyun.process.resolvers.anchors import anchor_of_person
from xieyun.process.resolvers.answer import administrators
from xieyun.process.resolvers.kinds import find
from xieyun.process.resolvers.registry import Question


def above(group_id: UUID, day: dt.date, person: str | None) -> list[Candidate]:
    """Return the superior of a person in his primary assignment; the system administrators when there is none."""
    question = Question(
        group_id=group_id, as_of=day, activity_id="", assignment={}, variables={}, initiator=Anchor(), actor=Anchor()
    )
    found = find("superior", question, anchor_of_person(question, person), {}) if person else []
    return found or administrators(question)
