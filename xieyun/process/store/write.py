"""Writing a step: one data-modifying statement for state, items, history, audit and outbox.

Everything else in the statement hangs on the row that moves the instance from `seq` to `seq + 1`
(or inserts it), so a step is written whole or, when another step came first, not at all.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from xieyun.kernel import audit, json, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.prepared import run
from xieyun.organization import versions
from xieyun.process.errors import StepRefused
from xieyun.process.store.rows import Entry, Instance, ItemChange, NewItem, NewTimer
from xieyun.records import versions as record_versions

MAXIMUM_PARAMETERS = 65_535  # of one statement, by PostgreSQL's protocol
_ITEM = {
    "id": "uuid", "instance_id": "uuid", "number": "int", "kind": "text", "status": "text", "activity_id": "text",
    "activity_name": "text", "object_type": "text", "record_id": "uuid", "definition_code": "text",
    "assignee_id": "uuid", "assignment_id": "uuid", "for_person_id": "uuid", "asked_by": "uuid",
    "open_to_all": "bool", "narrowed": "bool", "urgent": "bool",
    "received_at": "timestamptz", "due_at": "timestamptz", "read_at": "timestamptz", "finished_at": "timestamptz",
    "outcome": "text", "why": "jsonb",
}  # fmt: skip
_CHANGE = {
    "number": "int", "status": "text", "outcome": "text", "finished_at": "timestamptz", "reassigned": "bool",
    "assignee_id": "uuid",
}  # fmt: skip
_EVENT = {
    "instance_id": "uuid", "seq": "int", "at": "timestamptz", "verb": "text", "actor_id": "uuid", "actor_name": "text",
    "post_name": "text", "node_name": "text", "unit_name": "text", "channel": "text", "for_person_id": "uuid",
    "for_person_name": "text", "item_id": "uuid", "activity_id": "text", "activity_name": "text", "opinion": "text",
    "opinion_hidden": "bool", "attachments": "jsonb", "details": "jsonb", "changes": "jsonb", "record_version": "int",
    "engine": "bytea",
}  # fmt: skip
_INSTANCE = {
    "id": "uuid", "definition_version_id": "uuid", "definition_code": "text", "object_type": "text",
    "record_id": "uuid", "group_id": "uuid", "unit_id": "uuid", "node_id": "uuid", "initiator_id": "uuid",
    "initiator_name": "text", "initiator_assignment_id": "uuid", "unit_name": "text", "title": "text",
    "summary": "jsonb", "status": "text", "seq": "int", "state": "bytea", "variables": "jsonb", "urge_count": "int",
    "started_at": "timestamptz", "finished_at": "timestamptz",
}  # fmt: skip
_TIMER = {"instance_id": "uuid", "number": "int", "activity_id": "text", "due_at": "timestamptz", "status": "text"}
_CANDIDATE = {"person_id": "uuid", "item_id": "uuid"}
_AUDIT = dict.fromkeys(audit.COLUMNS, "text") | {
    "at": "timestamptz", "group_id": "uuid", "account_id": "uuid", "person_id": "uuid",
}  # fmt: skip
_OUTBOX = dict(zip(outbox.COLUMNS, ("uuid", "text"), strict=True))

INSTANCE_COLUMNS, ITEM_COLUMNS = tuple(_INSTANCE), tuple(_ITEM)
EVENT_COLUMNS, TIMER_COLUMNS = tuple(_EVENT), tuple(_TIMER)


class Step(NamedTuple):
    """Everything that one step changes. `version_id`, `status`, `variables` and `summary` are None when unchanged."""

    instance: Instance
    actor: Actor
    entry: Entry
    state: bytes
    engine: bytes
    new: bool = False
    guessed: bool = False  # made from memory: what it rests on besides the instance's own step is checked, too
    version_id: UUID | None = None
    status: str | None = None
    variables: bytes | None = None
    title: str | None = None
    summary: bytes | None = None
    opened: Sequence[NewItem] = ()
    changed: Collection[ItemChange] = ()
    timers: Collection[NewTimer] = ()
    cancelled_timers: Sequence[int] = ()
    audit: tuple[Any, ...] = ()
    outbox: Sequence[tuple[Any, ...]] = ()


class _Text:
    """The text of a WITH statement under construction; hands out the numbers of the placeholders."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.used = 0

    def holder(self, kind: str) -> str:
        self.used += 1
        return f"${self.used}::{kind}"

    def row(self, kinds: Iterable[str]) -> str:
        return "(" + ", ".join(map(self.holder, kinds)) + ")"

    def insert(self, table: str, columns: dict[str, str], count: int) -> None:
        if count:
            rows = ", ".join(self.row(columns.values()) for _ in range(count))
            self.add(f"INSERT INTO {table} ({', '.join(columns)}) SELECT v.* FROM moved, (VALUES {rows}) AS v")

    def add(self, sql: str) -> None:
        self.parts.append(f"w{len(self.parts)} AS ({sql})")


@functools.lru_cache(maxsize=512)
def _sql(
    new: bool,
    changes: tuple[bool, bool, bool, bool],
    items: tuple[int, int, int],
    timers: tuple[int, bool],
    told: tuple[int, int],
    guessed: tuple[bool, bool],
) -> str:
    """Return the statement for a shape of step: what of the instance changes, and how many rows of each kind."""
    text = _Text()
    head = _start_sql(text, guessed[0]) if new else _move_sql(text, *changes) + _guess_sql(text, *guessed)
    changed, opened, candidates = items
    if changed:
        rows = ", ".join(text.row(_CHANGE.values()) for _ in range(changed))
        text.add(
            "UPDATE work_item w SET status = v.status, outcome = v.outcome, finished_at = v.finished_at, "
            "assignee_id = CASE WHEN v.reassigned THEN v.assignee_id ELSE w.assignee_id END "
            f"FROM moved, (VALUES {rows}) AS v ({', '.join(_CHANGE)}) "
            f"WHERE w.instance_id = {text.holder('uuid')} AND w.number = v.number"
        )
    text.insert("work_item", _ITEM, opened)
    text.insert("work_item_candidate", _CANDIDATE, candidates)
    text.insert("process_timer", _TIMER, timers[0])
    if timers[1]:
        text.add(
            "UPDATE process_timer t SET status = 'cancelled' FROM moved WHERE t.status = 'waiting' "
            f"AND t.instance_id = {text.holder('uuid')} AND t.number = ANY({text.holder('int[]')})"
        )
    text.insert("process_event", _EVENT, 1)
    text.insert(audit.TABLE, _AUDIT, told[0])
    text.insert(outbox.TABLE, _OUTBOX, told[1])
    return f"WITH moved AS ({head}), {', '.join(text.parts)} SELECT FROM moved"


def _start_sql(text: _Text, guessed: bool) -> str:
    insert = f"INSERT INTO process_instance ({', '.join(_INSTANCE)}) "
    if not guessed:
        return insert + f"VALUES {text.row(_INSTANCE.values())} RETURNING id"
    insert += f"SELECT v.* FROM (VALUES {text.row(_INSTANCE.values())}) AS v "
    version = f"SELECT FROM process_definition_version WHERE id = {text.holder('uuid')} AND status = 'published'"
    return insert + f"WHERE EXISTS ({version}) AND {_same_token(text)} RETURNING id"


def _move_sql(text: _Text, version: bool, variables: bool, summary: bool, status: bool) -> str:
    settings = [f"seq = {text.holder('int')}", f"state = {text.holder('bytea')}"]
    if version:
        settings.append(f"definition_version_id = {text.holder('uuid')}")
    if variables:
        settings.append(f"variables = {text.holder('jsonb')}")
    if summary:
        settings.append(f"title = {text.holder('text')}, summary = {text.holder('jsonb')}")
    if status:
        settings.append(f"status = {text.holder('text')}, finished_at = {text.holder('timestamptz')}")
    where = f"id = {text.holder('uuid')} AND seq = {text.holder('int')}"
    return f"UPDATE process_instance SET {', '.join(settings)} WHERE {where}"


def _guess_sql(text: _Text, guessed: bool, with_record: bool) -> str:
    """The conditions of a step made from memory (see stepping.remembered)."""
    if not guessed:
        return " RETURNING id"
    conditions = [_same_token(text)]
    if with_record:
        conditions.append(
            f"{record_versions.LATEST.format(record=text.holder('uuid'))} IS NOT DISTINCT FROM {text.holder('int')}"
        )
    return f" AND {' AND '.join(conditions)} RETURNING id"


def _same_token(text: _Text) -> str:
    return f"{versions.COLUMN.format(group=text.holder('uuid'))} IS NOT DISTINCT FROM {text.holder('uuid')}"


def write(step: Step) -> bool:
    """Write the step; False, with nothing written, when another step moved the instance first or a guess was wrong.

    Raises StepRefused for a step of more values than a statement takes.
    """
    pool = [(person, item.id) for item in step.opened for person in item.candidates]
    sql = _sql(
        step.new,
        _changes(step),
        (len(step.changed), len(step.opened), len(pool)),
        (len(step.timers), bool(step.cancelled_timers)),
        (int(bool(step.audit)), len(step.outbox)),
        (step.guessed, step.guessed and step.instance.record_id is not None),
    )
    params: list[Any] = _start(step) if step.new else _move(step)
    for change in step.changed:
        params += (
            change.number, change.status, change.outcome, change.finished_at, change.reassigned, change.assignee_id
        )  # fmt: skip
    if step.changed:
        params.append(step.instance.id)
    for item in step.opened:
        params += item_row(step.instance, item)
    for pair in pool:
        params += pair
    for timer in step.timers:
        params += (step.instance.id, timer.number, timer.activity_id, timer.due_at, "waiting")
    if step.cancelled_timers:
        params += (step.instance.id, step.cancelled_timers)
    seq = 1 if step.new else step.instance.seq + 1
    params += event_row(step.actor, step.entry, step.instance.id, seq, step.engine)
    params += step.audit
    for told in step.outbox:
        params += told
    if len(params) > MAXIMUM_PARAMETERS:
        raise StepRefused(
            reason="step-too-large",
            reason_zh="这一步涉及的办理人过多，请联系管理员拆分流程。",
            reason_en="This step involves too many handlers; ask an administrator to split the process.",
        )
    return bool(run(sql, params))


def _changes(step: Step) -> tuple[bool, bool, bool, bool]:
    if step.new:
        return False, False, False, False
    return step.version_id is not None, step.variables is not None, step.summary is not None, step.status is not None


def instance_row(
    row: Instance, *, status: str, seq: int, state: bytes, variables: bytes, finished_at: dt.datetime | None
) -> tuple[Any, ...]:
    """Return the values of an instance in the order of `INSTANCE_COLUMNS`."""
    return (
        row.id, row.definition_version_id, row.definition_code, row.object_type, row.record_id, row.group_id,
        row.unit_id, row.node_id, row.initiator_id, row.initiator_name, row.initiator_assignment_id, row.unit_name,
        row.title, json.dumps(row.summary).decode(), status, seq, state, variables.decode(), 0, row.started_at,
        finished_at,
    )  # fmt: skip


def _start(step: Step) -> list[Any]:
    values = instance_row(
        step.instance,
        status=step.status or step.instance.status,
        seq=1,
        state=step.state,
        variables=step.variables or b'{"g":{}}',
        finished_at=_finished_at(step),
    )
    if not step.guessed:
        return list(values)
    return [*values, step.instance.definition_version_id, step.instance.group_id, step.instance.token]


def _move(step: Step) -> list[Any]:
    params: list[Any] = [step.instance.seq + 1, step.state]
    if step.version_id is not None:
        params.append(step.version_id)
    if step.variables is not None:
        params.append(step.variables.decode())
    if step.summary is not None:
        params += (step.title or step.instance.title, step.summary.decode())
    if step.status is not None:
        params += (step.status, _finished_at(step))
    params += (step.instance.id, step.instance.seq)
    if step.guessed:
        params += (step.instance.group_id, step.instance.token)
        if step.instance.record_id is not None:
            params += (step.instance.record_id, step.instance.record_version)
    return params


def _finished_at(step: Step) -> dt.datetime | None:
    return step.entry.at if step.status not in (None, "running", "suspended") else None


def item_row(instance: Instance, item: NewItem) -> tuple[Any, ...]:
    """Return the values of a work item in the order of `ITEM_COLUMNS`."""
    return (
        item.id, instance.id, item.number, item.kind, item.status, item.activity_id, item.activity_name,
        instance.object_type, instance.record_id, instance.definition_code, item.assignee_id, item.assignment_id,
        item.for_person_id, item.asked_by, item.open_to_all, item.narrowed, False, item.received_at,
        item.due_at, None, item.finished_at, item.outcome, json.dumps(item.why).decode(),
    )  # fmt: skip


def event_row(actor: Actor, entry: Entry, instance_id: UUID, seq: int, engine: bytes) -> tuple[Any, ...]:
    """Return the values of a history row in the order of `EVENT_COLUMNS`."""
    return (
        instance_id, seq, entry.at, entry.verb, actor.person_id, actor.person_name, actor.post_name, actor.node_name,
        actor.unit_name, actor.channel, entry.for_person_id, entry.for_person_name, entry.item_id, entry.activity_id,
        entry.activity_name, entry.opinion, entry.opinion_hidden, _optional(entry.attachments),
        _optional(entry.details), _optional(entry.changes), entry.record_version, engine,
    )  # fmt: skip


def _optional(value: Any) -> str | None:
    return None if value is None else json.dumps(value).decode()
