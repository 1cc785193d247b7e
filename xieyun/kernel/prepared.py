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
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus

MAXIMUM_PREPARED = 400
MAXIMUM_SHAPES = 64
_TEXT, _BINARY = PyFormat.TEXT, PyFormat.BINARY
# Values that travel as bytes, by the type that the statement gives their place: as text, an instant alone costs
# client and server as much as ten short words. Anything else, and another value in such a place, travels as text.
_AS_BYTES: dict[int, type] = {2950: UUID, 1184: dt.datetime, 17: bytes}
# Rows come as bytes when all their columns are uuid, timestamptz, bytea, boolean, text or integers.
_PLAIN = frozenset({2950, 1184, 17, 16, 25, 1043, 20, 21, 23})
_NAME = re.compile(r"%\((\w+)\)s")
_FINE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


def run(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement with $1, $2, ... that returns rows, in the current transaction (or as its own).

    Goes past psycopg's cursors, which cost more than the statements that this is for; values and rows are
    converted by the connection's own rules.
    """
    wrapper = connections[DEFAULT_DB_ALIAS]
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
    """A prepared statement of one connection, with its own converters: making them anew costs more than using them."""

    __slots__ = ("as_bytes", "formats", "name", "result_format", "transformer")

    def __init__(self, name: bytes, connection: psycopg.Connection[Any], sql: str) -> None:
        self.name = name
        self.transformer = Transformer(connection)
        server = connection.pgconn
        # Types are left to the server: the statements cast what it cannot tell.
        _check(server.prepare(name, sql.encode()))
        known = _check(server.describe_prepared(name))
        self.as_bytes = [_AS_BYTES.get(known.param_type(place)) for place in range(known.nparams)]
        self.result_format = int(all(known.ftype(place) in _PLAIN for place in range(known.nfields)))
        # Per shape of values: it is the same nearly always.
        self.formats: dict[tuple[type, ...], list[PyFormat]] = {}

    def run(self, server: Any, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run it; raises psycopg's errors."""
        shape = tuple(map(type, params))
        formats = self.formats.get(shape) or self._formats(shape)
        values: Any = self.transformer.dump_sequence(params, formats)
        result = _check(server.exec_prepared(self.name, values, self.transformer.formats, self.result_format))
        self.transformer.set_pgresult(result)
        rows = self.transformer.load_rows(0, result.ntuples, tuple)
        self.transformer.set_pgresult(None)
        return rows

    def _formats(self, shape: tuple[type, ...]) -> list[PyFormat]:
        formats = [_BINARY if given is kind else _TEXT for given, kind in zip(shape, self.as_bytes, strict=True)]
        if len(self.formats) < MAXIMUM_SHAPES:
            self.formats[shape] = formats
        return formats


def _run(connection: psycopg.Connection[Any], sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.lock:
        server = connection.pgconn
        if not connection.autocommit and server.transaction_status == TransactionStatus.IDLE:
            _check(server.exec_(b"BEGIN"))
        statement = _prepared(connection, sql)
        if statement is not None:
            return statement.run(server, params)
        transformer = Transformer(connection)
        result = _check(server.exec_params(sql.encode(), transformer.dump_sequence(params, [_TEXT] * len(params))))
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
