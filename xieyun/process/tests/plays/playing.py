"""One random play: a process (over records or not), some instances, and people and programs who do random things."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor, system_actor
from xieyun.kernel.errors import Problem
from xieyun.organization.tests.factories import actor_of, make_assignment
from xieyun.process import actions, selectors
from xieyun.process.models import ProcessInstance, WorkItem, WorkItemCandidate
from xieyun.process.tests.factories import publish
from xieyun.process.tests.plays import holding, moves, offering
from xieyun.process.tests.plays.handlers import Fate
from xieyun.process.tests.plays.writing import WorkWriter
from xieyun.records.tests.factories import line, make_claim

ROLES = ("clerk", "colleague", "head", "finance_manager", "cashier", "auditor")
INITIATORS = ("clerk", "colleague")
MOVES = 40
# How often every verb of an item and of its instance is compared with what is offered.
COMPARED = 0.05
Move = Callable[[], object]


class Play:
    """The state of a play. `fate` decides what handlers answer."""

    def __init__(self, world: Any, kind: UUID, seed: int, fates: list[Fate]) -> None:
        self.world, self.kind, self.chance = world, kind, Random(seed)
        self.aside = Random(seed)  # of what is only tried, so that the play is the same without it
        fates.append(Fate(self.chance))
        self.root = system_actor(world.group.id)
        self.now, self.done, self.log = clock.now(), 0, []
        self.with_record = self.chance.random() < 0.6
        self.code = "test.claim" if self.with_record else f"test.work-{seed}"
        people = [str(world.person(role).id) for role in ROLES]
        self.writer = WorkWriter(self.chance, people, with_record=self.with_record)
        self.secrets = 0
        self.signed: dict[tuple[UUID, int], Any] = {}
        self.initiators: dict[UUID, Actor] = {}
        self.instances: list[UUID] = []
        self.records: list[UUID] = []
        self.stranger = make_assignment(world.sales).person_id
        self.publish_called()
        self.publish(self.writer.process())
        for _ in range(self.chance.randint(1, 3)):
            self.begin()
        self.before = holding.standing(self.instances, self.records)

    def publish(self, xml: bytes) -> None:
        """Publish a version of the process."""
        publish(self.world, xml, code=self.code, object_type="test.claim" if self.with_record else None)

    def publish_called(self) -> None:
        """Publish what the process calls in another file, or a later version of it."""
        writer = WorkWriter(self.chance, self.writer.people, with_record=self.with_record)
        publish(self.world, writer.called_file(), code="test.called")

    def begin(self) -> None:
        """Start an instance, with a record where the process is about one."""
        actor = self.world.actor(self.one(*INITIATORS))
        if self.with_record:
            values = {"secret": self.secret(), "witness": str(self.world.person("head").id)}
            claim = make_claim(actor, self.row(), **(values if self.chance.random() < 0.5 else {}))
            outcome = actions.submit_record(actor=actor, object_type="test.claim", record_id=claim.id)
            self.records.append(claim.id)
        else:
            variables = {"x": self.chance.randint(0, 20)}
            outcome = actions.start_process(actor=actor, code=self.code, variables=variables)
        self.instances.append(outcome.instance_id)
        self.initiators[outcome.instance_id] = actor

    def one(self, *choices: Any) -> Any:
        """One of them."""
        return self.chance.choice(choices)

    def secret(self) -> str:
        """A text that must not be seen where the field is hidden or masked."""
        self.secrets += 1
        return f"机-{self.secrets:04}"

    def row(self) -> dict[str, Any]:
        """A row of a claim."""
        return line(self.kind, str(self.chance.randint(1, 40)), quantity=self.chance.randint(1, 3))

    def actor_for(self, person_id: UUID | None) -> Actor:
        """The person as he acts now, in the post that he has now."""
        for assignment in self.world.assignments.values():
            if assignment.person_id == person_id:
                return actor_of(assignment)
        if person_id is not None:
            return replace(self.world.actor("clerk"), person_id=person_id, person_name="已离职")
        return self.world.actor(self.one(*ROLES))

    def play(self) -> None:
        """Do random things until nothing runs any more."""
        for _ in range(MOVES):
            running = ProcessInstance.objects.filter(id__in=self.instances, status__in=("running", "suspended"))
            ids = sorted(running.values_list("id", flat=True))
            if not ids:
                return
            self.now += dt.timedelta(minutes=self.one(0, 0, 1, 30, 120))
            with clock.frozen(self.now):
                name, atomic, move = moves.choose(self, self.one(*ids))
                self.log.append(name)
                self._try(move, atomic=atomic)
                self._check()

    def _try(self, move: Move, *, atomic: bool) -> None:
        refused = None
        try:
            move()
            self.done += 1
        except Problem as refusal:
            refused = f"{refusal.code} {refusal.params.get('reason', '')}"
            self.log[-1] += f" -> {refused}"
        after = holding.standing(self.instances, self.records)
        changed = {name for name in after if after[name] != self.before.get(name)}
        if refused is not None and atomic:
            assert not changed, f"refused ({refused}), but written: {changed}"
        if refused is None and "process_event" in changed:
            assert "kernel_auditrow" in changed, "a step without audit row"
        self.before = after

    def _check(self) -> None:
        found = [f"{one}: {fault}" for one in self.instances for fault in holding.faults(one)]
        assert not found, found
        if self.aside.random() < COMPARED:
            self._compare_offers(self.aside.choice(self.instances))
        if self.with_record:
            for instance in self.instances:
                self._check_forms(instance)

    def _compare_offers(self, instance: UUID) -> None:
        """Every verb that is offered would succeed now, and no other."""
        for item in self.aside.sample(items := self.items(instance), min(2, len(items))):
            actor = self.actor_for(item.assignee_id)
            offers = _offers(lambda actor=actor, item=item: selectors.work_item_detail(actor, item.id))
            other = self.world.person(self.aside.choice(ROLES)).id
            call = partial(
                offering.item_call, actor, item.id, choose=self.aside, someone=self.stranger, other=other
            )  # fmt: skip
            offering.compare(offers, offering.ITEM_VERBS, call, f"{item.activity_id} {item.kind} {item.status}")
        for actor in (self.initiators[instance], self.world.actor("system")):
            offers = _offers(lambda actor=actor: selectors.instance_detail(actor, instance))
            call = partial(offering.instance_call, actor, instance, choose=self.aside)
            offering.compare(offers, offering.INSTANCE_VERBS, call, f"instance, {actor.person_name}")

    def _check_forms(self, instance: UUID) -> None:
        """What was signed last is what stands; what was signed before stays what it was."""
        seq = ProcessInstance.objects.get(id=instance).seq
        viewer = self.initiators[instance]
        if (instance, seq) not in self.signed:
            self.signed[instance, seq] = selectors.signed_form(viewer, instance, seq)["record"]["values"]
        earlier = self.one(*[key for key in self.signed if key[0] == instance])
        now = selectors.signed_form(viewer, *earlier)["record"]["values"]
        assert now == self.signed[earlier], f"the form of step {earlier[1]} was {self.signed[earlier]}, is {now}"

    def handler_of(self, item: WorkItem) -> Actor:
        """Who has the item, or one of those whom it is offered to."""
        offered = WorkItemCandidate.objects.filter(item_id=item.id).values_list("person_id", flat=True)
        if item.assignee_id is None and offered:
            return self.actor_for(self.one(*sorted(offered)))
        return self.actor_for(item.assignee_id)

    def items(self, instance: UUID) -> list[WorkItem]:
        """The items of an instance, oldest first."""
        return list(WorkItem.objects.filter(instance_id=instance).order_by("id"))

    def offered(self, call: Callable[..., object], *, late: frozenset[str] = frozenset(), **given: Any) -> None:
        """Do what was offered: it succeeds, or is refused for what no offer can know."""
        try:
            call(**given)
        except Problem as refusal:
            reasons = {refusal.code, str(refusal.params.get("reason"))}
            if offering.is_late(refusal) or reasons & late:
                raise
            raise AssertionError(
                f"offered, and refused: {call.__name__} {given} {refusal.code} {refusal.params} {refusal.fields}"
            ) from refusal

    def look(self, actor: Actor, item: WorkItem) -> list[dict[str, Any]]:
        """Open the page of an item, which must not show what its activity hides; return the verbs."""
        detail = selectors.work_item_detail(actor, item.id)
        rights = detail["field_rights"]
        if self.with_record and rights.get("secret", "hidden") in ("hidden", "masked"):
            del detail["kept"]
            shown = json.dumps(detail, default=str, ensure_ascii=False)
            assert "机-" not in shown, f"{item.activity_id} hides the secret, and shows it: {rights}"
        return [verb for verb in detail["verbs"] if verb["allowed"]]


def _offers(read: Callable[[], dict[str, Any]]) -> list[dict[str, Any]]:
    """What a page offers; nothing where it is not there for the viewer."""
    try:
        return list(read()["verbs"])
    except Problem:
        return []
