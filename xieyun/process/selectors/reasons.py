"""Why did this come to me? The recorded resolution in sentences: the relation, who was skipped, what was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xieyun.access.selectors import role_names
from xieyun.kernel import json
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.kernel.i18n import current_language, sentence
from xieyun.kernel.identifiers import parse_id
from xieyun.organization.selectors import person_cards, post_names
from xieyun.process.definitions import NARROWING, Loaded
from xieyun.process.stepping.draft import Draft
from xieyun.rules.selectors import decision_table

# An item that a person handed over came because of him; how he got it is his own item's story.
HANDED_OVER = frozenset({"why-transfer", "why-overdue"})


def why(draft: Draft, recorded: dict[str, Any], received_at: dt.datetime, levels: Mapping[str, str]) -> list[str]:
    """Return the recorded reasons of the item of a draft as sentences in the language of the request.

    `levels` are the viewer's on the fields of the record: the row of a decision that read what is hidden from him is
    not told.
    """
    found = _for_reader(draft, recorded)
    group_id, loaded = draft.instance.group_id, draft.loaded
    named = {person for _, params in found if (person := parse_id(str(params.get("person", "")))) is not None}
    cards = person_cards(group_id, named)
    sentences = [sentence(code, _words(group_id, loaded, params, cards)) for code, params in found]
    if draft.acted.kind in ("task", "pool") and not any(code in HANDED_OVER for code, _ in found):
        sentences += _circumstances(draft, received_at, levels)
    return sentences


def _for_reader(draft: Draft, recorded: dict[str, Any]) -> list[Any]:
    """A deputy sees an item of a pool because of the candidate for whom he stands in, not because of a post of his."""
    found = recorded.get("sentences") or [["why-definition", {}]]
    person, until = (recorded.get("deputies") or {}).get(str(draft.actor.person_id), (None, None))
    if person is None:
        return list(found)
    return [*found[:-1], ["why-pool-substitution", {"person": person, "until": until}]]


def _circumstances(draft: Draft, received_at: dt.datetime, levels: Mapping[str, str]) -> list[str]:
    """Who was skipped in the step that brought the item, and what the last decisions before it decided."""
    rows = execute(
        "SELECT at = %(at)s, details::text FROM process_event WHERE instance_id = %(instance)s AND at <= %(at)s "
        "AND (at = %(at)s OR jsonb_exists(details, 'decisions')) ORDER BY seq",
        {"instance": draft.instance.id, "at": received_at},
    )
    skipped: list[dict[str, Any]] = []
    decided: dict[str, dict[str, Any]] = {}
    for here, text in rows:
        details = json.loads(text.encode()) if text else {}
        skipped += details.get("skipped", []) if here else []
        decided |= {one["decision"]: one for one in details.get("decisions", [])}
    return [*_skips(draft.instance.group_id, skipped), *(_decision(draft, one, levels) for one in decided.values())]


def _skips(group_id: UUID, skipped: list[dict[str, Any]]) -> list[str]:
    people = {person for one in skipped if (person := parse_id(str(one.get("person") or ""))) is not None}
    cards = person_cards(group_id, people)
    names = {str(person): card.name for person, card in cards.items()}
    return [
        sentence(
            "why-skipped",
            {
                "activity": one.get("activity", ""),
                "name": names.get(str(one.get("person")), ""),
                "reason": sentence(f"skipped-{one['reason']}", {}),
            },
        )
        for one in skipped
    ]


def tells_hidden(decided: Mapping[str, Any], levels: Mapping[str, str] | None) -> bool:
    """Whether a recorded decision read fields that these levels hide or mask: its rows would tell them.

    None: the viewer sees nothing of the record.
    """
    if levels is None:
        return True
    narrowed = {path.partition(".")[0] for path, level in levels.items() if level in NARROWING}
    reads = decided.get("reads")
    return bool(narrowed if reads is None else narrowed & set(reads))


def _decision(draft: Draft, one: dict[str, Any], levels: Mapping[str, str]) -> str:
    language = current_language()
    try:
        title = decision_table(draft.instance.group_id, one["decision"]).get("title", {})
    except NotFound:
        title = {}
    if tells_hidden(one, levels):
        return sentence("why-decision-hidden", {"decision": title.get(language) or title.get("zh") or one["decision"]})
    rows = [row["because"].get(language) or row["because"].get("zh", "") for row in one.get("rows", [])]
    return sentence(
        "why-decision" if rows else "why-decision-none",
        {
            "decision": title.get(language) or title.get("zh") or one["decision"],
            "rows": ("；" if language == "zh" else "; ").join(rows),
        },
    )


def _words(group_id: UUID, loaded: Loaded, params: dict[str, Any], cards: dict[UUID, Any]) -> dict[str, Any]:
    words = dict(params)
    person = parse_id(str(params.get("person", "")))
    if person is not None:
        words["person"] = cards[person].name if person in cards else ""
    if params.get("post"):
        words["post"] = post_names(group_id, [params["post"]]).get(params["post"], params["post"])
    if params.get("role"):
        words["role"] = role_names(group_id, [params["role"]]).get(params["role"], params["role"])
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
