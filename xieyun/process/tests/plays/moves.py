"""What people, programs and administrators do at random; each move is one call of an action or some of jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from xieyun.process import actions, selectors
from xieyun.process.actions import Batch
from xieyun.process.models import Incident, ProcessInstance, WorkItem
from xieyun.process.tests.plays import changes, jobs
from xieyun.process.tests.plays.changes import Chosen
from xieyun.records import actions as record_actions
from xieyun.records import selectors as record_selectors

if TYPE_CHECKING:
    from xieyun.process.tests.plays.playing import Play

MOST_INSTANCES = 5
WORDS = {"opinion": "请看意见"}


def choose(play: Play, instance: UUID) -> Chosen:
    """Draw a move about an instance."""
    items = play.items(instance)
    open_items = [item for item in items if item.status in ("open", "held", "sent")]
    drawn = play.chance.random()
    if open_items and drawn < 0.55:
        item = play.one(*open_items)
        actor = play.handler_of(item)
        if drawn < 0.25:
            return f"offered {item.activity_id}", True, lambda: _offered(play, actor, item)
        return _at_item(play, actor, item, items)
    if drawn < 0.7:
        return "jobs", False, lambda: jobs.run_due(play)
    return play.one(
        _as_administrator,
        _as_administrator,
        _repair,
        _as_initiator,
        changes.move_versions,
        changes.organise,
        _batch,
        _begin,
    )(play, instance, items)


def _begin(play: Play, instance: UUID, items: list[WorkItem]) -> Chosen:
    if len(play.instances) >= MOST_INSTANCES:
        return _on_any(play, items)
    return "begin", True, play.begin


def _on_any(play: Play, items: list[WorkItem]) -> Chosen:
    if not items:
        return "jobs", False, lambda: jobs.run_due(play)
    item = play.one(*items)
    return _at_item(play, play.handler_of(item), item, items)


def _values(play: Play) -> dict[str, Any]:
    if not play.with_record or play.chance.random() < 0.5:
        return {}
    drawn = {
        "subject": f"事由{play.chance.randint(1, 99)}", "urgency": play.one("urgent", "normal"),
        "secret": play.secret(), "witness": str(play.world.person(play.one("clerk", "head")).id), "lines": [play.row()],
    }  # fmt: skip
    return {name: drawn[name] for name in play.chance.sample(sorted(drawn), play.chance.randint(1, 2))}


def _allowed_values(play: Play, actor: Any, item: WorkItem) -> dict[str, Any]:
    rights = selectors.work_item_detail(actor, item.id)["field_rights"]
    given = _values(play)
    return {name: value for name, value in given.items() if rights.get(name) in ("edit", "required")}


def _at_item(play: Play, actor: Any, item: WorkItem, items: list[WorkItem]) -> Chosen:
    other: Any = play.world.person(play.one(*("clerk", "head", "cashier", "auditor"))).id
    mine: dict[str, Any] = {"actor": actor, "item_id": item.id}
    places = ["initiator", "previous", *(one.activity_id for one in items)]
    name, move = play.one(
        *[("approve", lambda: actions.approve(**mine, **WORDS, values=_allowed_values(play, actor, item)))] * 6,
        ("approve any", lambda: actions.approve(**mine, **WORDS, values=_values(play))),
        *[("reject", lambda: actions.reject(**mine, **WORDS, values=_values(play)))] * 2,
        ("return", lambda: actions.send_back(
            **mine, target=play.one(*places), **WORDS, then=play.one("run_again", "straight_back"))),
        ("transfer", lambda: actions.transfer(**mine, person_id=other, **WORDS)),
        ("delegate", lambda: actions.delegate(**mine, person_id=other, **WORDS)),
        ("consult", lambda: actions.consult(**mine, person_ids=[other], **WORDS)),
        ("reply", lambda: actions.reply(**mine, **WORDS)),
        ("add", lambda: actions.add_signers(
            **mine, position=play.one("before", "after", "parallel"), person_ids=[other], **WORDS)),
        ("remove", lambda: actions.remove_signer(**mine, person_id=other, **WORDS)),
        ("claim", lambda: actions.claim(**mine)),
        ("unclaim", lambda: actions.unclaim(**mine)),
        ("notify", lambda: actions.notify(**mine, person_ids=[other])),
        ("read", lambda: actions.mark_read(**mine)),
        ("save", lambda: actions.save(**mine, **WORDS, values=_values(play))),
    )  # fmt: skip
    return f"{name} {item.activity_id}", True, move


def _offered(play: Play, actor: Any, item: WorkItem) -> None:
    """Do one of the things that the page of the item offers."""
    mine = {"actor": actor, "item_id": item.id}
    calls: dict[str, Callable[[dict[str, Any]], tuple[Callable[..., object], dict[str, Any]]]] = {
        "approve": lambda verb: (actions.approve, {**WORDS, "values": _allowed_values(play, actor, item)}),
        "reject": lambda verb: (actions.reject, WORDS),
        "return": lambda verb: (actions.send_back, {
            **WORDS, "target": play.one(*verb["targets"])["id"], "then": play.one("run_again", "straight_back")}),
        "remove-signer": lambda verb: (actions.remove_signer, {
            "person_id": UUID(str(play.one(*verb["targets"])["id"]))}),
        "claim": lambda verb: (actions.claim, {}),
        "unclaim": lambda verb: (actions.unclaim, {}),
        "withdraw": lambda verb: (actions.withdraw_from_item, WORDS),
        "reply": lambda verb: (actions.reply, WORDS),
        "take-back": lambda verb: (actions.take_back, {}),
    }  # fmt: skip
    verbs = [verb for verb in play.look(actor, item) if verb["verb"] in calls]
    if len(verbs) > 1 and play.chance.random() < 0.7:  # most of what ends a process is left out
        verbs = [verb for verb in verbs if verb["verb"] not in ("reject", "withdraw")]
    if verbs:
        verb = play.one(*verbs)
        call, given = calls[verb["verb"]](verb)
        play.log[-1] += f" {verb['verb']} {given.get('target', '')} {given.get('then', '')}"
        play.offered(call, **mine, **given)


def _as_administrator(play: Play, instance: UUID, items: list[WorkItem]) -> Chosen:
    given: dict[str, Any] = {"actor": play.root, "instance_id": instance, "reason": "处理"}
    target = play.one("t1", "start", *(item.activity_id for item in items))
    key = play.one(*range(1, 5))
    suspended = ProcessInstance.objects.get(id=instance).status == "suspended"
    named = play.one(
        ("signal", lambda: actions.broadcast_signal(actor=play.root, name="alarm")),
        *[("message", lambda: actions.deliver_message(actor=play.root, name=play.one("go", "side")))] * 2,
        *[("late", lambda: actions.deliver_message(
            actor=play.root, name="late", correlation_key=str(key), keep_for_seconds=3600))] * 2,
        (f"jump {target}", lambda: actions.jump(**given, target=target)),
        ("suspend", lambda: actions.suspend(**given)),
        *[("resume", lambda: actions.resume(**given))] * 4,
        ("terminate", lambda: actions.terminate(**given)),
    )  # fmt: skip
    if suspended and play.chance.random() < 0.7:
        named = ("resume", lambda: play.offered(actions.resume, **given))
    return named[0], True, named[1]


def _repair(play: Play, instance: UUID, items: list[WorkItem]) -> Chosen:
    """Do what is offered to repair an incident, or answer in place of another system."""
    outside = selectors.instance_outside(play.root, instance)
    running = ProcessInstance.objects.get(id=instance).status == "running"
    given: dict[str, Any] = {"actor": play.root, "instance_id": instance, "reason": "已线下处理"}
    found: list[Chosen] = []
    # Whoever repairs meets what comes after; a step that would never end is refused.
    for incident in outside["incidents"] if running else ():
        assert incident["zh"], incident
        token = incident["token"]
        found.append((f"retry {token}", True, lambda token=token: play.offered(actions.retry, token=token, **given)))
        if incident["answerable"]:
            found.append((f"answer {token}", True, lambda token=token: play.offered(
                actions.answer_by_hand, token=token, values={"ticket": 1, "x": 3}, **given)))  # fmt: skip
    for entry in [*outside["calls"], *(one for one in outside["waits"] if one["answerable"])] if running else ():
        found.append((f"answer {entry['token']}", True, lambda token=entry["token"]: play.offered(
            actions.answer_by_hand, token=token, values={"ticket": 1}, **given)))  # fmt: skip
    rows = Incident.objects.filter(instance_id=instance, open=True)
    found += [("retry incident", False, lambda row=row: actions.retry_incident(actor=play.root, incident_id=row.id))
              for row in rows]  # fmt: skip
    return play.one(*found) if found else _on_any(play, items)


def _as_initiator(play: Play, instance: UUID, items: list[WorkItem]) -> Chosen:
    actor = play.initiators[instance]
    finished = [item for item in items if item.status == "done" and item.assignee_id is not None]
    acting: list[Chosen] = [
        ("urge", True, lambda: actions.urge(actor=actor, instance_id=instance)),
        ("look", True, lambda: _look(play, instance)),
    ]
    if play.chance.random() < 0.2:
        acting.append(("withdraw", True, lambda: _withdraw(play, instance)))
    if finished:
        item = play.one(*finished)
        handler = play.actor_for(item.assignee_id)
        acting += [(f"take back {item.activity_id} {item.outcome}", True, lambda: _offered(play, handler, item))] * 3
    row = ProcessInstance.objects.get(id=instance)
    if row.record_id is not None:
        acting.append(("update record", True, lambda: _update(play, actor, row.record_id)))
    return play.one(*acting)


def _look(play: Play, instance: UUID) -> None:
    actor = play.initiators[instance]
    selectors.instance_detail(actor, instance)
    selectors.diagram(actor, instance)


def _withdraw(play: Play, instance: UUID) -> None:
    actor = play.initiators[instance]
    verbs = selectors.instance_detail(actor, instance)["verbs"]
    if any(verb["verb"] == "withdraw" and verb["allowed"] for verb in verbs):
        play.offered(actions.withdraw, actor=actor, instance_id=instance, **WORDS)


def _update(play: Play, actor: Any, record_id: UUID) -> None:
    record = record_selectors.get_record(actor, "test.claim", record_id)
    record_actions.update_record(
        actor=actor, object_type="test.claim", record_id=record_id, version=record["version"],
        values={"secret": play.secret(), "lines": [play.row()]},
    )  # fmt: skip


def _batch(play: Play, instance: UUID, items: list[WorkItem]) -> Chosen:
    actor = play.world.actor(play.one("clerk", "head", "cashier", "auditor", "finance_manager"))
    mine = WorkItem.objects.filter(
        instance_id__in=play.instances, assignee_id=actor.person_id, status__in=("open", "sent")
    )
    ids = sorted(mine.values_list("id", flat=True))
    return f"batch of {len(ids)}", False, lambda: _handle(play, actor, ids)


def _handle(play: Play, actor: Any, ids: list[UUID]) -> None:
    offers = [
        one for one in selectors.batch_verbs(actor, ids) if one["verb"] in ("approve", "reject", "return", "read")
    ]
    if not offers:
        return
    offer = play.one(*offers)
    target = play.one(*offer["targets"])["id"] if offer["targets"] else "initiator"
    lines = actions.handle_batch(actor=actor, item_ids=ids, batch=Batch(offer["verb"], "统一处理", target=target))
    left = {one["item_id"] for one in offer["left_out"] or ()}
    refused = [(line.item_id, line.problem.code, line.problem.params) for line in lines if line.problem is not None]
    play.log[-1] += f" {offer['verb']} {target}: {refused}"
    first = ids[0]
    if offer["verb"] != "return" and first not in left:
        wrong = [one for one in refused if one[0] == first and one[2].get("reason") != "too-many-rounds"]
        assert not wrong, f"offered in a batch, and refused: {wrong}"
