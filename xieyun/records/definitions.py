"""Object types as frozen, compiled definitions. Reading one checks everything that could fail later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xieyun.rules.expressions import Expression

Title = Mapping[str, str]


@dataclass(frozen=True)
class Option:
    """One value of a choice field."""

    code: str
    title: Title


@dataclass(frozen=True)
class Computed:
    """How a field gets its value: a formula, a rollup over line items, or a balance of a ledger."""

    expression: Expression | None = None
    rollup: Rollup | None = None
    ledger: str = ""

    @property
    def references(self) -> frozenset[str]:
        """The fields that must be known first."""
        if self.expression is not None:
            return self.expression.references
        return frozenset({self.rollup.lines}) if self.rollup is not None else frozenset()


@dataclass(frozen=True)
class Rollup:
    """`function` (sum, count, min, max) of `field` over the rows of the line-items field `lines`."""

    lines: str
    function: str
    field: str = ""


@dataclass(frozen=True)
class Numbering:
    """A serial number such as BX-2026-000123: `{year}`, `{month}` and `{day}` are of the day of creation."""

    prefix: str
    digits: int = 6
    scope: str = "group"

    @property
    def period(self) -> str:
        """How often the count starts again: day, month, year or never."""
        for period in ("day", "month", "year"):
            if f"{{{period}}}" in self.prefix:
                return period
        return "never"


@dataclass(frozen=True)
class Field:
    """One field of an object type or of its line items."""

    code: str
    type: str
    title: Title
    required: bool = False
    unique: bool = False
    indexed: bool = False
    help: Title | None = None
    options: tuple[Option, ...] = ()
    scale: int = 2
    minimum: Any = None
    maximum: Any = None
    maximum_length: int = 200
    minimum_items: int = 0
    maximum_items: int = 200
    pattern: str = ""
    pattern_help: Title | None = None
    target: str = ""
    display: tuple[str, ...] = ()
    filter: Mapping[str, Any] | None = None
    computed: Computed | None = None
    numbering: Numbering | None = None
    fields: tuple[Field, ...] = ()
    default: Any = None
    retired: tuple[Field, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, Field]:
        """The fields of a line, by code."""
        return {inner.code: inner for inner in self.fields}

    @property
    def columns(self) -> tuple[Field, ...]:
        """The columns of the rows' table that a write carries along: also `retired` ones of earlier versions.

        Rows are written anew when they change, and forms that were signed with a column must keep its values.
        """
        return self.fields + self.retired

    @property
    def is_lines(self) -> bool:
        """Whether the field holds rows of its own."""
        return self.type == "line_items"

    @property
    def is_input(self) -> bool:
        """Whether callers may give the value (serial numbers and computed fields come from the platform)."""
        return self.computed is None and self.type != "serial_number"


@dataclass(frozen=True)
class Check:
    """A rule over the whole record: the expression must be true, else the sentence is shown at `field`."""

    expression: Expression
    field: str
    message: Title


@dataclass(frozen=True)
class ObjectType:
    """A compiled definition: what the write pipeline, the query compiler and the form renderer work from."""

    code: str
    version: int
    title: Title
    fields: tuple[Field, ...]
    definition: Mapping[str, Any]
    title_field: str
    process: str | None
    checks: tuple[Check, ...] = ()
    summary_fields: tuple[str, ...] = ()
    # What making a new record is called, where "new" and the title is not what people say.
    start_title: Title | None = None
    compute_order: tuple[str, ...] = ()
    cache: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def by_code(self) -> dict[str, Field]:
        """The fields by code."""
        return {found.code: found for found in self.fields}

    @cached_property
    def stored(self) -> tuple[Field, ...]:
        """The fields that are columns of the record's table."""
        return tuple(found for found in self.fields if not found.is_lines)

    @cached_property
    def line_fields(self) -> tuple[Field, ...]:
        """The line-items fields, each a table of its own."""
        return tuple(found for found in self.fields if found.is_lines)

    @cached_property
    def serial_field(self) -> Field | None:
        """The serial number of the record, if it has one."""
        return next((found for found in self.fields if found.type == "serial_number"), None)

    @cached_property
    def default_columns(self) -> tuple[str, ...]:
        """What a list shows when the caller does not choose: the first view, else the summary fields."""
        views = self.definition.get("views") or [{}]
        columns = views[0].get("columns") or self.summary_fields or [found.code for found in self.stored[:8]]
        return tuple(code for code in columns if code in self.by_code)

    def find(self, path: str) -> Field | None:
        """The field at `amount` or `lines.amount`; None when there is none."""
        head, _, rest = path.partition(".")
        found = self.by_code.get(head)
        if found is None or not rest:
            return found
        return found.by_code.get(rest) if found.is_lines else None
