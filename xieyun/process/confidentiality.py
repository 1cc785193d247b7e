"""Hidden opinions: who may read the words, wherever they would appear.

An opinion that its writer hides is for himself, for the people whom it asks or tells, for administrators, and for the
audience that its activity declares: `handlers` (whoever has or had a work item of the instance, but not its
initiator), `activity:ID` (the handlers of that activity), `role:CODE` (holders of that role). The audience is kept
with the step, so that a later version of the process does not open what was written under an earlier one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from xieyun.access.policies import administrator_kinds, role_codes
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute

ADMINISTRATORS = frozenset({"system", "audit"})


class Reader:
    """One viewer of one instance; what it needs is asked for when the first hidden opinion is met."""

    def __init__(self, actor: Actor, instance_id: UUID) -> None:
        self.actor = actor
        self.instance_id = instance_id

    def may_read(self, row: Mapping[str, Any], details: Mapping[str, Any]) -> bool:
        """Whether the viewer may read the words and files of a step (columns opinion_hidden and actor_id)."""
        if not row["opinion_hidden"]:
            return True
        if self.actor.person_id is not None and row["actor_id"] == self.actor.person_id:
            return True
        if str(self.actor.person_id) in details.get("people", ()):  # a question is read by whom it asks
            return True
        return self.actor.is_system or self._is_administrator or self._is_addressed(details.get("audience") or ())

    @cached_property
    def _is_administrator(self) -> bool:
        return bool(administrator_kinds(self.actor) & ADMINISTRATORS)

    @cached_property
    def _activities(self) -> frozenset[str]:
        """Where the viewer handles or handled; empty for the initiator, whom no opinion is addressed to as handler."""
        rows = execute(
            "SELECT w.activity_id FROM work_item w JOIN process_instance i ON i.id = w.instance_id "
            "WHERE w.instance_id = %(id)s AND i.initiator_id IS DISTINCT FROM %(person)s AND w.kind <> 'notice' "
            "AND (w.assignee_id = %(person)s OR (w.assignee_id IS NULL AND EXISTS (SELECT 1 "
            "FROM work_item_candidate c WHERE c.item_id = w.id AND c.person_id = %(person)s)))",
            {"id": self.instance_id, "person": self.actor.person_id},
        )
        return frozenset(rows.scalars())

    def _is_addressed(self, audience: Any) -> bool:
        for one in audience:
            kind, _, name = str(one).partition(":")
            if kind == "handlers" and self._activities:
                return True
            if kind == "activity" and name in self._activities:
                return True
            if kind == "role" and name in role_codes(self.actor):
                return True
        return False
