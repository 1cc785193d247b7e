"""The routes that the actor keeps for himself."""

from __future__ import annotations

from typing import Any

from xieyun.kernel import json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.identifiers import parse_id
from xieyun.organization.selectors import person_cards
from xieyun.process.input import group_of


def personal_routes(actor: Actor) -> list[dict[str, Any]]:
    """Return the actor's own routes by name; people who are gone are left out of their steps."""
    rows = execute(
        "SELECT id, name, steps::text FROM process_personal_route WHERE person_id = %s ORDER BY name, id",
        [actor.person_id],
    )
    found = [(identifier, name, json.loads(steps.encode())) for identifier, name, steps in rows]
    people = {parse_id(person) for _, _, steps in found for step in steps for person in step["people"]}
    cards = {
        str(person): card.name
        for person, card in person_cards(group_of(actor), {one for one in people if one is not None}).items()
    }
    return [
        {"id": identifier, "name": name, "steps": [step | {"people": _named(step, cards)} for step in steps]}
        for identifier, name, steps in found
    ]


def _named(step: dict[str, Any], cards: dict[str, str]) -> list[dict[str, str]]:
    return [{"id": person, "name": cards[person]} for person in step["people"] if person in cards]
