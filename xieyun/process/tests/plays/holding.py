"""What must hold after every move of a play, read from the tables as an operator could."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from xieyun.kernel.database import execute
from xieyun.process.engine import codec
from xieyun.process.models import ProcessInstance

_OF_INSTANCES = (
    ("process_instance", "id"),
    *((name, "instance_id") for name in (
        "process_event", "work_item", "process_timer", "process_service_call", "process_event_subscription",
        "process_incident",
    )),
)  # fmt: skip
_OF_RECORDS = (
    ("data.test_claim", "id"),
    ("data.test_claim__lines", "record_id"),
    ("records_recordchange", "record_id"),
)
_MARKS = ("kernel_auditrow", "kernel_outboxevent")
RECORD_STATUS = {
    "completed": {"approved"}, "rejected": {"rejected"}, "withdrawn": {"withdrawn"},
    "terminated": {"terminated"}, "failed": {"terminated"},
}  # fmt: skip


def standing(instances: Sequence[UUID], records: Sequence[UUID]) -> dict[str, Any]:
    """Everything that is written about some instances and their records, and how far audit and outbox have come."""
    parts = [
        f"SELECT '{table}', (SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {table} t "
        f"WHERE {column} = ANY(%({given})s))"
        for rows, given in ((_OF_INSTANCES, "instances"), (_OF_RECORDS, "records"))
        for table, column in rows
    ]
    parts += [f"SELECT '{table}', (SELECT max(id)::text FROM {table})" for table in _MARKS]
    given = {"instances": list(instances), "records": list(records)}
    return dict(iter(execute(" UNION ALL ".join(parts), given)))


def faults(instance_id: UUID) -> Iterator[str]:
    """What is wrong with an instance: it stands still without a sentence, or what is over still asks somebody."""
    row = ProcessInstance.objects.get(id=instance_id)
    state = codec.load_state(bytes(row.state), _variables(instance_id))
    open_items = execute(
        "SELECT number, kind, assignee_id, open_to_all, id FROM work_item WHERE instance_id = %s "
        "AND status IN ('open', 'held')",
        [instance_id],
    ).mappings()
    if row.status not in ("running", "suspended"):
        for item in open_items:
            yield f"item {item['number']} ({item['kind']}) is open, the instance is {row.status}"
        rows = execute(
            "SELECT 'timer', number FROM process_timer WHERE instance_id = %(id)s AND status = 'waiting' UNION ALL "
            "SELECT 'subscription', token FROM process_event_subscription WHERE instance_id = %(id)s UNION ALL "
            "SELECT 'incident', token FROM process_incident WHERE instance_id = %(id)s AND kind = 'stopped'",
            {"id": instance_id},
        )
        yield from (f"{kind} {number} is left, the instance is {row.status}" for kind, number in rows)
    else:
        yield from _stuck(instance_id, state, {item["number"] for item in open_items})
        yield from _nobody(open_items)
    if row.record_id is not None:
        yield from _record(row, [item["kind"] for item in open_items])


def _variables(instance_id: UUID) -> bytes:
    return bytes(execute("SELECT variables::text FROM process_instance WHERE id = %s", [instance_id]).scalar().encode())


def _nobody(items: Sequence[dict[str, Any]]) -> Iterator[str]:
    for item in items:
        if item["assignee_id"] is None and not item["open_to_all"]:
            offered = execute("SELECT count(*) FROM work_item_candidate WHERE item_id = %s", [item["id"]]).scalar()
            if not offered:
                yield f"item {item['number']} is nobody's"


def _stuck(instance_id: UUID, state: Any, items: set[int]) -> Iterator[str]:
    """Each token that stands somewhere has somebody or something that moves it on."""
    rows = execute(
        "SELECT 'call', number FROM process_service_call WHERE instance_id = %(id)s "
        "AND status IN ('waiting', 'running', 'failed', 'answered') UNION ALL "
        "SELECT 'wait', token FROM process_event_subscription WHERE instance_id = %(id)s UNION ALL "
        "SELECT 'incident', token FROM process_incident WHERE instance_id = %(id)s AND kind = 'stopped' AND open "
        "AND zh <> '' AND en <> ''",
        {"id": instance_id},
    )
    known: dict[str, set[int]] = {"call": set(), "wait": set(), "incident": set()}
    for kind, number in rows:
        known[kind].add(number)
    timed = {timer.token for timer in state.timers.values() if timer.purpose == "event"}
    owners = {token.scope for token in state.tokens.values()}
    moving = 0
    for number, token in state.tokens.items():
        if token.phase == "open":
            fine = any(item.token == number and key in items for key, item in state.items.items())
            moving += 1
        elif token.phase == "wait":
            fine = number in known["call"] | known["wait"] | timed
            moving += 1
        elif token.phase == "parked":
            fine = number in known["incident"]
            moving += 1
        elif token.phase in ("in", "multi"):
            fine = number in owners or number in known["wait"] | timed
        elif token.phase in ("join", "late", "away", "undo"):
            fine = True
        else:
            fine = False
        if not fine:
            yield f"token {number} at {token.node} ({token.phase}) stands still, {token.data}"
    if not moving and not state.timers and not known["wait"]:
        yield "nothing moves the instance"


def _record(row: Any, kinds: Sequence[str]) -> Iterator[str]:
    status = execute("SELECT status FROM data.test_claim WHERE id = %s", [row.record_id]).scalar()
    expected = RECORD_STATUS.get(row.status, {"returned"} if "resubmit" in kinds else {"running"})
    if status not in expected:
        yield f"the record is {status}, the instance {row.status} with {sorted(set(kinds))}"
