"""Prepared statements on Django's own connection: for short statements that run all the time.

Values are bound on the server and the statement stays prepared, so it is neither parsed nor planned again:
that halves the cost of a statement that finds its rows by key. A plan must not depend on the values;
permission conditions do (security.md 3b), they go through `kernel.database.execute`.
"""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus

MAXIMUM_PREPARED = 400
_TEXT = [PyFormat.TEXT] * 2000
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

    __slots__ = ("name", "transformer")

    def __init__(self, name: bytes, connection: psycopg.Connection[Any]) -> None:
        self.name = name
        self.transformer = Transformer(connection)


def _run(connection: psycopg.Connection[Any], sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    formats = _TEXT[: len(params)] if len(params) <= len(_TEXT) else [PyFormat.TEXT] * len(params)
    with connection.lock:
        server = connection.pgconn
        if not connection.autocommit and server.transaction_status == TransactionStatus.IDLE:
            _check(server.exec_(b"BEGIN"))
        statement = _prepared(connection, server, sql)
        if statement is None:
            transformer = Transformer(connection)
            result = _check(server.exec_params(sql.encode(), transformer.dump_sequence(params, formats)))
            transformer.set_pgresult(result)
            return transformer.load_rows(0, result.ntuples, tuple)
        transformer = statement.transformer
        values: Any = transformer.dump_sequence(params, formats)
        result = _check(server.exec_prepared(statement.name, values))
        transformer.set_pgresult(result)
        rows = transformer.load_rows(0, result.ntuples, tuple)
        transformer.set_pgresult(None)
        return rows


def _prepared(connection: psycopg.Connection[Any], server: Any, sql: str) -> _Statement | None:
    """Return the statement under its name, prepared now when it is new; None when there is no room for another."""
    statements: dict[str, _Statement] | None = getattr(connection, "xieyun_statements", None)
    if statements is None:
        statements = connection.xieyun_statements = {}  # type: ignore[attr-defined]
    statement = statements.get(sql)
    if statement is None and len(statements) < MAXIMUM_PREPARED:
        statement = _Statement(f"xieyun_{len(statements)}".encode(), connection)
        # Types are left to the server: the statements cast what it cannot tell.
        _check(server.prepare(statement.name, sql.encode()))
        statements[sql] = statement
    return statement


def _check(result: Any) -> Any:
    if result.status not in _FINE:
        error = errors.error_from_result(result, encoding="utf-8")
        if error.sqlstate is None:  # not the server's word but libpq's own: the connection is gone
            raise psycopg.OperationalError(str(error)) from error
        raise error
    return result
