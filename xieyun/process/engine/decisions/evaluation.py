"""Decisions with what they require, in order: tables, expressions, contexts, calls of knowledge models and services."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from ..notations import values
from ..notations.closures import Closure
from ..notations.feel_parser import FileFunction
from ..notations.tokens import NotationError
from .answer import Answer
from .conversion import converted, inward, outward
from .grammar import expression
from .model import (
    Choice,
    Collection,
    Decision,
    Entries,
    Function,
    Invocation,
    Iteration,
    Literal,
    Logic,
    Model,
    Service,
    Table,
    Text,
)
from .names import Names
from .scope import DecisionScope
from .tables import CompiledTable

MAXIMUM_CALLS = 40
Made = TypeVar("Made")
_EXACT = decimal.Context(prec=34, Emax=600, Emin=-600)


class Decisions:
    """The decisions of one or more files. `first_wins`: of several rows under UNIQUE the first counts (Spiff).

    `demanding` (Flowable): a cell that looks at a variable that is not there is an error, but one of truth is false.
    """

    def __init__(self, models: Iterable[Model], *, first_wins: bool = False, demanding: bool = False) -> None:
        self.models = list(models)
        self.demanding = demanding
        self.first_wins = first_wins
        self.decisions: dict[str, tuple[Decision, Model]] = {}
        self.services: dict[str, tuple[Service, Model]] = {}
        for model in self.models:
            for key, decision in model.decisions.items():
                self.decisions.setdefault(key, (decision, model))
            for key, service in model.services.items():
                self.services.setdefault(key, (service, model))
        self._names: dict[tuple[int, tuple[str, ...]], Names] = {}
        self._compiled: dict[tuple[int, int], Any] = {}

    def has(self, reference: str) -> bool:
        """Whether there is a decision or decision service of an id or name."""
        return self._found(reference) is not None

    def decide(self, reference: str, data: Mapping[str, Any], now: datetime | None = None) -> Answer:
        """The answer of a decision or service for variables.

        Raises NotationError (a ValueError) naming the decision, row and column that is wrong.
        """
        found = self._found(reference)
        if found is None:
            raise NotationError("there is no such decision")
        with decimal.localcontext(_EXACT):
            scope = DecisionScope({}, now, demanding=self.demanding)
            scope.locals.append(inward(data, scope))
            run = _Run(self, scope)
            try:
                decided, model = found
                answer = run.service(decided, model) if isinstance(decided, Service) else run.answer(decided, model, ())
            except RecursionError:
                raise NotationError("the decision is nested too deeply") from None
            rows = tuple({name: outward(value) for name, value in row.items()} for row in answer.rows)
            return Answer(outward(answer.value), rows, answer.several)

    def _found(self, reference: str) -> tuple[Decision | Service, Model] | None:
        direct = self.decisions.get(reference) or self.services.get(reference)
        if direct is not None:
            return direct
        known: list[tuple[Decision | Service, Model]] = [*self.decisions.values(), *self.services.values()]
        whole = ((Service("", model.title, tuple(model.decisions)), model) for model in self.models if model.title)
        return next((entry for entry in (*known, *whole) if entry[0].name == reference), None)

    def names(self, model: Model, parameters: tuple[str, ...]) -> Names:
        """The names that expressions of a file may write, and those of the function around them."""
        key = (id(model), parameters)
        if key not in self._names:
            self._names[key] = Names({*model.names, *parameters})
        return self._names[key]

    def compiled(self, part: object, names: Names, make: Callable[[], Made]) -> Made:
        """What is made of a part of a file, made once."""
        key = (id(part), id(names))
        if key not in self._compiled:
            self._compiled[key] = make()
        return cast(Made, self._compiled[key])


class _Run:
    """One question: its scope, and the answers of the decisions that were needed for it."""

    def __init__(self, decisions: Decisions, scope: DecisionScope) -> None:
        self.decisions = decisions
        self.scope = scope
        self.answers: dict[tuple[int, str], Answer] = {}
        self.results: dict[str, Any] = {}
        scope.locals.append(self.results)
        for model in decisions.models:
            for name, function in model.knowledge.items():
                self.results.setdefault(name, self.function(function, model))
            for service in model.services.values():
                self.results.setdefault(service.name, self.service_function(service, model))

    def answer(self, decision: Decision, model: Model, path: tuple[str, ...]) -> Answer:
        """The answer of a decision, after those that it requires."""
        key = (id(model), decision.id)
        if key in self.answers:
            return self.answers[key]
        if decision.id in path:
            raise NotationError(f"the decision {decision.id!r} requires itself")
        if len(path) > MAXIMUM_CALLS:
            raise NotationError(f"decisions require each other more than {MAXIMUM_CALLS} deep")
        for required in decision.requires:
            found = (model.decisions[required], model) if required in model.decisions else self._elsewhere(required)
            if found is not None:
                answer = self.answer(*found, (*path, decision.id))
                self.results.update(_seen(found[0], answer))
        try:
            answer = self._logic(decision.logic, model, (), decision.variable or decision.name)
        except NotationError as error:
            if not path:
                raise
            raise NotationError(f"{decision.id}: {error}") from error
        if not answer.several and not isinstance(decision.logic, Table):
            value = converted(answer.value, decision.type)
            answer = Answer(value, ({decision.variable or decision.name: value},))
        self.answers[key] = answer
        return answer

    def _elsewhere(self, reference: str) -> tuple[Decision, Model] | None:
        return self.decisions.decisions.get(reference)

    def service(self, service: Service, model: Model) -> Answer:
        """The results of a service: of its one output decision, or of each by name."""
        answers = {
            decision.variable or decision.name: self.answer(decision, model, ())
            for output in service.outputs
            if (decision := model.decisions.get(output)) is not None
        }
        if len(answers) == 1 and service.id:
            return next(iter(answers.values()))
        merged = {name: value for answer in answers.values() for row in answer.rows[:1] for name, value in row.items()}
        return Answer({name: answer.value for name, answer in answers.items()}, (merged,) if merged else ())

    # -- functions

    def function(self, function: Function, model: Model) -> FileFunction:
        """A function of the file that can be called."""
        parameters = function.parameters

        def call(positional: list[Any], named: dict[str, Any]) -> Any:
            frame = {**dict.fromkeys(parameters), **dict(zip(parameters, positional, strict=False)), **named}
            return self._inside(frame, lambda: self.value(function.body, model, parameters))

        return FileFunction(call)

    def service_function(self, service: Service, model: Model) -> FileFunction:
        """A decision service as a function: its decisions are worked out anew for what it is called with."""

        def call(positional: list[Any], named: dict[str, Any]) -> Any:
            frame = {**dict(zip(service.parameters, positional, strict=False)), **named}
            kept, self.answers = self.answers, {}
            try:
                return self._inside(frame, lambda: self.service(service, model).value)
            finally:
                self.answers = kept

        return FileFunction(call)

    def _inside(self, frame: dict[str, Any], work: Callable[[], Any]) -> Any:
        scope = self.scope
        scope.tick(10)
        if scope.depth >= MAXIMUM_CALLS:
            raise NotationError(f"functions call each other more than {MAXIMUM_CALLS} deep")
        scope.depth += 1
        scope.locals.append(frame)
        try:
            return work()
        finally:
            scope.locals.pop()
            scope.depth -= 1

    # -- logic

    def value(self, logic: Logic | None, model: Model, parameters: tuple[str, ...]) -> Any:
        """The value of a piece of logic, null where there is none."""
        return self._logic(logic, model, parameters, "").value

    def _logic(self, logic: Logic | None, model: Model, parameters: tuple[str, ...], name: str) -> Answer:
        names = self.decisions.names(model, parameters)
        if isinstance(logic, Table):
            compiled = self.decisions.compiled(logic, names, lambda: CompiledTable(logic, names, name))
            return compiled.decide(self.scope, first_wins=self.decisions.first_wins)
        value: Any = None
        if isinstance(logic, Literal):
            value = converted(self._text(logic.text, names), logic.type)
        elif isinstance(logic, Invocation):
            value = self._invoked(logic, model, parameters, names)
        elif isinstance(logic, Entries):
            value = self._entries(logic, model, parameters)
        elif isinstance(logic, Function):
            value = self.function(logic, model)
        elif isinstance(logic, Collection):
            value = [self.value(member, model, parameters) for member in logic.members]
        elif isinstance(logic, Choice):
            chosen = values.truth(self.value(logic.condition, model, parameters))
            value = self.value(logic.positive if chosen else logic.negative, model, parameters)
        elif isinstance(logic, Iteration):
            value = self._iterated(logic, model, parameters)
        return Answer(value, ())

    def _text(self, text: Text, names: Names) -> Any:
        evaluate = self.decisions.compiled(text, names, lambda: expression(text, names))
        try:
            return evaluate(self.scope)
        except (TypeError, LookupError, AttributeError) as error:
            raise NotationError(f"the values do not fit the expression: {error}") from error

    def _invoked(self, logic: Invocation, model: Model, parameters: tuple[str, ...], names: Names) -> Any:
        function = self._text(logic.function, names)
        bindings = {name: self.value(bound, model, parameters) for name, bound in logic.bindings}
        if isinstance(function, FileFunction):
            return function.call([], bindings)
        if isinstance(function, Closure):
            return function(*(bindings.get(name) for name in function.names))
        raise NotationError(f"{logic.function.source!r} is no function")

    def _entries(self, logic: Entries, model: Model, parameters: tuple[str, ...]) -> Any:
        made: dict[str, Any] = {}

        def work() -> Any:
            for name, entry in logic.entries:
                value = self.value(entry, model, parameters)
                if not name:
                    return value
                made[name] = value
            return dict(made)

        return self._inside(made, work)

    def _iterated(self, logic: Iteration, model: Model, parameters: tuple[str, ...]) -> Any:
        members = self.value(logic.members, model, parameters)
        listed: Sequence[Any] = members if isinstance(members, list) else [] if members is None else [members]
        results = []
        for member in listed:
            frame = {logic.variable: member, **(member if isinstance(member, dict) and logic.kind == "filter" else {})}
            results.append(self._inside(frame, lambda: self.value(logic.body, model, parameters)))
        if logic.kind == "for":
            return results
        if logic.kind == "filter":
            return [member for member, kept in zip(listed, results, strict=True) if values.truth(kept)]
        return (all if logic.kind == "every" else any)(values.truth(result) for result in results)


def _seen(decision: Decision, answer: Answer) -> dict[str, Any]:
    """The names under which a decision that requires another sees its result: its own, and its outputs'."""
    seen: dict[str, Any] = {}
    if answer.several:
        for name in dict.fromkeys(name for row in answer.rows for name in row):
            seen[name] = [row[name] for row in answer.rows if name in row]
    else:
        for row in answer.rows:
            seen.update(row)
    own = {decision.name, decision.id} - set(seen) if decision.variable is None else {decision.name, decision.variable}
    return {**seen, **dict.fromkeys(own, answer.value)}
