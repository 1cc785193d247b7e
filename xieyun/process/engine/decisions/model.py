"""What a DMN file says: decisions with their logic, knowledge models and services. Expressions are still text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """An expression as it is written. `language`: feel, juel or script (all read by one grammar)."""

    source: str
    language: str = "feel"


@dataclass(frozen=True, slots=True)
class Input:
    """A column that is tested. Without an expression the variable of its label is; `variable` names it in cells."""

    expression: Text | None
    label: str
    type: str | None
    variable: str | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """A column that gives a value; `ranking` lists its values, the most important first."""

    name: str
    type: str | None
    ranking: Text | None = None
    default: Text | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: tests per input and values per output, None where a cell is blank."""

    tests: tuple[Text | None, ...]
    values: tuple[Text | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table. `policy`: UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER, OUTPUT ORDER."""

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    policy: str = "UNIQUE"
    aggregation: str | None = None


@dataclass(frozen=True, slots=True)
class Literal:
    """An expression as a decision."""

    text: Text
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call of a function with values for its parameters by name."""

    function: Text
    bindings: tuple[tuple[str, Logic | None], ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A context: each entry sees those before it; the last one without a name is the result of them all."""

    entries: tuple[tuple[str, Logic | None], ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A function with parameters."""

    parameters: tuple[str, ...]
    body: Logic | None


@dataclass(frozen=True, slots=True)
class Collection:
    """A list, or the rows of a relation."""

    members: tuple[Logic | None, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The boxed conditional of DMN 1.4."""

    condition: Logic | None
    positive: Logic | None
    negative: Logic | None


@dataclass(frozen=True, slots=True)
class Iteration:
    """The boxed for, filter, some and every of DMN 1.4 (`kind`) over the members of a list."""

    kind: str
    variable: str
    members: Logic | None
    body: Logic | None


Logic = Table | Literal | Invocation | Entries | Function | Collection | Choice | Iteration


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: `variable` is the name of its result, `requires` the ids of decisions that come before it."""

    id: str
    name: str
    logic: Logic | None
    variable: str | None = None
    type: str | None = None
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service: the decisions whose results it gives, and the names of what it is called with."""

    id: str
    name: str
    outputs: tuple[str, ...]
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """One DMN file. `names` are those that hold blanks or signs and must be known to read expressions."""

    name: str
    decisions: Mapping[str, Decision]
    knowledge: Mapping[str, Function] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    title: str = ""
