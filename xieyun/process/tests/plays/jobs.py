"""The worker of a play: runs what is due, sometimes twice, sometimes only what the sweeper finds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from xieyun.kernel import clock, outbox
from xieyun.kernel.database import execute
from xieyun.kernel.errors import Problem
from xieyun.process import tasks

if TYPE_CHECKING:
    from xieyun.process.tests.plays.playing import Play

MOST = 30


def run_due(play: Play) -> None:
    """Do what a worker would do now. A job that is refused stays for the sweeper."""
    from procrastinate.contrib.django import app

    if play.chance.random() < 0.2:
        tasks.sweep_timers.func()
    for place in range(MOST):
        outbox.relay()
        row = execute(
            "DELETE FROM procrastinate_jobs WHERE id = (SELECT id FROM procrastinate_jobs WHERE status = 'todo' "
            "AND task_name LIKE 'process.%%' AND (scheduled_at IS NULL OR scheduled_at <= %s) ORDER BY id LIMIT 1) "
            "RETURNING task_name, args::text",
            [clock.now()],
        ).first()
        if row is None:
            if not place:
                _wait(play)
            return
        for _ in range(2 if play.chance.random() < 0.2 else 1):
            _run(play, app.tasks[row[0]].func, row[0], json.loads(row[1]))


def _wait(play: Play) -> None:
    """Nothing is due: go on at the instant of the next job."""
    due = execute(
        "SELECT min(scheduled_at) FROM procrastinate_jobs WHERE status = 'todo' AND task_name LIKE 'process.%%'"
    ).scalar()
    if due is not None and due > play.now:
        play.now = due


def _run(play: Play, function: Any, name: str, given: dict[str, Any]) -> None:
    try:
        function(**given)
        play.log[-1] += f" {name.removeprefix('process.')}"
    except Problem as refusal:
        play.log[-1] += f" {name} {refusal.code} {refusal.params.get('reason')}"


def migrate(play: Play, migration_id: UUID) -> None:
    """Work a batch off, sometimes twice."""
    for _ in range(play.one(1, 2)):
        tasks.migrate_instances(migration_id=str(migration_id))


def forget_all() -> None:
    """Forget the jobs and events of the plays before, whose clocks ran on."""
    execute("DELETE FROM procrastinate_jobs WHERE task_name LIKE 'process.%%'", [])
    execute("DELETE FROM kernel_outboxevent")
