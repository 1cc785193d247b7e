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
from typing import Any, cast

import psycopg
from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus

from xieyun.kernel.connection import current

MAXIMUM_PREPARED = 400
MAXIMUM_WRITTEN = 500  # values for which a function is made
# Types of PostgreSQL by number (pg_type.oid).
BOOLEAN, BYTEA, INT8, INT2, INT4, TEXT, JSON, VARCHAR, TIMESTAMPTZ, UUID_TYPE, JSONB = (
    16, 17, 20, 21, 23, 25, 114, 1043, 1184, 2950, 3802
)  # fmt: skip
# Rows come as bytes when all their columns are of these types: an instant as text costs as much as forty words.
_PLAIN = frozenset({BOOLEAN, BYTEA, INT8, INT2, INT4, TEXT, VARCHAR, TIMESTAMPTZ, UUID_TYPE})
_AS_TEXT, _AS_BYTES = 0, 1
_instant = Transformer().get_dumper(dt.datetime(2000, 1, 1, tzinfo=dt.UTC), PyFormat.BINARY)
# How the usual value is written where the statement expects one of these types. Text goes as bytes, which have a
# length, so that the server refuses a NUL instead of stopping there.
_WRITERS = {
    TEXT: ("{}.encode()", _AS_BYTES),
    VARCHAR: ("{}.encode()", _AS_BYTES),
    JSON: ("{}.encode()", _AS_TEXT),
    JSONB: ("{}.encode()", _AS_TEXT),
    UUID_TYPE: ("{}.int.to_bytes(16)", _AS_BYTES),
    TIMESTAMPTZ: ("write_instant({})", _AS_BYTES),
    BYTEA: ("bytes({})", _AS_BYTES),
    INT2: ("b'%d' % {}.__index__()", _AS_TEXT),
    INT4: ("b'%d' % {}.__index__()", _AS_TEXT),
    INT8: ("b'%d' % {}.__index__()", _AS_TEXT),
    BOOLEAN: ("TRUTH[{}]", _AS_TEXT),
}
_NAMES = {"TRUTH": {True: b"t", False: b"f"}, "write_instant": _instant.dump}
# What a writer says of a value that is not the usual one of its type.
_UNUSUAL = (AttributeError, KeyError, TypeError, ValueError)
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
    logged = wrapper.force_debug_cursor  # `queries_logged` asks the settings, too, which costs one per cent of a step
    started = time.monotonic() if logged else 0.0
    try:
        rows = _run(wrapper.connection, sql, params)
    except psycopg.Error:
        with wrapper.wrap_database_errors:
            raise
    if logged:
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

    __slots__ = ("formats", "name", "result_format", "transformer", "written")

    def __init__(self, name: bytes, connection: psycopg.Connection[Any], sql: str) -> None:
        self.name = name
        self.transformer = Transformer(connection)
        server = connection.pgconn
        # Types are left to the server: the statements cast what it cannot tell.
        _check(server.prepare(name, sql.encode()))
        known = _check(server.describe_prepared(name))
        kinds = [known.param_type(place) for place in range(known.nparams)]
        usual = len(kinds) <= MAXIMUM_WRITTEN and all(kind in _WRITERS for kind in kinds)
        self.written = _writing(tuple(kinds)) if usual else None
        self.formats = [_WRITERS[kind][1] for kind in kinds] if usual else []
        plain = all(known.ftype(place) in _PLAIN for place in range(known.nfields))
        self.result_format = _AS_BYTES if plain else _AS_TEXT

    def run(self, server: Any, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run it; raises psycopg's errors."""
        values, formats = self._write(params)
        result = _check(server.exec_prepared(self.name, values, formats, self.result_format))
        self.transformer.set_pgresult(result)
        rows = self.transformer.load_rows(0, result.ntuples, tuple)
        self.transformer.set_pgresult(None)
        return rows

    def _write(self, params: Sequence[Any]) -> tuple[Any, Any]:
        if self.written is not None:
            try:
                return self.written(*params), self.formats
            except _UNUSUAL:
                pass  # psycopg knows how
        values = self.transformer.dump_sequence(params, [PyFormat.TEXT] * len(params))
        return values, self.transformer.formats


@functools.lru_cache(maxsize=MAXIMUM_PREPARED)
def _writing(kinds: tuple[int, ...]) -> Callable[..., list[bytes | None]]:
    """Return a function that writes values for these types.

    Its text is made here, as `dataclass` makes that of `__init__`: a loop over the eighty values of a step took
    three times as long. Nothing that anybody enters gets into it.
    """
    names = [f"value{place}" for place in range(len(kinds))]
    written = [
        f"None if {name} is None else {_WRITERS[kind][0].format(name)}" for name, kind in zip(names, kinds, strict=True)
    ]
    text = f"lambda {', '.join(names)}: [{', '.join(written)}]"
    return cast(Callable[..., list[bytes | None]], eval(text, dict(_NAMES)))  # noqa: S307


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
