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
from psycopg.raw_cursor import RawCursor

PREPARE_AFTER = 2
PREPARED_STATEMENTS = 300
_NAME = re.compile(r"%\((\w+)\)s")


def run(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement with $1, $2, ... that returns rows, in the current transaction (or as its own)."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    if wrapper.connection is None:
        wrapper.ensure_connection()
    wrapper.validate_no_broken_transaction()
    raw: psycopg.Connection[Any] = wrapper.connection
    started = time.monotonic()
    with wrapper.wrap_database_errors:
        cursor = _cursor(raw)
        cursor.execute(sql, params)
        rows = cursor.fetchall()
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


def _cursor(raw: psycopg.Connection[Any]) -> RawCursor[tuple[Any, ...]]:
    """Return the connection's cursor for prepared statements; $n is taken as it is, not parsed."""
    found: RawCursor[tuple[Any, ...]] | None = getattr(raw, "xieyun_cursor", None)
    if found is None or found.closed:
        raw.prepare_threshold = PREPARE_AFTER
        raw.prepared_max = PREPARED_STATEMENTS
        found = RawCursor(raw)
        raw.xieyun_cursor = found  # type: ignore[attr-defined]
    return found
