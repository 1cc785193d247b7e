"""Prepared statements on Django's own connection: for short statements that run all the time.

Values are bound on the server and the statement stays prepared, so it is neither parsed nor planned again:
that halves the cost of a statement that finds its rows by key. A plan must not depend on the values;
permission conditions do (security.md 3b), they go through `kernel.database.execute`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus

from xieyun.kernel.connection import current

MAXIMUM_PREPARED = 400
# Types of PostgreSQL by number (pg_type.oid).
BOOLEAN, BYTEA, INT8, INT2, INT4, TEXT, JSON, VARCHAR, TIMESTAMPTZ, UUID_TYPE, JSONB = (
    16, 17, 20, 21, 23, 25, 114, 1043, 1184, 2950, 3802
)  # fmt: skip
# Rows come as bytes when all their columns are of these types: an instant as text costs as much as forty words.
_PLAIN = frozenset({BOOLEAN, BYTEA, INT8, INT2, INT4, TEXT, VARCHAR, TIMESTAMPTZ, UUID_TYPE})
_AS_TEXT, _AS_BYTES = 0, 1
_instant = Transformer().get_dumper(dt.datetime(2000, 1, 1, tzinfo=dt.UTC), PyFormat.BINARY)
# How the usual value is sent where the statement expects one of these types; another value is refused by its
# writer. Text goes as bytes, which have a length, so that the server refuses a NUL instead of stopping there.
_WRITERS: dict[int, tuple[Callable[[Any], Any], int]] = {
    TEXT: (str.encode, _AS_BYTES),
    VARCHAR: (str.encode, _AS_BYTES),
    JSON: (str.encode, _AS_TEXT),
    JSONB: (str.encode, _AS_TEXT),
    TIMESTAMPTZ: (_instant.dump, _AS_BYTES),
    BYTEA: (bytes, _AS_BYTES),
    INT2: (b"%d".__mod__, _AS_TEXT),
    INT4: (b"%d".__mod__, _AS_TEXT),
    INT8: (b"%d".__mod__, _AS_TEXT),
    BOOLEAN: ({True: b"t", False: b"f"}.__getitem__, _AS_TEXT),
}
_NAME = re.compile(r"%\((\w+)\)s")
_FINE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


def run(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement with $1, $2, ... that returns rows, in the current transaction (or as its own).

    Goes past psycopg's cursors, which cost more than the statements that this is for; values and rows are
    converted by the connection's own rules.
    """
    wrapper = current()
    if wrapper.connection is None:
        wrapper.ensure_connection()
    wrapper.validate_no_broken_transaction()
    started = time.monotonic()
    with wrapper.wrap_database_errors:
        rows = _run(wrapper.connection, sql, params)
    if wrapper.queries_logged:
        wrapper.queries_log.append({"sql": sql, "time": f"{time.monotonic() - started:.3f}"})
    return rows


def run_named(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement with %(name)s placeholders; parameters that it does not name are left out."""
    numbered, names = _numbered(sql)
    return run(numbered, [params[name] for name in names])


@functools.lru_cache(maxsize=512)
def _numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    names = tuple(dict.fromkeys(_NAME.findall(sql)))
    return _NAME.sub(lambda match: f"${names.index(match.group(1)) + 1}", sql), names


class _Statement:
    """A prepared statement of one connection, and how its values and rows are converted.

    Values of the usual types are written here, everything else by psycopg, whose general way costs more
    than such a statement.
    """

    __slots__ = ("formats", "ids", "name", "others", "result_format", "transformer")

    def __init__(self, name: bytes, connection: psycopg.Connection[Any], sql: str) -> None:
        self.name = name
        self.transformer = Transformer(connection)
        server = connection.pgconn
        # Types are left to the server: the statements cast what it cannot tell.
        _check(server.prepare(name, sql.encode()))
        known = _check(server.describe_prepared(name))
        kinds = [known.param_type(place) for place in range(known.nparams)]
        self.ids = [place for place, kind in enumerate(kinds) if kind == UUID_TYPE]
        self.others = [(place, _WRITERS[kind][0]) for place, kind in enumerate(kinds) if kind in _WRITERS]
        self.formats: list[int] | None = None
        if len(self.ids) + len(self.others) == len(kinds):
            self.formats = [_AS_BYTES if kind == UUID_TYPE else _WRITERS[kind][1] for kind in kinds]
        plain = all(known.ftype(place) in _PLAIN for place in range(known.nfields))
        self.result_format = _AS_BYTES if plain else _AS_TEXT

    def run(self, server: Any, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run it; raises psycopg's errors."""
        values: Any = self._written(params)
        formats: Any = self.formats
        if values is None:
            values = self.transformer.dump_sequence(params, [PyFormat.TEXT] * len(params))
            formats = self.transformer.formats
        result = _check(server.exec_prepared(self.name, values, formats, self.result_format))
        self.transformer.set_pgresult(result)
        rows = self.transformer.load_rows(0, result.ntuples, tuple)
        self.transformer.set_pgresult(None)
        return rows

    def _written(self, params: Sequence[Any]) -> list[bytes | None] | None:
        """Return the values as they are sent, None when one of them is psycopg's."""
        if self.formats is None:
            return None
        values = list(params)
        try:
            for place in self.ids:
                value = values[place]
                if value is not None:
                    values[place] = value.int.to_bytes(16)
            for place, writer in self.others:
                value = values[place]
                if value is not None:
                    values[place] = writer(value)
        except (AttributeError, IndexError, KeyError, TypeError):
            return None
        return values


def _run(connection: psycopg.Connection[Any], sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.lock:
        server = connection.pgconn
        if not connection.autocommit and server.transaction_status == TransactionStatus.IDLE:
            _check(server.exec_(b"BEGIN"))
        statement = _prepared(connection, sql)
        if statement is not None:
            return statement.run(server, params)
        transformer = Transformer(connection)
        result = _check(
            server.exec_params(sql.encode(), transformer.dump_sequence(params, [PyFormat.TEXT] * len(params)))
        )
        transformer.set_pgresult(result)
        return transformer.load_rows(0, result.ntuples, tuple)


def _prepared(connection: psycopg.Connection[Any], sql: str) -> _Statement | None:
    """Return the statement under its name, prepared now when it is new; None when there is no room for another."""
    statements: dict[str, _Statement] | None = getattr(connection, "xieyun_statements", None)
    if statements is None:
        statements = connection.xieyun_statements = {}  # type: ignore[attr-defined]
    statement = statements.get(sql)
    if statement is None and len(statements) < MAXIMUM_PREPARED:
        statement = statements[sql] = _Statement(f"xieyun_{len(statements)}".encode(), connection, sql)
    return statement


def _check(result: Any) -> Any:
    if result.status not in _FINE:
        error = errors.error_from_result(result, encoding="utf-8")
        if error.sqlstate is None:  # not the server's word but libpq's own: the connection is gone
            raise psycopg.OperationalError(str(error)) from error
        raise error
    return result
