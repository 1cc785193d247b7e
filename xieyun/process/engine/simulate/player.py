"""Random commands on a random model, with the invariants checked after every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

from .. import (
    Context,
    EngineError,
    State,
    dump_events,
    dump_state,
    dump_variables,
    load_events,
    load_state,
    read_definition,
    replay,
    step,
)
from .. import commands as c
from .. import effects as f
from .. import events as e
from ..appliers import APPLIERS
from ..conformance import PLACING, Walk
from ..recall import before_finishing
from .models import ModelWriter

_PEOPLE = [f"p{number}" for number in range(8)]
_NOW = datetime(2026, 11, 22, tzinfo=UTC)
MOVES = 60


class Broken(AssertionError):
    """An invariant does not hold."""


class _Rules:
    """Conditions of the random models are of the form `x % a == b`; nothing else is asked."""

    def evaluate(self, source: str, data: Mapping[str, Any]) -> Any:
        if source.isdigit():
            return int(source)
        if source.startswith("activationCount"):
            return int(data["activationCount"]) >= int(source.rsplit(" ", 1)[1])
        remainder, wanted = source.removeprefix("x % ").split(" == ")
        return int(data["x"]) % int(remainder) == int(wanted)

    def decide(self, reference: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return {}


class Player:
    """One seed: one model, one instance."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311
        writer = ModelWriter(self.random)
        self.xml = writer.process()
        self.pairs = writer.pairs
        self.calm = seed % 3 == 0  # only work is done: then every split must have met its join
        self.definition = read_definition(self.xml)
        self.context = Context(_NOW, _Rules())
        self.history: list[e.Event] = []
        self.commands: list[c.Command] = []
        self.state: State | None = None
        self.mirror = State()
        self.walk, self.walked = Walk(self.definition), 0
        self.stored: list[bytes] = []

    def play(self) -> None:
        """Start, do random things, then let everybody approve: the instance must come to its end."""
        try:
            self.do(c.Start({"x": self.random.randint(0, 20)}, initiator="p0"))
        except EngineError as error:
            if error.code == "endless-loop":
                return  # a loop around an empty multi-instance never waits; it is refused, as it should be
            raise
        for _ in range(MOVES):
            if self._state().finished:
                break
            self.try_command(self.random_command())
        self.finish()
        if replay(self.history) != self._state():
            raise Broken("the whole history does not replay to the last state")
        self._check_joins()
        self._check_end()

    def _check_joins(self) -> None:
        """Where nobody went back, jumped or interrupted, a join fires once for every time its split was passed."""
        entered = [event.node for event in self.history if isinstance(event, e.Entered)]
        disturbed = any(isinstance(event, e.Cancelled) for event in self.history)
        for split, join in () if disturbed or not self.calm else self.pairs:
            if entered.count(split) != entered.count(join):
                raise Broken(f"{split} was passed {entered.count(split)} times, its join {entered.count(join)} times")

    def _check_end(self) -> None:
        """A finished instance takes no command, and stays as it is."""
        before = dump_state(self._state())
        for _ in range(5):
            try:
                step(self.definition, self.state, self._late_command(), self.context)
            except EngineError:
                continue
            raise Broken("a finished instance took a command")
        if dump_state(self._state()) != before:
            raise Broken("a refused command changed a finished instance")

    def _late_command(self) -> c.Command:
        numbers = self.random.randint(1, 40)
        late: list[c.Command] = [
            c.CompleteItem(numbers, "p0"), c.FireTimer(numbers), c.DeliverMessage("go"), c.Jump("start", "root"),
            c.SetVariables({"x": 1}), c.Withdraw("p0"), c.TakeBack(numbers, "p0"), c.Suspend("root"),
        ]  # fmt: skip
        return self.random.choice(late)

    def _past(self) -> Callable[[], list[bytes]]:
        steps = len(self.stored)
        return lambda: self.stored[:steps]

    def _state(self) -> State:
        if self.state is None:
            raise Broken("the instance has not begun")
        return self.state

    # -- doing

    def do(self, command: c.Command) -> None:
        """One command with the answers it asks for; then the invariants must hold."""
        pending: list[c.Command] = [command]
        before = len(self.history)
        try:
            while pending:
                self._one(pending.pop(0), pending)
        finally:
            self.walked += 1
            placed = isinstance(command, PLACING)
            for fault in self.walk.step(self.walked, self.history[before:], placed=placed):
                raise Broken(f"not a possible run: {fault.text}")
        if isinstance(command, c.TakeBack):
            self._check_taken_back(command.item, self.history[before:])
        self.check()

    def _check_taken_back(self, item: int, events: Sequence[e.Event]) -> None:
        """The item is open again, and the votes and co-signers of before its decision are back."""
        state = self._state()
        visit = before_finishing(state, item)
        if visit is None or item not in state.items:
            raise Broken("what was taken back is not open")
        number = state.items[item].token
        votes = [list(vote) for vote in (state.tokens[number].data or {}).get("votes", ())]
        if votes != [list(vote) for vote in visit.data.get("votes", ())]:
            raise Broken("the votes of before a decision that was taken back are not those of now")
        renewed = any(isinstance(event, e.Entered) and event.token == number for event in events)
        for key, entry in visit.items.items() if renewed else ():
            again = state.items.get(key)
            if again is None or (key != item and again != entry._replace(token=number)):
                raise Broken("a co-signer was not asked again as before")

    def _one(self, command: c.Command, pending: list[c.Command]) -> None:
        self.commands.append(command)
        result = step(self.definition, self.state, command, self.context)
        self.history.extend(result.events)
        stored = load_events(dump_events(result.events))
        if stored != result.events:
            raise Broken("the stored history reads differently")
        for event in stored:
            APPLIERS[type(event)](self.mirror, event)
        self.stored.append(dump_events(result.events))
        loaded = load_state(dump_state(result.state), dump_variables(result.state), self._past())
        if loaded != result.state:
            raise Broken("saving and restoring changed the state")
        self.state = loaded
        for effect in result.effects:
            if isinstance(effect, f.ResolveAssignees) and effect.request in self.state.tokens:
                count = int(effect.specification.get("count", "1"))
                people = self.random.sample(_PEOPLE, count)
                pending.append(c.AssigneesResolved(effect.request, tuple(c.Signer(name) for name in people)))
            elif isinstance(effect, f.Incident):
                raise Broken(f"incident in a sound model: {effect.en}")

    def try_command(self, command: c.Command) -> None:
        """A command that may be refused; a refusal must leave the state as it was."""
        before = self.state
        stored = dump_state(self._state())
        try:
            self.do(command)
        except EngineError:
            if self.state is not before or dump_state(self._state()) != stored:
                raise Broken(f"a refused command changed the state: {command}") from None

    def random_command(self) -> c.Command:
        """Something somebody might do now, or might wrongly try to do."""
        state = self._state()
        makers = [self._complete] * 6 + [self._verb] * 4 + [self._take_back] * 2 + [self._administer, self._event]
        if self.calm:
            makers = [self._complete] * 4 + [self._gentle]
        if not state.items:
            makers = [self._wait] if self.calm else [self._event, self._administer]
        return self.random.choice(makers)()

    def _item(self) -> tuple[int, str]:
        state = self._state()
        number = self.random.choice(list(state.items))
        return number, state.items[number].person or "p0"

    def _wait(self) -> c.Command:
        return c.DeliverMessage("go", {"x": self.random.randint(0, 20)})

    def _gentle(self) -> c.Command:
        item, person = self._item()
        other = c.Signer(self.random.choice(_PEOPLE))
        commands: list[c.Command] = [
            c.TransferItem(item, person, other),
            c.DelegateItem(item, person, other),
            c.Consult(item, person, (other,)),
            c.AddSigners(item, person, "after", (other,)),
        ]
        return self.random.choice(commands)

    def _complete(self) -> c.Command:
        item, person = self._item()
        outcome = "reject" if self.random.random() < 0.03 and not self.calm else "approve"
        return c.CompleteItem(item, person, outcome, {"x": self.random.randint(0, 20)})

    def _verb(self) -> c.Command:
        item, person = self._item()
        other = c.Signer(self.random.choice(_PEOPLE))
        passed = [*self._state().passed, "initiator", "previous", "nowhere"]
        done = [event.item for event in self.history if isinstance(event, e.ItemClosed) and event.by]
        position = self.random.choice(["before", "after", "parallel"])
        commands: list[c.Command] = [
            c.TransferItem(item, person, other),
            c.DelegateItem(item, person, other),
            c.Consult(item, person, (other,)),
            c.AddSigners(item, person, position, (other,)),  # type: ignore[arg-type]
            c.RemoveSigner(item, person, self.random.choice(list(self._state().items))),
            c.ReturnTo(item, person, self.random.choice(passed), "run_again"),
            c.ReturnTo(item, person, self.random.choice(passed), "straight_back"),
            c.TakeBack(self.random.choice(done or [1]), person),
            c.ClaimItem(item, other.person),
            c.UnclaimItem(item, person),
            c.CompleteItem(item, other.person),
        ]
        return self.random.choice(commands)

    def _take_back(self) -> c.Command:
        done = [(event.item, event.by) for event in self.history if isinstance(event, e.ItemClosed) and event.by]
        return c.TakeBack(*(done[-1] if done else (1, "p0")))

    def _administer(self) -> c.Command:
        targets = [node.id for node in self.definition.user_tasks()] or ["end"]
        token = self.random.choice([None, *self._state().tokens])
        commands: list[c.Command] = [
            c.Jump(self.random.choice(targets), "root", token),
            c.Suspend("root"),
            c.SetVariables({"x": self.random.randint(0, 20)}),
            c.Withdraw("p7"),
            c.Retry(1, "root"),
            c.Resume("root"),
            c.ActivateAdHoc("root", (self.random.choice(targets),)),
        ]
        return self.random.choice(commands)

    def _event(self) -> c.Command:
        timers = list(self._state().timers)
        commands: list[c.Command] = [
            c.FireTimer(self.random.choice(timers or [0])),
            c.DeliverMessage("go"),
            c.DeliverMessage("side"),
            c.BroadcastSignal("alarm"),
            c.TriggerEvent(self.random.randint(0, 50)),
            c.ServiceCompleted(self.random.randint(1, 50)),
        ]
        return self.random.choice(commands)

    def finish(self) -> None:
        """Everybody approves what is theirs; a sound model must end."""
        for _ in range(2000):
            state = self._state()
            if state.finished:
                return
            if state.status == "suspended":
                self.do(c.Resume("root"))
            elif ready := [number for number, item in state.items.items() if not item.held]:
                person = state.items[ready[0]].person or "p0"
                self.do(c.CompleteItem(ready[0], person, "approve", {"x": 1}))
            elif state.variables.get("x") != 1:
                self.do(c.SetVariables({"x": 1}))  # so that the loops of the model end
            elif any(token.phase == "wait" for token in state.tokens.values()):
                self._wake(state)
            elif state.timers:
                self.do(c.FireTimer(next(iter(state.timers))))
            else:
                raise Broken(f"nothing can move: {state}")
        raise Broken("the instance does not end")

    def _wake(self, state: State) -> None:
        """Bring the message that somebody waits for, or let time pass for who waits for that."""
        try:
            self.do(c.DeliverMessage("go", {"x": 1}))
        except EngineError:
            self.do(c.FireTimer(next(iter(state.timers))))

    # -- invariants

    def check(self) -> None:
        """What must hold after every step."""
        state = self._state()
        if self.mirror != state:
            raise Broken("the history does not replay to the state")
        if state.finished:
            if state.tokens or state.items or state.timers:
                raise Broken("a finished instance has something open")
            return
        if not state.tokens:
            raise Broken("a running instance has no token")
        self._check_tokens(state)

    def _check_tokens(self, state: State) -> None:
        owners = {item.token for item in state.items.values()}
        scopes = {token.scope for token in state.tokens.values()}
        for number, token in state.tokens.items():
            if token.scope and token.scope not in state.tokens:
                raise Broken(f"token {number} lives in a scope that is gone")
            if token.phase == "open" and number not in owners:
                raise Broken(f"token {number} at {token.node} has no owner")
            if token.phase in ("in", "multi") and number not in scopes:
                raise Broken(f"the sub-process {token.node} is empty")
            if token.phase in ("run", "ask", "parked"):
                raise Broken(f"token {number} was left {token.phase}")
        for key, undo in state.compensations.items():
            if undo.scope and undo.scope not in state.tokens and -undo.scope not in state.compensations:
                raise Broken(f"the compensation {key} belongs to a scope that is gone")
        for item in state.items.values():
            if item.token not in state.tokens:
                raise Broken("an item belongs to no token")
        for timer in state.timers.values():
            if timer.token and timer.token not in state.tokens:
                raise Broken("a timer belongs to no token")
