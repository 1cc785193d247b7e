"""Which verbs an actor may use on an item or instance now, and the sentence when he may not.

The same functions decide for the page (`offered`) and for the action (`require_allowed`), so a verb is
offered exactly when it would succeed. What the engine decides is asked by a dry run: it is pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from xieyun.kernel.i18n import sentence
from xieyun.process import engine
from xieyun.process.engine import commands as c
from xieyun.process.engine.context import Context
from xieyun.process.engine.errors import EngineError
from xieyun.process.errors import VerbRefused
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.opened import opened_by_next
from xieyun.records import catalogue
from xieyun.records.reach import reaches

# Verbs by the kind of item, in the order in which the page shows them.
_SIGNER = (
    "approve", "reject", "return", "transfer", "delegate", "add-signers", "remove-signer", "consult", "notify", "save",
)  # fmt: skip
VERBS = {
    "task": _SIGNER,
    "before": _SIGNER,
    "after": _SIGNER,
    "parallel": _SIGNER,
    "pool": ("claim", "unclaim", "approve", "reject", "return", "transfer", "consult", "notify", "save"),
    "delegated": ("reply", "consult", "notify", "save"),
    "consult": ("reply", "save"),
    "resubmit": ("approve", "withdraw", "notify", "save"),
    "notice": ("notify",),
}
REQUIRED_OPINION = frozenset({"reject", "return", "reply", "terminate", "suspend", "jump"})
NO_OPINION = frozenset({"claim", "unclaim", "save", "take-back", "remove-signer"})
SOMEBODY = c.Signer("00000000-0000-0000-0000-000000000000")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a verb is not possible now: a sentence by its code, or the engine's own in both languages."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """Return the sentence in the language of the request."""
        return sentence(self.code, self.params)


def verbs_of(draft: Draft) -> tuple[str, ...]:
    """Return the verbs that exist for the item, possible or not; a definition may switch some off."""
    item = draft.acted
    if item.status == "done":
        return ("take-back", "notify")
    settings = verb_settings(draft)
    return tuple(
        verb for verb in VERBS.get(item.kind, ()) if settings.get(verb, {}).get("allowed", "true") not in ("false", "0")
    )


def offered_to_all(draft: Draft) -> bool:
    """Whether the item waits for anybody who may read its record, and the actor may."""
    item, instance = draft.acted, draft.instance
    if not item.open_to_all or item.assignee_id is not None or draft.actor.kind != "person":
        return False
    if instance.object_type is None or instance.record_id is None:
        return True
    return reaches(draft.actor, catalogue.object_type(instance.object_type), instance.record_id, "read")


def verb_settings(draft: Draft) -> dict[str, dict[str, str]]:
    """Return what the definition says about verbs of the item's activity."""
    node = draft.loaded.compiled.activities.get(draft.entry.activity_id)
    if node is None or node.approval is None:
        return {}
    return {verb.replace("_", "-"): dict(settings) for verb, settings in node.approval.verbs.items()}


def opinion_rule(draft: Draft, verb: str) -> str:
    """Return required, optional or none: the definition's word, else the habit of the verb."""
    declared = verb_settings(draft).get(verb, {}).get("opinion")
    if declared in ("required", "optional", "none"):
        return declared
    if verb in REQUIRED_OPINION:
        return "required"
    return "none" if verb in NO_OPINION else "optional"


def require_allowed(draft: Draft, verb: str) -> None:
    """Raise VerbRefused unless the verb exists for the item and would succeed."""
    if verb not in verbs_of(draft):
        raise VerbRefused("verb-not-offered")
    refusal = room_refusal(draft, verb)
    if refusal is not None:
        raise VerbRefused(refusal.code, **refusal.params)


def refusal_of(draft: Draft, verb: str) -> Refusal | None:
    """Return why the verb would be refused now, or None when it would succeed."""
    if draft.instance.status == "suspended":
        return Refusal("process-not-running", {"status": "suspended"})
    refused = room_refusal(draft, verb) or _engine_refusal(draft, verb)
    if refused is None and verb == "take-back":
        opened = opened_by_next(draft)
        return Refusal("take-back-opened", opened) if opened is not None else None
    return refused


def room_refusal(draft: Draft, verb: str) -> Refusal | None:
    """Return the refusal by rules that the engine does not know."""
    item = draft.acted
    unclaimed = item.kind == "pool" and item.assignee_id is None
    if unclaimed and verb not in ("claim", "approve", "reject", "notify"):
        return Refusal("claim-first")
    if verb == "claim" and not unclaimed:
        return Refusal("already-claimed-by-you")
    if item.status == "held" and verb not in ("save", "notify"):
        return Refusal("waits-for-others")
    return None


def _engine_refusal(draft: Draft, verb: str) -> Refusal | None:
    command = _TRIALS.get(verb)
    item = draft.acted
    if command is None or item.number is None or draft.state is None:
        return None
    return dry_run(draft, command(draft, item.number))


def dry_run(draft: Draft, command: c.Command) -> Refusal | None:
    """Return the engine's refusal of a command, or None; nothing changes."""
    try:
        engine.step(draft.loaded.compiled, draft.state, command, Context(draft.at, draft.evaluator))
    except EngineError as error:
        return Refusal("step-refused", {"reason": error.code, "reason_zh": error.zh, "reason_en": error.en})
    return None


def _other_open_item(draft: Draft, number: int) -> int:
    state = draft.live
    token = state.items[number].token if number in state.items else -1
    return next((other for other in state.open_items(token) if other != number), number)


_TRIALS: dict[str, Callable[[Draft, int], c.Command]] = {
    "claim": lambda draft, item: c.ClaimItem(item, draft.by),
    "unclaim": lambda draft, item: c.UnclaimItem(item, draft.by),
    "return": lambda draft, item: c.ReturnTo(item, draft.by, "initiator"),
    "transfer": lambda draft, item: c.TransferItem(item, draft.by, SOMEBODY),
    "delegate": lambda draft, item: c.DelegateItem(item, draft.by, SOMEBODY),
    "consult": lambda draft, item: c.Consult(item, draft.by, (SOMEBODY,)),
    "add-signers": lambda draft, item: c.AddSigners(item, draft.by, "parallel", (SOMEBODY,)),
    "remove-signer": lambda draft, item: c.RemoveSigner(item, draft.by, target_item=_other_open_item(draft, item)),
    "take-back": lambda draft, item: c.TakeBack(item, draft.by),
    "withdraw": lambda draft, item: c.Withdraw(draft.by),
}
