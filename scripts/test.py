"""`make test`: everything that must hold before a change lands; the last line counts checks and tests."""

from __future__ import annotations

import sys
import time

import postgresql15
from setup import browser
from steps import STATIC, UNIT, Count, run_all, run_one, tests

ROOMS = ("kernel", "organization", "access", "rules", "records", "process", "messaging", "packages")


def main() -> int:
    """Run all parts one after the other; only the static checks run two at a time."""
    started = time.monotonic()
    total = run_all(STATIC, at_once=2)
    own_browser = {"XIEYUN_TEST_BROWSER": browser() or ""}
    for step in (
        UNIT,
        tests("api tests", "tests/api", "-n", "2"),
        tests("fault tests", "tests/fault", "-p", "no:randomly"),
        tests("browser tests", "tests/e2e", "-p", "no:randomly", "-n", "2", "--dist", "loadfile", **own_browser),
        tests("wheel test", "tests/wheel"),
    ):
        total.add(run_one(step))
    total.add(_on_postgresql_15())
    print(f"{(time.monotonic() - started) / 60:.1f} minutes")
    print(total)
    return int(total.failed > 0)


def _on_postgresql_15() -> Count:
    """Run the rooms' tests again on the oldest server that the product supports."""
    if not postgresql15.available():
        print("skipped: PostgreSQL 15 is not on this machine and cannot be installed by this user")
        return Count(skipped=1)
    with postgresql15.server() as url:
        rooms = [f"xieyun/{room}" for room in ROOMS]
        return run_one(tests("postgresql 15", *rooms, "-n", "2", DATABASE_URL=url))


if __name__ == "__main__":
    sys.exit(main())
