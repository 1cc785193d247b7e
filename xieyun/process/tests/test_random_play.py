"""Random models, random people, random verbs through the actions: nothing breaks, and every history is sound.

The engine alone is played by `xieyun.process.engine.simulate`; this plays what the room adds: people, pools, work
items, timers, messages, what a process remembers and what it stores. A seed that breaks is played again by its number.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

import pytest

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor, system_actor
from xieyun.kernel.errors import Problem
from xieyun.organization.tests.factories import make_world
from xieyun.process import actions, selectors, tasks
from xieyun.process.engine.simulate.models import ModelWriter
from xieyun.process.errors import StepRefused
from xieyun.process.models import ProcessInstance, ProcessTimer, WorkItem
from xieyun.process.tests.factories import publish
from xieyun.process.verification import verify

pytestmark = pytest.mark.django_db(transaction=True)
SEEDS = range(1, 1 + int(os.environ.get("XIEYUN_PLAYS", "150")))
ROLES = ("clerk", "head", "finance_manager", "cashier", "auditor", "colleague")
MOVES = 40
# How often an activity has each, and of which kinds.
POLICIES = (
    (0.3, "duplicates", [f'policy="{policy}"' for policy in ("skip", "skip_consecutive", "merge")]),
    (0.3, "emptyAssignee", [f'policy="{policy}"' for policy in ("skip", "administrator", "superior")]),
    (0.2, "initiatorIsApprover", [f'policy="{policy}"' for policy in ("skip", "superior")]),
    (0.4, "rejection", ['policy="return_initiator"']),
    (0.2, "timeLimit", [f'duration="PT1H" action="{one}"' for one in ("remind", "approve", "escalate", "transfer")]),
)


class Play:
    """One model and one instance of it."""

    def __init__(self, world: Any, seed: int) -> None:
        self.world, self.chance = world, Random(seed)
        self.people = [world.actor(role) for role in ROLES]
        self.root = system_actor(world.group.id)
        self.now = clock.now()
        self.done = 0
        code = publish(world, self._model(), code=f"test.play-{seed}")
        variables = {"x": self.chance.randint(0, 20)}
        self.instance = actions.start_process(actor=self.people[0], code=code, variables=variables).instance_id

    def _model(self) -> bytes:
        def people(match: re.Match[str]) -> str:
            chosen = self.chance.sample(self.people, int(match.group(1)))
            named = f'kind="person" persons="{",".join(str(one.person_id) for one in chosen)}"'
            assignment = self._one(
                named, named, named, f'{named} pool="true"', 'kind="initiator"', 'kind="previous_handler"'
            )
            policies = [f"<xieyun:assignment {assignment}/>"]
            for chance, name, values in POLICIES:
                if self.chance.random() < chance:
                    policies.append(f"<xieyun:{name} {self._one(*values)}/>")
            return "".join(policies)

        xml = re.sub(
            r'<xieyun:assignment kind="some" count="(\d)"/>', people, ModelWriter(self.chance).process().decode()
        )
        undoing = f'<xieyun:assignment kind="person" persons="{self.people[1].person_id}"/>'
        return xml.replace(
            ' isForCompensation="true"/>',
            f' isForCompensation="true"><bpmn:extensionElements>{undoing}</bpmn:extensionElements></bpmn:userTask>',
        ).encode()

    def _one(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    def play(self) -> None:
        """Do random things until the instance ends; a refusal is an answer, anything else is a fault."""
        for _ in range(MOVES):
            if ProcessInstance.objects.get(id=self.instance).status not in ("running", "suspended"):
                return
            self.now += dt.timedelta(minutes=self._one(0, 1, 30, 120))
            move = self._move()
            with clock.frozen(self.now):
                try:
                    move()
                    self.done += 1
                except Problem:
                    continue

    def _move(self) -> Callable[[], object]:
        items = list(WorkItem.objects.filter(instance_id=self.instance).order_by("id"))
        open_items = [item for item in items if item.status in ("open", "held", "sent")]
        if not open_items or self.chance.random() < 0.25:
            return self._from_outside(items)
        item = self._one(*open_items)
        actor = next((one for one in self.people if one.person_id == item.assignee_id), self._one(*self.people))
        return self._at(actor, item.id, [one.activity_id for one in items])

    def _at(self, actor: Actor, item: UUID, activities: list[str]) -> Callable[[], object]:
        other: Any = self._one(*self.people).person_id
        mine: dict[str, Any] = {"actor": actor, "item_id": item}
        approve = lambda: actions.approve(**mine, opinion="同意")  # noqa: E731
        return self._one(
            *[approve] * 8,
            lambda: actions.send_back(
                **mine, target=self._one("initiator", "previous", *activities), opinion="请补充",
                then=self._one("run_again", "straight_back"),
            ),
            lambda: actions.transfer(**mine, person_id=other, opinion="请代办"),
            lambda: actions.delegate(**mine, person_id=other, opinion="请先看"),
            lambda: actions.consult(**mine, person_ids=[other], opinion="请教"),
            lambda: actions.reply(**mine, opinion="答复"),
            lambda: actions.add_signers(
                **mine, position=self._one("before", "after", "parallel"), person_ids=[other], opinion="请会签"
            ),
            lambda: actions.remove_signer(**mine, person_id=other, opinion="不必"),
            lambda: actions.claim(**mine),
            lambda: actions.unclaim(**mine),
            lambda: actions.notify(**mine, person_ids=[other]),
            lambda: actions.mark_read(**mine),
            lambda: self._offered(actor, item),
        )  # fmt: skip

    def _offered(self, actor: Actor, item: UUID) -> None:
        """What the page offers for a decision succeeds."""
        verbs = {verb["verb"]: verb for verb in selectors.work_item_detail(actor, item)["verbs"] if verb["allowed"]}
        try:
            if "return" in verbs and self.chance.random() < 0.5:
                target = self._one(*verbs["return"]["targets"])["id"]
                actions.send_back(actor=actor, item_id=item, target=target, opinion="请补充")
            elif "approve" in verbs:
                actions.approve(actor=actor, item_id=item, opinion="同意")
        except Problem as refusal:
            if refusal.params.get("reason") == "too-many-rounds":
                raise  # a loop in which everybody is skipped: what comes of a decision is not tried for the page
            raise AssertionError(f"offered, and refused: {refusal.code} {refusal.params}") from refusal

    def _from_outside(self, items: list[WorkItem]) -> Callable[[], object]:
        administers: dict[str, Any] = {"actor": self.root, "instance_id": self.instance, "reason": "处理"}
        finished = [item for item in items if item.status == "done" and item.assignee_id is not None]
        timer = ProcessTimer.objects.filter(instance_id=self.instance, status="waiting").order_by("number").first()
        acting: list[Callable[[], object]] = [
            lambda: actions.broadcast_signal(actor=self.root, name="alarm"),
            lambda: actions.deliver_message(actor=self.root, name=self._one("go", "side")),
            lambda: actions.jump(**administers, target=self._one(*(item.activity_id for item in items), "t1")),
            lambda: actions.resume(**administers),
            lambda: actions.resume(**administers),
            lambda: actions.suspend(**administers),
            lambda: actions.urge(actor=self.people[0], instance_id=self.instance),
            lambda: selectors.instance_detail(self.people[0], self.instance),
            lambda: selectors.diagram(self.people[0], self.instance),
        ]
        if timer is not None:
            acting += [lambda: tasks.fire_timer(instance_id=str(self.instance), timer=timer.number)] * 4
        if finished:
            item = self._one(*finished)
            actor = next(one for one in self.people if one.person_id == item.assignee_id)
            acting += [lambda: actions.take_back(actor=actor, item_id=item.id)] * 2
        return self._one(*acting)


def test_whatever_people_do_the_history_is_sound() -> None:
    world = make_world()
    done = refused = 0
    for seed in SEEDS:
        try:
            play = Play(world, seed)
        except StepRefused:
            refused += 1  # a loop that never waits
            continue
        try:
            play.play()
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        done += play.done
    found = verify(system_actor(world.group.id))
    assert found.sound, found.findings
    assert refused < len(SEEDS) / 5
    assert done > len(SEEDS) * 5
