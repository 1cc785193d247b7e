"""SQL on Django's own connection: transactions of actions, and SQLAlchemy Core statements."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar, cast

from django.db import transaction
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.util import LRUCache

from xieyun.kernel import clock
from xieyun.kernel.connection import current

_dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
_compiled: LRUCache[Any, Any] = LRUCache(2000)
ActionT = TypeVar("ActionT", bound=Callable[..., Any])


class Rows(Sequence[tuple[Any, ...]]):
    """All rows of one statement, as tuples; `mappings()` gives them by column name."""

    def __init__(self, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], count: int) -> None:
        self.columns = tuple(columns)
        self._rows = rows
        self.rowcount = count

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._rows)

    def mappings(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self._rows]

    def first(self) -> tuple[Any, ...] | None:
        """Return the first row, or None."""
        return self._rows[0] if self._rows else None

    def scalar(self) -> Any:
        """Return the first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalars(self) -> list[Any]:
        """Return the first column of every row."""
        return [row[0] for row in self._rows]


def in_transaction() -> AbstractContextManager[None]:
    """Open a transaction, or join the running one without a savepoint.

    Every action runs inside one. An exception that leaves the block rolls back the outermost
    transaction: an action is never half done, and its caller cannot swallow a refusal and go on.
    """
    # Django marks the transaction around a test: directly inside it a savepoint stands for the outermost one.
    blocks = current().atomic_blocks
    inside_test = bool(blocks) and blocks[-1]._from_testcase  # type: ignore[attr-defined]
    return cast(AbstractContextManager[None], transaction.atomic(savepoint=inside_test))


def action(function: ActionT) -> ActionT:
    """Mark a function as an action: it runs in one transaction (see `in_transaction`)."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        with in_transaction():
            return function(*args, **kwargs)

    return cast(ActionT, run)


def clock_lead() -> dt.timedelta:
    """Return by how much the database's clock is ahead of this process's; zero while the clock is frozen.

    Machines may be hours apart. What one of them writes down for later (a timer) is compared with the clock that all
    of them share. One query.
    """
    return shared_now() - clock.now()


def shared_now() -> dt.datetime:
    """Return the time by the clock that all machines share: the database's; a frozen clock stands. One query."""
    found: dt.datetime = clock.held() or execute("SELECT clock_timestamp()").scalar()
    return found


def compile_sql(statement: ClauseElement) -> tuple[str, dict[str, Any]]:
    """Return the statement as PostgreSQL text with %(name)s parameters, and the parameters.

    Statements of the same shape are compiled once: making the text costs more than running most of them.
    """
    compiled, extracted, collected, _ = statement._compile_w_cache(_dialect, compiled_cache=_compiled, column_keys=[])
    params = compiled.construct_params(  # type: ignore[call-arg]
        extracted_parameters=extracted, escape_names=False, _collected_params=collected
    )
    text, bound = str(compiled), dict(params or {})
    processors = dict(cast(Mapping[str, Callable[[Any], Any]], compiled._bind_processors))  # type: ignore[attr-defined]
    if compiled.post_compile_params or compiled.literal_execute_params:  # type: ignore[attr-defined]
        # Lists of IN are written out for each call.
        expanded = compiled._process_parameters_for_postcompile(bound)  # type: ignore[attr-defined]
        text = expanded.statement
        bound.update(expanded.additional_parameters)
        processors.update(expanded.processors)
    for name, process in processors.items():
        if name in bound:
            bound[name] = process(bound[name])
    return text, bound


def execute(statement: ClauseElement | str, params: Mapping[str, Any] | Sequence[Any] | None = None) -> Rows:
    """Run one statement in the current transaction and return its rows.

    Values are bound on the client, so the planner sees them (a generic plan makes permission
    conditions up to 25 times slower, security.md 3b).
    """
    if isinstance(statement, str):
        sql, bound = statement, params
    else:
        sql, bound = compile_sql(statement)
    with current().cursor() as cursor:
        cursor.execute(sql, bound)
        description = cursor.description  # made anew at each question
        if description is None:
            return Rows((), (), cursor.rowcount)
        return Rows([column.name for column in description], cursor.fetchall(), cursor.rowcount)
