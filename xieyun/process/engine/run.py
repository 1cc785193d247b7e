"""One step while it is being worked out: emits events, keeps the agenda of moves, knows scopes and variables.

Moves are worked depth first: a branch runs until it waits before its sibling starts. A move that cannot be made
(an expression without value, no flow to take) parks its token as an incident; the step itself stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import effects as f
from . import events as e
from .appliers import APPLIERS
from .context import Context
from .definition import Container, DataMapping, Definition, Flow, Node
from .errors import EngineError
from .notation import Source, evaluate, holds
from .notations.lookups import set_path
from .notations.plain import plain
from .notations.scope import GONE, Known
from .notations.script import run_assignments
from .notations.values import truth
from .state import FINISHED, Cause, State, Token
from .typed import typed

Move = Callable[[], object]


class Run:
    """Working memory of one step. Processors read `state` and change it only through `emit`."""

    __slots__ = (
        "agenda", "budget", "cause", "changed", "context", "current", "definition", "effects", "events", "first",
        "found", "irreversible", "latest", "leaving", "looked", "moment", "pending", "repeated", "state", "turns",
        "variables_changed", "visits",
    )  # fmt: skip

    def __init__(self, definition: Definition, state: State, context: Context) -> None:
        self.definition = definition
        self.state = state
        self.context = context
        self.events: list[e.Event] = []
        self.effects: list[f.Effect] = []
        self.agenda: list[tuple[int, Move]] = []
        self.pending: dict[int, int] = {}
        self.turns = definition.dialect.takes_turns
        self.visits = 0
        self.budget = context.budget
        self.current: int | None = None
        self.leaving: int | None = None
        self.latest: Node | None = None
        self.cause: Cause | None = None
        self.first = state.next
        self.found: dict[tuple[int, str], Definition] = {}
        self.irreversible = False
        self.variables_changed = False
        self.moment = 0
        self.changed: dict[tuple[int, str], tuple[str, int]] = {}
        self.repeated: dict[tuple[int, str], int] = {}
        self.looked: dict[tuple[int, str], int] = {}

    # -- events and effects

    def emit(self, event: e.Event) -> None:
        """Record a fact and apply it to the working state."""
        self.events.append(event)
        APPLIERS[event.__class__](self.state, event)

    def effect(self, effect: f.Effect) -> None:
        """Ask the room for something."""
        self.effects.append(effect)

    def number(self) -> int:
        """The number that the next token, item or timer gets (it is taken by the event that uses it)."""
        return self.state.next

    # -- scopes

    def container(self, scope: int) -> Container:
        """The process or sub-process whose nodes live in a scope."""
        if scope == 0:
            return self.definition.root
        owner = self.state.tokens[scope]
        node = self.node(owner)
        if owner.phase == "multi":
            return self.container(owner.scope)
        called = owner.data.get("called") if owner.data else None
        if called is not None:
            return self.called(scope, str(called)).root
        return node.inner or node.container

    def around(self, number: int) -> Definition:
        """The definition that the node of a token belongs to: that of the nearest call around it."""
        return self._within(self.state.tokens[number].scope)

    def _within(self, scope: int) -> Definition:
        while scope:
            owner = self.state.tokens[scope]
            if owner.data and "called" in owner.data:
                return self.called(scope, str(owner.data["called"]))
            scope = owner.scope
        return self.definition

    def called(self, number: int, name: str) -> Definition:
        """The definition that a call means: a process id, or what the call remembers of the version that it began.

        Raises EngineError when it is not there.
        """
        around = self.around(number)
        found = self.found.get((id(around), name)) or find_called(around, name) or find_called(self.definition, name)
        if found is None:
            raise EngineError("called-process-missing", process=name.partition("@")[0])
        self.found[id(around), name] = found  # one and the same for the whole step
        return found

    def activity(self, name: str) -> Node | None:
        """A node of the file by its id or, failing that, of a process that runs in a call."""
        own = self.definition.activities.get(name)
        if own is not None:
            return own
        calls = [
            (number, str(token.data["called"]))
            for number, token in self.state.tokens.items()
            if token.data and "called" in token.data
        ]
        return next((found for call in calls if (found := self.called(*call).activities.get(name))), None)

    def node(self, token: Token) -> Node:
        """The node where a token stands."""
        if token.scope == 0:
            node = self.definition.root.nodes.get(token.node)
        else:
            node = self.container(token.scope).nodes.get(token.node)
        return node if node is not None else self._within(token.scope).activities[token.node]

    def children(self, scope: int) -> list[int]:
        """The live tokens of a scope, oldest first."""
        return [number for number, token in self.state.tokens.items() if token.scope == scope]

    # -- variables

    def data(self, scope: int, token: int | None = None) -> Mapping[str, Any]:
        """All variables that an expression sees, the nearest scope first."""
        state = self.state
        if scope == 0 and (token is None or (token not in state.locals and state.tokens[token].phase != "multi")):
            return state.variables
        frames: list[Mapping[str, Any]] = []
        number = token if token is not None else scope
        while number != 0:
            owner = state.tokens[number]
            if owner.phase == "multi" and owner.data:
                frames.append(_loop_variables(owner.data))
            if number in state.locals:
                frames.append(state.locals[number])
            if owner.phase == "in" and self._isolated(owner):
                break
            number = owner.scope
        else:
            frames.append(state.variables)
        result: dict[str, Any] = {}
        for frame in reversed(frames):
            result.update(frame)
        return result

    def _isolated(self, owner: Token) -> bool:
        return bool(owner.data and "called" in owner.data) or self.node(owner).type == "participant"

    def assign(self, number: int, values: Mapping[str, Any], *, local: bool = False) -> None:
        """Set variables seen from a token or scope: each where it exists, else in the outermost scope."""
        if not values:
            return
        self.variables_changed = True
        if self.definition.uses_conditions or self.definition.watches_variables:
            self._note(number, values, local=local)
        if local or number == 0:
            self.emit(e.VariablesSet(number, values))
            return
        grouped: dict[int, dict[str, Any]] = {}
        for name, value in values.items():
            grouped.setdefault(self.home(number, name), {})[name] = value
        for scope, group in grouped.items():
            self.emit(e.VariablesSet(scope, group))

    def _note(self, number: int, values: Mapping[str, Any], *, local: bool) -> None:
        """Remember which variables were created or updated, where and when, for conditions that look at them."""
        known = self.data(number, number or None)
        kinds = {name: "update" if name in known else "create" for name in values}
        self.note_changes(number, kinds, local=local)

    def note_changes(self, number: int, kinds: Mapping[str, str], *, local: bool = False) -> None:
        """Remember that something changed that conditions may look at; `kinds` says of each name what became of it."""
        if self.definition.uses_conditions or self.definition.watches_variables:
            self.variables_changed = True
            self.moment += 1
            for name, kind in kinds.items():
                self.changed[number if local else self.home(number, name), name] = (kind, self.moment)

    def seen_from(self, number: int) -> set[int]:
        """The scopes whose variables a token or scope sees: itself and those around it, as far as its call or pool."""
        found = {number}
        while number:
            owner = self.state.tokens[number]
            if owner.phase == "in" and self._isolated(owner):
                break
            number = owner.scope
            found.add(number)
        return found

    def forget(self, number: int, names: list[str]) -> None:
        """Delete variables seen from a token, each where it exists."""
        self.variables_changed = self.variables_changed or bool(names)
        if names:
            self.note_changes(number, dict.fromkeys(names, "delete"))
        for name in names:
            self.emit(e.VariablesDeleted(self.home(number, name), (name,)))

    def home(self, number: int, name: str) -> int:
        """The scope whose variable a token or scope sets: where it exists, else the outermost."""
        state = self.state
        while number != 0:
            if name in state.locals.get(number, ()):
                return number
            owner = state.tokens[number]
            if owner.phase == "in" and (self._isolated(owner) or self.node(owner).keeps):
                return number
            number = owner.scope
        return 0

    def evaluate(self, source: Source, token: int | None, scope: int = 0) -> Any:
        """The value of an expression for a token (or a scope when there is no token)."""
        own = self.state.tokens[token].scope if token is not None else scope
        return evaluate(source, self.data(own, token), self.context)

    def passes(self, flow: Flow, token: int) -> bool:
        """Whether a token may take a flow: it has no condition, or its condition holds."""
        condition = flow.condition
        if condition is None or not self.definition.dialect.conditions_are_exact:
            return condition is None or self.holds(condition, token)
        if condition.language.startswith("program:"):
            value = self._run_program(condition, token)
        else:
            data = self.data(self.state.tokens[token].scope, token)
            value = evaluate(condition, Known(data) if condition.language == "juel" else data, self.context)
        if not isinstance(value, bool):
            raise EngineError("condition-without-truth", flow=flow.name or flow.id)
        return value

    def holds(self, source: Source, token: int | None, scope: int = 0) -> bool:
        """Whether a condition is true for a token (or a scope).

        A condition that is a little program may set variables, as in the engines whose files have such.
        """
        own = self.state.tokens[token].scope if token is not None else scope
        data = self.data(own, token)
        if source.language.startswith("program:"):
            return truth(self._run_program(source, token if token is not None else scope))
        return holds(source, data, self.context)

    def ends(self, source: Source, token: int) -> bool:
        """Whether the condition that ends several instances or an ad-hoc sub-process holds."""
        if not self.definition.dialect.endings_are_exact:
            return self.holds(source, token)
        value = self.evaluate(source, token)
        if not isinstance(value, bool):
            node = self.node(self.state.tokens[token])
            raise EngineError("ending-without-truth", activity=node.name or node.id)
        return value

    def _run_program(self, source: Source, number: int, *, everything: bool = False) -> Any:
        """The value of a little program; known names that it sets are kept, or `everything` that it sets by calls."""
        data = self.data(self.state.tokens[number].scope if number else 0, number or None)
        changed, result = run_assignments(
            source.text, source.language.removeprefix("program:"), data, self.context.now, stores=not everything
        )
        known = {name: value for name, value in changed.items() if (everything or name in data) and value is not GONE}
        self.assign(number, known)
        return result

    def mapped(self, mappings: tuple[DataMapping, ...], number: int, *, entering: bool = False) -> dict[str, Any]:
        """The values of data mappings, evaluated where `number` (a token, or 0) stands; later ones see earlier.

        Those marked `local` see nothing but what belongs to the token itself, those of a visit that is `entering`,
        by some dialects, what is around it.
        """
        scope = self.state.tokens[number].scope if number else 0
        data = self.data(scope, number or None)
        apart = entering and self.definition.dialect.inputs_from_around
        result: dict[str, Any] = {}
        for mapping in mappings:
            seen = self.state.locals.get(number, {}) if mapping.local and number else data
            if mapping.all_variables and mapping.source is None:
                result.update(seen)
                continue
            view = {**seen, **result} if result and not apart else seen
            if apart and self.definition.dialect.conditions_are_exact:
                view = Known(view)
            if apart and mapping.source is not None and mapping.source.language.startswith("program:"):
                value = self._run_program(mapping.source, number, everything=True)
                data = self.data(scope, number or None)
            else:
                value = plain(evaluate(mapping.source, view, self.context)) if mapping.source is not None else None
            if mapping.type is not None:
                value = typed(value, mapping.type)
            if mapping.needed and value is None:
                node = self.node(self.state.tokens[number])
                raise EngineError("activity-data-missing", activity=node.name or node.id, data=mapping.target)
            if mapping.all_variables:
                result.update(value if isinstance(value, Mapping) else {})
            elif "." in mapping.target:
                set_path(result, view, mapping.target.split("."), value)
            elif mapping.target:
                result[mapping.target] = value
        return result

    # -- the agenda

    def take(self, flow: Flow, scope: int) -> None:
        """Follow a flow soon; flows pushed last are followed first."""
        if flow.hooks:
            from .processors.scripts import follow

            self.push(scope, lambda: follow(self, flow, scope))
            return
        self.push(scope, lambda: flow.target.processor.arrive(self, flow.target, scope, flow))

    def push(self, scope: int, move: Move) -> None:
        """Put a move of a scope on the agenda."""
        self.pending[scope] = self.pending.get(scope, 0) + 1
        self.agenda.append((scope, move))

    def sooner(self, moves: list[tuple[int, Move]]) -> None:
        """Make moves, as far as they are still on the agenda, before those that were put there after them."""
        if moves:
            self.agenda.sort(key=moves.__contains__)

    def park(self, error: EngineError) -> None:
        """Park the current token as an incident; without one, the whole step is refused."""
        number = self.current
        if number is None or number not in self.state.tokens:
            raise error
        token = self.state.tokens[number]
        at = "leave" if self.leaving == number else "run"
        self.emit(e.Changed(number, "parked", {"at": at, "code": error.code, "was": dict(token.data or {})}))
        name = self.node(token)
        self.effect(f.Incident(number, token.node, error.code, _at(name, error.zh, "："), _at(name, error.en, ": ")))

    # -- cancelling

    def cancel_children(self, scope: int, *, but: int | None = None) -> None:
        """Cancel everything that lives in a scope."""
        self.cancel(*(number for number in self.children(scope) if number != but))

    def cancel(self, *numbers: int) -> None:
        """Cancel visits, as far as they still live, with everything inside: items, timers, sub-process tokens."""
        belongings = _Belongings(self.state)
        for number in numbers:
            if number in self.state.tokens:
                self._cancel(number, belongings)

    def _cancel(self, number: int, belongings: _Belongings) -> None:
        state = self.state
        token = state.tokens[number]
        if token.phase in ("in", "multi", "undo", "open"):
            self.keep_route(number)
            for child in belongings.children.get(number, ()):
                if child in state.tokens:
                    self._cancel(child, belongings)
        if self.definition.dialect.heard_when_cancelled:
            from .processors.scripts import tell_cancelled

            tell_cancelled(self, number)
        self._close(belongings.items.get(number, ()), "cancelled")
        self._stop(belongings.timers.get(number, ()))
        self.emit(e.Cancelled(number))
        if token.phase == "away":
            for other in belongings.returning.get(number, ()):
                if other in state.tokens:
                    self._cancel(other, belongings)

    def cancel_returning(self, number: int) -> None:
        """Cancel what was to come straight back to a token: it has nowhere to come back to, or has come."""
        self.cancel(*_Belongings(self.state).returning.get(number, ()))

    def keep_route(self, number: int) -> None:
        """A free part stops running: its route is kept, also with what was added on the way."""
        token = self.state.tokens[number]
        if token.data and token.data.get("route") and self.node(token).loop is None:
            self.emit(e.RouteKept(token.node, token.data["route"]))

    def close_items(self, token: int, status: str) -> None:
        """Close all open items of a token."""
        self._close(self.state.open_items(token), status)

    def _close(self, items: Iterable[int], status: str) -> None:
        for item in items:
            if item in self.state.items:
                self.emit(e.ItemClosed(item, status))
                self.effect(f.CloseItem(item, status))

    def cancel_timers(self, token: int, *, limits: bool = False) -> None:
        """Cancel all timers of a token, or its time limits only."""
        if self.state.timers:
            self._stop(
                [
                    number
                    for number, entry in self.state.timers.items()
                    if entry.token == token and (not limits or entry.purpose != "event")
                ]
            )

    def _stop(self, timers: Iterable[int]) -> None:
        for timer in timers:
            if timer in self.state.timers:
                self.emit(e.TimerClosed(timer))
                self.effect(f.CancelTimer(timer))

    def finish(self, outcome: str, by: str | None = None, reason: str = "") -> None:
        """End the instance, whatever still runs."""
        self.cancel_children(0)
        self.cancel_timers(0)
        if self.definition.root.hooks and outcome == "completed":
            from .processors.scripts import run_hooks_of

            run_hooks_of(self, 0, self.definition.root, "after")
        self.emit(e.StatusSet(FINISHED, outcome, by, reason))
        self.effect(f.InstanceFinished(outcome))
        self.agenda.clear()
        self.pending.clear()


class _Belongings:
    """What belongs to which token, looked up once for all that is cancelled together.

    A look-up for each token would cost the square of the instances of a sub-process.
    """

    __slots__ = ("children", "items", "returning", "timers")

    def __init__(self, state: State) -> None:
        self.children: dict[int, list[int]] = {}
        self.returning: dict[int, list[int]] = {}
        self.items: dict[int, list[int]] = {}
        self.timers: dict[int, list[int]] = {}
        for number, token in state.tokens.items():
            self.children.setdefault(token.scope, []).append(number)
            if token.data and "back" in token.data:
                self.returning.setdefault(token.data["back"], []).append(number)
        for number, item in state.items.items():
            self.items.setdefault(item.token, []).append(number)
        for number, timer in state.timers.items():
            self.timers.setdefault(timer.token, []).append(number)


def find_called(definition: Definition, process_id: str) -> Definition | None:
    """The definition that a call activity means: another process of the same file, or one given along."""
    found: Definition | None = definition.cache.get(("called", process_id))
    if found is None and process_id in definition.processes:
        container = definition.processes[process_id]
        found = Definition(
            container.id, container.name, container, definition.activities, definition.processes,
            definition.calls, definition.xml, definition.dialect, version=definition.version,
        )  # fmt: skip
        definition.cache["called", process_id] = found
    if found is None:
        found = definition.calls.get(process_id)
    if found is None:
        for other in definition.calls.values():
            if process_id in other.processes:
                return find_called(other, process_id)
    if found is None and definition.dialect.calls_by_name:
        found = next((other for other in definition.calls.values() if other.name == process_id), None)
    return found


def _loop_variables(data: Mapping[str, Any]) -> dict[str, Any]:
    total, done, active = data.get("n", 0), data.get("done", 0), data.get("active", 0)
    return {
        "nrOfInstances": total,
        "nrOfCompletedInstances": done,
        "nrOfActiveInstances": active,
        "numberOfInstances": data.get("i", total),  # those created so far (BPMN 2.0.2, table 10.31)
        "numberOfCompletedInstances": done,
        "numberOfActiveInstances": active,
        "numberOfTerminatedInstances": 0,
    }


LOOP_NAMES = frozenset(_loop_variables({}))


def _at(node: Node, sentence: str, colon: str) -> str:
    """Put the place before a sentence that does not name it."""
    place = node.name or node.id
    return sentence if f"“{place}”" in sentence else f"{place}{colon}{sentence}"
