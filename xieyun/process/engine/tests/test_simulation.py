"""Random sound models, random commands: `make sim SEEDS=n` runs more of them; every seed is replayable."""

from __future__ import annotations

import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xieyun.process.engine.simulate.player import Player

SEEDS = int(os.environ.get("XIEYUN_SIM_SEEDS", "200"))
_SLICES = 8


@pytest.mark.parametrize("part", range(_SLICES))
def test_seeds(part: int) -> None:
    for seed in range(1 + part, SEEDS + 1, _SLICES):
        try:
            Player(seed).play()
        except Exception as error:
            error.add_note(f"replay: python -m xieyun.process.engine.simulate --seed {seed}")
            raise


@example(18_649_447)  # a take back whose tokens lie inside one another
@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=100_000, max_value=2**32))
def test_any_seed(seed: int) -> None:
    Player(seed).play()
