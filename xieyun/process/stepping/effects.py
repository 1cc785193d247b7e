"""Carrying out what the engine asks for, into the draft. Some effects answer with a further command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from xieyun.kernel import json
from xieyun.kernel.clock import day_of
from xieyun.kernel.database import execute
from xieyun.kernel.errors import Problem
from xieyun.organization.relations import Anchor, Candidate
from xieyun.process import services
from xieyun.process.engine import effects as e
from xieyun.process.engine.commands import Command, ServiceCompleted, ServiceFailed
from xieyun.process.engine.definition import RetryPolicy
from xieyun.process.resolvers import answer as answers
from xieyun.process.resolvers.above import above
from xieyun.process.resolvers.registry import Question, Sentence, resolver_of
from xieyun.process.stepping.draft import Draft, person_id
from xieyun.process.stepping.times import due_of_timer, instant_of
from xieyun.process.stepping.values import plain
from xieyun.process.store.rows import ItemChange, NewCall, NewItem, NewTimer

Handler = Callable[[Draft, Any], Command | None]
# How an item leaves the to-do list: (status of the row, outcome when the engine gives none).
CLOSED = {
    "done": ("done", None),
    "transferred": ("done", "transfer"),
    "returned": ("done", "return"),
    "cancelled": ("cancelled", "cancelled"),
    "skipped": ("cancelled", "skipped"),
    "removed": ("cancelled", "removed"),
}

# The service task that sends the matter for reading; it writes with the step, so it is no registered function.
CIRCULATE = "process.notify"
MAXIMUM_NOTIFIED = 500
# Items that a handler asks for; what opened the step is not why they came.
ASKED = frozenset({"consult", "delegated", "before", "after", "parallel"})
# Whose work the time limit of an activity is for.
LIMITED = frozenset({"task", "pool", "before", "after", "parallel", "delegated"})


def question_of(draft: Draft, effect: e.ResolveAssignees) -> Question:
    """Return the resolvers' view of the engine's question."""
    instance, actor = draft.instance, draft.actor
    return Question(
        group_id=instance.group_id,
        as_of=draft.context.now.date(),
        activity_id=effect.activity_id,
        assignment=effect.specification,
        variables=draft.variables,
        initiator=Anchor(instance.initiator_id, instance.node_id, instance.unit_id),
        actor=Anchor(actor.person_id, actor.node_id, actor.unit_id),
        previous_handler=effect.previous_handler,
        passed=draft.state.passed if draft.state is not None else {},
        token=instance.token,
    )


def resolve(draft: Draft, effect: e.ResolveAssignees) -> Command:
    """Find the handlers of an activity."""
    node = draft.node(effect.activity_id)
    approval = node.approval if node is not None else None
    return answers.answer(effect.request, question_of(draft, effect), approval, draft.about())


def open_item(draft: Draft, effect: e.OpenItem) -> None:
    """Put the item into the list of its person or pool."""
    assignment, sentences = answers.unpack(effect.reason)
    if effect.kind == "resubmit" and not draft.because:
        sentences = (why_returned(draft),)
    elif effect.reason == "straight_back":
        sentences = (("why-straight-back", {}),)
    found = (*draft.because, *sentences) if effect.kind not in ASKED else sentences
    deputies = answers.deputies_in(effect.reason) if effect.kind == "pool" else {}
    draft.opened[effect.item] = NewItem(
        number=effect.item,
        kind=effect.kind,
        activity_id=effect.activity_id,
        # The engine calls what has no name by its id.
        activity_name=draft.loaded.activity_name(effect.activity_id)
        if effect.name == effect.activity_id
        else effect.name,
        received_at=draft.at,
        assignee_id=person_id(effect.assignee),
        assignment_id=assignment,
        for_person_id=person_id(effect.for_person),
        asked_by=draft.actor.person_id if effect.kind in ("consult", "delegated") else None,
        candidates=tuple(filter(None, map(person_id, effect.candidates))),
        open_to_all=effect.open_to_all,
        narrowed=draft.narrows(effect.activity_id),
        due_at=instant_of(effect.due),
        why={"sentences": found, "deputies": deputies} if deputies else {"sentences": found},
    )


def why_returned(draft: Draft) -> Sentence:
    """Why it came back; the words of a hidden opinion stay in the trail, where its audience reads them."""
    name = draft.actor.person_name
    if draft.entry.opinion_hidden:
        return ("why-returned-hidden", {"name": name})
    return ("why-returned", {"name": name, "opinion": draft.entry.opinion})


def inform(draft: Draft, effect: e.Inform) -> None:
    """Send the matter to people for reading; who has it already is left out."""
    present = set() if draft.new else readers_of(draft.instance.id)
    present |= {item.assignee_id for item in draft.extra_items if item.kind == "notice"}
    for person in filter(None, map(person_id, effect.persons)):
        if person in present:
            continue
        draft.extra_items.append(
            NewItem(
                kind="notice",
                status="sent",
                activity_id=effect.activity_id,
                activity_name=effect.name,
                received_at=draft.at,
                assignee_id=person,
                asked_by=person_id(effect.by),
                why={"sentences": [["why-route-told", {"person": effect.by}] if effect.by else ["why-told", {}]]},
            )
        )


def readers_of(instance_id: UUID) -> set[UUID | None]:
    """Return who was sent the matter for reading."""
    rows = execute("SELECT assignee_id FROM work_item WHERE instance_id = %s AND kind = 'notice'", [instance_id])
    return set(rows.scalars())


def update_item(draft: Draft, effect: e.UpdateItem) -> None:
    """An open item changed hands, waits for others, or is open again."""
    status, assignee = ("held" if effect.held else "open"), person_id(effect.assignee)
    new = draft.opened.get(effect.item)
    if new is not None:
        new.status, new.assignee_id = status, assignee
        return
    draft.changed[effect.item] = ItemChange(effect.item, status, reassigned=True, assignee_id=assignee)


def close_item(draft: Draft, effect: e.CloseItem) -> None:
    """An item leaves the to-do list: done by its person, or closed without their acting."""
    status, outcome = CLOSED[effect.status]
    outcome = effect.outcome or outcome
    by = person_id(effect.by)
    new = draft.opened.get(effect.item)
    if new is not None:
        new.status, new.outcome, new.finished_at = status, outcome, draft.at
        new.assignee_id = by or new.assignee_id
        return
    taken = status == "done" and by is not None
    draft.changed[effect.item] = ItemChange(
        effect.item, status, outcome, draft.at, reassigned=taken, assignee_id=by if taken else None
    )


def reopen_item(draft: Draft, effect: e.ReopenItem) -> None:
    """A decision was taken back: its item is open again, and so are those that it had closed, whose people are told."""
    assignee = person_id(effect.assignee)
    draft.changed[effect.item] = ItemChange(effect.item, "open", reassigned=True, assignee_id=assignee)
    if assignee != draft.actor.person_id:
        draft.reopened[effect.item] = assignee


def skip_signer(draft: Draft, effect: e.SkipSigner) -> None:
    """Note for the trail who was not asked, and why."""
    draft.details.setdefault("skipped", []).append(
        {
            "activity": draft.loaded.activity_name(effect.activity_id),
            "person": effect.person,
            "reason": effect.reason,
        }
    )


def schedule_timer(draft: Draft, effect: e.ScheduleTimer) -> None:
    """Set a timer; its job is enqueued when the step is written."""
    draft.timers[effect.timer] = NewTimer(
        effect.timer, effect.activity_id, due_of_timer(effect, draft.at), effect.fixed
    )


def cancel_timer(draft: Draft, effect: e.CancelTimer) -> None:
    """The timer is not needed any more; its job will find it cancelled."""
    if draft.timers.pop(effect.timer, None) is None:
        draft.cancelled_timers.append(effect.timer)


def call_service(draft: Draft, effect: e.CallService) -> Command | None:
    """Run a registered handler in this transaction, or note the call that is made after the step.

    A handler that nobody registered becomes an incident.
    """
    name = effect.handler or effect.implementation or ""
    if name == CIRCULATE:
        return _circulate(draft, effect)
    handler = services.handler_of(name)
    if handler is None and effect.kind == "handler":
        zh, en = f"没有注册服务“{name}”", f"no handler {name!r} is registered"
        return ServiceFailed(effect.request, zh, message_en=en)
    if handler is None or handler.asynchronous or effect.asynchronous or effect.retry is not None:
        call = _later(draft, effect, name)
        try:
            json.loads(json.dumps(call.input))  # as whoever makes the call will read it
        except Problem as refused:
            told = refused.as_json()
            return ServiceFailed(effect.request, told["detail_zh"], message_en=told["detail_en"])
        draft.calls[effect.request] = call
        return None
    draft.enter_transaction()
    try:
        result = handler.function(
            services.ServiceCall(draft.actor, draft.instance, effect.activity_id, dict(effect.input))
        )
    except services.ServiceError as error:
        return ServiceFailed(effect.request, str(error), error.code)
    except services.ServiceRefused as error:
        return ServiceFailed(effect.request, str(error)[:500])
    return ServiceCompleted(effect.request, {name: plain(value) for name, value in (result or {}).items()})


def _circulate(draft: Draft, effect: e.CallService) -> Command:
    """Send the matter for reading to the people whom the input names as an assignment would (抄送)."""
    kind = str(effect.input.get("kind") or "")
    resolver = resolver_of(kind)
    if resolver is None:
        zh, en = f"抄送对象类型“{kind}”未注册", f"nobody registered the kind {kind!r} of whom to notify"
        return ServiceFailed(effect.request, zh, message_en=en)
    asked = e.ResolveAssignees(effect.request, effect.activity_id, dict(effect.input), None, draft.by)
    found = resolver(question_of(draft, asked))
    present = {item.assignee_id for item in draft.extra_items if item.kind == "notice"}
    present |= set(execute(
        "SELECT assignee_id FROM work_item WHERE instance_id = %s AND kind = 'notice'", [draft.instance.id]
    ).scalars())  # fmt: skip
    for person in found.people[:MAXIMUM_NOTIFIED]:
        if person.person_id not in present:
            name = draft.loaded.activity_name(effect.activity_id)
            _notice(draft, effect.activity_id, person, [("why-circulated", {}), found.because], name)
    return ServiceCompleted(effect.request)


def _later(draft: Draft, effect: e.CallService, name: str) -> NewCall:
    policy = effect.retry or RetryPolicy()
    return NewCall(
        number=effect.request,
        activity_id=effect.activity_id,
        activity_name=draft.loaded.activity_name(effect.activity_id),
        kind=effect.kind,
        handler=name if effect.kind == "handler" else str(effect.input.get("connection") or ""),
        input=plain(effect.input),
        attempts=policy.attempts,
        first_delay=policy.first,
        maximum_delay=policy.maximum,
    )


def send_message(draft: Draft, effect: e.SendMessage) -> None:
    """A message leaves the instance through the outbox."""
    if not effect.delivered:
        payload = {
            "name": effect.name,
            "variables": plain(effect.variables),
            "correlation": effect.correlation,
            "keep_seconds": effect.keep,
        }
        draft.publish("process.message", subject_type="process_instance", subject_id=draft.instance.id, payload=payload)


def send_signal(draft: Draft, effect: e.SendSignal) -> None:
    """A signal leaves the instance through the outbox."""
    payload = {"name": effect.name, "variables": plain(effect.variables)}
    draft.publish("process.signal", subject_type="process_instance", subject_id=draft.instance.id, payload=payload)


def escalate(draft: Draft, effect: e.Escalate) -> None:
    """An escalation goes to whoever listens; a reminder marks the items urgent and goes to their people.

    What a time limit escalates is sent to the handlers' superiors for reading, too.
    """
    if effect.action in ("remind", "escalate"):
        _remind(draft, effect.items)
    if effect.action == "escalate":
        _tell_superiors(draft, effect)
    payload = {
        "activity": draft.loaded.activity_name(effect.activity_id),
        "code": effect.code,
        "action": effect.action,
        "items": list(effect.items),
    }
    draft.publish("process.escalated", subject_type="process_instance", subject_id=draft.instance.id, payload=payload)


def _tell_superiors(draft: Draft, effect: e.Escalate) -> None:
    handlers = {draft.live.items[number].person for number in effect.items if number in draft.live.items}
    day = day_of(draft.at)
    told = {one.person_id: one for person in sorted(filter(None, handlers)) for one in _above(draft, day, person)}
    name = draft.loaded.activity_name(effect.activity_id)
    for one in told.values():
        _notice(draft, effect.activity_id, one, [("why-escalated", {"activity": effect.activity_id})], name)


def _above(draft: Draft, day: dt.date, person: str) -> list[Candidate]:
    return [one for one in above(draft.instance.group_id, day, person) if str(one.person_id) != person]


def _notice(draft: Draft, activity_id: str, person: Candidate, because: list[Sentence], name: str) -> None:
    draft.extra_items.append(
        NewItem(
            kind="notice",
            status="sent",
            activity_id=activity_id,
            activity_name=name,
            narrowed=draft.narrows(activity_id),
            received_at=draft.at,
            assignee_id=person.person_id,
            assignment_id=person.assignment_id,
            why={"sentences": because},
        )
    )


def _remind(draft: Draft, numbers: Sequence[int]) -> None:
    draft.enter_transaction()
    urged = execute(
        "UPDATE work_item SET urgent = TRUE WHERE instance_id = %s AND number = ANY(%s) AND status = 'open' "
        "RETURNING id, assignee_id, activity_name",
        [draft.instance.id, list(numbers)],
    )
    for item_id, assignee, activity in urged:
        draft.publish(
            "work_item.urged",
            subject_type="work_item",
            subject_id=item_id,
            payload={"item_id": item_id, "assignee_id": assignee, "activity_name": activity, "overdue": True},
        )


def finish(draft: Draft, effect: e.InstanceFinished) -> None:
    """The instance is over."""
    draft.finished = effect.outcome


def incident(draft: Draft, effect: e.Incident) -> None:
    """The engine parked a token: note it for the trail and tell whoever repairs."""
    found = {
        "token": effect.token,
        "activity": effect.activity_id,
        "code": effect.code,
        "zh": effect.zh,
        "en": effect.en,
    }
    draft.details.setdefault("incidents", []).append(found)
    draft.publish("process.incident", subject_type="process_instance", subject_id=draft.instance.id, payload=found)


def set_due_dates(items: Iterable[NewItem], limits: Mapping[str, dt.datetime]) -> None:
    """Give items without a due date of their own the time limit of their activity."""
    for item in items:
        if item.due_at is None:
            item.due_at = limits.get(item.activity_id)


def inherit_due_dates(draft: Draft) -> None:
    """Give items that are opened while the time limit of their activity runs what is left of it."""
    state = draft.live
    limits = {timer.token: number for number, timer in state.timers.items() if timer.purpose != "event"}
    found = {
        number: limits[state.items[number].token]
        for number, item in draft.opened.items()
        if item.due_at is None and item.kind in LIMITED and number in state.items
        and state.items[number].token in limits
    }  # fmt: skip
    if not found:
        return
    due = dict(iter(execute(
        "SELECT number, due_at FROM process_timer WHERE instance_id = %s AND number = ANY(%s)",
        [draft.instance.id, list(set(found.values()))],
    )))  # fmt: skip
    for number, timer in found.items():
        draft.opened[number].due_at = due.get(timer)


HANDLERS: dict[type[Any], Handler] = {
    e.ResolveAssignees: resolve,
    e.OpenItem: open_item,
    e.Inform: inform,
    e.UpdateItem: update_item,
    e.CloseItem: close_item,
    e.ReopenItem: reopen_item,
    e.SkipSigner: skip_signer,
    e.ScheduleTimer: schedule_timer,
    e.CancelTimer: cancel_timer,
    e.CallService: call_service,
    e.SendMessage: send_message,
    e.SendSignal: send_signal,
    e.Escalate: escalate,
    e.InstanceFinished: finish,
    e.Incident: incident,
}
