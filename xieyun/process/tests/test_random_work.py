"""Random work over records, services, versions and a changing organisation: nothing breaks, nothing stands still.

What `test_random_play` leaves out. XIEYUN_PLAYS_OF_WORK plays are played (from XIEYUN_FIRST_PLAY on); a seed that
breaks is played again by its number.
"""

from __future__ import annotations

import os
import traceback

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.process.errors import StepRefused
from xieyun.process.tests.factories import grant_administrator
from xieyun.process.tests.plays import jobs
from xieyun.process.tests.plays.handlers import registered
from xieyun.process.tests.plays.playing import Play
from xieyun.process.verification import verify
from xieyun.records.tests.factories import make_kind, make_pool, ready_world

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = int(os.environ.get("XIEYUN_FIRST_PLAY", "1"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("XIEYUN_PLAYS_OF_WORK", "15")))
KEEP_ON = os.environ.get("XIEYUN_KEEP_ON")


def test_whatever_happens_work_goes_on() -> None:
    done = refused = 0
    broken = []
    for seed in SEEDS:
        # Each play has its own organisation, so that it can be played again alone.
        world = ready_world()
        grant_administrator(world, "system")
        kind = make_kind(world)
        make_pool(world, kind)
        jobs.forget_all()
        with registered() as fates:
            try:
                play = Play(world, kind, seed, fates)
            except StepRefused:
                refused += 1  # a loop that never waits
                continue
            try:
                play.play()
                found = verify(system_actor(world.group.id))
                assert found.sound, found.findings
            except Exception as error:
                if not KEEP_ON:
                    raise AssertionError(f"seed {seed}: {error}\n" + "\n".join(play.log)) from error
                where = [f"{one.filename[-40:]}:{one.lineno}" for one in traceback.extract_tb(error.__traceback__)[-9:]]
                broken.append((seed, f"{type(error).__name__} {error}"[:400], play.log[-4:], where))
        done += play.done
    assert not broken, "\n".join(map(str, broken))
    assert refused < len(SEEDS) / 3
    assert done > len(SEEDS) * 5
