"""The physical limit: the least SQL that makes a step durable, by psycopg, statement by statement or as one.

Lock the instance, update it (seq, state), task done, next task, one history row, commit. On tables and
indexes like ours, without authorisation, audit and outbox.
"""

from __future__ import annotations

from uuid import uuid4

import psycopg

from bench.peers.loop import repeat

TABLES = """
CREATE TABLE IF NOT EXISTS floor_instance (id bigserial PRIMARY KEY, seq int NOT NULL, state jsonb NOT NULL)
    WITH (fillfactor = 70);
CREATE TABLE IF NOT EXISTS floor_task (id bigserial PRIMARY KEY, instance_id bigint NOT NULL, assignee uuid NOT NULL,
    status smallint NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), done_at timestamptz);
CREATE TABLE IF NOT EXISTS floor_event (instance_id bigint NOT NULL, seq int NOT NULL,
    at timestamptz NOT NULL DEFAULT now(), payload jsonb NOT NULL, PRIMARY KEY (instance_id, seq));
CREATE INDEX IF NOT EXISTS floor_task_open ON floor_task (assignee, created_at) WHERE status = 0;
CREATE INDEX IF NOT EXISTS floor_task_instance ON floor_task (instance_id);
"""
STATE = '{"tokens": {"1": "t0"}, "items": {"1": "p"}}'
STEPS = (
    "SELECT seq, state FROM floor_instance WHERE id = %s FOR UPDATE",
    "UPDATE floor_instance SET seq = seq + 1, state = %s WHERE id = %s",
    "UPDATE floor_task SET status = 1, done_at = now() WHERE id = %s AND status = 0",
    "INSERT INTO floor_task (instance_id, assignee, status) VALUES (%s, %s, 0) RETURNING id",
    "INSERT INTO floor_event (instance_id, seq, payload) VALUES (%s, %s, %s)",
)
ONE = """
WITH i AS (UPDATE floor_instance SET seq = seq + 1, state = %s WHERE id = %s RETURNING id, seq),
     d AS (UPDATE floor_task t SET status = 1, done_at = now() FROM i WHERE t.id = %s AND t.status = 0),
     e AS (INSERT INTO floor_event (instance_id, seq, payload) SELECT id, seq, %s FROM i)
INSERT INTO floor_task (instance_id, assignee, status) SELECT id, %s, 0 FROM i RETURNING id
"""


# The connection outlives the measurement, so that the CPU of its backend is still counted.
KEPT: list[psycopg.Connection] = []


def create_tables(url: str) -> None:
    """Make the tables of the floor."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)


def work(url: str, kind: str, seconds: float) -> dict[str, float]:
    """Take steps for some seconds; `kind` is steps or one. A new instance begins every three steps."""
    connection = psycopg.connect(url, prepare_threshold=1, autocommit=kind == "one")
    KEPT.append(connection)
    assignee = uuid4()

    def run_instance() -> int:
        instance, task = _start(connection, assignee)
        for seq in (1, 2, 3):
            task = _step(connection, kind, instance, task, seq, assignee)
        return 3

    return repeat(run_instance, seconds) | {"bytes": len(STATE)}


def _start(connection: psycopg.Connection, assignee: object) -> tuple[int, int]:
    sql = (
        "WITH i AS (INSERT INTO floor_instance (seq, state) VALUES (0, %s) RETURNING id) "
        "INSERT INTO floor_task (instance_id, assignee, status) SELECT id, %s, 0 FROM i RETURNING instance_id, id"
    )
    instance, task = connection.execute(sql, [STATE, assignee]).fetchone()
    if not connection.autocommit:
        connection.commit()
    return instance, task


def _step(connection: psycopg.Connection, kind: str, instance: int, task: int, seq: int, assignee: object) -> int:
    """Take one step and return the next task. The task is found by its key: without one, the planner may walk all."""
    if kind == "one":
        return connection.execute(ONE, [STATE, instance, task, '{"verb": "approve"}', assignee]).fetchone()[0]
    connection.execute(STEPS[0], [instance]).fetchone()
    connection.execute(STEPS[1], [STATE, instance])
    connection.execute(STEPS[2], [task])
    following = connection.execute(STEPS[3], [instance, assignee]).fetchone()[0]
    connection.execute(STEPS[4], [instance, seq, '{"verb": "approve"}'])
    connection.commit()
    return following
