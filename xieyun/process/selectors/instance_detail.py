"""One instance: where it is, its trail, where it will go, and what its initiator may do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xieyun.access.policies import administrator_kinds
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.i18n import sentence
from xieyun.organization.selectors import person_cards
from xieyun.process.engine import commands as c
from xieyun.process.free_processes import is_free_process
from xieyun.process.input import group_of
from xieyun.process.policies import (
    Refusal,
    administers_processes,
    dry_run,
    opinion_rule,
    own_extension_refusal,
    urge_refusal,
    withdraw_refusal,
)
from xieyun.process.route_template import freezing_refusal
from xieyun.process.selectors.free_route import route_of
from xieyun.process.selectors.headlines import headline
from xieyun.process.selectors.instances import find_instance, instance_json
from xieyun.process.selectors.loading import draft_for_reading
from xieyun.process.selectors.prediction import predict
from xieyun.process.selectors.trail import trail
from xieyun.process.selectors.viewing import form_of, shown_record, view_of
from xieyun.process.selectors.waiting import Waiting
from xieyun.process.signatures import signature_policy
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.limits import urging_refusal

MAXIMUM_READERS = 500
# What an administrator may choose as the place to go on at, and the positions that can be moved.
JUMP_TARGETS = frozenset({"userTask", "serviceTask", "businessRuleTask", "subProcess", "callActivity", "endEvent"})
JUMPING = frozenset({"open", "ask", "wait", "parked"})


def instance_detail(actor: Actor, instance_id: UUID) -> dict[str, Any]:
    """Return an instance with trail, current and predicted activities and the actor's verbs. Raises NotFound."""
    row = find_instance(actor, instance_id)
    draft = draft_for_reading(actor, instance_id)
    waiting = Waiting(actor, [instance_id])
    verbs = instance_verbs(draft, row, held=instance_id in waiting.held())
    record = shown_record(actor, view_of(actor, row))
    rights = record["rights"]["fields"] if record is not None else {}
    shown = instance_json(row, headline(actor, row, rights))
    route = route_of(draft)  # before the prediction, which runs the draft ahead
    return shown | {
        "definition": {
            "code": draft.loaded.code,
            "title": shown["process_title"],
            "version": draft.loaded.version,
        },
        "current": waiting.activities().get(instance_id, []),
        "my_work_item_id": waiting.mine().get(instance_id),
        "record": record,
        "field_rights": rights,
        "form": form_of(record),
        "trail": trail(actor, instance_id, None if record is None and row["record_id"] is not None else rights),
        "predicted": predict(draft),
        "route": route,
        "readers": readers(actor, instance_id),
        "verbs": verbs,
    }


def instance_verbs(draft: Draft, row: dict[str, Any], *, held: bool) -> list[dict[str, Any]]:
    """Return the verbs of the initiator and of administrators, each with the reason when it would be refused.

    `held`: somebody else has something to do in the instance.
    """
    found: list[dict[str, Any]] = []
    if draft.actor.person_id is not None and draft.instance.initiator_id == draft.actor.person_id:
        found.append(offer(draft, "withdraw", withdraw_refusal(draft)))
        found.append(offer(draft, "urge", _urge(draft, row, held)))
        if is_free_process(draft.loaded.compiled):
            places = [{"id": "end", "name": sentence("route-place-end", {})}]
            found.append(offer(draft, "extend-route", own_extension_refusal(draft)) | {"targets": places})
    if administers_processes(draft.actor) and freezing_refusal(draft) is None:
        found.append(offer(draft, "freeze-route", None))
    if "system" in administrator_kinds(draft.actor):
        found.append(offer(draft, "suspend", dry_run(draft, c.Suspend(draft.by))))
        found.append(offer(draft, "resume", dry_run(draft, c.Resume(draft.by))))
        found.append(_jump(draft))
        found.append(offer(draft, "terminate", dry_run(draft, c.Terminate(draft.by))))
    return found


def offer(draft: Draft, verb: str, refusal: Refusal | None) -> dict[str, Any]:
    """Return a verb as the page shows it."""
    return {
        "verb": verb,
        "title": sentence(f"verb-{verb}", {}),
        "allowed": refusal is None,
        "reason": refusal.text() if refusal is not None else None,
        "opinion": opinion_rule(draft, verb),
        "signature": signature_policy(draft, verb),
        "targets": None,
        "route": None,
    }


def _jump(draft: Draft) -> dict[str, Any]:
    """The jump with every live position and where each may go, in the order of the drawing."""
    compiled, state = draft.loaded.compiled, draft.live
    activities = [node for node in compiled.activities.values() if node.type in JUMP_TARGETS and node.name]
    targets = [
        {
            "id": node.id,
            # Where it stands it may begin anew: its people are found again, say after one of them left.
            "name": node.name if node.id != token.node else sentence("target-anew", {"name": node.name}),
            "token": number,
            "place": draft.loaded.activity_name(token.node),
        }
        for number, token in state.tokens.items()
        if token.phase in JUMPING
        for node in activities
        if dry_run(draft, c.Jump(node.id, draft.by, number)) is None
    ]
    # Without a target the engine says why: the process is halted or has ended.
    refusal = None if targets else dry_run(draft, c.Jump("", draft.by)) or Refusal("no-jump-target")
    return offer(draft, "jump", refusal) | {"targets": targets or None}


def _urge(draft: Draft, row: dict[str, Any], held: bool) -> Refusal | None:
    return urge_refusal(draft.instance.status, held, lambda: urging_refusal(draft, row["urge_count"], row["urged_at"]))


def readers(actor: Actor, instance_id: UUID) -> dict[str, Any]:
    """Return how many people were notified, how many have read it, and who they are (the newest 500)."""
    notified, read = execute(
        "SELECT count(*), count(read_at) FROM work_item WHERE instance_id = %s AND kind = 'notice'", [instance_id]
    )[0]
    rows = execute(
        "SELECT assignee_id, read_at IS NOT NULL FROM work_item WHERE instance_id = %s AND kind = 'notice' "
        f"ORDER BY id DESC LIMIT {MAXIMUM_READERS}",
        [instance_id if notified else None],
    )
    cards = person_cards(group_of(actor), {person for person, _ in rows})
    people = [{"id": person, "name": cards[person].name, "read": seen} for person, seen in rows if person in cards]
    return {"notified": notified, "read": read, "people": people}
