"""`kill -9` of web processes and of the worker at random points under load: nothing is lost, nothing doubled.

XIEYUN_FAULTS sets the number of kills (`make test-fault`: 500). Timers, time limits, outbox events and export jobs
are in flight all the time. What died is started again at once, as a service manager does. Most kills wait until the
program works again: on a slow machine nothing would ever be done otherwise, and nothing could be lost.
"""

from __future__ import annotations

import random
import threading
import time
import urllib.error
import urllib.request

import psycopg
import pytest

from tests.fault.counted import done
from tests.fault.course import Traffic, wait_for
from tests.fault.ground import Ground, number

pytestmark = pytest.mark.fault
KILLS = number("XIEYUN_FAULTS", 20)
SEED = 20261122
# So many of the kills come whenever they come, also while a program starts.
RUTHLESS = 0.2


class ServiceManager(threading.Thread):
    """Starts again what has ended."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(daemon=True)
        self.programs = (ground.web, ground.worker)
        self.stopping = threading.Event()

    def run(self) -> None:
        """Look after the programs until told to stop."""
        while not self.stopping.wait(0.1):
            for program in self.programs:
                program.start()


def test_nothing_is_lost_or_doubled(ground: Ground) -> None:
    chance = random.Random(SEED)
    manager = ServiceManager(ground)
    manager.start()
    traffic = Traffic(ground)
    traffic.start()
    workers = Workers(ground)
    killed = {"a web process": 0, "all web processes": 0, "the worker": 0}
    try:
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.02, 0.9))
            if traffic.faults:
                break
            what = chance.choice(("a web process", "a web process", "all web processes", "the worker", "the worker"))
            killed[what] += 1
            _kill(ground, what, chance, workers)
        traffic.finish()
        traffic.check()
    finally:
        traffic.stopping.set()
        manager.stopping.set()
        manager.join()
        ground.worker.stop()
    print(f"{KILLS} kills {killed}, {len(traffic.courses)} claims, {dict(traffic.refusals())}, seed {SEED}")
    done("kills of web and worker", KILLS)
    done("claims under kills", len(traffic.courses))


def _kill(ground: Ground, what: str, chance: random.Random, workers: Workers) -> None:
    program = ground.worker if what == "the worker" else ground.web
    while program.process is None or program.process.poll() is not None:
        time.sleep(0.05)
    if chance.random() >= RUTHLESS:
        wait_for(
            workers.new if program is ground.worker else lambda: _answers(ground), lambda: f"{what} does not start"
        )
        time.sleep(chance.uniform(0.0, 0.5))
    if program is ground.worker:
        workers.note()
    if what == "a web process":
        program.kill_a_child(chance)
    else:
        program.kill()


class Workers:
    """Tells a worker that has begun to fetch jobs from the ones before it."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.last = 0
        self.note()

    def _newest(self) -> int:
        with psycopg.connect(self.ground.database, autocommit=True) as database:
            row = database.execute("SELECT coalesce(max(id), 0) FROM procrastinate_workers").fetchone()
        return int(row[0]) if row else 0

    def note(self) -> None:
        """Remember those that are known now."""
        self.last = max(self.last, self._newest())

    def new(self) -> bool:
        """Whether one has come since."""
        return self._newest() > self.last


def _answers(ground: Ground) -> bool:
    try:
        with urllib.request.urlopen(f"{ground.installation.url}/readyz", timeout=30) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
