"""`make check`: everything that is quick to know before a commit, in at most three minutes."""

from __future__ import annotations

import sys

from steps import STATIC, UNIT, run_all, run_one


def main() -> int:
    """Run the static checks two at a time, then the unit tests."""
    total = run_all(STATIC, at_once=2)
    total.add(run_one(UNIT))
    print(total)
    return int(total.failed > 0)


if __name__ == "__main__":
    sys.exit(main())
