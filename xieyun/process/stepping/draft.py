"""A step in the making: what was read, what the engine decided, what will be written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from xieyun.kernel import clock, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.connection import current
from xieyun.kernel.database import in_transaction
from xieyun.kernel.identifiers import parse_id, text_of
from xieyun.process import definitions, engine
from xieyun.process.definitions import NARROWING, Loaded
from xieyun.process.engine.context import Context
from xieyun.process.evaluator import RulesEvaluator
from xieyun.process.resolvers.answer import Circumstances
from xieyun.process.resolvers.registry import Sentence
from xieyun.process.store import read
from xieyun.process.store.rows import Entry, Instance, Item, ItemChange, NewCall, NewItem, NewTimer


class Moved(Exception):
    """Another step came first; the draft is worthless and must be made again."""


@dataclass(slots=True)
class Draft:
    """Collects a step. Nothing is written before `conductor.save`."""

    actor: Actor
    instance: Instance
    loaded: Loaded
    state: engine.State | None
    entry: Entry
    stack: ExitStack
    item: Item | None = None
    new: bool = False
    # Made from memory: it may rest on what is not true any more, which shows when it is written.
    guessed: bool = False
    known: Mapping[UUID, Item] = field(default_factory=dict)  # open items of the instance that memory holds
    events: list[Any] = field(default_factory=list, init=False)
    opened: dict[int, NewItem] = field(default_factory=dict, init=False)
    extra_items: list[NewItem] = field(default_factory=list, init=False)
    changed: dict[int, ItemChange] = field(default_factory=dict, init=False)
    # Items that a take back opens again for others than the actor, and whose they are.
    reopened: dict[int, UUID | None] = field(default_factory=dict, init=False)
    timers: dict[int, NewTimer] = field(default_factory=dict, init=False)
    cancelled_timers: list[int] = field(default_factory=list, init=False)
    calls: dict[int, NewCall] = field(default_factory=dict, init=False)
    facts: list[outbox.Fact] = field(default_factory=list, init=False)
    details: dict[str, Any] = field(default_factory=dict, init=False)
    # Why the step happens at all (a return, a jump): first among the reasons of the items that it opens.
    because: list[Sentence] = field(default_factory=list, init=False)
    finished: str | None = None
    version_id: UUID | None = None
    status: str | None = None
    title: str | None = None
    summary: list[dict[str, Any]] | None = None
    variables_before: Any = None
    _candidate: bool | None = None
    # What the step began with: the subscriptions of the instance follow from the difference.
    before: tuple[Loaded, engine.State | None] = field(init=False)
    evaluator: RulesEvaluator = field(init=False)
    context: Context = field(init=False)  # of all the engine's steps
    by: str = field(init=False)

    def __post_init__(self) -> None:
        self.before = (self.loaded, self.state)
        self.evaluator = RulesEvaluator(self.instance.group_id)
        self.context = Context(clock.local(self.entry.at), self.evaluator)
        # The actor as the engine names persons; "system" for the platform itself.
        self.by = text_of(self.actor.person_id) if self.actor.person_id else "system"

    @property
    def at(self) -> dt.datetime:
        """The instant of the step."""
        return self.entry.at

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of the instance as they are now."""
        return self.state.variables if self.state is not None else {}

    @property
    def acted(self) -> Item:
        """The work item of the step; LookupError for a step on the instance alone."""
        if self.item is None:
            raise LookupError("this step has no work item")
        return self.item

    def node(self, activity_id: str) -> engine.Node | None:
        """Return an activity of the version, or of one that the instance calls."""
        known = self.loaded.compiled.activities.get(activity_id)
        if known is not None or not activity_id:
            return known
        for called in definitions.begun_calls(self.state):
            found = called.compiled.activities.get(activity_id)
            if found is not None:
                return found
        return definitions.find_activity(self.loaded.version_id, activity_id)

    def narrows(self, activity_id: str) -> bool:
        """Return whether the activity hides or masks a field of the record from its handlers."""
        node = self.node(activity_id)
        rules = node.approval.fields if node is not None and node.approval is not None else {}
        return bool(rules) and not NARROWING.isdisjoint(rules.values())

    @property
    def candidate(self) -> bool:
        """Whether the item is one of a pool that is or was offered to the actor; asked only where it matters."""
        item, person = self.item, self.actor.person_id
        if item is None or person is None or item.kind != "pool":
            return False
        if self._candidate is None:
            self._candidate = read.is_candidate(item.id, person)
        return self._candidate

    @property
    def live(self) -> engine.State:
        """The state as it is now; LookupError before the start."""
        if self.state is None:
            raise LookupError("the instance has not started")
        return self.state

    def about(self) -> Circumstances:
        """Return what the resolvers need to know of the instance."""
        return Circumstances(self.at, self.instance.definition_code, self.instance.initiator_id, self.instance.token)

    def enter_transaction(self) -> None:
        """Make sure that a transaction holds the instance: other rooms are going to write, too.

        Raises Moved when another step came first.
        """
        if current().in_atomic_block:
            return
        self.stack.enter_context(in_transaction())
        if not self.new and not read.hold(self.instance.id, self.instance.seq):
            raise Moved

    def publish(self, kind: str, *, subject_type: str, subject_id: UUID, payload: dict[str, Any]) -> None:
        """Add a fact to what the step tells."""
        self.facts.append((kind, subject_type, subject_id, payload))

    def told(self) -> list[tuple[Any, ...]]:
        """Return the outbox rows of the step."""
        if not self.facts:
            return []
        common = {
            "instance_id": self.instance.id,
            "title": self.title or self.instance.title,
            "process_title": self.loaded.title,
            "object_type": self.instance.object_type,
            "record_id": self.instance.record_id,
            "initiator_id": self.instance.initiator_id,
            "initiator_name": self.instance.initiator_name,
            "actor_id": self.actor.person_id,
            "actor_name": self.actor.person_name,
        }
        return outbox.rows(self.instance.group_id, self.facts, common)


def new_entry(verb: str, **values: Any) -> Entry:
    """Return the history row of a step that happens now."""
    return Entry(verb=verb, at=clock.now(), **values)


def person_id(person: str | None) -> UUID | None:
    """Return the id of a person as the engine names it; None for the platform and for nobody."""
    return parse_id(person) if person else None
