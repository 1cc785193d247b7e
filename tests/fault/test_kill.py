"""`kill -9` of web processes and of the worker at random points under load: nothing is lost, nothing doubled.

XIEYUN_FAULTS sets the number of kills (`make test-fault`: 500). Timers, time limits, outbox events and export jobs
are in flight all the time. What died is started again at once, as a service manager does.
"""

from __future__ import annotations

import random
import threading
import time

import pytest

from tests.fault.counted import done
from tests.fault.course import Traffic
from tests.fault.ground import Ground, number

pytestmark = pytest.mark.fault
KILLS = number("XIEYUN_FAULTS", 20)
SEED = 20261122


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
    killed = {"a web process": 0, "all web processes": 0, "the worker": 0}
    try:
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.02, 0.9))
            if traffic.faults:
                break
            what = chance.choice(("a web process", "a web process", "all web processes", "the worker", "the worker"))
            killed[what] += 1
            _kill(ground, what, chance)
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


def _kill(ground: Ground, what: str, chance: random.Random) -> None:
    program = ground.worker if what == "the worker" else ground.web
    while program.process is None or program.process.poll() is not None:
        time.sleep(0.05)
    if what == "a web process":
        program.kill_a_child(chance)
    else:
        program.kill()
