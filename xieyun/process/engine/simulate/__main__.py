"""`python -m xieyun.process.engine.simulate --seeds n`: many seeds; `--seed k` replays one and prints its model."""

from __future__ import annotations

import argparse
import sys

from .player import Player


def main() -> int:
    """Run the seeds; the exit code is 1 when one of them broke."""
    parser = argparse.ArgumentParser(prog="simulate")
    parser.add_argument("--seeds", type=int, default=1000, help="how many seeds to run")
    parser.add_argument("--from", dest="first", type=int, default=1, help="the first seed")
    parser.add_argument("--seed", type=int, help="replay one seed and print its model and commands")
    options = parser.parse_args()
    if options.seed is not None:
        return _replay(options.seed)
    broken = 0
    for seed in range(options.first, options.first + options.seeds):
        try:
            Player(seed).play()
        except Exception as error:
            broken += 1
            sys.stdout.write(f"seed {seed}: {type(error).__name__}: {error}\n")
    sys.stdout.write(f"{options.seeds} seeds, {broken} broken\n")
    return 1 if broken else 0


def _replay(seed: int) -> int:
    player = Player(seed)
    sys.stdout.write(player.xml.decode() + "\n")
    try:
        player.play()
    finally:
        for command in player.commands:
            sys.stdout.write(f"{command}\n")
    return 0


sys.exit(main())
