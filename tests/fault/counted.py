"""How much of everything a run of the fault tests has done; the last lines of the run say it."""

from __future__ import annotations

from collections import Counter

_done: Counter[str] = Counter()


def done(what: str, count: int = 1) -> None:
    """Count what a test has done and found in order."""
    _done[what] += count


def summary() -> str:
    """Return one line: how many of each."""
    return ", ".join(f"{count:,} {what}" for what, count in _done.items())
