"""The work item page: the item, the record as this activity shows it, the trail, and what may be done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xieyun.kernel import json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.i18n import sentence
from xieyun.kernel.identifiers import parse_id
from xieyun.organization.selectors import person_cards
from xieyun.process.policies import (
    is_participant,
    previous_target,
    refusal_of,
    removable_signers,
    return_targets,
    steps_before,
    verbs_of,
)
from xieyun.process.selectors.asking import asked_of
from xieyun.process.selectors.free_route import route_to_lay
from xieyun.process.selectors.guidance import announced_guidance
from xieyun.process.selectors.instance_detail import offer, readers
from xieyun.process.selectors.loading import item_for_reading, require_participant
from xieyun.process.selectors.reasons import why
from xieyun.process.selectors.record_view import record_view
from xieyun.process.selectors.trail import trail
from xieyun.process.selectors.viewing import form_of
from xieyun.process.selectors.waiting import Waiting
from xieyun.process.selectors.work_items import COLUMNS, item_headline, item_json
from xieyun.process.stepping.draft import Draft

# Of the people of a step that a return names.
NAMES_SHOWN = 3


def work_item_detail(actor: Actor, item_id: UUID) -> dict[str, Any]:
    """Return everything the work item page needs. Raises NotFound for an item that is not and was not the actor's."""
    draft = item_for_reading(actor, item_id)
    require_participant(draft)
    row = execute(
        f"SELECT {COLUMNS}, w.why::text AS why, w.kept::text AS kept FROM work_item w "
        "JOIN process_instance i ON i.id = w.instance_id WHERE w.id = %s",
        [item_id],
    ).mappings()[0]
    record, rights = record_view(actor, draft)
    return item_json(row, item_headline(actor, row, rights if record is not None else None)) | {
        "record": record,
        "field_rights": rights,
        "form": form_of(record, rights),
        "opinions": trail(actor, draft.instance.id, rights),
        "verbs": item_verbs(draft),
        "position": position(actor, draft, row),
        "why": {"sentences": why(draft, json.loads(row["why"].encode()), row["received_at"], rights)},
        "kept": json.loads(row["kept"].encode()) if row["kept"] and _is_own(draft) else None,
        "begun": row["begun"] and _is_own(draft),
        "texts": _texts(draft),
        "asked": asked_of(draft),
        "guidance": announced_guidance(draft),
        "readers": readers(actor, draft.instance.id),
        "current": Waiting(actor, [draft.instance.id]).activities().get(draft.instance.id, []),
    }


def _is_own(draft: Draft) -> bool:
    """What somebody has written and not yet said is for himself, not for the others of the pool."""
    return draft.acted.assignee_id == draft.actor.person_id


def item_verbs(draft: Draft) -> list[dict[str, Any]]:
    """Return the verbs of the item, each with the sentence that says why not when it would be refused."""
    if not is_participant(draft):
        return []
    return [_offer(draft, verb) for verb in verbs_of(draft)]


def _offer(draft: Draft, verb: str) -> dict[str, Any]:
    refusal = refusal_of(draft, verb)
    found = offer(draft, verb, refusal)
    if refusal is None and verb in _TARGETS:
        found["targets"] = _TARGETS[verb](draft)
    if refusal is None and verb == "lay-route":
        found |= route_to_lay(draft)
    return found


def _return_targets(draft: Draft) -> list[dict[str, Any]]:
    targets = return_targets(draft)
    names = {"initiator": sentence("target-initiator", {"name": draft.instance.initiator_name})} | _step_names(draft)
    if "previous" in targets:
        names["previous"] = _previous_name(draft, names)
    return [{"id": target, "name": names.get(target) or draft.loaded.activity_name(target)} for target in targets]


def _previous_name(draft: Draft, names: dict[str, str]) -> str:
    previous = previous_target(draft) or ""
    if previous == "previous":
        return sentence("target-steps-before", {})
    return sentence("target-previous", {"name": names.get(previous) or draft.loaded.activity_name(previous)})


def _step_names(draft: Draft) -> dict[str, str]:
    """How the steps of a free route are called among the targets of a return: by name and people."""
    steps = steps_before(draft)
    ids = {found for _, _, people in steps for person in people if (found := parse_id(person))}
    cards = person_cards(draft.instance.group_id, ids) if ids else {}
    known = {str(person): card.name for person, card in cards.items()}
    names: dict[str, str] = {}
    for target, name, people in steps:
        if target == "previous":
            continue
        several = "" if len(people) <= NAMES_SHOWN else sentence("target-step-people", {"count": len(people)})
        shown = sentence("list-separator", {}).join(known.get(person, "") for person in people[:NAMES_SHOWN])
        names[target] = sentence("target-step", {"name": name, "people": shown + several})
    return names


def _removable_signers(draft: Draft) -> list[dict[str, Any]]:
    people = {person: UUID(person) for person in removable_signers(draft)}
    cards = person_cards(draft.instance.group_id, set(people.values()))
    return [{"id": person, "name": cards[key].name if key in cards else ""} for person, key in people.items()]


def _route_places(draft: Draft) -> list[dict[str, Any]]:
    places = ("end",) if draft.acted.kind == "route" else ("next", "beside", "end")
    return [{"id": place, "name": sentence(f"route-place-{place}", {})} for place in places]


_TARGETS = {"return": _return_targets, "remove-signer": _removable_signers, "extend-route": _route_places}


def position(actor: Actor, draft: Draft, row: dict[str, Any]) -> dict[str, Any]:
    """Return the place of the item in the actor's to-do list, and the item after it."""
    mine = (
        "SELECT id, received_at FROM work_item WHERE assignee_id = %(person)s AND status = 'open' "
        "UNION ALL SELECT w.id, w.received_at FROM work_item_candidate c JOIN work_item w ON w.id = c.item_id "
        "WHERE c.person_id = %(person)s AND w.assignee_id IS NULL AND w.status = 'open'"
    )
    before, total, following, first = execute(
        "SELECT count(*) FILTER (WHERE (received_at, id) > (%(at)s, %(id)s)), count(*), "
        "(array_agg(id ORDER BY received_at DESC, id DESC) FILTER (WHERE (received_at, id) < (%(at)s, %(id)s)))[1], "
        f"(array_agg(id ORDER BY received_at DESC, id DESC) FILTER (WHERE id <> %(id)s))[1] FROM ({mine}) m",
        {"person": actor.person_id, "at": row["received_at"], "id": row["id"]},
    )[0]
    return {"index": before + 1, "total": total, "next_id": following or first}


def _texts(draft: Draft) -> dict[str, str]:
    node = draft.node(draft.entry.activity_id)
    return dict(node.approval.texts) if node is not None and node.approval is not None else {}
