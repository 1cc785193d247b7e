"""The clocks of web and worker are hours off, and jump: no timer fires early, none is lost, everybody is told.

The database's clock is the one that all machines share; see `shifted_clock/sitecustomize.py` for how a process gets a
clock of its own.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.fault import models
from tests.fault.counted import done
from tests.fault.course import wait_for
from tests.fault.ground import ROOT, Ground
from tests.fault.program import Program

pytestmark = pytest.mark.fault
HOURS = 3600 * 5
SECONDS = 3
# (web's clock, worker's clock) when the timer is set, and when it comes due.
JUMPS: list[tuple[tuple[int, int], tuple[int, int]]] = [
    ((-HOURS, 0), (-HOURS, 0)),
    ((0, -HOURS), (0, HOURS)),
    ((HOURS, HOURS), (-HOURS, -HOURS)),
]
if os.environ.get("XIEYUN_CLOCKS") == "full":
    JUMPS += [
        ((HOURS, 0), (HOURS, 0)),
        ((0, HOURS), (0, HOURS)),
        ((0, 0), (HOURS, HOURS)),
        ((-HOURS, -HOURS), (0, 0)),
    ]


class Clock:
    """A file that says by how much a process's clock is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.set(0)

    def set(self, seconds: int) -> None:
        """Let the clock jump."""
        written = self.path.with_suffix(".new")
        written.write_text(str(seconds))
        written.replace(self.path)

    def environment(self) -> dict[str, str]:
        """What a process needs to have this clock."""
        folder = Path(__file__).parent / "shifted_clock"
        return {"FAULT_CLOCK": str(self.path), "PYTHONPATH": f"{folder}:{ROOT}"}


@contextmanager
def running(ground: Ground, folder: Path) -> Iterator[tuple[Clock, Clock]]:
    """Run web and worker with clocks of their own."""
    ground.web.stop()
    clocks = Clock(folder / "web"), Clock(folder / "worker")
    programs = [
        Program(ground.installation, name, **clock.environment())
        for name, clock in zip(("web", "worker"), clocks, strict=True)
    ]
    for program in programs:
        program.start()
    try:
        ground.installation.wait_until_ready()
        yield clocks
    finally:
        for program in programs:
            program.stop()


def test_wrong_clocks_fire_nothing_early_and_lose_nothing(ground: Ground, tmp_path: Path) -> None:
    handler, absent = ground.more[:2]
    limits = "".join(
        f'<xieyun:timeLimit duration="PT{SECONDS}S" action="{action}"/>' for action in ("remind", "escalate")
    )
    xml = models.linear(models.task("first", models.named(handler)), models.task("watch", models.named(absent), limits))
    ground.maker("publish", code="fault.clock", xml=xml)
    with running(ground, tmp_path) as clocks, psycopg.connect(ground.database, autocommit=True) as database:
        for before, after in JUMPS:
            _set(clocks, before)
            (instance,) = ground.maker("start", code="fault.clock", by="clerk")
            (item,) = ground.maker("items", instance=instance)
            begun = _now(database)
            assert handler.use("approve", item["id"], opinion="同意").status == 200
            _set(clocks, after)
            due = wait_for(lambda one=instance: _due(database, one), lambda: "no timer was set")
            assert due >= begun + dt.timedelta(seconds=SECONDS), (before, after, due - begun)
            while _now(database) < begun + dt.timedelta(seconds=SECONDS - 0.5):
                assert _waiting(database, instance) == 2, f"a timer fired early: {before} {after}"
                time.sleep(0.2)
            wait_for(lambda one=instance: _waiting(database, one) == 0, lambda: "a timer was lost")
            wait_for(lambda: _untold(database) == 0, lambda: "events were lost")
            trail = ground.people["clerk"].send("GET", f"/process-instances/{instance}").value["trail"]
            assert [step["verb"] for step in trail] == ["submit", "approve", "timer", "timer"], (before, after)
            done("clock jumps")


def _set(clocks: tuple[Clock, Clock], seconds: tuple[int, int]) -> None:
    for clock, wrong in zip(clocks, seconds, strict=True):
        clock.set(wrong)


def _one(database: psycopg.Connection[Any], query: str, *params: Any) -> Any:
    row = database.execute(query, params).fetchone()  # type: ignore[call-overload]
    return row[0] if row else None


def _now(database: psycopg.Connection[Any]) -> dt.datetime:
    return _one(database, "SELECT clock_timestamp()")


def _due(database: psycopg.Connection[Any], instance: str) -> Any:
    return _one(database, "SELECT min(due_at) FROM process_timer WHERE instance_id = %s", instance)


def _waiting(database: psycopg.Connection[Any], instance: str) -> int:
    query = "SELECT count(*) FROM process_timer WHERE instance_id = %s AND status = 'waiting'"
    return int(_one(database, query, instance))


def _untold(database: psycopg.Connection[Any]) -> int:
    return int(_one(database, "SELECT count(*) FROM kernel_outboxevent"))
