"""What waits in instances now: which activities, with whom, since when, and whether somebody else has opened it.

Where an incident stopped one, or it waits for a time, a message, a condition or another system, nobody holds it: the
initiator sees the place all the same, and what it waits for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.organization.selectors import person_cards
from xieyun.process import definitions, engine
from xieyun.process.evaluator import RulesEvaluator
from xieyun.process.input import group_of
from xieyun.process.models.incident import STOPPED
from xieyun.process.models.instance import ACTIVE
from xieyun.process.models.outside import OPEN_CALL

# Where an instance stands still until something comes; what may interrupt or remind does not hold it up.
HALTING = frozenset({"intermediateCatchEvent", "receiveTask", "serviceTask", "sendTask", "businessRuleTask"})
# A call that is made comes before the answer that it may wait for.
_UNATTENDED = (
    "SELECT i.id, i.definition_version_id, u.activity, u.waits, u.since, u.until FROM process_instance i JOIN ("
    "SELECT instance_id, activity_id AS activity, kind AS waits, created_at AS since, NULL::timestamptz AS until, "
    "1 AS place FROM process_service_call WHERE instance_id = ANY(%(ids)s) AND status = ANY(%(calls)s) UNION ALL "
    "SELECT instance_id, element, kind, since, NULL, 2 FROM process_event_subscription "
    "WHERE instance_id = ANY(%(ids)s) UNION ALL "
    "SELECT instance_id, activity_id, 'timer', NULL, due_at, 3 FROM process_timer "
    "WHERE instance_id = ANY(%(ids)s) AND status = 'waiting') u ON u.instance_id = i.id "
    "ORDER BY u.place, u.since, u.until"
)


class Waiting:
    """The open items of some instances, the people who hold them and the places that nobody holds; few queries."""

    def __init__(self, actor: Actor, instance_ids: Sequence[UUID]) -> None:
        self._ids, self._group = instance_ids, group_of(actor)
        self._rows = execute(
            "SELECT w.id, w.instance_id, w.kind, w.activity_id, w.activity_name, w.received_at, w.assignee_id, "
            "w.read_at, coalesce(w.assignee_id, c.person_id) AS person_id, w.status FROM work_item w "
            "LEFT JOIN work_item_candidate c ON c.item_id = w.id AND w.assignee_id IS NULL "
            "WHERE w.instance_id = ANY(%s) AND w.status IN ('open', 'held') AND w.kind <> 'notice' "
            "ORDER BY w.received_at, w.id",
            [list(instance_ids)],
        ).mappings()
        self._stopped = execute(
            "SELECT instance_id, activity_id, activity_name, since FROM process_incident "
            f"WHERE instance_id = ANY(%s) AND open AND kind = '{STOPPED}' ORDER BY since, id",
            [list(instance_ids)],
        )
        self._unattended = execute(_UNATTENDED, {"ids": list(instance_ids), "calls": list(OPEN_CALL)})
        people = {row["person_id"] for row in self._rows if row["person_id"] is not None}
        self._cards = person_cards(self._group, people)
        self._me = actor.person_id

    def activities(self) -> dict[UUID, list[dict[str, Any]]]:
        """Return, by instance, the activities that wait with their handlers and since when."""
        # Steps of a free route that run beside each other are one activity under different names.
        found: dict[UUID, dict[tuple[str, str], dict[str, Any]]] = {}
        acting = {
            (row["instance_id"], row["activity_id"], row["activity_name"])
            for row in self._rows
            if row["status"] == "open" and row["kind"] != "consult"
        }
        for row in self._rows:
            if row["kind"] == "consult":
                continue
            activity, name, person = row["activity_id"], row["activity_name"], row["person_id"]
            entry = found.setdefault(row["instance_id"], {}).setdefault(
                (activity, name),
                {
                    **_place(activity, name, since=row["received_at"]),
                    "pool": row["assignee_id"] is None,
                },
            )
            # Who holds what others were asked for does not act now: they do.
            if person is not None and (row["status"] == "open" or (row["instance_id"], activity, name) not in acting):
                read = row["read_at"] is not None
                card = self._cards.get(person)
                left = card is not None and card.left
                entry["handlers"].append({"id": person, "name": self._name(person), "read": read, "left": left})
        for instance_id, activity, name, since in self._stopped:
            place = _place(activity, name or activity, since=since)
            found.setdefault(instance_id, {})[activity, name] = {**place, "stopped": True}
        for instance_id, version, activity, waits, since, until in self._unattended:
            node = definitions.find_activity(version, activity)
            places = found.setdefault(instance_id, {})
            if node is not None and node.type in HALTING and not any(activity == one for one, _ in places):
                place = _place(activity, node.name or activity, since=since)
                places[activity, node.name] = {**place, "waits": waits, "until": until}
        for instance_id, node in self._at_conditions():
            places = found.setdefault(instance_id, {})
            if not any(node.id == one for one, _ in places):
                place = _place(node.id, node.name or node.id, since=None)
                places[node.id, node.name] = {**place, "waits": "condition"}
        return {instance_id: list(activities.values()) for instance_id, activities in found.items()}

    def _at_conditions(self) -> Iterator[tuple[UUID, engine.Node]]:
        """Return where instances wait for a condition: of that there is no row, only the state knows."""
        rows = execute(
            "SELECT id, definition_version_id FROM process_instance WHERE id = ANY(%s) AND status = ANY(%s)",
            [list(self._ids), list(ACTIVE)],
        )
        able = {each: version for each, version in rows if definitions.load(version).compiled.uses_conditions}
        if not able:
            return
        context = engine.Context(clock.local(clock.now()), RulesEvaluator(self._group))
        for instance_id, state in execute("SELECT id, state FROM process_instance WHERE id = ANY(%s)", [list(able)]):
            compiled = definitions.load(able[instance_id]).compiled
            for node in engine.at_conditions(compiled, engine.load_state(bytes(state)), context):
                yield instance_id, node

    def held(self) -> set[UUID]:
        """Return the instances in which somebody else has something to do, and could be asked to hurry."""
        return {row["instance_id"] for row in self._rows if row["status"] == "open" and row["assignee_id"] != self._me}

    def mine(self) -> dict[UUID, UUID]:
        """Return, by instance, the item that the actor has to do there, or may claim; of several the oldest."""
        found: dict[UUID, UUID] = {}
        for row in self._rows:
            if row["status"] == "open" and row["person_id"] is not None and row["person_id"] == self._me:
                found.setdefault(row["instance_id"], row["id"])
        return found

    def opened(self) -> dict[UUID, tuple[str, dt.datetime]]:
        """Return, by instance, who else first opened what waits there, and when (as `stepping.opened` tells of one)."""
        found: dict[UUID, tuple[str, dt.datetime]] = {}
        for row in self._rows:
            at, before = row["read_at"], found.get(row["instance_id"])
            if at is None or row["assignee_id"] == self._me or (before is not None and before[1] <= at):
                continue
            found[row["instance_id"]] = (self._name(row["assignee_id"]), at)
        return found

    def _name(self, person: UUID | None) -> str:
        card = self._cards.get(person) if person is not None else None
        return card.name if card is not None else ""


def _place(activity: str, name: str, *, since: dt.datetime | None) -> dict[str, Any]:
    return {
        "activity": activity, "name": name, "handlers": [], "since": since, "pool": False, "stopped": False,
        "waits": None, "until": None,
    }  # fmt: skip
