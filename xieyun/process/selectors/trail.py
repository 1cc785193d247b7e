"""The opinion trail: who did what for whom, in which post, with which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xieyun.kernel import json
from xieyun.kernel.actor import Actor, shown_name
from xieyun.kernel.database import execute
from xieyun.kernel.i18n import catalogue, sentence
from xieyun.kernel.identifiers import parse_id
from xieyun.organization.selectors import person_cards, person_renamings
from xieyun.process.confidentiality import Reader
from xieyun.process.definitions import NARROWING
from xieyun.process.input import group_of
from xieyun.process.selectors.reasons import tells_hidden
from xieyun.records.attachments.selectors import attachment_cards

MAXIMUM_ROWS = 2000
# People are shown by name; digests bind the step and would let hidden values be guessed.
_INTERNAL = frozenset({"people", "skipped", "steps", "form", "audience", "signature", "timer"})
_COLUMNS = (
    "seq, at, verb, actor_id, actor_name, post_name, node_name, unit_name, channel, for_person_id, item_id, "
    "activity_id, activity_name, opinion, opinion_hidden, attachments::text, details::text, changes::text, "
    "record_version"
)


def trail(actor: Actor, instance_id: UUID, levels: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """Return the steps of an instance in order, the newest 2,000 at most; the caller has checked the access.

    A hidden opinion shows its words only to those whom `confidentiality` names; `levels` are the viewer's on the
    fields of the record (None when he sees nothing of it), so that neither a change nor the reason of a decision tells
    anybody what the form hides from him.
    """
    rows = execute(
        f"SELECT {_COLUMNS} FROM process_event WHERE instance_id = %s ORDER BY seq DESC LIMIT {MAXIMUM_ROWS}",
        [instance_id],
    ).mappings()[::-1]
    people = {row["for_person_id"] for row in rows} | {person for row in rows for person in _named(row)}
    names = _Names(actor, {person for person in people if person is not None})
    files = attachment_cards({UUID(file) for row in rows for file in _json(row["attachments"]) or ()})
    reader = Reader(actor, instance_id)
    return [_step(row, names.then(row["at"]), files, reader, levels) for row in rows]


class _Names:
    """What people are called, and were called when a step was taken: an old trail reads as it was written."""

    def __init__(self, actor: Actor, people: set[UUID]) -> None:
        self._now = {person: card.name for person, card in person_cards(group_of(actor), people).items()}
        self._renamings = person_renamings(people)

    def then(self, at: dt.datetime) -> dict[UUID, str]:
        """Return the names at an instant."""
        if not self._renamings:
            return self._now
        former = {
            person: next((name for renamed, name in changes if renamed > at), None)
            for person, changes in self._renamings.items()
        }
        return self._now | {person: name for person, name in former.items() if name is not None}


def _named(row: dict[str, Any]) -> list[UUID]:
    details = _json(row["details"]) or {}
    named = [*details.get("people", []), *(skip.get("person") for skip in details.get("skipped", []))]
    return [person for person in (parse_id(str(name)) for name in named if name) if person is not None]


def _step(
    row: dict[str, Any],
    names: dict[UUID, str],
    files: dict[UUID, Any],
    reader: Reader,
    levels: Mapping[str, str] | None,
) -> dict[str, Any]:
    details = _json(row["details"]) or {}
    concealed = not reader.may_read(row, details)
    for_person = row["for_person_id"]
    return {
        "seq": row["seq"],
        "at": row["at"],
        "verb": row["verb"],
        "verb_title": _title(sentence(f"verb-{row['verb']}", {})),
        "person": {"id": row["actor_id"], "name": row["actor_name"]} if row["actor_id"] else None,
        "actor_name": shown_name(row["actor_name"]),
        "post_name": row["post_name"],
        "node_name": row["node_name"],
        "unit_name": row["unit_name"],
        "for_person": {"id": for_person, "name": names.get(for_person, "")} if for_person else None,
        "item_id": row["item_id"],
        "activity_id": row["activity_id"],
        "activity_name": row["activity_name"],
        "opinion": "" if concealed else row["opinion"],
        "opinion_hidden": row["opinion_hidden"],
        "concealed": concealed,
        "signature": parse_id(str(details.get("signature", {}).get("attachment", ""))),
        "attachments": [] if concealed else _files(row, files),
        "details": _details(details, names, levels),
        "changes": _changes(_json(row["changes"]) or {}, levels or {}) or None,
        "has_form": row["record_version"] is not None and bool(levels),
        "record_version": row["record_version"],
        "channel": row["channel"],
    }


def _title(verb: str) -> str:
    """A verb that stands by itself; within a sentence English writes it small."""
    return verb[:1].upper() + verb[1:]


def _changes(changes: dict[str, Any], levels: Mapping[str, str]) -> dict[str, Any]:
    """Leave out what the viewer may not see; rows of line items lose the columns that are hidden from him."""
    shown: dict[str, Any] = {}
    for code, sides in changes.items():
        if levels.get(code, "hidden") in NARROWING:
            continue
        closed = {path.partition(".")[2] for path, level in levels.items() if level in NARROWING}
        shown[code] = [_side(side, closed) for side in sides] if closed else sides
    return shown


def _side(side: Any, closed: set[str]) -> Any:
    if not isinstance(side, list):
        return side
    return [
        {name: value for name, value in row.items() if name not in closed} if isinstance(row, dict) else row
        for row in side
    ]


def _files(row: dict[str, Any], files: dict[UUID, Any]) -> list[Any]:
    ids = [UUID(file) for file in _json(row["attachments"]) or ()]
    return [files[file] for file in ids if file in files]


def _details(details: dict[str, Any], names: dict[UUID, str], levels: Mapping[str, str] | None) -> dict[str, Any]:
    shown = {key: value for key, value in details.items() if key not in _INTERNAL}
    if details.get("decisions"):
        shown["decisions"] = [
            {"decision": one["decision"]} if tells_hidden(one, levels) else one for one in details["decisions"]
        ]
    if details.get("steps"):
        shown["steps"] = [
            {**step, "people": [_person(name, names) for name in step["people"]]} for step in details["steps"]
        ]
    if details.get("timer"):
        shown["told"] = _told(details, names)
    elif details.get("people"):
        shown["people"] = [_person(name, names) for name in details["people"]]
    if details.get("skipped"):
        shown["skipped"] = [
            {
                "activity": skip.get("activity", ""),
                "person": _person(skip.get("person"), names),
                "reason": sentence(f"skipped-{skip.get('reason', 'duplicate')}", {}),
            }
            for skip in details["skipped"]
        ]
    return shown


def _told(details: dict[str, Any], names: dict[UUID, str]) -> str:
    """Return what a time limit or an event in time did, as a sentence; without names where nobody was meant."""
    code = f"timer-{details['timer']}"
    people = [_person(name, names)["name"] for name in details.get("people", ())]
    code = code if people or f"{code}-nobody" not in catalogue() else f"{code}-nobody"
    return sentence(code, {"people_zh": "、".join(people), "people_en": ", ".join(people)})


def _person(name: Any, names: dict[UUID, str]) -> dict[str, Any]:
    person = parse_id(str(name)) if name else None
    return {"id": person, "name": names.get(person, "") if person else ""}


def _json(text: str | None) -> Any:
    return None if text is None else json.loads(text.encode())
