"""One instance: where it is, its trail, where it will go, and what its initiator may do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xieyun.access.policies import administrator_kinds
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.i18n import sentence
from xieyun.process.engine import commands as c
from xieyun.process.policies import Refusal, dry_run, opinion_rule
from xieyun.process.selectors.instances import current_activities, find_instance, instance_json
from xieyun.process.selectors.loading import draft_for_reading
from xieyun.process.selectors.prediction import predict
from xieyun.process.selectors.trail import trail
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.limits import seconds_to_wait
from xieyun.process.stepping.opened import opened_by_next


def instance_detail(actor: Actor, instance_id: UUID) -> dict[str, Any]:
    """Return an instance with trail, current and predicted activities and the actor's verbs. Raises NotFound."""
    row = find_instance(actor, instance_id)
    draft = draft_for_reading(actor, instance_id)
    current = current_activities(actor, [instance_id]).get(instance_id, [])
    shown = instance_json(row, current)
    verbs = instance_verbs(draft, row)
    return shown | {
        "definition": {
            "code": draft.loaded.code,
            "title": shown["process_title"],
            "version": draft.loaded.version,
        },
        "trail": trail(actor, instance_id),
        "predicted": predict(draft),
        "readers": readers(actor, instance_id),
        "verbs": verbs,
    }


def instance_verbs(draft: Draft, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the verbs of the initiator and of administrators, each with the reason when it would be refused."""
    found: list[tuple[str, Refusal | None]] = []
    if draft.actor.person_id is not None and draft.instance.initiator_id == draft.actor.person_id:
        found.append(("withdraw", _withdraw(draft)))
        found.append(("urge", _urge(draft, row)))
    if "system" in administrator_kinds(draft.actor):
        found += [
            ("suspend", dry_run(draft, c.Suspend(draft.by))),
            ("resume", dry_run(draft, c.Resume(draft.by))),
            ("terminate", dry_run(draft, c.Terminate(draft.by))),
        ]
    return [offer(draft, verb, refusal) for verb, refusal in found]


def offer(draft: Draft, verb: str, refusal: Refusal | None) -> dict[str, Any]:
    """Return a verb as the page shows it."""
    return {
        "verb": verb,
        "title": sentence(f"verb-{verb}", {}),
        "allowed": refusal is None,
        "reason": refusal.text() if refusal is not None else None,
        "opinion": opinion_rule(draft, verb),
        "targets": None,
    }


def _withdraw(draft: Draft) -> Refusal | None:
    refused = dry_run(draft, c.Withdraw(draft.by))
    if refused is not None:
        return refused
    opened = opened_by_next(draft)
    return Refusal("withdraw-opened", opened) if opened is not None else None


def _urge(draft: Draft, row: dict[str, Any]) -> Refusal | None:
    if draft.instance.status != "running":
        return Refusal("process-not-running", {"status": draft.instance.status})
    wait = seconds_to_wait(row["urged_at"], draft.at)
    return Refusal("urged-too-soon", {"minutes": -(-wait // 60), "count": row["urge_count"]}) if wait else None


def readers(actor: Actor, instance_id: UUID) -> dict[str, int]:
    """Return how many people were notified and how many have read it."""
    notified, read = execute(
        "SELECT count(*), count(read_at) FROM work_item WHERE instance_id = %s AND kind = 'notice'", [instance_id]
    )[0]
    return {"notified": notified, "read": read}
