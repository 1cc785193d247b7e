"""Scenes for racing verbs: an instance in a state, and everything that somebody may do to it there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fault import models
from tests.fault.ground import Ground, Person, Said

LIMITS = (
    '<xieyun:timeLimit duration="PT9H" action="remind"/><xieyun:timeLimit duration="PT9H" action="escalate"/>'
    '<xieyun:timeLimit duration="PT10H" action="approve"/>'
)
WHOLE = "the instance"


@dataclass
class Scene:
    """One instance that stands in a state."""

    ground: Ground
    instance: str
    items: list[dict[str, Any]]
    timers: list[int]

    def item(self, login: str | None = None, *, activity: str | None = None, status: str = "open") -> str:
        """Return the id of an item by whose it is and where."""
        found = [
            item
            for item in self.items
            if item["login"] == login and item["status"] == status and activity in (None, item["activity"])
        ]
        return str(found[-1]["id"])


Act = Callable[[Scene, str | None], Said]


@dataclass(frozen=True)
class Verb:
    """Something that somebody can do: its name in reports, who must be connected, and the deed."""

    name: str
    who: Person | None
    act: Act


@dataclass(frozen=True)
class Stage:
    """A kind of scene: how to make one, and the verbs that compete in it."""

    name: str
    make: Callable[[], Scene]
    verbs: tuple[Verb, ...]


class Stages:
    """All stages over one ground."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.h1, self.h2, self.next, self.other, self.extra = ground.more[:5]
        self.clerk = ground.people["clerk"]
        self.admin = ground.people["system-administrator"]
        many = models.task("a", models.named(self.h1, self.h2), LIMITS)
        one = models.task("a", models.named(self.h1))
        pool = models.task("a", models.named(self.h1, self.h2) + ' pool="true"', LIMITS)
        following = models.task("b", models.named(self.next), LIMITS)
        for code, first in (("many", many), ("one", one), ("pool", pool)):
            ground.maker("publish", code=f"fault.{code}", xml=models.linear(first, following))

    def all(self) -> list[Stage]:
        """Return the stages."""
        return [self.signing(), self.following(), self.pool(), self.claimed(), self.returned(), self.halted(),
                self.delegated()]  # fmt: skip

    # -- scenes

    def _scene(self, code: str, *deeds: tuple[Any, ...]) -> Scene:
        (instance,) = self.ground.maker("start", code=f"fault.{code}", by="clerk")
        scene = Scene(self.ground, instance, self.ground.maker("items", instance=instance), [])
        for verb, who, on, given in deeds:
            target = {"instance_id": instance} if on == WHOLE else {"item_id": scene.item(on)}
            done = self.ground.maker("act", verb=verb, by=who.login, **target, **given)
            assert done == "done", (verb, done)
            scene.items = self.ground.maker("items", instance=instance)
        scene.timers = self.ground.maker("timers", instance=instance)
        return scene

    # -- verbs

    def _use(self, who: Person, verb: str, on: str | None = "", *, activity: str | None = None, **body: Any) -> Verb:
        """A verb on an item: by default the open one of who acts."""
        login = who.login if on == "" else on

        def act(scene: Scene, key: str | None) -> Said:
            return who.use(verb, scene.item(login, activity=activity), key=key, **body)

        detail = "".join(f" {value}" for value in body.values() if value in ("before", "after", "parallel"))
        return Verb(f"{who.login}: {verb}{detail}", who, act)

    def _on_instance(self, who: Person, verb: str, **body: Any) -> Verb:
        def act(scene: Scene, key: str | None) -> Said:
            return who.send("POST", f"/process-instances/{scene.instance}/{verb}", body, key=key)

        return Verb(f"{who.login}: {verb}", who, act)

    def _open(self, who: Person, *, activity: str) -> Verb:
        def act(scene: Scene, key: str | None) -> Said:
            said = who.send("GET", f"/work-items/{scene.item(who.login, activity=activity)}")
            return Said(said.status, said.code, None)

        return Verb(f"{who.login}: open", who, act)

    def _fire(self, place: int) -> Verb:
        """The worker fires the n-th timer: over a connection of its own, in another process."""

        def act(scene: Scene, key: str | None) -> Said:
            maker = self.ground.rival if self.ground.maker.lock.locked() else self.ground.maker
            maker("fire", instance=scene.instance, timer=scene.timers[place])
            return Said(200, "", None)

        return Verb(f"timer {place}", None, act)

    def _remove(self, who: Person, whom: Person) -> Verb:
        def act(scene: Scene, key: str | None) -> Said:
            return who.use("remove-signer", scene.item(who.login), key=key, item_id=scene.item(whom.login))

        return Verb(f"{who.login}: remove-signer", who, act)

    def _hand(self, who: Person, on: str | None = "") -> tuple[Verb, ...]:
        return (
            self._use(who, "approve", on, opinion="同意"),
            self._use(who, "reject", on, opinion="不同意"),
            self._use(who, "return", on, target="initiator", opinion="请补充"),
            self._use(who, "transfer", on, person_id=self.other.id),
            self._use(who, "save", on, opinion="写到一半"),
        )

    def _above(self) -> tuple[Verb, ...]:
        return (
            self._on_instance(self.clerk, "withdraw", opinion="撤回"),
            self._on_instance(self.clerk, "urge"),
            self._on_instance(self.admin, "suspend", opinion="暂停"),
            self._on_instance(self.admin, "terminate", opinion="终止"),
        )

    # -- stages

    def signing(self) -> Stage:
        """Two signers, all must sign, three time limits run."""
        verbs = (
            *self._hand(self.h1),
            self._use(self.h1, "delegate", person_id=self.other.id),
            self._use(self.h1, "consult", person_ids=[self.other.id]),
            *(
                self._use(self.h1, "add-signers", position=position, person_ids=[self.extra.id])
                for position in ("before", "after", "parallel")
            ),
            self._remove(self.h1, self.h2),
            self._use(self.h1, "notify", person_ids=[self.other.id]),
            self._use(self.h2, "approve", opinion="同意"),
            self._use(self.h2, "reject", opinion="不同意"),
            self._remove(self.h2, self.h1),
            self._open(self.h2, activity="a"),
            *self._above(),
            self._on_instance(self.admin, "jump", target="b", opinion="跳转"),
            *(self._fire(place) for place in range(3)),
        )
        return Stage("signing", lambda: self._scene("many"), verbs)

    def following(self) -> Stage:
        """The first has approved, the next has it."""

        def take_back(scene: Scene, key: str | None) -> Said:
            return self.h1.use("take-back", scene.item(self.h1.login, status="done"), key=key)

        verbs = (
            *self._hand(self.next),
            self._use(self.next, "return", target="previous", then="straight_back", opinion="再看看"),
            Verb(f"{self.h1.login}: take-back", self.h1, take_back),
            self._open(self.next, activity="b"),
            *self._above(),
            self._on_instance(self.admin, "jump", target="a", opinion="跳转"),
            *(self._fire(place) for place in range(3)),
        )
        return Stage("following", lambda: self._scene("one", ("approve", self.h1, self.h1.login, {})), verbs)

    def pool(self) -> Stage:
        """An item that two may claim."""
        verbs = (
            *(self._use(who, verb, None) for who in (self.h1, self.h2) for verb in ("claim", "approve")),
            self._use(self.h1, "reject", None, opinion="不同意"),
            self._use(self.h1, "save", None, opinion="写到一半"),
            *self._above(),
            self._fire(2),
        )
        return Stage("pool", lambda: self._scene("pool"), verbs)

    def claimed(self) -> Stage:
        """An item that one has claimed."""
        verbs = (
            self._use(self.h1, "unclaim"),
            self._use(self.h2, "claim", self.h1.login),
            *self._hand(self.h1),
            *self._above(),
            self._fire(2),
        )
        return Stage("claimed", lambda: self._scene("pool", ("claim", self.h1, None, {})), verbs)

    def returned(self) -> Stage:
        """The initiator must correct it."""
        verbs = (
            self._use(self.clerk, "approve", opinion="已补充"),
            self._use(self.clerk, "save", opinion="写到一半"),
            self._use(self.clerk, "withdraw"),
            *self._above(),
            self._on_instance(self.admin, "jump", target="b", opinion="跳转"),
        )
        back = ("send_back", self.h1, self.h1.login, {"target": "initiator", "opinion": "请补充"})
        return Stage("returned", lambda: self._scene("one", back), verbs)

    def halted(self) -> Stage:
        """An administrator has suspended it."""
        verbs = (
            self._on_instance(self.admin, "resume", opinion="继续"),
            self._on_instance(self.clerk, "withdraw", opinion="撤回"),
            self._on_instance(self.admin, "terminate", opinion="终止"),
            self._use(self.h1, "approve", opinion="同意"),
            self._fire(2),
        )
        halt = ("suspend", self.admin, WHOLE, {"reason": "暂停"})
        return Stage("halted", lambda: self._scene("many", halt), verbs)

    def delegated(self) -> Stage:
        """One waits for whom he asked to prepare the answer."""
        verbs = (
            self._use(self.other, "reply", opinion="拟同意"),
            self._use(self.other, "consult", person_ids=[self.extra.id]),
            self._use(self.h2, "approve", opinion="同意"),
            self._use(self.h2, "reject", opinion="不同意"),
            self._use(self.h2, "save", opinion="写到一半"),
            *self._above(),
            *(self._fire(place) for place in (0, 2)),
        )
        ask = ("delegate", self.h1, self.h1.login, {"person_id": self.other.id})
        return Stage("delegated", lambda: self._scene("many", ask), verbs)
