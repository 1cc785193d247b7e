"""Decision tables: which rows hold, what they give, and what the hit policy makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from ..notations import values
from ..notations.evaluations import Evaluation
from ..notations.feel_parser import CELL_INPUT, INPUT, Test, same
from ..notations.tokens import NotationError, UnknownNameError
from .answer import Answer
from .conversion import converted
from .grammar import expression, listed, test_of
from .model import Input, Output, Table, Text
from .names import Names
from .scope import DecisionScope

Read = TypeVar("Read")
_MISSING = object()
MANY = frozenset({"COLLECT", "RULE ORDER", "OUTPUT ORDER"})
Row = dict[str, Any]


@dataclass(slots=True, eq=False)
class Column:
    """An input ready to be evaluated."""

    read: Input
    evaluate: Evaluation


class Cell(NamedTuple):
    """A test of a column. Errors of FEEL's are no match, as it has it; those of scripts and JUEL are errors."""

    column: Column
    test: Test
    strict: bool


class CompiledTable:
    """A table whose expressions are read. Raises NotationError with row and column of one that is not understood."""

    def __init__(self, table: Table, names: Names, otherwise: str) -> None:
        self.table = table
        self.names = names
        self.outputs = [output.name or otherwise for output in table.outputs]
        self.inputs = [self._column(number, column) for number, column in enumerate(table.inputs, 1)]
        self.tests = [self._tests(number, rule.tests) for number, rule in enumerate(table.rules, 1)]
        self.values = [self._values(number, rule.values) for number, rule in enumerate(table.rules, 1)]
        self.defaults = [self._read(output.default, f"default of {name}") for output, name in self._named()]

    def _named(self) -> list[tuple[Output, str]]:
        return list(zip(self.table.outputs, self.outputs, strict=True))

    def _column(self, number: int, column: Input) -> Column:
        read = self._read(column.expression, f"input {number}")
        return Column(column, read or (lambda scope: scope.look_up(column.label)))

    def _tests(self, number: int, cells: Sequence[Text | None]) -> list[Cell]:
        found: list[Cell] = []
        for place, (column, cell) in enumerate(zip(self.inputs, cells, strict=False), 1):
            test = self._test(cell, column, f"row {number}, input {place}")
            if test is not None and cell is not None:
                found.append(Cell(column, test, cell.language != "feel"))
        return found

    def _test(self, cell: Text | None, column: Column, place: str) -> Test | None:
        return self._placed(place, lambda: test_of(cell, self.names, column.read.variable))

    def _values(self, number: int, cells: Sequence[Text | None]) -> list[Evaluation | None]:
        padded = [*cells, *[None] * len(self.outputs)]
        return [
            self._read(cell, f"row {number}, output {name}") for cell, name in zip(padded, self.outputs, strict=False)
        ]

    def _read(self, text: Text | None, place: str) -> Evaluation | None:
        if text is None or (text.source == "-" and text.language == "feel"):
            return None
        return self._placed(place, lambda: expression(text, self.names))

    def _placed(self, place: str, read: Callable[[], Read]) -> Read:
        try:
            return read()
        except NotationError as error:
            raise NotationError(f"{place}: {error}") from error

    # -- evaluation

    def decide(self, scope: DecisionScope, *, first_wins: bool = False) -> Answer:
        """The answer for the variables of a scope. `first_wins`: of several rows under UNIQUE the first counts."""
        inputs = {id(column): self._input(column, number, scope) for number, column in enumerate(self.inputs, 1)}
        hits: list[int] = []
        policy = "FIRST" if first_wins and self.table.policy in ("UNIQUE", "ANY") else self.table.policy
        for index, tests in enumerate(self.tests):
            scope.tick()
            if all(self._holds(scope, cell, inputs[id(cell.column)], index) for cell in tests):
                hits.append(index)
                if policy == "FIRST":
                    break
        if policy == "UNIQUE" and len(hits) > 1:
            raise NotationError(f"the rows {_numbered(hits)} hold, and under UNIQUE only one may")
        rows = [self._row(scope, index) for index in hits]
        if policy == "ANY" and any(row != rows[0] for row in rows[1:]):
            raise NotationError(f"the rows {_numbered(hits)} hold and differ, which ANY does not allow")
        return self._answer(scope, policy, rows)

    def _input(self, column: Column, number: int, scope: DecisionScope) -> Any:
        if scope.demanding and _missing(column.read, scope):
            return False if column.read.type == "boolean" else _MISSING
        try:
            return converted(column.evaluate(scope), column.read.type)
        except (NotationError, TypeError, LookupError, AttributeError) as error:
            raise NotationError(f"input {number} ({column.read.label or _source(column.read)}): {error}") from error

    def _holds(self, scope: DecisionScope, cell: Cell, value: Any, index: int) -> bool:
        """Whether a cell holds for a value; a comparison of what has no order does not."""
        if value is _MISSING:
            raise NotationError(f"row {index + 1}: there is no variable {_source(cell.column.read)!r} to look at")
        frame = {INPUT: value, CELL_INPUT: value}
        if cell.column.read.variable:
            frame[cell.column.read.variable] = value
        scope.tick()
        scope.locals.append(frame)
        try:
            return values.truth(cell.test(scope, value))
        except UnknownNameError:
            raise
        except (NotationError, TypeError, LookupError, AttributeError) as error:
            if scope.spent or cell.strict:
                raise NotationError(f"row {index + 1}: {error}") from error
            return False
        finally:
            scope.locals.pop()

    def _row(self, scope: DecisionScope, index: int) -> Row:
        row: Row = {}
        for value, (output, name) in zip(self.values[index], self._named(), strict=True):
            if value is not None:
                row[name] = self._output(scope, value, output, f"row {index + 1}, output {name}")
        return row

    def _output(self, scope: DecisionScope, value: Evaluation, output: Output, place: str) -> Any:
        try:
            return converted(value(scope), output.type)
        except (NotationError, TypeError, LookupError, AttributeError) as error:
            raise NotationError(f"{place}: {error}") from error

    def _answer(self, scope: DecisionScope, policy: str, rows: list[Row]) -> Answer:
        if not rows and any(self.defaults):
            rows = [
                {
                    name: self._output(scope, default, output, f"default of {name}")
                    for default, (output, name) in zip(self.defaults, self._named(), strict=True)
                    if default is not None
                }
            ]
            if policy in ("PRIORITY", "OUTPUT ORDER"):
                policy = "FIRST" if policy == "PRIORITY" else "RULE ORDER"
        if self.table.aggregation is not None:
            return self._aggregated(rows, self.table.aggregation)
        if policy in ("PRIORITY", "OUTPUT ORDER"):
            rows = self._ranked(scope, rows)
        if policy in MANY:
            return Answer([self._value(row) for row in rows], tuple(rows), True)
        kept = rows[:1]
        return Answer(self._value(kept[0]) if kept else None, tuple(kept))

    def _value(self, row: Row) -> Any:
        if len(self.outputs) == 1:
            return row.get(self.outputs[0])
        return {name: row.get(name) for name in self.outputs}

    def _ranked(self, scope: DecisionScope, rows: list[Row]) -> list[Row]:
        """Rows by the rank of their outputs, the first output first."""
        rankings = [
            (name, [value(scope) for value in listed(output.ranking, self.names)])
            for output, name in self._named()
            if output.ranking is not None
        ]
        if not rankings:
            raise NotationError(f"{self.table.policy} needs an output that lists its values in their order")
        scope.tick(len(rows) * sum(len(ranking) for _, ranking in rankings) // 100)

        def rank(row: Row) -> tuple[int, ...]:
            return tuple(
                next((place for place, value in enumerate(ranking) if same(value, row.get(name))), len(ranking))
                for name, ranking in rankings
            )

        return sorted(rows, key=rank)

    def _aggregated(self, rows: list[Row], how: str) -> Answer:
        if len(self.outputs) != 1:
            raise NotationError(f"{how} needs a table with one output")
        name = self.outputs[0]
        found = [row[name] for row in rows if row.get(name) is not None]
        if how == "COUNT":
            return Answer(Decimal(len(rows)), ({name: Decimal(len(rows))},))
        if how not in ("SUM", "MIN", "MAX"):
            raise NotationError(f"the aggregation {how!r} is not known")
        if not found:
            return Answer(None, ())
        if not all(values.is_number(value) for value in found) and (how == "SUM" or not _ordered(found)):
            raise NotationError(f"{how} needs numbers, and the rows give {', '.join(map(repr, found[:3]))}")
        totals: dict[str, Callable[[list[Any]], Any]] = {"SUM": sum, "MIN": min, "MAX": max}
        total = totals[how](found)
        return Answer(total, ({name: total},))


def _ordered(found: Sequence[Any]) -> bool:
    return len({type(value) for value in found}) == 1 and not isinstance(found[0], bool | list | Mapping)


def _missing(read: Input, scope: DecisionScope) -> bool:
    """Whether an input is the name of a variable that is not there."""
    name = _source(read).removeprefix("${").removesuffix("}").strip()
    return name.isidentifier() and not scope.has(name)


def _numbered(hits: Sequence[int]) -> str:
    return ", ".join(str(index + 1) for index in hits[:5])


def _source(column: Input) -> str:
    return column.expression.source if column.expression is not None else ""
