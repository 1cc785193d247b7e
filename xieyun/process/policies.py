"""Which verbs an actor may use on an item or instance now, and the sentence when he may not.

The same functions decide for the page (`offered`) and for the action (`require_allowed`), so a verb is
offered exactly when it would succeed. What the engine decides is asked by a dry run: it is pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from xieyun.access.policies import administrator_kinds, allowed_operations
from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import NotFound
from xieyun.kernel.i18n import sentence
from xieyun.process import engine
from xieyun.process.engine import commands as c
from xieyun.process.engine.context import Step
from xieyun.process.engine.definition import Node
from xieyun.process.engine.effects import CloseItem
from xieyun.process.engine.errors import EngineError
from xieyun.process.engine.events import Entered
from xieyun.process.engine.task_form import USUAL_OPINIONS, OpinionPolicy
from xieyun.process.errors import UrgedEnough, UrgedTooSoon, VerbRefused, not_running
from xieyun.process.free_processes import is_free_process, is_step
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.opened import opened_by_others
from xieyun.process.store.rows import Item
from xieyun.records import catalogue
from xieyun.records.reach import reaches

# Verbs by the kind of item, in the order in which the page shows them.
_SIGNER = (
    "approve", "reject", "return", "extend-route", "transfer", "delegate", "add-signers", "remove-signer", "consult",
    "notify", "save",
)  # fmt: skip
VERBS = {
    "task": _SIGNER,
    "before": _SIGNER,
    "after": _SIGNER,
    "parallel": _SIGNER,
    "pool": ("claim", "unclaim", "approve", "reject", "return", "transfer", "consult", "notify", "save"),
    "delegated": ("reply", "consult", "notify", "save"),
    "consult": ("reply", "save"),
    "route": ("approve", "extend-route", "withdraw", "notify", "save"),
    "resubmit": ("approve", "lay-route", "withdraw", "notify", "save"),
    "notice": ("notify",),
}
REQUIRED_OPINION = frozenset({"reject", "return", "reply", "terminate", "suspend", "jump", "answer", "discard-timer"})
# What is kept or undone by its own writer stays possible while an administrator halts the process.
WHILE_SUSPENDED = frozenset({"save", "withdraw"})
# While others act first: who waits may let them go, and tell people.
WHILE_HELD = frozenset({"remove-signer", "notify"})
# What can be taken back is a decision; what was handed over belongs to others now.
TAKEN_BACK = frozenset({"approve", "reject", "resubmit"})
DECISIONS = frozenset({"approve", "reject", "return"})
NO_OPINION = frozenset({"claim", "unclaim", "save", "take-back", "remove-signer", "freeze-route"})
# The permission to look after definitions and to move running instances (docs/operations.md).
DEFINITION, ADMINISTER = "process.definition", "administer"
SOMEBODY = c.Signer("00000000-0000-0000-0000-000000000000")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a verb is not possible now: a sentence by its code, or the engine's own in both languages."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """Return the sentence in the language of the request."""
        return sentence(self.code, self.params)


def administers_processes(actor: Actor) -> bool:
    """Whether the actor may look after definitions and move running instances.

    System administrators may, and who holds the permission `administer` on `process.definition`.
    """
    return (
        actor.is_system or "system" in administrator_kinds(actor) or ADMINISTER in allowed_operations(actor, DEFINITION)
    )


def require_process_administrator(actor: Actor) -> None:
    """Raise NotFound unless the actor administers processes: for others these pages do not exist."""
    if not administers_processes(actor):
        raise NotFound


def require_system_administrator(actor: Actor) -> None:
    """Raise NotFound unless the actor is a system administrator: for others these pages do not exist."""
    if not actor.is_system and "system" not in administrator_kinds(actor):
        raise NotFound


def verbs_of(draft: Draft) -> tuple[str, ...]:
    """Return the verbs that exist for the item, possible or not; a definition may switch some off."""
    return tuple(verb for verb in _usual_verbs(draft.acted) if _exists(draft, verb))


def _usual_verbs(item: Item) -> tuple[str, ...]:
    if item.status == "cancelled":
        return ()
    return ("take-back", "notify") if item.status == "done" else VERBS.get(item.kind, ())


def _exists(draft: Draft, verb: str) -> bool:
    """Whether a usual verb is one of this activity."""
    if verb == "extend-route" and not on_free_route(draft):
        return False
    if verb == "lay-route" and not is_free_process(draft.loaded.compiled):
        return False
    return setting_of(draft, verb).get("allowed", "true") not in ("false", "0")


def on_free_route(draft: Draft) -> bool:
    """Whether the item is a step of a route that its people lay out, or asks for such a route."""
    node = draft.node(draft.acted.activity_id)
    return node is not None and (is_step(node) or "free" in node.properties)


def own_extension_refusal(draft: Draft) -> Refusal | None:
    """Return why the initiator cannot add steps at the end of his free route."""
    if draft.instance.status != "running":
        return Refusal(not_running(draft.instance.status).code)
    return dry_run(draft, c.ExtendRoute(draft.by, (c.RouteStep("", (SOMEBODY.person,)),), None, "end"))


def is_participant(draft: Draft) -> bool:
    """Whether the item is or was the actor's, or is offered to him."""
    item, person = draft.item, draft.actor.person_id
    if item is None or person is None:
        return False
    return item.assignee_id == person or (item.assignee_id is None and (draft.candidate or offered_to_all(draft)))


def offered_to_all(draft: Draft) -> bool:
    """Whether the item waits for anybody who may read its record, and the actor may."""
    item, instance = draft.acted, draft.instance
    if not item.open_to_all or item.assignee_id is not None or draft.actor.kind != "person":
        return False
    if instance.object_type is None or instance.record_id is None:
        return True
    return reaches(draft.actor, catalogue.object_type(instance.object_type), instance.record_id, "read")


def setting_of(draft: Draft, verb: str) -> Mapping[str, str]:
    """Return what the definition says about a verb of the item's activity."""
    node = draft.node(draft.entry.activity_id)
    return {} if node is None or node.approval is None else node.approval.verbs.get(verb, {})


def opinion_policy(draft: Draft) -> OpinionPolicy:
    """Return what the activity says of opinions."""
    node = draft.node(draft.entry.activity_id)
    return node.approval.opinions if node is not None and node.approval is not None else USUAL_OPINIONS


def declared_opinion_rule(draft: Draft, verb: str) -> str:
    """Return what the definition says of the verb, or of its activity for a decision; "" when it says nothing."""
    declared = setting_of(draft, verb).get("opinion", "")
    if declared in ("required", "optional", "none"):
        return declared
    return opinion_policy(draft).rule if verb in DECISIONS else ""


def opinion_rule(draft: Draft, verb: str) -> str:
    """Return required, optional or none: the definition's word, else the habit of the verb."""
    declared = declared_opinion_rule(draft, verb)
    if declared:
        return declared
    if verb in REQUIRED_OPINION:
        return "required"
    return "none" if verb in NO_OPINION else "optional"


def require_allowed(draft: Draft, verb: str) -> None:
    """Raise VerbRefused unless the verb exists for the item and the room's own rules allow it now."""
    refusal = room_refusal(draft, verb)
    if refusal is not None:
        raise VerbRefused(refusal.code, **refusal.params)


def refusal_of(draft: Draft, verb: str) -> Refusal | None:
    """Return why the verb would be refused now, or None when it would succeed."""
    return room_refusal(draft, verb) or _engine_refusal(draft, verb)


def room_refusal(draft: Draft, verb: str) -> Refusal | None:
    """Return the refusal by rules that the engine does not know."""
    if verb not in _usual_verbs(draft.acted) or not _exists(draft, verb):
        return Refusal("verb-not-offered")
    if draft.instance.status == "suspended" and verb not in WHILE_SUSPENDED:
        return Refusal("process-suspended")
    item = draft.acted
    unclaimed = item.kind == "pool" and item.assignee_id is None
    if unclaimed and verb not in ("claim", "approve", "reject", "notify"):
        return Refusal("claim-first")
    if verb == "claim" and not unclaimed:
        return Refusal("already-claimed-by-you")
    if item.status == "held" and verb not in WHILE_HELD:
        return Refusal("waits-for-others")
    if verb == "take-back":
        return take_back_refusal(draft)
    return withdraw_refusal(draft) if verb == "withdraw" else None


def urge_refusal(status: str, held: bool, limit: Callable[[], UrgedEnough | UrgedTooSoon | None]) -> Refusal | None:
    """Return why the initiator cannot urge: it does not run, nobody else holds anything (`held`), or he did."""
    if status != "running":
        return Refusal(not_running(status).code)
    if not held:
        return Refusal("nobody-to-urge")
    refusal = limit()
    return Refusal(refusal.code, refusal.params) if refusal is not None else None


def take_back_refusal(draft: Draft) -> Refusal | None:
    """Return why the actor cannot take his decision back: too late, or who has opened what it led to."""
    number = draft.acted.number
    if number is None or draft.acted.outcome not in TAKEN_BACK:
        return Refusal("take-back-not-decided")
    try:
        step = _try(draft, c.TakeBack(number, draft.by))
    except EngineError as error:
        return _refused_by(error)
    opened = opened_by_others(draft, [effect.item for effect in step.effects if isinstance(effect, CloseItem)])
    return Refusal("take-back-opened", opened) if opened is not None else None


def withdraw_refusal(draft: Draft) -> Refusal | None:
    """Return why the initiator cannot withdraw the process: it has ended, or who has opened it."""
    refused = dry_run(draft, c.Withdraw(draft.by))
    if refused is not None:
        return refused
    opened = opened_by_others(draft)
    return Refusal("withdraw-opened", opened) if opened is not None else None


def _engine_refusal(draft: Draft, verb: str) -> Refusal | None:
    number = draft.acted.number
    if verb == "return":
        return None if return_targets(draft) else dry_run(draft, c.ReturnTo(number or 0, draft.by, "initiator"))
    if verb == "remove-signer":
        return None if removable_signers(draft) else Refusal("no-signer-to-remove")
    command = _TRIALS.get(verb)
    if command is None or number is None or draft.state is None:
        return None
    return dry_run(draft, command(draft, number))


def dry_run(draft: Draft, command: c.Command) -> Refusal | None:
    """Return the engine's refusal of a command, or None; nothing changes."""
    try:
        _try(draft, command)
    except EngineError as error:
        return _refused_by(error)
    return None


def _try(draft: Draft, command: c.Command) -> Step:
    return engine.step(draft.loaded.compiled, draft.state, command, draft.context)


def _refused_by(error: EngineError) -> Refusal:
    return Refusal("step-refused", {"reason": error.code, "reason_zh": error.zh, "reason_en": error.en})


def return_targets(draft: Draft) -> list[str]:
    """Return where the item can be returned to: "previous", "initiator", steps of its free route, passed activities.

    The start of the process is the initiator, so it is not named a second time, and neither is what "previous" means.
    """
    number = draft.acted.number
    if number is None or number not in draft.live.items:
        return []
    previous = previous_target(draft)
    steps = [target for target, _, _ in steps_before(draft)]
    passed = [one for one in draft.live.passed if not _is_start(draft.node(one))]
    others = ["initiator", *(one for one in (*steps, *passed) if one not in (previous, "previous"))]
    found = [one for one in others if dry_run(draft, c.ReturnTo(number, draft.by, one)) is None]
    return found if previous is None else ["previous", *found]


def previous_target(draft: Draft) -> str | None:
    """Return the activity or step that a return to "previous" leads to; None when there is none but the start.

    "previous" itself when several steps of a free route ran at the same time before.
    """
    number = draft.acted.number
    if number is None or number not in draft.live.items:
        return None
    try:
        step = _try(draft, c.ReturnTo(number, draft.by, "previous"))
    except EngineError:
        return None
    steps = steps_before(draft)
    if steps:
        return steps[0][0]
    entered = [event.node for event in step.events if isinstance(event, Entered)]
    found = entered[-1] if entered else None
    return None if found is None or _is_start(draft.node(found)) else found


def _is_start(node: Node | None) -> bool:
    return node is not None and node.type == "startEvent"


def steps_before(draft: Draft) -> list[tuple[str, str, list[str]]]:
    """Return the steps of a free route before the item's: the target of a return, name and persons of each."""
    context = draft.context
    return engine.route_targets(draft.loaded.compiled, draft.live, draft.acted.number or 0, context)


def removable_signers(draft: Draft) -> list[str]:
    """Return the people whom the actor may remove from his activity: signers, also waiting ones, and his delegate."""
    number = draft.acted.number
    if number is None or number not in draft.live.items:
        return []
    people = signers_of_activity(draft, number)
    return [person for person in people if dry_run(draft, remove_signer_command(draft, number, person)) is None]


def signers_of_activity(draft: Draft, number: int) -> list[str]:
    """Return who else is asked by the visit of an item: those with open items, then those who wait in line."""
    state = draft.live
    token = state.items[number].token
    data = state.tokens[token].data or {}
    waiting = [*data.get("queue", ()), *(entry for line in (data.get("after") or {}).values() for entry in line)]
    others = [state.items[other].person for other in state.open_items(token) if other != number]
    return list(dict.fromkeys(person for person in [*others, *(entry[0] for entry in waiting)] if person))


def remove_signer_command(draft: Draft, number: int, person: str) -> c.RemoveSigner:
    """Return the command that removes a person from the activity of an item, whether asked already or in line."""
    state = draft.live
    asked = (
        other for other in state.open_items(state.items[number].token)
        if state.items[other].person == person and state.items[other].kind != "consult"
    )  # fmt: skip
    target = next(asked, None)
    return c.RemoveSigner(number, draft.by, target_item=target, target_person=person if target is None else None)


_TRIALS: dict[str, Callable[[Draft, int], c.Command]] = {
    "claim": lambda draft, item: c.ClaimItem(item, draft.by),
    "unclaim": lambda draft, item: c.UnclaimItem(item, draft.by),
    "transfer": lambda draft, item: c.TransferItem(item, draft.by, SOMEBODY),
    "delegate": lambda draft, item: c.DelegateItem(item, draft.by, SOMEBODY),
    "consult": lambda draft, item: c.Consult(item, draft.by, (SOMEBODY,)),
    "add-signers": lambda draft, item: c.AddSigners(item, draft.by, "parallel", (SOMEBODY,)),
    "extend-route": lambda draft, item: c.ExtendRoute(draft.by, (c.RouteStep("", (SOMEBODY.person,)),), item),
    "lay-route": lambda draft, item: c.LayRoute(draft.by, (c.RouteStep("", (SOMEBODY.person,)),), item),
}
