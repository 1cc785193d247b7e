"""PostgreSQL stops at once, is killed, or loses a backend under load: everybody finds it again, nothing is lost.

Meanwhile commands are answered 503 with Retry-After, never 500. No process of ours has to be started again.
XIEYUN_STOPS sets how often (`make test-fault`: 12).
"""

from __future__ import annotations

import random
import time

import psycopg
import pytest

from tests.fault.counted import done
from tests.fault.course import Traffic, wait_for
from tests.fault.ground import Ground, number

pytestmark = pytest.mark.fault
STOPS = number("XIEYUN_STOPS", 2)
SEED = 20261122


def test_everybody_finds_the_database_again(ground: Ground) -> None:
    chance = random.Random(SEED)
    ground.worker.start()
    traffic = Traffic(ground)
    traffic.start()
    processes = _processes(ground)
    reports = len(ground.installation.log.read_text())
    ways = (_stop_at_once, _kill_postmaster, _kill_backend)
    try:
        for place in range(STOPS):
            time.sleep(chance.uniform(1.0, 2.0))
            if traffic.faults:
                break
            ways[place % 3](ground, chance.uniform(0.1, 2.0))
            traffic.go_on()
        traffic.finish()
        traffic.check()
        assert _processes(ground) == processes, "a process had to be started again"
    finally:
        traffic.stopping.set()
        ground.worker.stop()
    log = ground.installation.log.read_text()[reports:]
    assert '"status": 500' not in log
    print(f"{STOPS} stops, {len(traffic.courses)} claims, {dict(traffic.refusals())}, seed {SEED}")
    done("database stops", STOPS)


def _processes(ground: Ground) -> list[int]:
    found = [ground.worker.process.pid] if ground.worker.process is not None else []
    assert ground.worker.process is not None
    assert ground.worker.process.poll() is None, "the worker has ended"
    return found + sorted(process.pid for process in ground.web.below())


def _stop_at_once(ground: Ground, seconds: float) -> None:
    ground.server.stop_at_once()
    time.sleep(seconds)
    ground.server.start()


def _kill_postmaster(ground: Ground, seconds: float) -> None:
    ground.server.kill()
    time.sleep(seconds)
    ground.server.start()


def _kill_backend(ground: Ground, seconds: float) -> None:
    ground.server.kill_a_backend()

    def answers() -> bool:
        try:
            with psycopg.connect(ground.server.url) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    wait_for(answers, lambda: "the server does not recover")
