"""`make test`: everything that must hold before a change lands; the last line counts checks and tests."""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import postgresql15
from setup import browser
from steps import BIN, STATIC, UNIT, Count, Step, run_all, run_one, tests

ROOMS = ("kernel", "organization", "access", "rules", "records", "process", "messaging", "packages")


def main() -> int:
    """Run the parts one after the other; static checks, and what mostly waits, run two at a time."""
    started = time.monotonic()
    total = run_all(STATIC, at_once=2)
    own_browser = {"XIEYUN_TEST_BROWSER": browser() or ""}
    total.add(run_one(UNIT))
    beside = [
        tests("fault tests", "tests/fault", "-p", "no:randomly"),  # wait for the disk and for what they killed
        tests("api tests", "tests/api", "-n", "2"),
        tests("wheel test", "tests/wheel"),
    ]
    if postgresql15.available():
        beside.append(_on_postgresql_15())
    else:
        print("skipped: PostgreSQL 15 is not on this machine and cannot be installed by this user")
        total.add(Count(skipped=1))
    total.add(run_all(beside, at_once=2))
    by_file = ("-p", "no:randomly", "-n", "2", "--dist", "loadfile")
    total.add(run_one(tests("browser tests", "tests/e2e", *by_file, **own_browser)))
    print(f"{(time.monotonic() - started) / 60:.1f} minutes")
    print(total)
    return int(total.failed > 0)


def _on_postgresql_15() -> Step:
    """Run the rooms' tests again on the oldest server that the product supports; the engine's need none."""
    rooms = [f"xieyun/{room}" for room in ROOMS]
    pure = "--ignore=xieyun/process/engine"
    # The same seeds were played in full on the newest server; here it is its statements that must do.
    fewer = {"XIEYUN_PLAYS": "30", "XIEYUN_PLAYS_OF_WORK": "3"}
    step = tests("postgresql 15", *rooms, pure, "-n", "2", **fewer)
    return replace(step, command=(str(BIN / "python"), postgresql15.__file__, *step.command))


if __name__ == "__main__":
    sys.exit(main())
