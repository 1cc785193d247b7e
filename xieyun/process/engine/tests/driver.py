"""Drives the engine in tests: answers assignees, checks at every step that state, history and stored form agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from xieyun.process.engine import (
    Context,
    Definition,
    EngineError,
    State,
    Step,
    dump_events,
    dump_state,
    dump_variables,
    load_events,
    load_state,
    read_definition,
    replay,
    step,
)
from xieyun.process.engine import commands as c
from xieyun.process.engine import effects as f
from xieyun.process.engine import events as e
from xieyun.process.engine.conformance import PLACING, Walk
from xieyun.rules.expressions import evaluate

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Rules:
    """The evaluator of the tests: real zen, and decisions from a table."""

    def __init__(self, decisions: Mapping[str, Any] | None = None) -> None:
        self.decisions = decisions or {}

    def evaluate(self, source: str, data: Mapping[str, Any]) -> Any:
        """Zen."""
        return evaluate(source, data)

    def decide(self, reference: str, data: Mapping[str, Any]) -> Any:
        """A given output; raises ValueError for an unknown decision."""
        if reference not in self.decisions:
            raise ValueError(f"there is no decision {reference}")
        return self.decisions[reference]


@lru_cache(maxsize=128)
def definition(name: str) -> Definition:
    """One of the approval models."""
    return read_definition((HERE / "approval" / f"{name}.bpmn").read_bytes())


class Case:
    """One instance with people: `people` maps an activity to those who handle it."""

    def __init__(
        self,
        model: str,
        people: Mapping[str, Sequence[str | c.Signer]] | None = None,
        *,
        variables: Mapping[str, Any] | None = None,
        initiator: str = "ann",
        decisions: Mapping[str, Any] | None = None,
    ) -> None:
        self.definition = definition(model)
        self.people = people or {}
        self.context = Context(NOW, Rules(decisions))
        self.state: State | None = None
        self.history: list[e.Event] = []
        self.effects: list[f.Effect] = []
        self.walk = Walk(self.definition)
        self.do(c.Start(variables or {}, initiator=initiator))

    # -- doing

    def do(self, command: c.Command) -> Step:
        """One command and everything the engine asks for because of it."""
        before = len(self.history)
        result = self._one(command)
        effects = list(result.effects)
        while asked := [effect for effect in result.effects if isinstance(effect, f.ResolveAssignees)]:
            result = self._one(self._answer(asked[0]))
            effects.extend(result.effects)
            if len(asked) > 1:
                for other in asked[1:]:
                    effects.extend(self._one(self._answer(other)).effects)
        self.effects = effects
        faults = list(self.walk.step(0, self.history[before:], placed=isinstance(command, PLACING)))
        assert not faults, faults
        return result

    def _one(self, command: c.Command) -> Step:
        before = None if self.state is None else dump_state(self.state)
        old = self.state
        result = step(self.definition, self.state, command, self.context)
        if old is not None:
            assert dump_state(old) == before, "the given state was changed"
        self.history.extend(result.events)
        assert replay(self.history) == result.state
        assert load_events(dump_events(self.history)) == self.history
        steps = len(self.history)
        self.state = load_state(
            dump_state(result.state),
            dump_variables(result.state),
            lambda: [dump_events(self.history[:steps])],
        )
        assert self.state == result.state
        return result

    def _answer(self, effect: f.ResolveAssignees) -> c.AssigneesResolved:
        if effect.specification.get("kind") == "route":
            return c.AssigneesResolved(effect.request, tuple(map(c.Signer, effect.specification["persons"])))
        person = effect.specification.get("person")
        found = self.people.get(effect.activity_id, [str(person)] if person else ["bob"])
        signers = tuple(name if isinstance(name, c.Signer) else c.Signer(name) for name in found)
        return c.AssigneesResolved(effect.request, signers, fallback=(c.Signer("root"),))

    def approve(self, person: str, outcome: str = "approve", **variables: Any) -> None:
        """A person finishes their oldest open item."""
        self.do(c.CompleteItem(self.item(person), person, outcome, variables))

    def refused(self, command: c.Command) -> str:
        """The code with which a command is refused; the state must be untouched."""
        assert self.state is not None
        before = dump_state(self.state)
        with pytest.raises(EngineError) as caught:
            step(self.definition, self.state, command, self.context)
        assert dump_state(self.state) == before
        error = caught.value
        assert error.zh
        assert error.en
        assert "{" not in error.zh + error.en
        return error.code

    # -- looking

    @property
    def live(self) -> State:
        """The state as it is now."""
        assert self.state is not None
        return self.state

    def item(self, person: str | None, kind: str | None = None) -> int:
        """The number of a person's oldest open item."""
        assert self.state is not None
        for number, item in self.state.items.items():
            if item.person == person and (kind is None or item.kind == kind):
                return number
        raise AssertionError(f"{person} has no open item: {self.open()}")

    def history_item(self, person: str) -> int:
        """The number of the last item that a person finished."""
        for event in reversed(self.history):
            if isinstance(event, e.ItemClosed) and event.by == person and event.status == "done":
                return event.item
        raise AssertionError(f"{person} has finished nothing")

    def open(self) -> list[tuple[str, str | None]]:
        """(activity, person) of every open item that is not held."""
        assert self.state is not None
        tokens = self.state.tokens
        return sorted(
            (tokens[item.token].node, item.person or "") for item in self.state.items.values() if not item.held
        )

    @property
    def outcome(self) -> str | None:
        """How the instance ended."""
        assert self.state is not None
        return self.state.outcome

    def of(self, kind: type) -> list[Any]:
        """The effects of one class of the last command."""
        return [effect for effect in self.effects if isinstance(effect, kind)]
