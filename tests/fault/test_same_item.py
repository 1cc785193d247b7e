"""Two people on one item, and fifty countersigners of one activity, at the same instant.

XIEYUN_PAIRS and XIEYUN_ROUNDS set how often (`make test-fault`: 2,000 and 200).
"""

from __future__ import annotations

import random
from collections import Counter
from functools import partial

import pytest

from tests.fault import models
from tests.fault.counted import done
from tests.fault.ground import Ground, Said, at_once, new_key, number

pytestmark = pytest.mark.fault
PAIRS = number("XIEYUN_PAIRS", 30)
ROUNDS = number("XIEYUN_ROUNDS", 6)
SIGNERS = 50
SEED = 20261122


def test_two_people_on_one_item(ground: Ground) -> None:
    chance = random.Random(SEED)
    first, second, after = ground.more[:3]
    pool = models.task("a", models.named(first, second) + ' pool="true"')
    ground.maker("publish", code="fault.pair", xml=models.linear(pool, models.task("b", models.named(after))))
    for instance in ground.maker("start", code="fault.pair", by="clerk", count=PAIRS):
        (item,) = ground.maker("items", instance=instance)
        verbs = [chance.choice(("approve", "approve", "claim")) for _ in range(2)]
        keys = [new_key() if chance.random() < 0.5 else None for _ in range(2)]
        people = (first, second)
        said = at_once(
            [partial(who.use, verb, item["id"], key=key) for who, verb, key in zip(people, verbs, keys, strict=True)],
            ready=[who.open for who in people],
        )
        winner = next((place for place, answer in enumerate(said) if answer.status == 200), None)
        assert winner is not None, said
        assert said[1 - winner].status == 409, said
        assert said[1 - winner].code == "already-handled", said
        named = said[1 - winner].value
        assert people[winner].name in named["detail_zh"], named
        assert people[winner].name in named["detail_en"], named
        found = ground.maker("digest", instance=instance)
        assert [step[1:3] for step in found["steps"]] == [["submit", "clerk"], [verbs[winner], people[winner].login]]
    print(f"{PAIRS} pairs, seed {SEED}")
    done("pairs on one item", PAIRS)


def test_fifty_countersigners_at_once(ground: Ground) -> None:
    chance = random.Random(SEED)
    people = ground.more[:SIGNERS]
    after = ground.more[SIGNERS]
    for kind in ("all", "ratio", "any"):
        rule = f'<xieyun:completion kind="{kind}" ratio="0.6"/>'
        sign = models.task("sign", models.named(*people), rule)
        xml = models.linear(sign, models.task("after", models.named(after)))
        ground.maker("publish", code=f"fault.sign-{kind}", xml=xml)
    for place in range(ROUNDS):
        kind = ("all", "ratio", "any")[place % 3]
        (instance,) = ground.maker("start", code=f"fault.sign-{kind}", by="clerk")
        items = {item["login"]: item["id"] for item in ground.maker("items", instance=instance)}
        against = set(chance.sample(range(SIGNERS), 15)) if kind == "ratio" else set()
        said = at_once(
            [
                partial(
                    who.use, "reject" if turn in against else "approve", items[who.login], opinion="会签意见",
                    key=new_key() if chance.random() < 0.5 else None,
                )
                for turn, who in enumerate(people)
            ],
            ready=[who.open for who in people],
        )  # fmt: skip
        _check(ground, instance, kind, said)
    print(f"{ROUNDS} rounds of {SIGNERS}, seed {SEED}")
    done(f"rounds of {SIGNERS} countersigners", ROUNDS)


def _check(ground: Ground, instance: str, kind: str, said: list[Said]) -> None:
    counted = Counter(answer.status for answer in said)
    assert set(counted) <= {200, 409}, counted
    wanted = {"all": range(SIGNERS, SIGNERS + 1), "any": range(1, 2), "ratio": range(30, SIGNERS + 1)}[kind]
    assert counted[200] in wanted, (kind, counted)
    names = {person.name for person in ground.more[:SIGNERS]}
    for answer in said:
        if answer.status == 409:
            assert answer.code == "already-handled", answer
            assert answer.value["params"]["name"] in names, answer
    found = ground.maker("digest", instance=instance)
    votes = [step for step in found["steps"] if step[1] in ("approve", "reject")]
    assert len(votes) == counted[200] == len({step[2] for step in votes})
    done = [item for item in found["items"] if item[2] == "sign" and item[4] == "done"]
    assert len(done) == counted[200]
    assert [item[4] for item in found["items"] if item[2] == "after"] == ["open"]
    assert not [item for item in found["items"] if item[2] == "sign" and item[4] in ("open", "held")]
