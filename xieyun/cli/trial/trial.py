"""One trial: start, answer what the engine asks for, do the steps, say where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from xieyun.process.engine import Context, Definition, EngineError, Node, State, step
from xieyun.process.engine import commands as c
from xieyun.process.engine import effects as f
from xieyun.process.engine.codec import dump_events, dump_state, dump_variables, load_state
from xieyun.process.engine.definition import Service
from xieyun.process.engine.processors.containers import by_name

from .answers import answer_assignees, answer_service
from .beginning import begins_by_event, chosen_start
from .decisions import DecisionFiles
from .evaluator import TrialEvaluator
from .holding import held_activities, is_job
from .inputs import AT_ACTIVITY, StepText, TrialError, parse_step
from .trail import Trail
from .waiting import Positions, submitted

MAXIMUM_ANSWERS = 20_000


class Trial:
    """A running trial. The clock begins now and only `@timer` moves it."""

    def __init__(
        self, definition: Definition, steps: list[str], *, roundtrip: bool, decisions: DecisionFiles | None = None
    ) -> None:
        self.definition = definition
        names = _names(definition)
        self.steps = [parse_step(text, names) for text in steps]
        self.roundtrip = roundtrip
        self.now = datetime.now(UTC)
        self.trail = Trail(definition)
        self.state: State | None = None
        self.timers: dict[int, tuple[datetime, str]] = {}
        files = decisions or DecisionFiles([], [])
        files.first_wins = any(service.result_mapping == "merge" for service in _services(definition))
        files.demanding = definition.dialect.decisions_demand_variables
        self.evaluator = TrialEvaluator(files, lambda: self.now)
        self.done = 0
        self.incident: str | None = None
        self.answers = 0
        self.history: list[bytes] = []
        self.early: list[StepText] = []

    def run(self, data: dict[str, Any]) -> dict[str, Any]:
        """Start with variables, do all steps, and report."""
        error: str | None = None
        try:
            by_event = begins_by_event(self.definition, self.steps)
            chosen = chosen_start(self.definition, self.steps)
            if chosen is not None:
                data = {**data, **self.steps[0].variables}
                self.done = 1
            for start in self.definition.root.starts:
                data = submitted(start, data, data)
            self._do(c.Start(data, _initiator(self.definition, data), chosen, by_event))
            for text in self.steps[self.done :]:
                self.done += 1
                self._step(text)
                self._release()
                self._deliver_early()
        except TrialError as problem:
            error = str(problem)
        except EngineError as problem:
            error = problem.en
        except RecursionError:
            error = "The process is nested too deeply; simplify it."
        return self._report(error)

    def _past(self) -> Callable[[], list[bytes]]:
        steps = len(self.history)
        return lambda: self.history[:steps]

    def _running(self) -> State:
        if self.state is None:
            raise TrialError("the process has not begun.")
        return self.state

    # -- the engine

    def _do(self, command: c.Command) -> None:
        pending: list[c.Command | f.CallService] = [command]
        while pending:
            result = step(self.definition, self.state, self._answer(pending.pop(0)), self._context())
            self.state = result.state
            self.trail.add(result.events)
            if self.roundtrip:
                self.history.append(dump_events(result.events))
                self.state = load_state(dump_state(result.state), dump_variables(result.state), self._past())
                if self.state != result.state:
                    raise TrialError("saving and restoring changed the state; please report this file.")
            answers = [answer for effect in result.effects if (answer := self._effect(effect)) is not None]
            pending[:0] = answers
            self.answers += len(answers)
            if self.answers > MAXIMUM_ANSWERS:
                raise EngineError("endless-loop", limit=MAXIMUM_ANSWERS)
            if self.incident is not None:
                raise TrialError(self.incident)

    def _context(self) -> Context:
        return Context(self.now, self.evaluator, held_activities(self.definition, self.steps[self.done :], self.steps))

    def _answer(self, command: c.Command | f.CallService) -> c.Command:
        """A command; a call is answered only when its turn comes, for it may read what earlier answers set."""
        if not isinstance(command, f.CallService):
            return command
        state = self._running()
        if state.finished or command.request not in state.tokens:
            return c.ServiceCompleted(command.request, {})
        return answer_service(command, self.definition, state, self._context())

    def _effect(self, effect: f.Effect) -> c.Command | f.CallService | None:
        if isinstance(effect, f.ScheduleTimer):
            self.timers[effect.timer] = (effect.due or self._working(effect.working or "PT0S"), effect.purpose)
        elif isinstance(effect, f.CancelTimer):
            self.timers.pop(effect.timer, None)
        elif isinstance(effect, f.ResolveAssignees):
            return answer_assignees(effect)
        elif isinstance(effect, f.CallService):
            return effect
        elif isinstance(effect, f.Incident):
            self.incident = effect.en
        return None

    def _working(self, duration: str) -> datetime:
        from xieyun.process.engine.times import as_duration

        return as_duration(duration, self.now)

    # -- steps

    def _step(self, text: StepText) -> None:
        state = self._running()
        if state.finished and text.kind in ("message", "signal", "timer"):
            return  # nothing is left that could receive it
        if state.finished:
            raise TrialError(f"the step {text.text!r} comes after the end of the process ({state.outcome}).")
        if text.kind == "timer":
            self._fire()
        elif text.kind == "message":
            self._deliver(text)
        elif text.kind == "signal":
            self._do(c.BroadcastSignal(text.name, text.variables))
        elif text.kind == "set":
            self._do(c.SetVariables(text.variables))
        elif text.kind == "task":
            self._task(text)
        else:
            self._throw(text)

    def _release(self) -> None:
        """Automatic work that only waited for an event goes on when no step to come needs it to wait.

        Who told an escalation is still at work.
        """
        told = {step.name for step in self.steps[: self.done] if step.kind == "escalation"}
        while not self._running().finished:
            holds = self._context().holds | told
            held = Positions(self.definition, self._running(), self._context()).held()
            free = [n for n, node in held if not is_job(node) and node.id not in holds and node.name not in holds]
            if not free:
                return
            self._do(c.TriggerEvent(free[0]))

    def _pass_job(self) -> bool:
        """Let one job go on of which no step to come speaks; false when there is none."""
        state = self._running()
        if state.finished:
            return False
        named = {step.name for step in self.steps[self.done - 1 :] if step.kind in AT_ACTIVITY}
        for number, node in Positions(self.definition, state, self._context()).held():
            if node.id not in named and node.name not in named:
                self._do(c.TriggerEvent(number))
                self._deliver_early()
                return True
        return False

    def _deliver(self, text: StepText) -> bool:
        """A message that nobody awaits is lost, or kept until somebody does, as the engine of the file has it."""
        try:
            self._do(c.DeliverMessage(text.name, text.variables))
        except EngineError as problem:
            if problem.code != "nobody-waits-for-message":
                raise
            if self.definition.dialect.keeps_messages:
                self.early.append(text)
            return False
        return True

    def _deliver_early(self) -> None:
        """Deliver what came too early, once somebody waits for it."""
        again = bool(self.early)
        while again and not self._running().finished:
            waiting, self.early = self.early, []
            delivered = [self._deliver(text) for text in waiting]
            again = any(delivered)
            self._release()

    def _fire(self) -> None:
        state = self._running()
        due = [(moment, number) for number, (moment, _) in self.timers.items() if number in state.timers]
        while not due and self._pass_job():
            state = self._running()
            due = [(moment, number) for number, (moment, _) in self.timers.items() if number in state.timers]
        if not due:
            return  # time passes, nothing was due
        moment, number = min(due)
        self.now = max(self.now, moment)
        _, purpose = self.timers.pop(number)
        self._do(c.TimeLimitReached(number) if purpose == "time_limit" else c.FireTimer(number))

    def _throw(self, text: StepText) -> None:
        command = self._completing(text)
        if isinstance(command, c.CompleteItem):
            token = self._running().items[command.item].token
        elif isinstance(command, c.TriggerEvent) and command.token in self._running().tokens:
            token = command.token
        else:
            raise TrialError(f"{text.name!r} was done before the step {text.text!r} could throw from it.")
        self._do(c.ThrowFrom(token, text.kind, text.code, text.message, text.variables))

    def _task(self, text: StepText) -> None:
        command = self._completing(text)
        if command is not None:
            self._do(command)

    def _completing(self, text: StepText) -> c.Command | None:
        """The command that completes what a step names; none where it was automatic work and is done."""
        positions = Positions(self.definition, self._running(), self._context())
        command = positions.command_for(text.name, text.variables)
        if command is None and positions.unstarted is not None:
            self._do(c.TriggerEvent(positions.unstarted))
            positions = Positions(self.definition, self._running(), self._context())
            command = positions.command_for(text.name, text.variables)
        if command is None and (named := by_name(positions.run, text.name)):
            number, activity = named[0]
            self._do(c.ActivateAdHoc("trial", (activity.id,), number))
            positions = Positions(self.definition, self._running(), self._context())
            command = positions.command_for(text.name, text.variables)
            if command is None:
                return None
        while command is None and self._pass_job():
            positions = Positions(self.definition, self._running(), self._context())
            command = positions.command_for(text.name, text.variables)
        if command is None:
            known = ", ".join(sorted({entry["name"] or entry["id"] for entry in positions.waiting()})) or "nothing"
            raise TrialError(f"the step {text.name!r} is not open; waiting now: {known}.")
        return command

    # -- the outcome

    def _report(self, error: str | None) -> dict[str, Any]:
        state = self.state
        waiting: list[dict[str, Any]] = []
        status = "error"
        data: dict[str, Any] = {}
        if state is not None:
            transient = _transient(self.definition)
            data = {name: value for name, value in state.variables.items() if name not in transient}
            if not state.finished:
                positions = Positions(self.definition, state, self._context())
                waiting = positions.waiting()
                data.update(positions.pool_variables())
            if error is None:
                status = "completed" if state.finished else "waiting"
        return {"status": status, "trail": self.trail.entries, "waiting": waiting, "data": data, "error": error}


def _initiator(definition: Definition, data: dict[str, Any]) -> str:
    """Whom the data name under the variable that the start event declares for the initiator, else `initiator`."""
    declared = (node.properties.get("initiator") for node in definition.activities.values())
    for name in (*declared, "initiator"):
        if name and isinstance(value := data.get(name), str | int):
            return str(value)
    return "initiator"


def _services(definition: Definition) -> Iterator[Service]:
    for each in (definition, *definition.calls.values()):
        yield from (node.service for node in each.activities.values() if node.service is not None)


def _transient(definition: Definition) -> frozenset[str]:
    """Variables that are gone whenever the process waits."""
    return frozenset(
        name for node in definition.activities.values() for name in node.properties.get("transient", "").split()
    )


def _names(definition: Definition) -> frozenset[str]:
    nodes: list[Node] = list(definition.activities.values())
    for called in definition.calls.values():
        nodes.extend(called.activities.values())
    return frozenset(name for node in nodes for name in (node.id, node.name) if name)
