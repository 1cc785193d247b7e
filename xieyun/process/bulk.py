"""Bringing in instances that were handled elsewhere or in the past: real histories, without their side effects.

The engine takes every step as it would have been taken, so the histories replay and `verify` finds them
sound; records, ledgers, notifications and audit rows of the steps are the caller's business.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from xieyun.access.policies import require_administrator
from xieyun.kernel import audit
from xieyun.kernel.actor import Actor
from xieyun.kernel.clock import local, today
from xieyun.kernel.database import action
from xieyun.kernel.errors import NotFound
from xieyun.kernel.identifiers import id_at
from xieyun.organization import versions as organization_versions
from xieyun.process import definitions, engine
from xieyun.process.actions.handling import note_hiding
from xieyun.process.engine import codec
from xieyun.process.engine import commands as c
from xieyun.process.engine import effects as e
from xieyun.process.engine.context import Context
from xieyun.process.resolvers.answer import pack
from xieyun.process.resolvers.registry import Sentence, resolver_of
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.effects import HANDLERS, question_of, set_due_dates
from xieyun.process.stepping.times import due_of_timer
from xieyun.process.stepping.values import plain
from xieyun.process.store import write
from xieyun.process.store.rows import Entry, Instance, NewItem


@dataclass(frozen=True, slots=True)
class PastActor:
    """A person in the post in which he acted."""

    person_id: UUID
    name: str
    assignment_id: UUID | None = None
    post_name: str = ""
    node_id: UUID | None = None
    node_name: str = ""
    unit_id: UUID | None = None
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class PastDecision:
    """What the next handler did: approve or reject, when, with which opinion, hidden or not."""

    by: PastActor
    at: dt.datetime
    outcome: str = "approve"
    opinion: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class PastInstance:
    """One instance: who started it on what, and the decisions in order.

    With fewer decisions than the path has, the instance is left running at the next handler, who is
    `waiting_for` (a pool when there are several). `withdrawn_at` ends it by its initiator.
    """

    code: str
    initiator: PastActor
    started_at: dt.datetime
    title: str
    object_type: str | None = None
    record_id: UUID | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    summary: Sequence[Mapping[str, Any]] = ()
    decisions: Sequence[PastDecision] = ()
    waiting_for: Sequence[PastActor] = ()
    withdrawn_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a row: the new instance and its status, to be set on its record."""

    instance_id: UUID
    record_id: UUID | None
    status: str


@action
def import_finished(actor: Actor, rows: Iterable[PastInstance]) -> list[Imported]:
    """Store past instances with their histories and items, by COPY; in the order given.

    Raises AdministratorRequired, NotFound for a process that is not published, EngineError for decisions
    that do not fit the process.
    """
    require_administrator(actor, "system")
    group_id = actor.group_id
    if group_id is None:
        raise NotFound
    versions: dict[str, definitions.Loaded] = {}
    token = organization_versions.token(group_id)
    made = [_Replay(_loaded(versions, group_id, row.code), row, token).run() for row in rows]
    _copy("process_instance", write.INSTANCE_COLUMNS, [replay.instance_row() for replay in made])
    _copy("work_item", write.ITEM_COLUMNS, [item for replay in made for item in replay.item_rows()])
    _copy("work_item_candidate", ("person_id", "item_id"), [pair for replay in made for pair in replay.candidates()])
    _copy("process_timer", write.TIMER_COLUMNS, [timer for replay in made for timer in replay.timer_rows()])
    _copy("process_event", write.EVENT_COLUMNS, [event for replay in made for event in replay.events])
    audit.record(
        actor=actor, action="process.import", target_type="group", target_id=group_id, after={"instances": len(made)}
    )
    return [Imported(replay.instance.id, replay.instance.record_id, replay.status) for replay in made]


def _loaded(versions: dict[str, definitions.Loaded], group_id: UUID, code: str) -> definitions.Loaded:
    if code not in versions:
        found = definitions.published_version(group_id, code=code)
        if found is None:
            raise NotFound
        versions[code] = definitions.load(found)
    return versions[code]


def _copy(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


class _Replay:
    """One instance on its way through its decisions, in memory."""

    def __init__(self, loaded: definitions.Loaded, past: PastInstance, token: UUID | None) -> None:
        first = past.initiator
        self.loaded, self.past, self.status = loaded, past, "running"
        self.items: dict[int, NewItem] = {}
        self.timers: dict[int, list[Any]] = {}
        self.events: list[tuple[Any, ...]] = []
        self.pending = deque(past.decisions)
        self.state: engine.State | None = None
        self.finished_at: dt.datetime | None = None
        self.instance = Instance(
            id=id_at(past.started_at), definition_version_id=loaded.version_id, definition_code=loaded.code,
            object_type=past.object_type, record_id=past.record_id, group_id=loaded.group_id, unit_id=first.unit_id,
            node_id=first.node_id, initiator_id=first.person_id, initiator_name=first.name,
            initiator_assignment_id=first.assignment_id, title=past.title, status="running", seq=0, state=b"",
            variables=b"", started_at=past.started_at, unit_name=first.unit_name,
            summary=[dict(entry) for entry in past.summary], token=token,
        )  # fmt: skip

    def run(self) -> _Replay:
        start = c.Start(plain(self.past.variables), str(self.past.initiator.person_id))
        self._step("submit", self.past.initiator, self.past.started_at, start)
        while self.pending and self.status == "running":
            decision = self.pending.popleft()
            number = self._open_item()
            command = c.CompleteItem(number, str(decision.by.person_id), decision.outcome)
            self._step(decision.outcome, decision.by, decision.at, command, number=number, decision=decision)
        if self.past.withdrawn_at is not None and self.status == "running":
            by = self.past.initiator
            self._step("withdraw", by, self.past.withdrawn_at, c.Withdraw(str(by.person_id)))
        return self

    @property
    def _live(self) -> engine.State:
        if self.state is None:
            raise LookupError("the instance has not started")
        return self.state

    def _open_item(self) -> int:
        return next(iter(self._live.items))

    def _step(
        self,
        verb: str,
        by: PastActor,
        at: dt.datetime,
        command: c.Command,
        *,
        number: int | None = None,
        decision: PastDecision | None = None,
    ) -> None:
        draft = self._draft(verb, by, at, number, decision.opinion if decision is not None else "")
        if decision is not None and decision.hidden:
            note_hiding(draft, hidden=True)
            draft.entry.details = {"audience": draft.details["audience"]}
        queue = deque([command])
        context = Context(local(at), draft.evaluator)
        while queue:
            step = engine.step(self.loaded.compiled, draft.state, queue.popleft(), context)
            draft.state = step.state
            draft.events.extend(step.events)
            for effect in step.effects:
                follow = self._follow(draft, effect)
                if follow is not None:
                    queue.append(follow)
        self._keep(draft)

    def _draft(self, verb: str, by: PastActor, at: dt.datetime, number: int | None, opinion: str) -> Draft:
        # Past records were loaded as they ended: their only version.
        version = 1 if self.instance.record_id is not None else None
        entry = Entry(verb=verb, at=at, opinion=opinion, record_version=version)
        if number is not None:
            item = self.items[number]
            entry.item_id, entry.activity_id, entry.activity_name = item.id, item.activity_id, item.activity_name
        who = Actor(
            group_id=self.instance.group_id, person_id=by.person_id, person_name=by.name, post_name=by.post_name,
            assignment_id=by.assignment_id, node_id=by.node_id, node_name=by.node_name, unit_id=by.unit_id,
            unit_name=by.unit_name,
        )  # fmt: skip
        return Draft(who, self.instance, self.loaded, self.state, entry, ExitStack(), new=self.state is None)

    def _follow(self, draft: Draft, effect: Any) -> c.Command | None:
        match effect:
            case e.ResolveAssignees():
                people = [self.pending[0].by] if self.pending else list(self.past.waiting_for)
                because = self._because(draft, effect, people)
                if len(people) > 1:
                    pool = tuple(str(person.person_id) for person in people)
                    return c.AssigneesResolved(effect.request, candidates=pool, reason=pack(None, [because]))
                signers = [
                    c.Signer(str(person.person_id), reason=pack(person.assignment_id, [because])) for person in people
                ]
                return c.AssigneesResolved(effect.request, signers=tuple(signers))
            case e.CallService():
                return c.ServiceCompleted(effect.request, {})
            case e.ScheduleTimer():
                self.timers[effect.timer] = [effect.activity_id, due_of_timer(effect, draft.at), "waiting"]
                return None
            case e.CancelTimer():
                self.timers[effect.timer][2] = "cancelled"
                return None
        return HANDLERS[type(effect)](draft, effect)

    def _because(self, draft: Draft, effect: e.ResolveAssignees, people: Sequence[PastActor]) -> Sentence:
        """Why the activity came to people who still have it: by its rule, where that finds them today.

        What was decided long ago is not asked for: most people have their own answers, each a query.
        """
        resolver = resolver_of(str(effect.specification.get("kind", "")))
        if resolver is not None and not self.pending:
            found = resolver(question_of(draft, effect)._replace(as_of=today()))
            if {person.person_id for person in people} <= {candidate.person_id for candidate in found.people}:
                return found.because
        return ("why-definition", {})

    def _keep(self, draft: Draft) -> None:
        set_due_dates(draft.opened.values(), {timer[0]: timer[1] for timer in self.timers.values()})
        self.items.update(draft.opened)
        for number, change in draft.changed.items():
            item = self.items[number]
            item.status, item.outcome, item.finished_at = change.status, change.outcome, change.finished_at
            if change.reassigned:
                item.assignee_id = change.assignee_id
        if draft.finished is not None:
            self.status, self.finished_at = draft.finished, draft.at
        self.events.append(write.event_row(draft.actor, draft.entry, self.instance.id, self.instance.seq + 1,
                                           codec.dump_events(draft.events)))  # fmt: skip
        self.instance.seq += 1
        self.state = draft.state

    def instance_row(self) -> tuple[Any, ...]:
        return write.instance_row(
            self.instance, status=self.status, seq=self.instance.seq, state=codec.dump_state(self._live),
            variables=codec.dump_variables(self._live), finished_at=self.finished_at,
        )  # fmt: skip

    def item_rows(self) -> list[tuple[Any, ...]]:
        return [write.item_row(self.instance, item) for item in self.items.values()]

    def timer_rows(self) -> list[tuple[Any, ...]]:
        return [(self.instance.id, number, *timer) for number, timer in self.timers.items()]

    def candidates(self) -> list[tuple[UUID, UUID]]:
        return [(person, item.id) for item in self.items.values() for person in item.candidates]
