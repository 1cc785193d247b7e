"""Running the engine on a draft, and writing the draft."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

from xieyun.kernel import audit, json
from xieyun.kernel.database import clock_lead, execute
from xieyun.process import engine, tasks
from xieyun.process.engine import codec
from xieyun.process.engine.commands import Command, SetVariables
from xieyun.process.engine.errors import EngineError
from xieyun.process.errors import StepRefused
from xieyun.process.sealed import sealed_opinion
from xieyun.process.stepping import records_link
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.effects import HANDLERS, inherit_due_dates, set_due_dates
from xieyun.process.stepping.following import Following
from xieyun.process.store.rows import Entry, ItemChange, NewItem, NewTimer
from xieyun.process.store.write import Step, write

MAXIMUM_ROUNDS = 2000
MAXIMUM_VARIABLES = 4 * 1024 * 1024
STARTED, FINISHED = "process.started", "process."


def advance(draft: Draft, command: Command) -> None:
    """Let the engine take the command and everything that follows from it.

    Raises StepRefused with the engine's sentence, and whatever the effects raise.
    """
    _advance(draft, [], [command])


def carry_out(draft: Draft, step: engine.Step) -> None:
    """Take over a step that the engine made outside a command (a migration), and everything that follows from it."""
    draft.state = step.state
    draft.events.extend(step.events)
    _advance(draft, step.effects, [])


def _advance(draft: Draft, effects: Sequence[Any], commands: Iterable[Command]) -> None:
    pending = deque(commands)
    _follow(draft, effects, pending)
    rounds = 0
    while pending:
        rounds += 1
        if rounds > MAXIMUM_ROUNDS:
            raise StepRefused(
                reason="too-many-rounds",
                reason_zh="流程一步内的自动环节或办理人过多，请联系管理员调整流程。",
                reason_en="One step does too much; let an administrator change the process.",
            )
        _follow(draft, _engine_step(draft, pending.popleft()), pending)


def _follow(draft: Draft, effects: Sequence[Any], pending: deque[Command]) -> None:
    for effect in effects:
        answer = HANDLERS[effect.__class__](draft, effect)
        if answer is not None:
            pending.append(answer)


def _engine_step(draft: Draft, command: Command) -> list[Any]:
    try:
        # From the second on, the state is one that only this draft has.
        own = draft.state is not draft.before[1]
        step = engine.step(draft.loaded.compiled, draft.state, command, draft.context, consumed=own)
    except EngineError as error:
        raise StepRefused(reason=error.code, reason_zh=error.zh, reason_en=error.en) from error
    draft.state = step.state
    draft.events.extend(step.events)
    return step.effects


def save(draft: Draft) -> bool:
    """Write the step with its audit and outbox rows; False when another step came first.

    Raises Moved when that shows only while other rooms take part.
    """
    if draft.instance.record_id is not None:
        _follow_record(draft)
    if draft.finished is not None:
        draft.status = draft.finished
    if draft.timers:
        draft.enter_transaction()
        _by_the_shared_clock(draft.timers.values())
        set_due_dates(draft.opened.values(), {timer.activity_id: timer.due_at for timer in draft.timers.values()})
    if draft.opened and draft.live.timers:
        inherit_due_dates(draft)
    follows = Following.of(draft)
    if follows is not None:
        draft.enter_transaction()
    if draft.evaluator.decided:
        draft.details["decisions"] = draft.evaluator.decided
    _announce(draft)
    if not write(_step(draft)):
        return False
    for number, timer in draft.timers.items():
        tasks.fire_timer.schedule(at=timer.due_at, instance_id=str(draft.instance.id), timer=number)
    if follows is not None:
        follows.write(draft)
    return True


def _follow_record(draft: Draft) -> None:
    """Let the record follow the state: it is the initiator's again as long as an item asks him to submit again.

    However that came about or ended: a return, a rejection, a time limit, a jump, a decision taken back.
    """
    asked, asks = (state is not None and engine.asks_again(state) for state in (draft.before[1], draft.state))
    if asked and not asks and draft.finished is None:
        draft.enter_transaction()
        if draft.entry.verb != "resubmit":
            advance(draft, SetVariables(records_link.resubmitted(draft, {})))
        records_link.running(draft)
    if draft.finished is not None:
        draft.enter_transaction()
        records_link.finished(draft)
    elif asks and not asked:
        draft.enter_transaction()
        records_link.returned(draft)


def _step(draft: Draft) -> Step:
    entry = draft.entry
    if draft.details or entry.record_digest:
        entry.details = {**(entry.details or {}), **draft.details, **_signed(entry)}
    variables = None
    if _variables_changed(draft):
        variables = codec.dump_variables(draft.live)
        if len(variables) > MAXIMUM_VARIABLES:
            raise StepRefused(
                reason="variables-too-large",
                reason_zh="流程变量超过 4 MiB，请把明细放进表单或附件。",
                reason_en="The variables of the process exceed 4 MiB; keep such data in the record or an attachment.",
            )
    return Step(
        instance=draft.instance,
        actor=draft.actor,
        entry=entry,
        state=codec.dump_state(draft.live),
        engine=codec.dump_events(draft.events),
        new=draft.new,
        guessed=draft.guessed,
        version_id=draft.version_id,
        status=draft.status,
        variables=variables,
        title=draft.title,
        summary=None if draft.summary is None else json.dumps(draft.summary),
        opened=[*draft.opened.values(), *draft.extra_items],
        changed=draft.changed.values(),
        timers=draft.timers.values(),
        cancelled_timers=draft.cancelled_timers,
        audit=_audit(draft),
        outbox=draft.told(),
    )


def _variables_changed(draft: Draft) -> bool:
    """Whether variables of the instance or of a scope in it are others than those that are stored."""
    before = draft.before[1]
    if before is None:
        return True
    return draft.live.variables is not draft.variables_before or draft.live.locals != before.locals


def _signed(entry: Entry) -> dict[str, Any]:
    """Return what binds the step to the form that was signed; the audit row seals the same."""
    return {"form": entry.record_digest} if entry.record_digest else {}


def _audit(draft: Draft) -> tuple[Any, ...]:
    entry = draft.entry
    after: dict[str, Any] = {
        "instance": draft.instance.id,
        "activity": entry.activity_id,
        "seq": 1 if draft.new else draft.instance.seq + 1,
        **_signed(entry),
        **sealed_opinion(entry.opinion, hidden=entry.opinion_hidden),
    }
    if "signature" in draft.details:
        after["signature"] = draft.details["signature"]
    if entry.changes:
        after["changes"] = entry.changes
    if entry.for_person_id:
        after["for_person"] = entry.for_person_id
    if draft.status:
        after["status"] = draft.status
    return audit.row(
        actor=draft.actor,
        action=f"process.{entry.verb}",
        target_type="work_item" if entry.item_id else "process_instance",
        target_id=entry.item_id or draft.instance.id,
        after=after,
        at=draft.at,
    )


def _by_the_shared_clock(timers: Iterable[NewTimer]) -> None:
    """What is due so long from now is so long from now by the database's clock, which decides when it fires."""
    lead = clock_lead()
    for timer in timers:
        if not timer.fixed:
            timer.due_at += lead


def _announce(draft: Draft) -> None:
    if draft.new:
        _publish_instance(draft, "process.started")
    for item in [*draft.opened.values(), *draft.extra_items]:
        if item.status in ("open", "sent"):
            _publish_opened(draft, item)
    if draft.reopened:
        _publish_reopened(draft)
    for change in draft.changed.values():
        _publish_change(draft, change)
    if draft.finished is not None:
        _publish_instance(draft, f"process.{draft.finished}")


def _publish_instance(draft: Draft, kind: str) -> None:
    opinion = "" if draft.entry.opinion_hidden else draft.entry.opinion
    payload = {"status": draft.status or draft.instance.status, "opinion": opinion}
    draft.publish(kind, subject_type="process_instance", subject_id=draft.instance.id, payload=payload)


def _publish_opened(draft: Draft, item: NewItem) -> None:
    draft.publish(
        "work_item.opened",
        subject_type="work_item",
        subject_id=item.id,
        payload={
            "item_id": item.id,
            "kind": item.kind,
            "activity_name": item.activity_name,
            "assignee_id": item.assignee_id,
            "candidate_ids": list(item.candidates),
            "for_person_id": item.for_person_id,
        },
    )


def _publish_reopened(draft: Draft) -> None:
    """Tell the people of items that are open again as if these were new; one query for all."""
    rows = execute(
        "SELECT w.number, w.id, w.kind, w.activity_name, w.for_person_id, coalesce(json_agg(c.person_id) "
        "FILTER (WHERE c.person_id IS NOT NULL), '[]')::text FROM work_item w "
        "LEFT JOIN work_item_candidate c ON c.item_id = w.id WHERE w.instance_id = %s AND w.number = ANY(%s) "
        "GROUP BY w.id ORDER BY w.number",
        [draft.instance.id, list(draft.reopened)],
    )
    for number, *values, candidates in rows:
        payload = dict(zip(("item_id", "kind", "activity_name", "for_person_id"), values, strict=True))
        payload |= {"assignee_id": draft.reopened[number], "candidate_ids": json.loads(candidates.encode())}
        draft.publish("work_item.opened", subject_type="work_item", subject_id=values[0], payload=payload)


def _publish_change(draft: Draft, change: ItemChange) -> None:
    if change.status == "done":
        payload = {"number": change.number, "outcome": change.outcome, "assignee_id": change.assignee_id}
        subject = draft.entry.item_id or draft.instance.id
        draft.publish("work_item.completed", subject_type="work_item", subject_id=subject, payload=payload)
