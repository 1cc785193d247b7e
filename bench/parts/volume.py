"""Many instances that are there already: copies of a finished and of a waiting one, with ids and people of their own.

Rows of instances, work items and histories are copied by the server; audit rows are not, their table is only appended
to. People are spread over 20,000 who do not exist otherwise: one person's lists stay as long as they are in life.
"""

from __future__ import annotations

import time

import psycopg
from psycopg import sql

TABLES = {"process_instance": "id", "work_item": "instance_id", "process_event": "instance_id"}
PEOPLE = 20_000
BATCH = 50_000


def fill(url: str, code: str, *, finished: int, running: int) -> dict[str, float]:
    """Bring the database to at least so many finished and running instances; return rows and seconds."""
    begun = time.monotonic()
    with psycopg.connect(url, autocommit=True) as connection:
        for status, wanted, series in (("completed", finished, 1), ("running", running, 2)):
            source = _newest(connection, code, status)
            for start in range(0, wanted, BATCH):
                for table, instance in TABLES.items():
                    _copy(connection, table, instance, source, (start, min(start + BATCH, wanted)), series)
        connection.execute("VACUUM (ANALYZE) process_instance, work_item, process_event")
        counted = {
            table: connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()[0]
            for table in TABLES
        }
    return {**counted, "seconds": time.monotonic() - begun}


def _newest(connection: psycopg.Connection, code: str, status: str) -> str:
    row = connection.execute(
        "SELECT id FROM process_instance WHERE definition_code = %s AND status = %s ORDER BY id DESC LIMIT 1",
        [code, status],
    ).fetchone()
    return str(row[0])


def _copy(
    connection: psycopg.Connection, table: str, instance: str, source: str, span: tuple[int, int], series: int
) -> None:
    """Copy the rows of one instance once for each number of the span."""
    columns = [
        name
        for (name,) in connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER' "
            "ORDER BY ordinal_position",
            [table],
        )
    ]
    made = {
        instance: _identifier(series, "0"),
        "assignee_id": _person("t.number"),
        "initiator_id": _person("0"),
    } | ({"id": _identifier(series, "t.number")} if table == "work_item" else {})
    connection.execute(
        sql.SQL("INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t, generate_series(%s::int, %s::int) g "
                "WHERE t.{instance} = %s").format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(sql.SQL(made[name]) if name in made else sql.SQL("t.{}").format(
                sql.Identifier(name)) for name in columns),
            instance=sql.Identifier(instance),
        ),
        [span[0] + 1, span[1], source],
    )  # fmt: skip


def _identifier(series: int, number: str) -> str:
    """An id that is older than every real one, as ids of old instances are."""
    return f"('0000000{series}-' || lpad(to_hex({number}), 4, '0') || '-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid"


def _person(number: str) -> str:
    return f"('00000009-0000-7000-8000-' || lpad(to_hex((g * 7 + {number}) %% {PEOPLE}), 12, '0'))::uuid"
