"""Whether what the page offers is what succeeds: every verb is tried, and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import InvalidInput, Problem
from xieyun.process import actions, policies
from xieyun.process.actions import RouteStep

ITEM_VERBS = sorted({verb for verbs in policies.VERBS.values() for verb in verbs} | {"take-back"})
INSTANCE_VERBS = ("withdraw", "urge", "extend-route", "suspend", "resume", "jump", "terminate")
# An offer says nothing of these: a loop in which nobody is asked, a field that is still empty.
LATE = frozenset({"too-many-rounds", "endless-loop"})
LATE_FIELDS = frozenset({"field-required"})
Call = Callable[[], object]
Targets = Sequence[dict[str, Any]] | None


def item_call(
    actor: Actor, item_id: UUID, verb: str, targets: Targets, *, choose: Random, someone: UUID, other: UUID
) -> Call:
    """Return the action of a verb with arguments that make sense: offered ones where the page offers some.

    `someone` is a stranger, `other` may have to do with the item.
    """
    given = {"actor": actor, "item_id": item_id}
    words = {**given, "opinion": "说明"}
    target = choose.choice(targets)["id"] if targets else None
    calls: dict[str, Call] = {
        "approve": lambda: actions.approve(**words),
        "reject": lambda: actions.reject(**words),
        "return": lambda: actions.send_back(
            **words, target=target or "initiator", then=choose.choice(("run_again", "straight_back"))
        ),
        "transfer": lambda: actions.transfer(**words, person_id=someone),
        "delegate": lambda: actions.delegate(**words, person_id=someone),
        "add-signers": lambda: actions.add_signers(
            **words, person_ids=[someone], position=choose.choice(("before", "after", "parallel"))
        ),
        "remove-signer": lambda: actions.remove_signer(**words, person_id=target or other),
        "extend-route": lambda: actions.extend_route(
            **words, steps=[RouteStep((someone,))], where=target or choose.choice(("next", "beside", "end"))
        ),
        "lay-route": lambda: actions.lay_route(**words, steps=[RouteStep((someone,))]),
        "consult": lambda: actions.consult(**words, person_ids=[someone]),
        "notify": lambda: actions.notify(**words, person_ids=[someone]),
        "reply": lambda: actions.reply(**words),
        "save": lambda: actions.save(**words),
        "claim": lambda: actions.claim(**given),
        "unclaim": lambda: actions.unclaim(**given),
        "take-back": lambda: actions.take_back(**given),
        "withdraw": lambda: actions.withdraw_from_item(**words),
    }
    return calls[verb]


def instance_call(actor: Actor, instance_id: UUID, verb: str, targets: Targets, *, choose: Random) -> Call:
    """Return the action of a verb on the instance."""
    given: dict[str, Any] = {"actor": actor, "instance_id": instance_id}
    if verb in ("withdraw", "urge"):
        return partial(getattr(actions, verb), **given, opinion="说明")
    if verb == "extend-route":
        return partial(actions.extend_own_route, **given, steps=[RouteStep((actor.person_id,))])
    if verb == "jump":
        target = choose.choice(targets) if targets else {"id": "head", "token": None}
        return partial(actions.jump, **given, reason="说明", target=target["id"], token=target["token"])
    return partial(getattr(actions, verb), **given, reason="说明")


def refusal(call: Call) -> Problem | None:
    """Return why a call is refused now, None when it works; whatever it did is undone."""
    try:
        with transaction.atomic():
            call()
            transaction.set_rollback(True)
    except Problem as problem:
        return problem
    return None


def is_late(problem: Problem | None) -> bool:
    """Whether a call was refused for what no offer can know."""
    fields = {error.code for error in problem.fields} if isinstance(problem, InvalidInput) else set()
    reasons = set() if problem is None else {problem.code, str(problem.params.get("reason"))}
    return bool(reasons & LATE) or bool(fields and fields <= LATE_FIELDS)


def compare(
    offers: Iterable[dict[str, Any]], verbs: Iterable[str], call: Callable[[str, Targets], Call], where: str
) -> list[Call]:
    """Try every verb and compare with what was offered; return the calls that work."""
    known = {offer["verb"]: offer for offer in offers}
    possible = []
    for verb in verbs:
        offer = known.get(verb, {"allowed": False, "reason": None, "targets": None})
        this = call(verb, offer["targets"])
        problem = refusal(this)
        works = problem is None
        told = "" if problem is None else f"{problem.code} {problem.params}"
        assert works == offer["allowed"] or is_late(problem), f"{where}: {verb} offered {offer}, but: {told or works}"
        assert offer["allowed"] or verb not in known or offer["reason"], (
            f"{where}: {verb} is refused without a sentence"
        )
        if works:
            possible.append(this)
    return possible
