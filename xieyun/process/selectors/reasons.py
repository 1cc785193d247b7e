"""Why did this come to me? The recorded resolution in sentences."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xieyun.kernel.database import execute
from xieyun.kernel.i18n import sentence
from xieyun.kernel.identifiers import parse_id
from xieyun.organization.selectors import person_cards
from xieyun.process.definitions import Loaded


def why(group_id: UUID, loaded: Loaded, recorded: dict[str, Any]) -> list[str]:
    """Return the sentences of a recorded resolution in the language of the request."""
    found = recorded.get("sentences") or [["why-definition", {}]]
    named = {person for _, params in found if (person := parse_id(str(params.get("person", "")))) is not None}
    cards = person_cards(group_id, named)
    return [sentence(code, _words(group_id, loaded, params, cards)) for code, params in found]


def _words(group_id: UUID, loaded: Loaded, params: dict[str, Any], cards: dict[UUID, Any]) -> dict[str, Any]:
    words = dict(params)
    person = parse_id(str(params.get("person", "")))
    if person is not None:
        words["person"] = cards[person].name if person in cards else ""
    if params.get("post"):
        words["post"] = _name(group_id, "organization_post", params["post"])
    if params.get("role"):
        words["role"] = _name(group_id, "access_role", params["role"])
    if params.get("of"):
        words["of"] = _anchor(loaded, str(params["of"]))
    if params.get("scope"):
        words["scope"] = sentence(f"scope-{params['scope']}", {})
    if params.get("activity"):
        words["activity"] = loaded.activity_name(params["activity"])
    if params.get("until"):
        words["until"] = str(params["until"])[:10]
    return words


def _anchor(loaded: Loaded, of: str) -> str:
    kind, _, name = of.partition(":")
    shown = loaded.activity_name(name) if kind == "handler_of" else name
    return sentence(f"anchor-{kind}", {"name": shown})


def _name(group_id: UUID, table: str, code: str) -> str:
    found = execute(f"SELECT name FROM {table} WHERE group_id = %s AND code = %s", [group_id, code]).scalar()
    return str(found or code)
