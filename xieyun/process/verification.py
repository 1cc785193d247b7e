"""Proving a live database: every history is replayed and compared with what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xieyun.access.policies import require_administrator
from xieyun.kernel import json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute, in_transaction
from xieyun.process import definitions, engine, incidents, sealed
from xieyun.process.engine import codec
from xieyun.process.engine import events as ev
from xieyun.process.engine.conformance import PLACING_VERBS, Fault, Walk
from xieyun.process.outside import checks

BATCH = 200
MIGRATING = frozenset({"migrate", "migrate-back"})
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be: where, and what."""

    instance_id: UUID
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was read, and what was found."""

    instances: int
    events: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def verify(actor: Actor) -> Verification:
    """Check every instance of the installation (of the actor's group when he has one).

    For each: the history has no gap, is a possible run of its definition (`engine.conformance`; where it was moved to
    another version and back, each stretch of that by which it ran) and replays to the stored state and variables;
    the open items, pools and timers are those of the state; no item was closed twice; what was signed is what the
    audit trail, the record and its history say now; what is waited for and called outside is what the state says.
    Reads a consistent snapshot, batch by batch, so it may run beside live traffic.
    Raises AdministratorRequired.
    """
    require_administrator(actor, "system")
    instances = events = 0
    findings: list[Finding] = []
    versions = _Versions()
    last = _FIRST
    while True:
        with _snapshot():
            batch = _instances(actor, last)
            histories = _by_instance(
                "SELECT instance_id, seq, engine, verb, CASE WHEN verb IN ('migrate', 'migrate-back') "
                "THEN details::text END FROM process_event",
                batch,
                "instance_id, seq",
            )
            items = _by_instance(
                "SELECT instance_id, number, status, assignee_id FROM work_item",
                batch,
                "instance_id, number",
                _NUMBERED,
            )
            timers = _by_instance("SELECT instance_id, number, status FROM process_timer", batch, "instance_id, number")
            stopped = _by_instance(
                "SELECT instance_id, token FROM process_incident", batch, "instance_id, token", "AND kind = 'stopped'"
            )
            findings.extend(Finding(*found) for found in sealed.check(batch))
            findings.extend(Finding(*found) for found in checks.check(batch))
        for row in batch:
            history = histories.get(row["id"], [])
            own = [rows.get(row["id"], []) for rows in (items, timers, stopped)]
            findings.extend(_check(row, history, own, versions))
            instances += 1
            events += len(history)
        if len(batch) < BATCH:
            return Verification(instances, events, tuple(findings))
        last = batch[-1]["id"]


_NUMBERED = "AND number IS NOT NULL"


@contextmanager
def _snapshot() -> Iterator[None]:
    nested = connection.in_atomic_block
    with in_transaction():
        if not nested:
            execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _instances(actor: Actor, last: UUID) -> list[dict[str, Any]]:
    return execute(
        "SELECT id, definition_version_id, object_type, record_id, status, seq, state, variables::text AS variables "
        "FROM process_instance "
        "WHERE id > %s AND (%s::uuid IS NULL OR group_id = %s) ORDER BY id LIMIT %s",
        [last, actor.group_id, actor.group_id, BATCH],
    ).mappings()


def _by_instance(select: str, batch: list[dict[str, Any]], order: str, more: str = "") -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    ids = [row["id"] for row in batch]
    for row in execute(f"{select} WHERE instance_id = ANY(%s) {more} ORDER BY {order}", [ids]):
        found.setdefault(row[0], []).append(row[1:])
    return found


def _check(row: dict[str, Any], history: list[Any], own: Sequence[list[Any]], versions: _Versions) -> Iterator[Finding]:
    """`own`: the instance's items, timers and stopped tokens, as their rows have them."""
    instance_id, (items, timers, stopped) = row["id"], own
    numbers = [seq for seq, *_ in history]
    if numbers != list(range(1, row["seq"] + 1)):
        yield Finding(
            instance_id, "history-gap", f"the instance stands at {row['seq']}, its history has {len(numbers)} rows"
        )
        return
    closed: dict[int, int] = {}
    try:
        walk = _Walked(row["definition_version_id"], history, versions)
    except LookupError as error:
        yield Finding(instance_id, "versions-differ", str(error.args[0]))
        return
    for seq, content, verb, _ in history:
        try:
            events = codec.load_events(bytes(content))
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            yield Finding(instance_id, "history-unreadable", f"step {seq} cannot be read: {error}")
            return
        for event in events:
            yield from _count_closing(instance_id, seq, event, closed)
        try:
            for fault in walk.step(seq, verb, events):
                yield Finding(instance_id, "not-in-the-model", f"step {seq}: {fault.text}")
        except LookupError as error:
            yield Finding(instance_id, "history-broken", f"step {seq} names {error}, which is not there")
            return
    yield from _check_state(row, walk.state)
    yield from _check_items(instance_id, walk.state, items)
    yield from _check_timers(instance_id, walk.state, timers)
    if {token for (token,) in stopped} != incidents.parked(walk.state):
        text = f"by the state {sorted(incidents.parked(walk.state))}, by the rows {sorted(stopped)}"
        yield Finding(instance_id, "incidents-differ", text)


class _Versions:
    """Finds versions of a definition by their numbers, which steps of a migration name; asks once for each."""

    def __init__(self) -> None:
        self._known: dict[UUID, dict[int, UUID]] = {}

    def of(self, version_id: UUID) -> dict[int, UUID]:
        """Return the versions of the definition that a version belongs to, by number."""
        if version_id not in self._known:
            rows = execute(
                "SELECT o.version, o.id FROM process_definition_version v JOIN process_definition_version o "
                "ON o.definition_id = v.definition_id WHERE v.id = %s",
                [version_id],
            )
            self._known[version_id] = dict(iter(rows))
        return self._known[version_id]


class _Walked:
    """A history on its way, each stretch held against the version by which it ran.

    A step that moves the instance, or takes that back, names the version it left and the one it came to; from this
    step on the other one counts. Raises LookupError when the moves do not lead from one to the next and at last to
    the version that the instance has now, and when a version is not there any more.
    """

    def __init__(self, version_id: UUID, history: list[Any], versions: _Versions) -> None:
        moves = {seq: json.loads((text or "{}").encode()) for seq, _, verb, text in history if verb in MIGRATING}
        known = versions.of(version_id) if moves else {}
        self.begins = {seq: known.get(details["to_version"]) for seq, details in moves.items()}
        before = next((known.get(details["from_version"]) for details in moves.values()), version_id)
        self.walk = Walk(definitions.load(_there(before)).compiled)
        for seq, details in moves.items():
            if known.get(details["from_version"]) != before:
                raise LookupError(f"step {seq} moved the instance from a version that it did not run by")
            before = self.begins[seq]
        if before != version_id:
            raise LookupError("the instance runs by a version that no step moved it to")

    @property
    def state(self) -> engine.State:
        return self.walk.state

    def step(self, seq: int, verb: str, events: list[Any]) -> Iterator[Fault]:
        if seq in self.begins:
            self.walk.go_by(definitions.load(_there(self.begins[seq])).compiled)
        yield from self.walk.step(seq, events, placed=verb in PLACING_VERBS)


def _there(version_id: UUID | None) -> UUID:
    if version_id is None:
        raise LookupError("a version that the instance ran by is not there any more")
    return version_id


def _count_closing(instance_id: UUID, seq: int, event: Any, closed: dict[int, int]) -> Iterator[Finding]:
    if isinstance(event, ev.ItemOpened):
        closed.pop(event.item, None)
    elif isinstance(event, ev.ItemClosed):
        if event.item in closed:
            yield Finding(
                instance_id, "closed-twice", f"item {event.item} was closed in steps {closed[event.item]} and {seq}"
            )
        closed[event.item] = seq


def _check_state(row: dict[str, Any], state: engine.State) -> Iterator[Finding]:
    if codec.dump_state(state) != bytes(row["state"]):
        yield Finding(row["id"], "state-differs", "the stored state is not what the history replays to")
    replayed = codec.load_state(codec.dump_state(state), codec.dump_variables(state))
    stored = codec.load_state(bytes(row["state"]), row["variables"].encode())
    if (stored.variables, stored.locals) != (replayed.variables, replayed.locals):
        yield Finding(row["id"], "variables-differ", "the stored variables are not what the history replays to")
    if state.finished != (row["status"] not in ("running", "suspended")):
        yield Finding(row["id"], "status-differs", f"the row says {row['status']}, the state {state.status}")


def _check_items(instance_id: UUID, state: engine.State, items: list[Any]) -> Iterator[Finding]:
    expected = {number: ("held" if item.held else "open", item.person or None) for number, item in state.items.items()}
    found = {
        number: (status, str(assignee) if assignee else None)
        for number, status, assignee in items
        if status in ("open", "held")
    }
    if expected != found:
        yield Finding(instance_id, "items-differ", f"open by the state: {expected}; open by the rows: {found}")


def _check_timers(instance_id: UUID, state: engine.State, timers: list[Any]) -> Iterator[Finding]:
    waiting = {number for number, status in timers if status == "waiting"}
    if waiting != set(state.timers):
        yield Finding(
            instance_id, "timers-differ", f"by the state {sorted(state.timers)}, by the rows {sorted(waiting)}"
        )
