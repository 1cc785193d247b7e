"""Prepared statements on Django's own connection: the hot path of a step goes past the ORM.

Values are bound on the server ($1, $2, ...) and statements stay prepared, which halves the cost of a step;
the plans of these statements do not depend on values. Permission queries go through `kernel.database`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection
from psycopg.raw_cursor import RawCursor

PREPARE_AFTER = 2
PREPARED_STATEMENTS = 300


def run(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one statement that returns rows, in the current transaction (or as its own), and return them."""
    if connection.connection is None:
        connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw: psycopg.Connection[Any] = connection.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold = PREPARE_AFTER
        raw.prepared_max = PREPARED_STATEMENTS
    started = time.monotonic()
    with connection.wrap_database_errors:
        # A raw cursor takes $n as it is; the other one would parse our long statements every time.
        cursor = RawCursor(raw)
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": f"{time.monotonic() - started:.3f}"})
    return rows
