"""Every pair of verbs that are possible in a state, at the same instant from two connections.

What comes of it must be what one of the two orders, one after the other, gives: the same answers and the same
instance, down to the engine's stored state and history. XIEYUN_VERB_PAIRS sets how many pairs are drawn
(0: all of them, as `make test-fault` does).
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.fault.counted import done
from tests.fault.ground import Ground, Said, at_once, new_key, number
from tests.fault.scenes import Scene, Stage, Stages, Verb

pytestmark = pytest.mark.fault
DRAWN = number("XIEYUN_VERB_PAIRS", 24)
SEED = 20261122
REFUSALS = range(400, 500)
VAGUE = ("not-found", "process-busy", "conflict", "bad-request")
Result = tuple[list[tuple[int, str]], dict[str, Any]]


def test_racing_verbs_equal_one_of_the_two_orders(ground: Ground) -> None:
    chance = random.Random(SEED)
    stages = Stages(ground).all()
    pairs = [
        (stage, first, second)
        for stage in stages
        for first, second in itertools.combinations_with_replacement(stage.verbs, 2)
    ]
    drawn = chance.sample(pairs, DRAWN) if 0 < DRAWN < len(pairs) else pairs
    wrong = []
    for stage, first, second in drawn:
        keys = [new_key() if chance.random() < 0.5 else None for _ in range(2)]
        fault = _race(stage, first, second, keys)
        if fault:
            wrong.append(f"{stage.name}: {first.name} | {second.name}: {fault}")
    print(f"{len(drawn)} of {len(pairs)} pairs, seed {SEED}")
    assert not wrong, "\n".join(wrong)
    done("pairs of racing verbs", len(drawn))


def _race(stage: Stage, first: Verb, second: Verb, keys: list[str | None]) -> str:
    verbs = (first, second)
    scene = stage.make()
    calls = [partial(verb.act, scene, key) for verb, key in zip(verbs, keys, strict=True)]
    said = at_once(calls, ready=[_connect(verb) for verb in verbs])
    raced = _result(scene, said)
    for answer in said:
        if answer.status not in (200, *REFUSALS):
            return f"answered {answer.status} {answer.code}"
        if answer.code in VAGUE:
            return f"the loser only hears {answer.code}"
        if answer.status != 200 and not (answer.value or {}).get("detail_zh", "x").endswith(("。", "！", "？")):
            return f"no sentence: {answer.value}"
    one_way = _in_order(stage, verbs, keys, (0, 1))
    if raced == one_way:
        return ""
    other_way = _in_order(stage, verbs, keys, (1, 0))
    if raced == other_way:
        return ""
    return f"\n  raced {_short(raced)}\n  1, 2 {_short(one_way)}\n  2, 1 {_short(other_way)}"


def _in_order(stage: Stage, verbs: tuple[Verb, Verb], keys: list[str | None], order: tuple[int, int]) -> Result:
    scene = stage.make()
    said: list[Said | None] = [None, None]
    for place in order:
        key = None if keys[place] is None else new_key()
        said[place] = verbs[place].act(scene, key)
    return _result(scene, [answer for answer in said if answer is not None])


def _result(scene: Scene, said: list[Said]) -> Result:
    return [(answer.status, answer.code) for answer in said], scene.ground.maker("digest", instance=scene.instance)


def _connect(verb: Verb) -> Callable[[], object]:
    return verb.who.open if verb.who is not None else lambda: None


def _short(result: Result) -> str:
    answers, digest = result
    steps = [step[1] for step in digest["steps"]]
    return f"{answers} {digest['instance']} {steps} {digest['items']} {digest['timers']} {digest['told']}"
