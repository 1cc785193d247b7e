"""Handlers whose answers a play decides: they answer, fail, refuse, or say an error of the model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from xieyun.process import services
from xieyun.process.tests.plays.writing import INSIDE, OUTSIDE

_now: list[Fate] = []


class Fate:
    """Draws what becomes of a call; `calls` counts them."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.calls = chance, 0

    def answer(self, *, broken: bool) -> dict[str, Any]:
        """Return values or raise. `broken`: also as a handler whose system is down."""
        self.calls += 1
        drawn = self.chance.random()
        if drawn < 0.15:
            raise services.ServiceError(self.chance.choice(("BAD", "OTHER")), "so geht es nicht")
        if drawn < 0.25:
            raise services.ServiceRefused("账号已冻结")
        if broken and drawn < 0.5:
            raise ConnectionError("the bank is closed")
        return {"ticket": self.calls, "x": self.chance.randint(0, 600)}


def _outside(call: services.ServiceCall) -> dict[str, Any]:
    return _now[-1].answer(broken=True)


def _inside(call: services.ServiceCall) -> dict[str, Any]:
    return _now[-1].answer(broken=False)


@contextmanager
def registered() -> Iterator[list[Fate]]:
    """Register the handlers for a while; the last fate of the list decides."""
    services.register(OUTSIDE, asynchronous=True)(_outside)
    services.register(INSIDE)(_inside)
    try:
        yield _now
    finally:
        services.unregister(OUTSIDE)
        services.unregister(INSIDE)
        _now.clear()
