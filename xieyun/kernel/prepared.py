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
from operator import call
from typing import Any
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus

MAXIMUM_PREPARED = 400
MAXIMUM_SHAPES = 64  # of the values of one statement
# Types of PostgreSQL by number (pg_type.oid).
BOOLEAN, BYTEA, INT8, INT2, INT4, TEXT, JSON, VARCHAR, TIMESTAMPTZ, UUID_TYPE, JSONB = (
    16, 17, 20, 21, 23, 25, 114, 1043, 1184, 2950, 3802
)  # fmt: skip
# Rows come as bytes when all their columns are of these types: an instant as text costs as much as forty words.
_PLAIN = frozenset({BOOLEAN, BYTEA, INT8, INT2, INT4, TEXT, VARCHAR, TIMESTAMPTZ, UUID_TYPE})
_AS_TEXT, _AS_BYTES = 0, 1
_instant = Transformer().get_dumper(dt.datetime(2000, 1, 1, tzinfo=dt.UTC), PyFormat.BINARY)
Writer = Callable[[Any], Any]
# How a value of a Python type is sent where the statement expects one of these types. Text goes as bytes, which
# have a length, so that the server refuses a NUL instead of stopping there.
_WRITERS: dict[type, tuple[frozenset[int], Writer, int]] = {
    str: (frozenset({TEXT, VARCHAR}), str.encode, _AS_BYTES),
    UUID: (frozenset({UUID_TYPE}), lambda value: value.int.to_bytes(16), _AS_BYTES),
    dt.datetime: (frozenset({TIMESTAMPTZ}), _instant.dump, _AS_BYTES),
    bytes: (frozenset({BYTEA}), bytes, _AS_BYTES),
    int: (frozenset({INT2, INT4, INT8}), b"%d".__mod__, _AS_TEXT),
    bool: (frozenset({BOOLEAN}), {True: b"t", False: b"f"}.__getitem__, _AS_TEXT),
}
_nothing: Writer = {}.get  # None for None, without entering Python
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
    """A prepared statement of one connection, and how its values and rows are converted.

    Values of the usual types are written here, everything else by psycopg, whose general way costs more
    than such a statement.
    """

    __slots__ = ("kinds", "name", "plans", "result_format", "transformer")

    def __init__(self, name: bytes, connection: psycopg.Connection[Any], sql: str) -> None:
        self.name = name
        self.transformer = Transformer(connection)
        server = connection.pgconn
        # Types are left to the server: the statements cast what it cannot tell.
        _check(server.prepare(name, sql.encode()))
        known = _check(server.describe_prepared(name))
        self.kinds = [known.param_type(place) for place in range(known.nparams)]
        plain = all(known.ftype(place) in _PLAIN for place in range(known.nfields))
        self.result_format = _AS_BYTES if plain else _AS_TEXT
        self.plans: dict[tuple[type, ...], tuple[list[Writer], list[int]] | None] = {}

    def run(self, server: Any, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run it; raises psycopg's errors."""
        shape = tuple(map(type, params))
        plan = self.plans[shape] if shape in self.plans else self._plan(shape)
        values: Any
        if plan is None:
            values = self.transformer.dump_sequence(params, [PyFormat.TEXT] * len(params))
            formats: Any = self.transformer.formats
        else:
            values, formats = list(map(call, plan[0], params)), plan[1]
        result = _check(server.exec_prepared(self.name, values, formats, self.result_format))
        self.transformer.set_pgresult(result)
        rows = self.transformer.load_rows(0, result.ntuples, tuple)
        self.transformer.set_pgresult(None)
        return rows

    def _plan(self, shape: tuple[type, ...]) -> tuple[list[Writer], list[int]] | None:
        """Return how values of these types are written, None when one of them is psycopg's."""
        found = [_writer(given, kind) for given, kind in zip(shape, self.kinds, strict=True)]
        known = [one for one in found if one is not None]
        plan = ([writer for writer, _ in known], [form for _, form in known]) if len(known) == len(found) else None
        if len(self.plans) < MAXIMUM_SHAPES:
            self.plans[shape] = plan
        return plan


def _writer(given: type, kind: int) -> tuple[Writer, int] | None:
    if given is type(None):
        return _nothing, _AS_TEXT
    if given is str and kind in (JSON, JSONB):
        return str.encode, _AS_TEXT
    kinds, writer, form = _WRITERS.get(given, (frozenset(), _nothing, _AS_TEXT))
    return (writer, form) if kind in kinds else None


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
