"""Quick phrases and substitutions of the actor."""

from __future__ import annotations

from typing import Any

from xieyun.kernel import clock, json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.i18n import sentence
from xieyun.organization.selectors import person_cards
from xieyun.process.input import group_of


def quick_phrases(actor: Actor) -> dict[str, list[dict[str, str]]]:
    """Return the actor's own phrases and those of the group, in order; a group that set none has the usual ones."""
    rows = execute(
        "SELECT person_id IS NOT NULL, text, fits FROM process_quick_phrase WHERE group_id = %s "
        "AND (person_id = %s OR person_id IS NULL) ORDER BY position, id",
        [actor.group_id, actor.person_id],
    )
    shared = [_phrase(text, fits) for own, text, fits in rows if not own] or _usual()
    return {"personal": [_phrase(text, fits) for own, text, fits in rows if own], "shared": shared}


def _usual() -> list[dict[str, str]]:
    return [
        _phrase(text, fits)
        for fits in ("agree", "any", "object")
        for text in sentence(f"usual-phrases-{fits}", {}).split("|")
    ]


def _phrase(text: str, fits: str) -> dict[str, str]:
    return {"text": text, "fits": fits}


def substitutions(actor: Actor) -> list[dict[str, Any]]:
    """Return the substitutions that the actor gave or that make him a deputy, the current ones first."""
    rows = execute(
        "SELECT id, person_id, deputy_id, valid_from, valid_to, definition_codes::text AS codes, maximum_amount, "
        "reason, revoked_at FROM process_substitution WHERE group_id = %s AND (person_id = %s OR deputy_id = %s) "
        "ORDER BY valid_to DESC, id DESC LIMIT 200",
        [actor.group_id, actor.person_id, actor.person_id],
    ).mappings()
    cards = person_cards(group_of(actor), {row[key] for row in rows for key in ("person_id", "deputy_id")})
    now = clock.now()
    return [
        {
            "id": row["id"],
            "person": _card(cards, row["person_id"]),
            "deputy": _card(cards, row["deputy_id"]),
            "valid_from": row["valid_from"],
            "valid_to": row["valid_to"],
            "processes": json.loads(row["codes"].encode()),
            "maximum_amount": row["maximum_amount"],
            "reason": row["reason"],
            "active": row["revoked_at"] is None and row["valid_from"] <= now < row["valid_to"],
            "revoked_at": row["revoked_at"],
        }
        for row in rows
    ]


def _card(cards: dict[Any, Any], person: Any) -> dict[str, Any]:
    return {"id": person, "name": cards[person].name if person in cards else ""}
