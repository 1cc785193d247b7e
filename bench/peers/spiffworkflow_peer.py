"""SpiffWorkflow 3.2 with its state saved to PostgreSQL after every task.

Every completion is one durable request: lock and read the state, deserialise, complete, run to the next
wait, serialise, write state (jsonb), task done, new tasks, commit. No authorisation, audit, outbox or trail.
"""

from __future__ import annotations

import json

import psycopg
from lxml import etree
from psycopg.types.json import Jsonb
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from bench.peers.loop import repeat
from bench.peers.shapes import theirs

TABLES = """
CREATE TABLE IF NOT EXISTS spiff_instance (id bigserial PRIMARY KEY, state jsonb NOT NULL, status text NOT NULL);
CREATE TABLE IF NOT EXISTS spiff_task (id bigserial PRIMARY KEY, instance_id bigint NOT NULL, task text NOT NULL,
    status text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), done_at timestamptz);
CREATE INDEX IF NOT EXISTS spiff_task_open ON spiff_task (created_at) WHERE status = 'open';
CREATE INDEX IF NOT EXISTS spiff_task_instance ON spiff_task (instance_id);
"""


# The connection outlives the measurement, so that the CPU of its backend is still counted.
KEPT: list[psycopg.Connection] = []


def create_tables(url: str) -> None:
    """Make the peer's tables."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)


class Peer:
    """One worker with one connection."""

    def __init__(self, url: str, shape: str) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(theirs(shape)))
        self.spec = parser.get_spec(shape)
        self.serializer = BpmnWorkflowSerializer(registry=BpmnWorkflowSerializer.configure())
        self.connection = psycopg.connect(url, prepare_threshold=1)
        self.bytes: list[int] = []

    def run_instance(self) -> int:
        """Start one instance and complete it; return how many tasks were completed."""
        workflow = BpmnWorkflow(self.spec)
        workflow.task_tree.data["amount"] = 1500
        workflow.do_engine_steps()
        state = Jsonb(self.serializer.to_dict(workflow))
        with self.connection.transaction():
            row = self.connection.execute(
                "INSERT INTO spiff_instance (state, status) VALUES (%s, 'running') RETURNING id", [state]
            ).fetchone()
            self._insert(row[0], workflow, set())
        done = 0
        while self._complete_one(row[0]):
            done += 1
        return done + 1

    def _insert(self, instance: int, workflow: BpmnWorkflow, known: set[str]) -> None:
        for task in workflow.get_tasks(state=TaskState.READY, manual=True):
            if str(task.id) not in known:
                self.connection.execute(
                    "INSERT INTO spiff_task (instance_id, task, status) VALUES (%s, %s, 'open')",
                    [instance, str(task.id)],
                )

    def _complete_one(self, instance: int) -> bool:
        """Complete the first ready task; False when it was the last."""
        with self.connection.transaction():
            row = self.connection.execute(
                "SELECT state FROM spiff_instance WHERE id = %s FOR UPDATE", [instance]
            ).fetchone()
            workflow = self.serializer.from_dict(row[0])
            ready = workflow.get_tasks(state=TaskState.READY, manual=True)
            known = {str(task.id) for task in ready}
            ready[0].run()
            workflow.do_engine_steps()
            state = self.serializer.to_dict(workflow)
            self.connection.execute(
                "UPDATE spiff_instance SET state = %s, status = %s WHERE id = %s",
                [Jsonb(state), "completed" if workflow.is_completed() else "running", instance],
            )
            self.connection.execute(
                "UPDATE spiff_task SET status = 'done', done_at = now() WHERE instance_id = %s AND task = %s",
                [instance, str(ready[0].id)],
            )
            self._insert(instance, workflow, known)
        if len(self.bytes) < 100:
            self.bytes.append(len(json.dumps(state)))
        return not workflow.is_completed()


def work(url: str, shape: str, seconds: float) -> dict[str, float]:
    """Complete instances for some seconds; return tasks, instances, seconds, CPU seconds and state bytes."""
    peer = Peer(url, shape)
    KEPT.append(peer.connection)
    return repeat(peer.run_instance, seconds) | {"bytes": sum(peer.bytes) / len(peer.bytes)}
