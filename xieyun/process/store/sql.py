"""Prepared statements on Django's own connection: the hot path of a step goes past the ORM.

Values are bound on the server and statements stay prepared, which halves the cost of a step; the
plans of these statements do not depend on values. Permission queries go through `kernel.database`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection

PREPARE_AFTER = 2
PREPARED_STATEMENTS = 200


def run(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one statement in the current transaction (or as its own) and return its rows."""
    if connection.connection is None:
        connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw: psycopg.Connection[Any] = connection.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold = PREPARE_AFTER
        raw.prepared_max = PREPARED_STATEMENTS
    started = time.monotonic()
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        cursor.execute(sql, params)  # type: ignore[arg-type]
        rows = cursor.fetchall() if cursor.description else []
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": f"{time.monotonic() - started:.3f}"})
    return rows


def placeholders(types: Sequence[str]) -> str:
    """Return one parenthesised row of typed placeholders; the casts keep NULLs typed."""
    return "(" + ", ".join(f"%s::{kind}" for kind in types) + ")"
